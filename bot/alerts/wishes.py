"""What a chat asks to be told of: a place that it watches, a trip, or a digest of its saved places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.alerts.crossings import Memory, Threshold
from bot.alerts.occasions import CITY, Occasion, Once, Weekly
from forecasting.availability import Level, assumptions
from geodata.places import Place

Kind = Literal["watch", "trip", "digest", "parked", "notice"]
"""Of whatever is told: the first three are subscribed to, the others come with a car and with the service."""

DIGEST_USEFUL: Final = 4
"""Hours: for so long a morning's digest is of use; after that half of the day that it draws is over."""

DAY_END: Final = time(23, 59)
"""The last minute of a day: windows end within theirs."""

LONGEST_WINDOW: Final = 6
"""Hours: the hardest hour of a longer window says nothing of most of it."""

LATEST_DIGEST: Final = time(12)
"""A digest is a morning's."""

EVERY_DAY: Final = frozenset(range(7))
WORKING_DAYS: Final = frozenset(range(5))
"""Days of the week, Monday 0 … Sunday 6."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Tell when the forecast for a window on some days of the week crosses a threshold; without one, each time.

    `days`: Monday 0 … Sunday 6; `start` to `end` on Madrid's clock, within a day. `ahead`: so long before the
    window, or the evening before (None). `area` is the neighbourhood's code, known once it is kept.
    """

    place: Place
    days: frozenset[int]
    start: time
    end: time
    threshold: Threshold | None
    ahead: timedelta | None = None
    area: str = CITY

    @property
    def schedule(self) -> Weekly:
        """When it is due."""
        return Weekly(self.days, self.start, self.end, self.ahead, self.area)


@dataclass(frozen=True, slots=True)
class Trip:
    """Remind once of a place and a time (aware), with what is then known; `ahead` as in a watch.

    With a `threshold` it is told only if what is then forecast meets it; of a time `until` which (aware, of the
    same day) the hardest hour decides. Without one it is told in any case.
    """

    place: Place
    at: datetime
    ahead: timedelta | None = None
    area: str = CITY
    threshold: Threshold | None = None
    until: datetime | None = None

    @property
    def schedule(self) -> Once:
        """When it is due."""
        return Once(self.at, self.ahead, self.until)


@dataclass(frozen=True, slots=True)
class Digest:
    """Tell about the day at all saved places in one message, on chosen mornings (`at` on Madrid's clock)."""

    days: frozenset[int]
    at: time

    @property
    def schedule(self) -> Weekly:
        """When it is due."""
        end = self.at.replace(hour=self.at.hour + DIGEST_USEFUL)
        return Weekly(self.days, self.at, end, timedelta(0), CITY)


Wish = Watch | Trip | Digest


@dataclass(frozen=True, slots=True)
class Subscription:
    """A wish that is kept; `subscription_id` is None before.

    `spaces`: those within the chat's walk by colour, as counted when it was kept. `upcoming` is the next
    occasion; None while it is paused, or when there is none any more. `memory` is what was told of it; days
    that it skips have been told up to `skips_told_until` (not included).
    """

    chat_id: int
    wish: Wish
    spaces: Mapping[str, int] = field(default_factory=dict)
    upcoming: Occasion | None = None
    memory: Memory = field(default_factory=Memory)
    is_paused: bool = False
    snoozed_until: datetime | None = None
    skips_told_until: date | None = None
    subscription_id: int | None = None


def kind_of(wish: Wish) -> Kind:
    """Return the kind of a wish."""
    if isinstance(wish, Watch):
        return "watch"
    return "trip" if isinstance(wish, Trip) else "digest"


def level_threshold(level: Level) -> Threshold:
    """Return "when it is at least easy" (or fair), or "when it gets hard"."""
    given = assumptions()
    if level == "hard":
        return Threshold("below", round(100 * given.medium), level)
    return Threshold("at_least", round(100 * (given.easy if level == "easy" else given.medium)), level)
