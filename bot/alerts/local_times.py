"""Madrid's clock and UTC, with one rule for the two nights a year when they do not match.

A local time that the clocks repeat is its first pass; one that they skip is read with the offset from before, hence
shown an hour later (2:30 becomes 3:30). Python does so by itself, and `forecasting.local_clock` too.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final

from bot.domain import MADRID

_KEPT: Final = 1_024  # a week of days with each quarter of an hour that people choose


@lru_cache(maxsize=_KEPT)
def moment(day: date, clock: time) -> datetime:
    """Return the moment (UTC) at which Madrid's clocks show `clock` on a day."""
    return datetime.combine(day, clock.replace(fold=0), MADRID).astimezone(UTC)


@lru_cache(maxsize=_KEPT)
def local_day(at: datetime) -> date:
    """Return the day that it is in Madrid at a moment (aware)."""
    return at.astimezone(MADRID).date()


def local_clock(at: datetime) -> time:
    """Return what Madrid's clocks show at a moment (aware), without seconds."""
    return at.astimezone(MADRID).time().replace(second=0, microsecond=0)
