"""What a tick and the queue would do, without doing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.alerts.crossings import Found
from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Occurrence
from bot.alerts.wishes import Kind
from bot.db.alerts import Due, OccurrenceQueue, TickRepository, UnreadableDue
from bot.domain import ParkedCar
from bot.errors import UnreadableAlertError
from bot.services.alerting.composing import Composer
from bot.services.alerting.deciding import CATCHES_UP, Decider, Decision
from bot.services.alerting.saying import Skip
from bot.services.alerting.ticking import CHUNK

Fate = Literal["told", "waiting", "silent", "missed", "dropped"]
"""It would be told, now or from the queue that it is in already; there is nothing to tell; it comes too late to be of
use; or so late that it is not even told as missed."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of an occasion, and what is forecast of it where that was judged.

    `reason`: why it is told (`Why`); why there is nothing to tell ("no_news", "not_met" of a trip, or another of `Skip`,
    "gone" of a chat that does not listen, "unreadable"); or "too_late", "too_old". `place` is the label of a parked car's.
    """

    chat_id: int
    kind: Kind
    subscription_id: int | None
    occasion: Occasion
    fate: Fate
    reason: str
    found: Found | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Looks ahead by the forecast that is served; writes nothing."""

    ticks: TickRepository
    queue: OccurrenceQueue
    decider: Decider
    composer: Composer

    async def at(self, now: datetime) -> list[Foreseen]:
        """Return what a tick and the queue would do at `now` (aware), by when it is due."""
        waiting = [one for one in await self.queue.waiting() if one.occasion.due_at <= now]
        found = [await self._foreseen(one, "waiting", "due", None, now) for one in waiting]
        due, judged = await self._read(now)
        found += [await self._decision(one, now) for one in self._decided(due, now)]
        found += [
            await self._foreseen(_occurrence(one.due), "told", one.verdict.why, one.found, now)
            for one in self.decider.corrections(judged)
            if one.verdict is not None and one.verdict.may_be_told(now)
        ]
        return sorted(found, key=lambda one: (one.occasion.due_at, one.chat_id))

    async def _decision(self, decision: Decision, now: datetime) -> Foreseen:
        """Return what becomes of an occasion that a tick decides."""
        one = _occurrence(decision.due)
        if one.occasion.due_at < now - CATCHES_UP:
            return _result(one, "dropped", "too_old", None)
        if decision.why is None:
            of_a_watch = "no_forecast" if decision.found is None else "no_news"
            return _result(one, "silent", decision.untold or of_a_watch, decision.found)
        return await self._foreseen(one, "told", decision.why, decision.found, now)

    async def _foreseen(
        self, one: Occurrence, fate: Fate, reason: str, found: Found | None, now: datetime
    ) -> Foreseen:
        """Return what becomes of an occurrence that there is a `reason` to tell."""
        if one.occasion.useful_until <= now:
            return _result(one, "missed", "too_late", found)
        silence = await self._silence(one, now)
        return _result(one, fate if silence is None else "silent", silence or reason, found)

    async def _silence(self, one: Occurrence, now: datetime) -> str | None:
        """Return why an occurrence would not be told when its message is composed; None when it would."""
        chat = await self.composer.chats.last_known(one.chat_id)
        if not chat.active:
            return "gone"
        try:
            composed = await self.composer.compose(one, now)
        except UnreadableAlertError:
            return "unreadable"
        return composed.reason if isinstance(composed, Skip) else None

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


def _occurrence(due: Due) -> Occurrence:
    return Occurrence(due.chat_id, due.kind, due.occasion, "", due.subscription_id)


def _result(one: Occurrence, fate: Fate, reason: str, found: Found | None) -> Foreseen:
    place = one.content.place.label if isinstance(one.content, ParkedCar) else ""
    return Foreseen(one.chat_id, one.kind, one.subscription_id, one.occasion, fate, reason, found, place)
