"""What only one half was understood of: kept until the next message brings the other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.db import DialogueRepository
from bot.db.forgoing import forgoing
from bot.domain import MADRID, Answer, ChatMemory, PendingDialogue, Query, Unanswered
from bot.understanding import Understood, When
from bot.understanding.intents import Question

Wanted = Literal["place", "time"]

STEP: Final = "question.unfinished"
FINISHED_WITHIN: Final = timedelta(minutes=30)
"""Longer, and whoever writes is asking something new."""


@dataclass(frozen=True, slots=True)
class Half:
    """What was understood of a question: the place as typed, or the time; or a whole `sentence` and what it `wants`.

    A place that was not found, or means several, `is_doubtful`: it is no place to go on from.
    """

    place: str | None = None
    when: When | None = None
    is_doubtful: bool = False
    sentence: str | None = None
    wants: Wanted = "place"

    def completed(self, asked: Question) -> Understood:
        """Return what was understood now, with this where it says nothing."""
        understood = asked.understood
        says_where = understood.place is not None or understood.point is not None or understood.here
        stands = says_where or (asked.goes_on and self.is_doubtful)
        return replace(
            understood,
            place=understood.place if stands else self.place,
            when=understood.when or self.when,
        )

    def with_more(self, words: str) -> str | None:
        """Return the sentence with the words that it wanted; None without one."""
        return None if self.sentence is None else f"{self.sentence}, {words}"


@dataclass(frozen=True, slots=True)
class UnfinishedQuestions:
    """Keeps one a chat, across restarts; an answer ends it."""

    dialogues: DialogueRepository

    async def keep(self, chat: ChatMemory, unanswered: Unanswered, before: Half, now: datetime) -> None:
        """Keep what is good of a question that could not be answered; a doubtful place not for a second time."""
        data = _written(unanswered)
        if before.is_doubtful and before.place == data.get("place"):
            data.pop("place", None)
        await self._ask(chat, data, now)

    async def keep_sentence(self, chat: ChatMemory, text: str, wants: Wanted, now: datetime) -> None:
        """Keep a sentence that lacks its place, or its time."""
        await self._ask(chat, {"sentence": text, "wants": wants}, now)

    async def take(self, chat: ChatMemory, now: datetime) -> Half:
        """Return what is kept, once."""
        pending = await self.dialogues.pending(chat.chat_id, now)
        if pending is None or pending.step != STEP:
            return Half()
        with forgoing("that a question was finished"):
            await self.dialogues.end(chat.chat_id)
        return _read(pending.data)

    async def plan(self, chat: ChatMemory, _answer: Answer, now: datetime) -> None:
        """Hear of an answer: nothing is left to be finished."""
        await self.take(chat, now)

    async def _ask(self, chat: ChatMemory, data: Mapping[str, str], now: datetime) -> None:
        if data:
            with forgoing("half a question"):
                await self.dialogues.ask(PendingDialogue(chat.chat_id, STEP, data, now + FINISHED_WITHIN))


def _written(unanswered: Unanswered) -> dict[str, str]:
    query = unanswered.query
    data = {name: at.isoformat() for name, at in _moments(query).items() if at is not None}
    if query.place:
        data["place"] = query.place
        if unanswered.status != "time_not_understood":
            data["doubtful"] = query.place
    return data


def _moments(query: Query) -> dict[str, datetime | None]:
    first, last = query.vague or (None, None)
    return {"at": query.at if query.at_given else None, "until": query.until, "first": first, "last": last}


def _read(data: Mapping[str, str]) -> Half:
    at, until, first, last = (
        datetime.fromisoformat(data[name]).astimezone(MADRID) if name in data else None
        for name in ("at", "until", "first", "last")
    )
    window = (first, last) if first and last else None
    when = When(at, until, window) if at else None
    wants: Wanted = "time" if data.get("wants") == "time" else "place"
    return Half(data.get("place"), when, "doubtful" in data, data.get("sentence"), wants)
