"""What the next message of a chat answers, where the bot asked something first."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, delete

from bot.db.chats import ensure_chat
from bot.db.models import PendingDialogueRow
from bot.db.sessions import Sessions
from bot.db.statements import upsert
from bot.domain import PendingDialogue

PENDING_DIALOGUES: Final = cast("Table", PendingDialogueRow.__table__)


class DialogueRepository:
    """Keeps one question a chat; `clock` tells the present (aware).

    It is asked for with every message, mostly in vain: what it knows of a chat is kept in memory.
    """

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions, self._clock = sessions, clock
        self._cache = sessions.caches.dialogues
        self._ask = upsert(sessions.dialect, PENDING_DIALOGUES, ("chat_id",))

    async def ask(self, dialogue: PendingDialogue) -> None:
        """Wait for an answer, instead of that to the question before; what nobody answered in time is forgotten."""
        chat_id, now = dialogue.chat_id, self._clock()
        row = {
            "chat_id": chat_id,
            "step": dialogue.step,
            "data": dict(dialogue.data),
            "expires_at": dialogue.expires_at,
        }
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                await session.execute(delete(PendingDialogueRow).where(PendingDialogueRow.expires_at <= now))
                await ensure_chat(session, chat_id, now)
                await session.execute(self._ask, row)

    async def pending(self, chat_id: int, now: datetime) -> PendingDialogue | None:
        """Return what the chat was asked and may still answer at `now` (aware)."""
        asked = await self._cache.through(chat_id, self._read)
        return None if asked is None or asked.expires_at <= now else asked

    async def end(self, chat_id: int) -> None:
        """Wait for no answer any more."""
        if await self._cache.through(chat_id, self._read) is None:
            return
        with self._cache.changing(chat_id):
            async with self._sessions.begin() as session:
                await session.execute(delete(PendingDialogueRow).where(PendingDialogueRow.chat_id == chat_id))

    async def _read(self, chat_id: int) -> PendingDialogue | None:
        async with self._sessions() as session:
            row = await session.get(PendingDialogueRow, chat_id)
        return None if row is None else PendingDialogue(chat_id, row.step, row.data, row.expires_at)
