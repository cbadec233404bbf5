"""How many chats there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.db.models import ChatRow
from bot.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class People:
    """Chats: all that are known, those that did not block the bot (`active`), and the groups among those."""

    known: int
    active: int
    groups: int
    recent: int
    """Active ones that were new or asked since the moment in question."""


class PeopleRepository:
    """Counts chats."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def count(self, since: datetime) -> People:
        """Return how many chats there are; `recent` from a moment on."""
        chat = ChatRow
        columns = (
            func.count(),
            func.count().filter(chat.active),
            func.count().filter(chat.active, chat.chat_id < 0),
            func.count().filter(chat.active, chat.updated_at >= since),
        )
        async with self._sessions() as session:
            known, active, groups, recent = (await session.execute(select(*columns).select_from(chat))).one()
        return People(known, active, groups, recent)
