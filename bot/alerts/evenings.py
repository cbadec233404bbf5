"""Alerts that come the evening before: at which hour of it."""

from datetime import UTC, time, timedelta
from typing import Final

from bot.alerts.local_times import local_clock, local_day
from bot.alerts.occasions import EVENING
from bot.alerts.wishes import Trip, Watch

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def evening_of(wish: Watch | Trip) -> time | None:
    """Return when on the day before a wish is told, on Madrid's clock; None where it is on any other day.

    Of a trip the night may have a change of clocks; of a watch, which has no date, it has none.
    """
    if wish.ahead is None:
        return EVENING
    if isinstance(wish, Trip):
        told_at = wish.at.astimezone(UTC) - wish.ahead
        return local_clock(told_at) if local_day(told_at) == local_day(wish.at) - _DAY else None
    told = timedelta(hours=wish.start.hour, minutes=wish.start.minute) - wish.ahead
    return time(*divmod((told + _DAY) // _MINUTE, 60)) if -_DAY <= told < timedelta(0) else None
