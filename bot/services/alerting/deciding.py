"""What of all that is due has to be told: tens of thousands of subscriptions judged in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.alerts.crossings import Found, Verdict, Why, judge
from bot.alerts.occasions import Occasion, first_occasion, next_occasion
from bot.db.alerts import Due
from bot.services.alerting.outlooks import Outlooks, Window

CATCHES_UP: Final = timedelta(days=7)
"""After an outage, occasions of so many days are still judged, to tell what was missed; older ones are dropped."""


Untold = Literal["not_met", "no_forecast"]
"""What was asked for is not so, or nothing is forecast."""


@dataclass(slots=True)
class Decision:
    """What becomes of an occasion: it is told when there is a reason `why`; `upcoming` is the one after it.

    `found` is None where nothing was judged, or nothing is forecast. `untold` is why a trip is not told, which
    happens once and is kept; of watches, which have nothing to tell on most days, it is not.
    """

    due: Due
    found: Found | None
    why: Why | None
    upcoming: Occasion | None
    untold: Untold | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Whether a new forecast has news of an occasion that another one judged."""

    due: Due
    found: Found | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Decider:
    """Judges by the forecast that is served."""

    outlooks: Outlooks

    @property
    def version(self) -> str:
        """The version of the forecast that is served."""
        return self.outlooks.estimator.forecasts.manifest.version

    def decisions(self, due: Sequence[Due], now: datetime) -> list[Decision]:
        """Return what becomes of each occasion that is due."""
        found = iter(self.outlooks.hardest([_window(one) for one in due if one.threshold is not None]))
        return [self._decision(one, None if one.threshold is None else next(found), now) for one in due]

    def corrections(self, judged: Sequence[Due]) -> list[Correction]:
        """Return whether there is news of occasions that another forecast judged."""
        found = self.outlooks.hardest([_window(one) for one in judged])
        return [_correction(one, of_it) for one, of_it in zip(judged, found, strict=True)]

    def _decision(self, due: Due, found: Found | None, now: datetime) -> Decision:
        """Return what becomes of an occasion; long after an outage, that it and those after it are dropped."""
        calendar, oldest = self.outlooks.estimator.calendar, now - CATCHES_UP
        is_old, upcoming = due.occasion.due_at < oldest, None
        if due.schedule is not None and is_old:
            upcoming = first_occasion(due.schedule, oldest, calendar, due.quiet)
        elif due.schedule is not None:
            upcoming = next_occasion(due.schedule, due.occasion.about_at, calendar, due.quiet)
        why = None if is_old else _why(due, found, now)
        is_untold = due.schedule is None and why is None and not is_old
        return Decision(due, found, why, upcoming, _untold(found) if is_untold else None)


def _untold(found: Found | None) -> Untold:
    return "no_forecast" if found is None else "not_met"


def _correction(due: Due, found: Found | None) -> Correction:
    """Judge again; of a trip that was told only what changes it is news, whatever was asked for."""
    is_told_trip = due.schedule is None and due.memory.said is not None
    threshold = None if is_told_trip else due.threshold
    verdict = None if found is None else judge(threshold, due.memory, found, due.occasion.about_at)
    return Correction(due, found, verdict)


def _why(due: Due, found: Found | None, now: datetime) -> Why | None:
    if due.threshold is None:
        return "due"
    verdict = None if found is None else judge(due.threshold, due.memory, found, due.occasion.about_at)
    return verdict.why if verdict is not None and verdict.may_be_told(now) else None


def _window(due: Due) -> Window:
    """Return the window that decides."""
    return due.area, due.spaces, due.occasion.about_at, due.occasion.useful_until
