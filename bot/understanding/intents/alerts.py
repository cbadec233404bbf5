"""What people want to be told of: an alert as it was said, before anybody looks up its place."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from bot.understanding.intents.located import Located
from bot.understanding.model import When

EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})

Level = Literal["easy", "medium", "hard"]


@dataclass(frozen=True, slots=True)
class LevelThreshold:
    """Tell only at this level or beyond it: "si está difícil" is hard `or_worse`, "si es fácil" easy `or_better`."""

    level: Level
    side: Literal["or_better", "or_worse"]


@dataclass(frozen=True, slots=True)
class ChanceThreshold:
    """Tell only when the chance of a space is below or above `percent` (0 to 100, neither end among them)."""

    percent: float
    side: Literal["below", "above"]


Threshold = LevelThreshold | ChanceThreshold


@dataclass(frozen=True, slots=True)
class EveningBefore:
    """Tell on the evening before, at a local hour of Madrid if one was said ("la víspera a las 9")."""

    at: time | None = None


Ahead = timedelta | EveningBefore
"""How long before the time asked about to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Located):
    """Tell on these days of every week (Monday is 0) how a place is at a time.

    The time is either `at` or the `window` (from, until), naive and local to Madrid; a window that does not
    end behind its start ends on the next day. Without a `threshold` every such day is told of. The days are
    as said: whether parking is regulated on them (never on a Sunday) is not for words to know.
    """

    days: frozenset[int]
    at: time | None = None
    window: tuple[time, time] | None = None
    threshold: Threshold | None = None
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip(Located):
    """Tell once how a place is at one moment; without `ahead` the caller chooses how long before."""

    when: When
    threshold: Threshold | None = None
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Located):
    """Send a summary on these days of every week (Monday is 0), at a naive hour local to Madrid.

    Without a place it is of all the places that the chat keeps.
    """

    days: frozenset[int]
    at: time


Alert = Watch | Trip | Digest
