"""The chats, as the conversation knows them."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.db.models import ChatRow
from bot.domain import LANGUAGES, ChatMemory, Language
from geodata.places import Place, Point, Precision


class ChatRepository:
    """Loads and saves `ChatMemory`; `clock` tells the present (aware) for the rows' own times."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock

    async def load(self, chat_id: int, language: Language) -> ChatMemory:
        """Return what is remembered of a chat; one that is not known yet starts in `language`."""
        async with self._sessions() as session:
            row = await session.get(ChatRow, chat_id)
        return ChatMemory(chat_id, language) if row is None else _memory(row, language)

    async def save(self, chat: ChatMemory) -> None:
        """Remember a chat, known before or not."""
        now = self._clock()
        async with self._sessions.begin() as session:
            row = await session.get(ChatRow, chat.chat_id)
            if row is None:
                row = ChatRow(chat_id=chat.chat_id, created_at=now)
                session.add(row)
            row.language, row.updated_at = chat.language, now
            _write_place(row, chat.last_place)


def _memory(row: ChatRow, language: Language) -> ChatMemory:
    kept = next((one for one in LANGUAGES if one == row.language), language)
    place = None
    if row.place_label is not None and row.place_lat is not None and row.place_lon is not None:
        place = Place(
            row.place_label,
            Point(row.place_lat, row.place_lon),
            row.place_source or "",
            cast("Precision", row.place_precision),
            row.place_neighbourhood,
        )
    return ChatMemory(row.chat_id, kept, place)


def _write_place(row: ChatRow, place: Place | None) -> None:
    row.place_label = place.label if place else None
    row.place_lat = place.point.lat if place else None
    row.place_lon = place.point.lon if place else None
    row.place_source = place.source if place else None
    row.place_precision = place.precision if place else None
    row.place_neighbourhood = place.neighbourhood if place else None
