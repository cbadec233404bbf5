"""Is there news? A threshold is crossed, with hysteresis and a cool-down, or what was said has changed.

Both directions are told, so that silence always means "as last told". What is remembered changes only when
something was told: a message that was lost is news again the next time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from forecasting.availability import Level

HYSTERESIS_POINTS: Final = 5
"""A step of the shown chance: a threshold that was crossed is crossed back only beyond one step more."""

CORRECTION_POINTS: Final = 10
"""Two steps: less than that is within every range that was shown, and no reason to write again."""

COOL_DOWN: Final = timedelta(hours=6)
"""Between two crossings that are told: long enough for a changed plan, shorter than from one evening to the morning."""

CORRECTIONS_APART: Final = timedelta(minutes=30)
"""Who plans on what was said is told soon that it changed; not with each of several forecasts published in a row."""

Sense = Literal["at_least", "below"]

Why = Literal["reached", "left", "corrected", "due"]
"""A threshold was reached, or left again; a new forecast changed what was said; or its time has come."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A chance in hundredths ("points"), to be at least or below; `level` where it was asked for as one."""

    sense: Sense
    points: int
    level: Level | None = None

    def is_met(self, points: int, *, was_met: bool) -> bool:
        """Tell whether a chance meets it; one that was met is left only beyond HYSTERESIS_POINTS more."""
        slack = HYSTERESIS_POINTS if was_met else 0
        if self.sense == "at_least":
            return points >= self.points - slack
        return points < self.points + slack


@dataclass(frozen=True, slots=True)
class Found:
    """What is forecast of a window: the level and the chance in points of its hardest hour."""

    level: Level
    points: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was told last: of which occasion (`about_at`), and by which version of the forecast."""

    about_at: datetime
    found: Found
    version: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a subscription: whether its threshold is met as far as was told, when, and what."""

    is_met: bool = False
    told_at: datetime | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why there is news, and until when it cools down all the same (None: it may be told at once)."""

    why: Why
    not_before: datetime | None = None

    def may_be_told(self, now: datetime) -> bool:
        """Tell whether it has cooled down."""
        return self.not_before is None or now >= self.not_before


def judge(threshold: Threshold | None, memory: Memory, found: Found, about_at: datetime) -> Verdict | None:
    """Return why what is forecast of the occasion at `about_at` is news; None when it is none.

    Without a threshold (a trip's) only a correction is.
    """
    corrects = _corrects(memory.said, found, about_at)
    met = threshold is not None and threshold.is_met(found.points, was_met=memory.is_met)
    if threshold is None or met == memory.is_met:
        why: Why | None = "corrected" if corrects else None
    else:
        why = "reached" if met else "left"
    if why is None:
        return None
    pause = CORRECTIONS_APART if corrects else COOL_DOWN
    return Verdict(why, None if memory.told_at is None else memory.told_at + pause)


def _corrects(said: Said | None, found: Found, about_at: datetime) -> bool:
    """Tell whether it changes what was said of the same occasion: another level, by two steps."""
    if said is None or said.about_at != about_at:
        return False
    return found.level != said.found.level and abs(found.points - said.found.points) >= CORRECTION_POINTS
