"""The places that a chat asked about last, to ask about them again with a tap."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, bindparam, delete, select

from bot.db.chat_cache import Remembered
from bot.db.chats import ensure_chat
from bot.db.columns import place_of, place_values
from bot.db.group_commit import GroupCommit
from bot.db.models import RecentPlaceRow
from bot.db.saved_places import folded_name
from bot.db.sessions import Sessions
from bot.db.statements import upsert
from geodata.places import Place

MOST_RECENT: Final = 6
"""Of a chat: three rows of two buttons."""

RECENT_PLACES: Final = cast("Table", RecentPlaceRow.__table__)


class RecentPlaceRepository:
    """Keeps the newest places of each chat, one for each label.

    They come with every answer. What a chat has is kept in memory, so that the place that it asked about
    just before is not written again, and chats that ask at once share a transaction.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._cache = sessions.caches.recents
        newest = upsert(sessions.dialect, RECENT_PLACES, ("chat_id", "folded"))
        row = RecentPlaceRow
        older = delete(row).where(row.chat_id == bindparam("chat"), row.used_at < bindparam("oldest"))
        self._newest = GroupCommit(sessions.writer, newest)
        self._older = GroupCommit(sessions.writer, older)

    async def remember(self, chat_id: int, place: Place, at: datetime) -> None:
        """Take note that a chat asked about a place at `at` (aware), if the terms of its source allow."""
        before = await self._cache.through(chat_id, self._read)
        if not place.storable or (before and before[0].place == place):
            return
        new = Remembered(folded_name(place.label), place, at)
        others = [one for one in before if one.folded != new.folded]
        newest = sorted([new, *others], key=lambda one: one.used_at, reverse=True)[:MOST_RECENT]
        with self._cache.changing(chat_id):
            if not before:
                await self._ensure_chat(chat_id, at)
            await self._newest.write(_values(chat_id, new))
            if len(others) >= MOST_RECENT:
                await self._older.write({"chat": chat_id, "oldest": newest[-1].used_at})
            was_alone = self._cache.get(chat_id) is before  # else another one came in the meantime
        if was_alone:
            self._cache.put(chat_id, tuple(newest))

    async def recent(self, chat_id: int) -> Sequence[Place]:
        """Return the places that the chat asked about, newest first."""
        return [one.place for one in await self._cache.through(chat_id, self._read)]

    async def _ensure_chat(self, chat_id: int, now: datetime) -> None:
        if self._sessions.caches.chats.get(chat_id) is None:  # else it is known to have its row
            async with self._sessions.begin() as session:
                await ensure_chat(session, chat_id, now)

    async def _read(self, chat_id: int) -> tuple[Remembered, ...]:
        row = RecentPlaceRow
        newest = select(row).where(row.chat_id == chat_id).order_by(row.used_at.desc()).limit(MOST_RECENT)
        async with self._sessions() as session:
            kept = await session.scalars(newest)
            return tuple(Remembered(one.folded, place_of(one), one.used_at) for one in kept)


def _values(chat_id: int, new: Remembered) -> dict[str, object]:
    place = place_values(new.place)
    return {"chat_id": chat_id, "folded": new.folded, "used_at": new.used_at, **place}
