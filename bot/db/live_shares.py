"""The live locations that are being answered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table, delete

from bot.db.chats import ensure_chat
from bot.db.models import LiveShareRow
from bot.db.sessions import Sessions
from bot.db.statements import upsert
from bot.domain import LiveShare

ENDED_KEPT: Final = timedelta(hours=1)
"""After its end a share is still known, for an update that comes late."""

LIVE_SHARES: Final = cast("Table", LiveShareRow.__table__)


class LiveShareRepository:
    """Keeps live locations by chat and message; `clock` tells the present (aware)."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock
        self._save = upsert(sessions.dialect, LIVE_SHARES, ("chat_id", "message_id"))

    async def save(self, share: LiveShare) -> None:
        """Remember a share as it is now, known before or not; those that ended a while ago are forgotten."""
        now = self._clock()
        row = {
            "chat_id": share.chat_id,
            "message_id": share.message_id,
            "answer_id": share.answer_id,
            "until": share.until,
            "area": share.area,
            "level": share.level,
        }
        async with self._sessions.begin() as session:
            await session.execute(delete(LiveShareRow).where(LiveShareRow.until < now - ENDED_KEPT))
            await ensure_chat(session, share.chat_id, now)
            await session.execute(self._save, row)

    async def get(self, chat_id: int, message_id: int) -> LiveShare | None:
        """Return the share of a message, None when it is not answered."""
        async with self._sessions() as session:
            row = await session.get(LiveShareRow, (chat_id, message_id))
        if row is None:
            return None
        return LiveShare(chat_id, message_id, row.answer_id, row.until, row.area, row.level)

    async def end(self, chat_id: int, message_id: int) -> None:
        """Answer a message's location no more."""
        row = LiveShareRow
        async with self._sessions.begin() as session:
            await session.execute(delete(row).where(row.chat_id == chat_id, row.message_id == message_id))
