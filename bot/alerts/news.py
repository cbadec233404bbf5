"""What changes for everybody in the days to come: holidays, other hours, a neighbourhood that joins, newer data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final, Literal

from bot.alerts.occasions import CITY
from forecasting.service_hours import ServiceCalendar

NewsKind = Literal["holiday", "hours", "joins", "data"]

WEEKS_COMPARED: Final = 5
"""Hours are other than usual where most of such weekdays in so many weeks had others: two short days in a row,
Christmas Eve and New Year's Eve, do not make the week after them news, and a whole August does."""

LONGEST_SPELL: Final = 62
"""Days: how far a spell of other hours is followed to tell when it ends; August has 31."""

DAYS_A_WEEK: Final = 7
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=DAYS_A_WEEK)
_SATURDAY, _SUNDAY = 5, 6

Windows = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class News:
    """One change: on `day`, or from it until `until` (included; None: for good or not known).

    `area` is the neighbourhood that joins; `windows` are the hours that are regulated then.
    """

    kind: NewsKind
    day: date
    until: date | None = None
    area: str | None = None
    windows: Windows = ()


def upcoming_news(
    calendar: ServiceCalendar, areas: Iterable[str], first: date, last: date
) -> tuple[News, ...]:
    """Return what changes between two days (both included), by day."""
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    found = [*_holidays(calendar, days), *_other_hours(calendar, days), *_joining(calendar, areas, days)]
    return tuple(sorted(found, key=lambda one: one.day))


def _holidays(calendar: ServiceCalendar, days: Iterable[date]) -> Iterator[News]:
    """Yield the holidays that are not Sundays, on which nothing is regulated anyway."""
    return (News("holiday", day) for day in days if calendar.is_holiday(day) and day.weekday() != _SUNDAY)


def _other_hours(calendar: ServiceCalendar, days: Iterable[date]) -> Iterator[News]:
    """Yield each spell of other hours that begins on one of the days, once, with its last day."""
    for day in days:
        if _is_other(calendar, day) and not _continues(calendar, day):
            yield News("hours", day, _last_day(calendar, day), windows=calendar.windows(CITY, day))


def _joining(calendar: ServiceCalendar, areas: Iterable[str], days: Iterable[date]) -> Iterator[News]:
    wanted = set(days)
    for area in areas:
        joined = calendar.joined(area)
        if joined is not None and joined in wanted:
            yield News("joins", joined, area=area)


def _is_other(calendar: ServiceCalendar, day: date) -> bool:
    """Tell whether most of such weekdays had other hours lately, holidays apart."""
    windows = calendar.windows(CITY, day)
    if not windows or calendar.is_holiday(day):
        return False
    before = (day - n * _WEEK for n in range(1, WEEKS_COMPARED + 1))
    lately = [calendar.windows(CITY, one) for one in before if not calendar.is_holiday(one)]
    return 2 * lately.count(windows) < len(lately)


def _continues(calendar: ServiceCalendar, day: date) -> bool:
    """Tell whether the week before had such other hours already."""
    windows = calendar.windows(CITY, day)
    week = (day - n * _DAY for n in range(1, DAYS_A_WEEK))
    return any(calendar.windows(CITY, one) == windows and _is_other(calendar, one) for one in week)


def _last_day(calendar: ServiceCalendar, first: date) -> date | None:
    """Return the last day of a spell of working days, or of Saturdays; None when it goes on for long."""
    windows, last = calendar.windows(CITY, first), first
    for n in range(1, LONGEST_SPELL):
        day = first + n * _DAY
        if (day.weekday() == _SATURDAY) != (first.weekday() == _SATURDAY):
            continue
        found = calendar.windows(CITY, day)
        if found == windows:
            last = day
        elif found:
            return last if last - first < _WEEK else day - _DAY
    return None
