"""When a wish is due: each occasion computed on Madrid's calendar and clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from bot.alerts.local_times import local_day, moment
from bot.alerts.quiet_hours import QuietHours
from forecasting.service_hours import ServiceCalendar, WhyFree

CITY: Final = ""
"""The area of what is about the whole city: any day that is regulated anywhere is a day for it."""

EVENING: Final = time(20, 0)
"""When "the evening before" is: after work, and long before quiet hours."""

SHORTER_AHEAD: Final = (timedelta(hours=1), timedelta(minutes=15))
"""For a trip that is too near for what was asked: the first of these that is still to come."""

DAYS_AHEAD: Final = 366
"""Where there is no occasion within a year there is none."""

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_KEPT: Final = 65_536  # occasions of one evening's subscriptions; some 200 bytes each


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to tell at `due_at`, about `about_at`, and of use until `useful_until` (all UTC)."""

    due_at: datetime
    about_at: datetime
    useful_until: datetime


@dataclass(frozen=True, slots=True)
class Weekly:
    """Days of the week (Monday 0), from `start` to `end` on Madrid's clock, in an area or the CITY.

    `ahead`: so long before the start, or the evening before (None).
    """

    days: frozenset[int]
    start: time
    end: time
    ahead: timedelta | None
    area: str


@dataclass(frozen=True, slots=True)
class Once:
    """One moment (aware), or the time from it `until` another; `ahead` as above."""

    at: datetime
    ahead: timedelta | None
    until: datetime | None = None


Schedule = Weekly | Once


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A chosen day on which there is nothing to tell, and why parking is free then."""

    day: date
    why: WhyFree


def first_occasion(
    schedule: Schedule, after: datetime, calendar: ServiceCalendar, quiet: QuietHours
) -> Occasion | None:
    """Return the first occasion that is due after a moment (aware); None when there is none within a year."""
    if isinstance(schedule, Once):
        return _once(schedule, after, quiet)
    # What is due after `after` may be about the day before it at the earliest.
    for day in _days_from(schedule, local_day(after) - _DAY, calendar):
        found = _occasion(day, schedule.start, schedule.end, schedule.ahead, quiet)
        if found.due_at > after:
            return found
    return None


def next_occasion(
    schedule: Weekly, last: datetime, calendar: ServiceCalendar, quiet: QuietHours
) -> Occasion | None:
    """Return the occasion on the first day after that of the `last` one (its `about_at`)."""
    area = schedule.area and calendar.alike(schedule.area)
    return _next(
        schedule.days, schedule.start, schedule.end, schedule.ahead, area, local_day(last), calendar, quiet
    )


def occasion_on(schedule: Weekly, day: date, quiet: QuietHours) -> Occasion:
    """Return the occasion that is about a day."""
    return _occasion(day, schedule.start, schedule.end, schedule.ahead, quiet)


def is_moved(schedule: Schedule, occasion: Occasion) -> bool:
    """Tell whether quiet hours moved when an occasion of a schedule is told."""
    if isinstance(schedule, Once):
        return occasion.due_at not in _reminders(schedule)
    return occasion.due_at != _asked(occasion.about_at, schedule.ahead)


def skipped_days(
    schedule: Weekly, after: date, before: date, calendar: ServiceCalendar
) -> tuple[SkippedDay, ...]:
    """Return the chosen days strictly between two days that are skipped, except those that surprise nobody.

    On Sundays nothing is regulated, and on Saturday afternoons nothing ever is.
    """
    skipped, day = [], after + _DAY
    while day < before:
        if day.weekday() in schedule.days and not _is_served(
            calendar, schedule.area, day, schedule.start, schedule.end
        ):
            why = calendar.why_free(schedule.area, moment(day, schedule.start))
            if why is not None and why != "sunday" and not (why == "night" and day.weekday() >= _SATURDAY):
                skipped.append(SkippedDay(day, why))
        day += _DAY
    return tuple(skipped)


def _days_from(schedule: Weekly, first: date, calendar: ServiceCalendar) -> Iterator[date]:
    """Yield the chosen days that are regulated, from one day on, within a year."""
    for n in range(DAYS_AHEAD):
        day = first + n * _DAY
        if day.weekday() in schedule.days and _is_served(
            calendar, schedule.area, day, schedule.start, schedule.end
        ):
            yield day


@lru_cache(maxsize=_KEPT)
def _next(  # noqa: PLR0913, PLR0917 -- a cache's key: all that decides
    days: frozenset[int],
    start: time,
    end: time,
    ahead: timedelta | None,
    area: str,
    last: date,
    calendar: ServiceCalendar,
    quiet: QuietHours,
) -> Occasion | None:
    schedule = Weekly(days, start, end, ahead, area)
    day = next(_days_from(schedule, last + _DAY, calendar), None)
    return None if day is None else _occasion(day, start, end, ahead, quiet)


@lru_cache(maxsize=_KEPT)
def _is_served(calendar: ServiceCalendar, area: str, day: date, start: time, end: time) -> bool:
    """Tell whether some of a window is regulated on a day; of the whole city, whether the day is."""
    windows = calendar.windows(area, day)
    if area == CITY:
        return bool(windows)
    midnight = time.min  # as an end, that of the day
    return any(opening < end and (closing == midnight or start < closing) for opening, closing in windows)


@lru_cache(maxsize=_KEPT)
def _occasion(day: date, start: time, end: time, ahead: timedelta | None, quiet: QuietHours) -> Occasion:
    about_at = moment(day, start)
    useful_until = max(about_at, moment(day, end))  # an end in the hour that the clocks skip
    due_at = _asked(about_at, ahead)
    latest = useful_until if due_at == about_at else about_at
    return Occasion(quiet.moved(due_at, latest), about_at, useful_until)


def _once(schedule: Once, after: datetime, quiet: QuietHours) -> Occasion | None:
    """Return a trip's reminder as asked for, or nearer to the trip where that has passed."""
    about_at = schedule.at.astimezone(UTC)
    useful_until = about_at if schedule.until is None else schedule.until.astimezone(UTC)
    for due_at in _reminders(schedule):
        told_at = quiet.moved(due_at, about_at)
        if told_at > after:
            return Occasion(told_at, about_at, useful_until)
    return None


def _reminders(schedule: Once) -> list[datetime]:
    """Return when a trip may be reminded of, quiet hours apart: as asked for, and nearer to it."""
    about_at = schedule.at.astimezone(UTC)
    wanted = _asked(about_at, schedule.ahead)
    return [wanted, *(about_at - ahead for ahead in SHORTER_AHEAD if about_at - ahead > wanted)]


def _asked(about_at: datetime, ahead: timedelta | None) -> datetime:
    """Return when it is to be told, quiet hours apart."""
    return moment(local_day(about_at) - _DAY, EVENING) if ahead is None else about_at - ahead
