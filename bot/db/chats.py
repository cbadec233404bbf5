"""The chats, as the conversation knows them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Row, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.chat_data import move_rows
from bot.db.columns import place_of, place_values
from bot.db.group_commit import GroupCommit
from bot.db.models import ChatRow
from bot.db.sessions import Sessions
from bot.db.statements import insert_new, upsert
from bot.domain import LANGUAGES, ChatMemory, Language
from forecasting.availability import Driver, Label

if TYPE_CHECKING:
    from geodata.maps import Theme

CHATS: Final = cast("Table", ChatRow.__table__)
KEY: Final = ("chat_id",)

UNKNOWN_LANGUAGE: Final = LANGUAGES[
    0
]  # of a row made for something that belongs to it; it counts as not chosen


class ChatRepository:
    """Loads and saves `ChatMemory`; `clock` tells the present (aware) for the rows' own times.

    A chat that talked lately is loaded from memory (see `bot.db.chat_cache`), and chats that are saved at
    once share a transaction.
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock
        self._cache = sessions.caches.chats
        made = ("created_at",)
        self._saved = GroupCommit(sessions.writer, upsert(sessions.dialect, CHATS, KEY, made_with=made))

    async def load(self, chat_id: int, language: Language) -> ChatMemory:
        """Return what is remembered of a chat; `language` is spoken unless another was chosen."""
        kept = await self._cache.through(chat_id, self._read)
        if kept is None:
            return ChatMemory(chat_id, language, telegrams=language)
        spoken = kept.language if kept.language_chosen else language
        return replace(kept, language=spoken, telegrams=language)

    async def last_known(self, chat_id: int) -> ChatMemory:
        """Return a chat as it was last: in the language that was spoken then, to write to it unasked."""
        kept = await self._cache.through(chat_id, self._read)
        return ChatMemory(chat_id, LANGUAGES[0]) if kept is None else kept

    async def save(self, chat: ChatMemory) -> None:
        """Remember a chat, known before or not; without a place that its source's terms forbid to keep."""
        if chat.last_place is not None and not chat.last_place.storable:
            chat = replace(chat, last_place=None)
        if chat == self._cache.get(chat.chat_id):
            return
        with self._cache.changing(chat.chat_id):
            await self._saved.write(_values(chat, self._clock()))
        asked_at = chat.asked_at.astimezone(UTC) if chat.asked_at else None
        self._cache.put(chat.chat_id, replace(chat, asked_at=asked_at))

    async def activate(self, chat_id: int) -> None:
        """Take note that a chat wants to hear from the bot again."""
        await self._set_active(chat_id, active=True)

    async def deactivate(self, chat_id: int) -> None:
        """Take note that a chat does not want to hear from the bot, or is gone; one not known stays so."""
        await self._set_active(chat_id, active=False)

    async def active_count(self) -> int:
        """Return how many chats there are that did not block the bot."""
        async with self._sessions() as session:
            return await session.scalar(select(func.count()).where(ChatRow.active)) or 0

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Give all that is kept of a chat to the one it became (a group that is a supergroup now).

        Where the new chat has its own row for the same thing, that one stays.
        """
        if old_id == new_id:
            return
        caches = self._sessions.caches
        try:
            async with self._sessions.begin() as session:
                await move_rows(session, old_id, new_id)
        finally:
            caches.drop(old_id)
            caches.drop(new_id)

    async def _set_active(self, chat_id: int, *, active: bool) -> None:
        changed = update(ChatRow).where(ChatRow.chat_id == chat_id, ChatRow.active != active)
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                await session.execute(changed.values(active=active, updated_at=self._clock()))

    async def _read(self, chat_id: int) -> ChatMemory | None:
        async with self._sessions.reader.connect() as connection:
            row = (await connection.execute(select(CHATS).where(ChatRow.chat_id == chat_id))).first()
        return None if row is None else _memory(row)


async def ensure_chat(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Make the chat's row where there is none, for a row that belongs to it."""
    insert = insert_new(session.get_bind().dialect.name, CHATS, KEY)
    await session.execute(insert, _values(ChatMemory(chat_id, UNKNOWN_LANGUAGE), now))


def _memory(row: Row[Any]) -> ChatMemory:
    return ChatMemory(
        row.chat_id,
        cast("Language", row.language),
        last_place=None if row.place_label is None else place_of(row),
        asked_at=row.asked_at,
        driver=Driver(cast("Label | None", row.label), row.resident, row.walk_metres),
        theme=cast("Theme", row.theme),
        language_chosen=row.language_chosen and row.language in LANGUAGES,  # it may be spoken no more
        active=row.active,
    )


def _values(chat: ChatMemory, now: datetime) -> dict[str, object]:
    return {
        "chat_id": chat.chat_id,
        "language": chat.language,
        "language_chosen": chat.language_chosen,
        "label": chat.driver.label,
        "resident": chat.driver.resident,
        "walk_metres": chat.driver.walk_metres,
        "theme": chat.theme,
        "active": chat.active,
        "asked_at": chat.asked_at,
        **place_values(chat.last_place),
        "created_at": now,
        "updated_at": now,
    }
