"""What a tick would do, without doing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.alerts.crossings import Found, Why
from bot.alerts.occasions import Occasion
from bot.alerts.wishes import Kind
from bot.db.alerts import Due, OccurrenceQueue, TickRepository, UnreadableDue
from bot.services.alerting.deciding import Decider, Decision
from bot.services.alerting.ticking import CHUNK

Fate = Literal["told", "missed", "silent", "waiting"]
"""It would be told, or is too late; there is nothing to tell; or it is in the queue already."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of an occasion, why, and what is forecast of it where that was judged."""

    chat_id: int
    kind: Kind
    subscription_id: int | None
    occasion: Occasion
    fate: Fate
    why: Why | None = None
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Looks ahead by the forecast that is served; writes nothing."""

    ticks: TickRepository
    queue: OccurrenceQueue
    decider: Decider

    async def at(self, now: datetime) -> list[Foreseen]:
        """Return what a tick and the queue would do at `now` (aware), by when it is due."""
        waiting = [one for one in await self.queue.waiting() if one.occasion.due_at <= now]
        found = [
            Foreseen(one.chat_id, one.kind, one.subscription_id, one.occasion, "waiting", "due")
            for one in waiting
        ]
        due, judged = await self._read(now)
        found += [
            _foreseen(one.due, _fate(one.why, one.due.occasion, now), one.why, one.found)
            for one in self._decided(due, now)
        ]
        found += [
            _foreseen(one.due, "told", one.verdict.why, one.found)
            for one in self.decider.corrections(judged)
            if one.verdict is not None and one.verdict.may_be_told(now)
        ]
        return sorted(found, key=lambda one: (one.occasion.due_at, one.chat_id))

    def _decided(self, due: Sequence[Due], now: datetime) -> list[Decision]:
        """Return what becomes of all that is due, and after an outage of what was due since."""
        decided: list[Decision] = []
        while due:
            some = self.decider.decisions(due, now)
            decided += some
            behind = [one for one in some if one.upcoming is not None and one.upcoming.due_at <= now]
            due = [replace(one.due, occasion=one.upcoming) for one in behind if one.upcoming]
        return decided

    async def _read(self, now: datetime) -> tuple[list[Due], list[Due]]:
        """Return all that is due, and all that another forecast judged."""
        due: list[Due | UnreadableDue] = []
        judged: list[Due | UnreadableDue] = []
        async with self.ticks.look(now) as turn:
            while some := await turn.due(CHUNK, _last(due)):
                due += some
            version = self.decider.version
            while some := await turn.judged_before(version, CHUNK, _last(judged)):
                judged += some
        return _readable(due), _readable(judged)


def _readable(read: Sequence[Due | UnreadableDue]) -> list[Due]:
    return [one for one in read if isinstance(one, Due)]


def _last(read: Sequence[Due | UnreadableDue]) -> int:
    return read[-1].subscription_id if read else 0


def _fate(why: Why | None, occasion: Occasion, now: datetime) -> Fate:
    if why is None:
        return "silent"
    return "missed" if occasion.useful_until <= now else "told"


def _foreseen(due: Due, fate: Fate, why: Why | None, found: Found | None) -> Foreseen:
    return Foreseen(due.chat_id, due.kind, due.subscription_id, due.occasion, fate, why, found)
