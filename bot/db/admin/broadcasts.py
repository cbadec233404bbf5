"""Messages to everybody: a row a message and a row a recipient, so that a stop in the middle loses nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Update, func, insert, literal, select, update

from bot.db.models import BroadcastRecipientRow, BroadcastRow, ChatRow
from bot.db.sessions import Sessions
from bot.db.statements import changed_rows

State = Literal["draft", "sending", "done", "stopped", "discarded"]
Delivery = Literal["waiting", "claimed", "sent", "closed", "failed"]
"""Of one recipient. "claimed": Telegram was asked to send it; what it said is not known when the bot was killed then."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message (Telegram HTML) of an administrator to all active chats."""

    broadcast_id: int
    author_id: int
    text: str
    state: State


@dataclass(frozen=True, slots=True)
class Recipients:
    """How many recipients are how far."""

    by_state: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())

    def count(self, state: Delivery) -> int:
        """Return how many are that far."""
        return self.by_state.get(state, 0)


class BroadcastRepository:
    """Keeps drafts, turns them into rows to send, and hands those out one by one."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def draft(self, author_id: int, text: str, now: datetime) -> int:
        """Keep a draft, and return its number."""
        async with self._sessions.begin() as session:
            row = BroadcastRow(author_id=author_id, text=text, state="draft", made_at=now)
            session.add(row)
            await session.flush()
            return row.broadcast_id

    async def confirm(self, broadcast_id: int) -> bool:
        """Let a draft be sent to all chats that are active now; False when it is none any more."""
        chosen = select(literal(broadcast_id), ChatRow.chat_id, literal("waiting")).where(ChatRow.active)
        async with self._sessions.begin() as session:
            if not await changed_rows(session, _changed(broadcast_id, "draft", "sending")):
                return False
            columns = ["broadcast_id", "chat_id", "state"]
            await session.execute(insert(BroadcastRecipientRow).from_select(columns, chosen))
        return True

    async def discard(self, broadcast_id: int) -> bool:
        """Drop a draft; False when it is none any more."""
        async with self._sessions.begin() as session:
            return bool(await changed_rows(session, _changed(broadcast_id, "draft", "discarded")))

    async def end(self, broadcast_id: int, state: State) -> None:
        """Take note that a broadcast is done, or was stopped."""
        async with self._sessions.begin() as session:
            await session.execute(_changed(broadcast_id, "sending", state))

    async def sending(self) -> Sequence[Broadcast]:
        """Return the broadcasts that are to be sent, or are not sent to the end, oldest first."""
        kept = BroadcastRow
        async with self._sessions() as session:
            rows = await session.scalars(
                select(kept).where(kept.state == "sending").order_by(kept.broadcast_id)
            )
            return [
                Broadcast(row.broadcast_id, row.author_id, row.text, cast("State", row.state)) for row in rows
            ]

    async def claim(self, broadcast_id: int) -> int | None:
        """Return a chat that waits for a broadcast, and take note that it is being sent there; None: no more.

        A chat is handed out once: whoever is killed between this and `settle` leaves it with none, not with two.
        """
        row = BroadcastRecipientRow
        waiting = (
            select(row.chat_id)
            .where(row.broadcast_id == broadcast_id, row.state == "waiting")
            .order_by(row.chat_id)
            .limit(1)
        )
        async with self._sessions.begin() as session:
            chat_id = await session.scalar(waiting)
            if chat_id is not None:
                await session.execute(_settled(broadcast_id, chat_id, "claimed"))
        return chat_id

    async def settle(self, broadcast_id: int, chat_id: int, state: Delivery) -> None:
        """Take note of what came of a chat's message."""
        async with self._sessions.begin() as session:
            await session.execute(_settled(broadcast_id, chat_id, state))

    async def recipients(self, broadcast_id: int) -> Recipients:
        """Return how many recipients are how far."""
        row = BroadcastRecipientRow
        counted = select(row.state, func.count()).where(row.broadcast_id == broadcast_id).group_by(row.state)
        async with self._sessions() as session:
            return Recipients(dict((await session.execute(counted)).all()))


def _changed(broadcast_id: int, before: State, after: State) -> Update:
    row = BroadcastRow
    chosen = update(row).where(row.broadcast_id == broadcast_id, row.state == before)
    return chosen.values(state=after)


def _settled(broadcast_id: int, chat_id: int, state: Delivery) -> Update:
    row = BroadcastRecipientRow
    chosen = update(row).where(row.broadcast_id == broadcast_id, row.chat_id == chat_id)
    return chosen.values(state=state)
