"""An alert as it was said, or chosen by a button → the wish that is kept."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.alerts.crossings import Threshold
from bot.alerts.evenings import evening_of
from bot.alerts.local_times import local_day, moment
from bot.alerts.wishes import (
    DAY_END,
    LONGEST_WINDOW,
    WORKING_DAYS,
    Digest,
    Trip,
    Watch,
    Wish,
    level_threshold,
)
from bot.callbacks import (
    AlertOffer,
    RemindEveningBefore,
    RemindHourBefore,
    WatchDayHard,
    WatchWorkdaysEasy,
    WatchWorkdaysHard,
)
from bot.domain import MADRID
from bot.understanding import intents
from geodata.places import Place

AN_HOUR: Final = timedelta(hours=1)

WATCHED: Final = date(2000, 1, 2)
"""Stands for any day that is watched: the night before it has no change of clocks."""

AHEAD: Final[dict[str, timedelta | None]] = {
    "30": timedelta(minutes=30),
    "60": AN_HOUR,
    "120": timedelta(hours=2),
    "evening": None,
}
"""How long before a time to tell, as buttons offer it; None is the evening before."""

USUAL_AHEAD: Final = AN_HOUR
"""Where nobody said how long before: enough to leave later, or by another way."""


def wish_of(said: intents.Alert, place: Place | None) -> Wish:
    """Return what is kept of a sentence; `place` is where it is about (a digest has none).

    Raises:
        ValueError: a watch or a trip without a place.

    """
    if isinstance(said, intents.Digest):
        return Digest(said.days, said.at)
    if place is None:
        raise ValueError("an alert without a place")
    if isinstance(said, intents.Trip):
        return _trip(said, place)
    start, end = said.window or _hour_from(said.at or time(9))
    threshold = None if said.threshold is None else _threshold(said.threshold)
    return Watch(place, said.days, start, end, threshold, _ahead(said.ahead, WATCHED, start))


def offered(offer: AlertOffer) -> Wish:
    """Return what a button under an answer offers to keep: a trip, or a watch over the hour of its moment."""
    place, at = offer.place, offer.at.astimezone(MADRID)
    if isinstance(offer, RemindHourBefore | RemindEveningBefore):
        return Trip(place, at, AN_HOUR if isinstance(offer, RemindHourBefore) else None)
    threshold = level_threshold("hard" if isinstance(offer, WatchDayHard | WatchWorkdaysHard) else "easy")
    is_daily = isinstance(offer, WatchWorkdaysHard | WatchWorkdaysEasy)
    days = WORKING_DAYS if is_daily else frozenset({at.weekday()})
    start, end = _hour_from(at.time().replace(second=0, microsecond=0))
    return Watch(place, days, start, end, threshold, USUAL_AHEAD)


def trip_moved(trip: Trip, by: timedelta) -> Trip:
    """Return a trip that much later; the hour of an evening before it stays, while that is the evening before."""
    at, ahead = trip.at + by, trip.ahead
    if local_day(at) == local_day(trip.at):
        ahead = _ahead_moved(trip, by)
    return replace(trip, at=at, until=_end(at, trip.until and trip.until + by), ahead=ahead)


def watch_moved(watch: Watch, by: timedelta) -> Watch:
    """Return a watch of a window that much later, likewise; as it is, where the window would leave its day."""
    window = moved(watch.start, watch.end, by)
    if window is None:
        return watch
    return replace(watch, start=window[0], end=window[1], ahead=_ahead_moved(watch, by))


def _ahead_moved(wish: Watch | Trip, by: timedelta) -> timedelta | None:
    """Return how long before to tell of what is that much later on its day: an evening's hour is one of its own."""
    is_evening = evening_of(wish) is not None
    return wish.ahead + by if is_evening and wish.ahead is not None else wish.ahead


def moved(start: time, end: time, by: timedelta) -> tuple[time, time] | None:
    """Return a window that begins and ends that much later; None where it would leave its day."""
    day = date(2000, 1, 1)
    first, last = (datetime.combine(day, one) + by for one in (start, end))
    return (first.time(), last.time()) if first.date() == last.date() == day else None


def _hour_from(start: time) -> tuple[time, time]:
    """Return an hour's window, cut where the day ends."""
    window = moved(start, start, AN_HOUR)
    return start, window[1] if window else DAY_END


def _ahead(said: intents.Ahead | None, day: date, start: time) -> timedelta | None:
    """Return how long before `start` of a `day`, in Madrid, to tell; None for the usual hour of the evening before."""
    if not isinstance(said, intents.EveningBefore):
        return said or USUAL_AHEAD
    if said.at is None:
        return None
    evening = moment(day - timedelta(days=1), said.at)
    return moment(day, start) - evening


def _trip(said: intents.Trip, place: Place) -> Trip:
    """Return a trip; where it has a condition, of a time that was said with its end the whole of it counts."""
    at = said.when.at.astimezone(MADRID)
    trip = Trip(place, said.when.at, _ahead(said.ahead, at.date(), at.time()))
    if said.threshold is None:
        return trip
    return replace(trip, threshold=_threshold(said.threshold), until=_end(said.when.at, said.when.until))


def _end(at: datetime, until: datetime | None) -> datetime | None:
    """Return the end of a time that can be judged by its hardest hour; None of a moment, and of any longer one."""
    if until is None or not timedelta(0) < until - at <= timedelta(hours=LONGEST_WINDOW):
        return None
    return until if local_day(until) == local_day(at) else None


def _threshold(said: intents.Threshold) -> Threshold:
    if isinstance(said, intents.ChanceThreshold):
        return Threshold("at_least" if said.side == "above" else "below", round(said.percent))
    if said.side == "or_worse" and said.level != "hard":
        easier = level_threshold("easy" if said.level == "medium" else said.level)
        return Threshold("below", easier.points, said.level)
    return level_threshold(said.level)
