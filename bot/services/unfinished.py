"""A question of which only one half was understood: kept until the next message brings the other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.db import DialogueRepository
from bot.domain import MADRID, ChatMemory, PendingDialogue, Query, Unanswered
from bot.understanding import Understood, When

STEP: Final = "question.unfinished"
FINISHED_WITHIN: Final = timedelta(minutes=30)
"""Longer, and whoever writes is asking something new."""


@dataclass(frozen=True, slots=True)
class Half:
    """What was understood: the place as typed, or the time."""

    place: str | None = None
    when: When | None = None

    def completed(self, understood: Understood) -> Understood:
        """Return what was understood now, with this where it says nothing."""
        says_where = understood.place is not None or understood.point is not None or understood.here
        return replace(
            understood,
            place=understood.place if says_where else self.place,
            when=understood.when or self.when,
        )


@dataclass(frozen=True, slots=True)
class UnfinishedQuestions:
    """Keeps one a chat, across restarts."""

    dialogues: DialogueRepository

    async def keep(self, chat: ChatMemory, unanswered: Unanswered, now: datetime) -> None:
        """Keep what is good of a question that could not be answered; nothing, where nothing is."""
        data = _written(unanswered.query)
        if data:
            await self.dialogues.ask(PendingDialogue(chat.chat_id, STEP, data, now + FINISHED_WITHIN))

    async def take(self, chat: ChatMemory, now: datetime) -> Half:
        """Return what is kept, once."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is None or pending.step != STEP:
            return Half()
        await self.dialogues.end(chat.chat_id)
        return _read(pending.data)


def _written(query: Query) -> dict[str, str]:
    first, last = query.vague or (None, None)
    moments = {"at": query.at if query.at_given else None, "until": query.until, "first": first, "last": last}
    data = {name: at.isoformat() for name, at in moments.items() if at is not None}
    return data | ({"place": query.place} if query.place else {})


def _read(data: Mapping[str, str]) -> Half:
    at, until, first, last = (
        datetime.fromisoformat(data[name]).astimezone(MADRID) if name in data else None
        for name in ("at", "until", "first", "last")
    )
    window = (first, last) if first and last else None
    return Half(data.get("place"), When(at, until, window) if at else None)
