"""Which days a day as said may mean."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter

from bot.understanding.clock_options import Naming
from bot.understanding.errors import TimeNotUnderstoodError
from bot.understanding.pieces import (
    CalendarDate,
    Day,
    DayOfMonth,
    EasterDay,
    MonthWeekday,
    RelativeDay,
    Week,
    Weekday,
    Weekend,
)

# Forecasts reach months ahead; a date further away than this is a slip of the finger.
HORIZON = timedelta(days=2 * 366)
# "viernes 11" is a date when the coming 11th is a Friday and no further away than this; else an hour.
NUMBERED_WITHIN = timedelta(weeks=3)
WEEK = 7
MONTHS = 12
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayOption:
    """A day that may be meant, and how it was named."""

    day: date
    naming: Naming


def options(said: Sequence[Day], today: date) -> list[DayOption]:
    """Return the days that may be meant; the first on which the time is still ahead is.

    `said` are all the days a message names: the most exact one counts, weekdays beside it must agree.
    Raises TimeNotUnderstoodError (past, too_far, no_such_date).
    """
    if not said:
        return [DayOption(today, "unnamed"), DayOption(today + timedelta(days=1), "named")]
    said = _joined(said)
    leading = min(said, key=lambda day: _EXACTNESS.index(type(day)))
    days = _days(leading, today)
    for other in said:
        if isinstance(other, Weekday) and any(day.weekday() != other.number for day in days):
            raise TimeNotUnderstoodError("no_such_date")
    if days[-1] - today > HORIZON:
        raise TimeNotUnderstoodError("too_far")
    ahead = [day for day in days if day >= today]
    if not ahead:
        raise TimeNotUnderstoodError("past")
    named_today = isinstance(leading, RelativeDay | CalendarDate | DayOfMonth | MonthWeekday | EasterDay)
    return [DayOption(day, "today" if day == today and named_today else "named") for day in ahead]


def numbered(weekday: int, number: int, today: date) -> CalendarDate | None:
    """Return the date when the near day of that number is that weekday, None when the number is an hour."""
    try:
        day = _day_of_month(number, today)
    except TimeNotUnderstoodError:
        return None
    is_near = day - today <= NUMBERED_WITHIN
    return CalendarDate(number) if day.weekday() == weekday and is_near else None


def _joined(said: Sequence[Day]) -> Sequence[Day]:
    """Make one of a weekday and a week said apart ("la semana que viene, en Goya, el martes")."""
    weekday = next((day for day in said if isinstance(day, Weekday)), None)
    week = next((day for day in said if _weeks(day) is not None), None)
    if weekday is None or week is None:
        return said
    return [*(day for day in said if day not in (weekday, week)), replace(weekday, week=_weeks(week))]


def _weeks(said: Day) -> int | None:
    """Return how many weeks ahead a day without a weekday of its own is ("dentro de dos semanas")."""
    match said:
        case Week(number=number):
            return number
        case RelativeDay(days=days, months=0) if days >= WEEK and days % WEEK == 0:
            return days // WEEK
    return None


_EXACTNESS = (CalendarDate, DayOfMonth, MonthWeekday, EasterDay, RelativeDay, Weekday, Weekend, Week)


def _days(said: Day, today: date) -> list[date]:
    match said:
        case RelativeDay():
            return [_counted(said, today)]
        case Weekday():
            return _weekdays(said, today)
        case CalendarDate() | DayOfMonth():
            return [_date(said, today)]
        case MonthWeekday() | EasterDay():
            return [_yearly(said, today)]
        case Weekend(following=following):
            saturday = today + timedelta(days=SATURDAY - today.weekday())
            begun = today.weekday() >= SATURDAY
            first = saturday + timedelta(days=WEEK if following and begun else 0)
            return [first, first + timedelta(days=1)]
        case Week(number=number):
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=number)
            return [today if number == 0 else monday]


def _counted(said: RelativeDay, today: date) -> date:
    if abs(said.days) > HORIZON.days or said.months * 28 > HORIZON.days:
        raise TimeNotUnderstoodError("past" if said.days < 0 else "too_far")
    year, month = divmod(today.year * MONTHS + today.month - 1 + said.months, MONTHS)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last)) + timedelta(days=said.days)


def _weekdays(said: Weekday, today: date) -> list[date]:
    if said.past:
        raise TimeNotUnderstoodError("past")
    if said.week is not None:
        monday = today - timedelta(days=today.weekday())
        return [monday + timedelta(days=said.number, weeks=said.week)]
    ahead = (said.number - today.weekday()) % WEEK
    if ahead:
        return [today + timedelta(days=ahead)]
    next_week = today + timedelta(weeks=1)
    return [next_week] if said.strict else [today, next_week]


def _date(said: CalendarDate | DayOfMonth, today: date) -> date:
    if isinstance(said, DayOfMonth):
        year, month = divmod(today.year * MONTHS + today.month - 1 + said.months, MONTHS)
        return _full_date(year, month + 1, said.day, today)
    if said.month is None:
        return _day_of_month(said.day, today)
    if not 1 <= said.month <= MONTHS:
        raise TimeNotUnderstoodError("no_such_date")
    if said.year is not None:
        return _full_date(said.year, said.month, said.day, today)
    last = (today + HORIZON).year
    for year in range(today.year, last + 1):
        if _exists(year, said.month, said.day) and date(year, said.month, said.day) >= today:
            return date(year, said.month, said.day)
    raise TimeNotUnderstoodError("no_such_date")


def _yearly(said: MonthWeekday | EasterDay, today: date) -> date:
    """Return the next one, or that of the year said."""
    for year in [said.year] if said.year else range(today.year, (today + HORIZON).year + 1):
        day = _feast(said, year) if isinstance(said, EasterDay) else _weekday_of_month(said, year)
        if day and day >= today:
            return day
    raise TimeNotUnderstoodError("past" if said.year else "no_such_date")


def _feast(said: EasterDay, year: int) -> date:
    sunday: date = easter(year)
    return sunday + timedelta(days=said.days)


def _weekday_of_month(said: MonthWeekday, year: int) -> date | None:
    last = monthrange(year, said.month)[1]
    days = [date(year, said.month, number) for number in range(1, last + 1)]
    found = [day for day in days if day.weekday() == said.number]
    index = said.nth - 1 if said.nth > 0 else said.nth
    return found[index] if index < len(found) else None


def _full_date(year: int, month: int, day: int, today: date) -> date:
    if not _exists(year, month, day):
        raise TimeNotUnderstoodError("no_such_date")
    meant = date(year, month, day)
    if meant < today:
        raise TimeNotUnderstoodError("past")
    return meant


def _day_of_month(day: int, today: date) -> date:
    for months in range(MONTHS):
        year, month = divmod(today.year * MONTHS + today.month - 1 + months, MONTHS)
        if _exists(year, month + 1, day) and date(year, month + 1, day) >= today:
            return date(year, month + 1, day)
    raise TimeNotUnderstoodError("no_such_date")


def _exists(year: int, month: int, day: int) -> bool:
    return date.min.year <= year <= date.max.year and 1 <= day <= monthrange(year, month)[1]
