"""Rules for dates: with the month's name, in digits, as ISO writes them, and feasts."""

from datetime import datetime

from bot.understanding.parser import Grammar
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    Day,
    DayOfMonth,
    EasterDay,
    Instant,
    ManyDays,
    MonthWeekday,
    Piece,
)

FIRST_YEAR = 1900  # a smaller number behind a date is no year
MONTHS = 12
LONGEST_MONTH = 31

RULES = Grammar()
rule = RULES.rule


@rule("year", "','? OF? y:INTEGER", "de 2026")
def year(y: int) -> int | None:
    """Read a year behind a date."""
    return y if FIRST_YEAR <= y < FIRST_YEAR * 2 else None


@rule("day", "IN 'the'|'el'? YEAR? y:INTEGER !UNIT|DAY_UNIT|MONTH_UNIT", "en 2199")
def year_alone(y: int) -> Day | None:
    """Read a year without a day: as its first, for all but the next ones are out of reach anyway."""
    return CalendarDate(1, 1, y) if FIRST_YEAR <= y < FIRST_YEAR * 2 else None


@rule("ordinal", "n:INTEGER ORDINAL_END", "21st")
@rule("ordinal", "n:EN_ORDINAL", "third")
def ordinal(n: int) -> int:
    """Read an English ordinal."""
    return n


@rule("day_number", "n:number ORDINAL_SIGN?", "1º")
@rule("day_number", "n:ordinal", "20th")
@rule("day_number", "n:ORDINAL", "primero")
def day_number(n: int) -> int:
    """Read the number of a day."""
    return n


@rule("day", "EL|THE? d:day_number OF m:MONTH y:year?", "25 de marzo de 2026")
@rule("day", "EL|THE? d:ordinal m:MONTH y:year?", "20th March")
@rule("day", "THE? m:EN_MONTH THE? d:INTEGER y:year?", "March 20")
@rule("day", "THE? m:EN_MONTH THE? d:ordinal y:year?", "April 2nd, 2026")
@rule("day", "EL d:INTEGER m:MONTH y:year?", "el 25 marzo")
def named_month(d: int, m: int, y: int | None = None) -> Day:
    """Read a date with its month's name."""
    return CalendarDate(d, m, y)


@rule("day", "EL|THE? nth:NTH|EN_ORDINAL number:WEEKDAY OF m:MONTH y:year?", "el primer lunes de abril")
def weekday_of_month(nth: int, number: int, m: int, y: int | None = None) -> Day:
    """Read a weekday counted in its month."""
    return MonthWeekday(nth, number, m, y)


@rule("time", "d:INTEGER '-'|'/'|'.'? m:MONTH '-'|'/'|'.'? y:year? !'i'|'we'", "25 marzo")
def bare_named_month(d: int, m: int, y: int | None = None) -> tuple[Piece, ...] | None:
    """Read a date without "de"; "20 may I park" is none."""
    return (CalendarDate(d, m, y),) if d <= LONGEST_MONTH else None


@rule("day", "EL|THE|IN|THIS|EN_AT? OF? date:FEAST y:year?", "el día de Navidad")
def feast(date: list[int], y: int | None = None) -> Day:
    """Read a feast that has its date."""
    day, month = date
    return CalendarDate(day, month, y)


@rule("day", "EL|THE|IN|THIS|EN_AT? OF? days:EASTER_FEAST y:year?", "viernes santo")
def easter_feast(days: int, y: int | None = None) -> Day:
    """Read a feast that moves with Easter."""
    return EasterDay(days, y)


@rule("day", "EL d:INTEGER !OF|MONTH|UNIT", "el 25")
@rule("day", "THE? d:ordinal", "on the 21st")
def day_of_month(d: int) -> Day:
    """Read a date without a month."""
    return CalendarDate(d)


@rule("month", "EL|THE? NEXT MONTH_UNIT", "next month")
@rule("month", "EL? MONTH_UNIT COMING", "el mes que viene")
def next_month() -> int:
    """Read the coming month."""
    return 1


@rule("month", "THIS MONTH_UNIT", "este mes")
def this_month() -> int:
    """Read this month."""
    return 0


@rule("day", "EL|THE? d:day_number OF 'el'? months:month", "el 5 del mes que viene")
@rule("day", "EL|THE? d:ordinal months:month", "the 5th next month")
def of_month(d: int, months: int) -> Day:
    """Read a date of a month counted from this one."""
    return DayOfMonth(d, months)


@rule("many", "month", "el mes que viene")
@rule("many", "THIS|NEXT|EL|DURING? MONTH year", "diciembre de 2026")
@rule("many", "IN|THIS|NEXT|DURING|FOR_MONTH MONTH !INTEGER|number|OF|UNIT|AND", "en diciembre")
@rule("many", "EL? MONTH COMING", "diciembre que viene")
@rule("many", "IN|EL|DURING? EL? MONTH_UNIT OF MONTH year?", "el mes de diciembre")
@rule("many", "IN|THIS|NEXT|DURING EL|THE? SEASON !INTEGER", "en verano")
def many_days() -> Piece:
    """Read a month or a season, whatever its name."""
    return ManyDays()


@rule("time", "days:many", "en diciembre")
@rule("time", "IN|EN_AT|THE|EL? STAGE '-'? OF? EL|THE? many_named", "a principios de diciembre")
def no_moment(days: Piece | None = None) -> tuple[Piece, ...]:
    """Read days that are too many for a moment."""
    return (days or ManyDays(),)


@rule("many_named", "many", "el mes que viene")
@rule("many_named", "MONTH year?", "diciembre")
@rule("many_named", "MONTH_UNIT|YEAR", "mes")
@rule("many_named", "'la'? WEEK", "la semana")
@rule("many_named", "week", "la semana que viene")
@rule("many_named", "SEASON", "verano")
def many_named() -> bool:
    """Read what has a beginning, a middle and an end."""
    return True


@rule("day", "EL|THE? date:DATE", "25/03/2026")
@rule("day", "EL|THE date:DASHED", "el 25-3")
def written_date(date: tuple[int, int, int | None]) -> Day:
    """Read a date in digits, day first; only a second number that is no month turns them round ("3/25")."""
    day, month, year = date
    return CalendarDate(month, day, year) if day <= MONTHS < month else CalendarDate(day, month, year)


@rule("hint", "date:DASHED", "25-3")
def bare_dashed(date: tuple[int, int, int | None]) -> tuple[Piece, ...]:
    """Read day and month with a dash."""
    return (CalendarDate(*date),)


@rule("time", "date:ISO_DATE 't' time:DIGITAL", "2025-03-20T10:00")
def iso(date: tuple[int, int, int], time: tuple[int, int, bool]) -> tuple[Piece, ...]:
    """Read an ISO date and time."""
    return CalendarDate(*date), Clock(time[0], time[1], literal=True)


@rule("time", "at:INSTANT", "2025-03-20T10:00Z")
def instant(at: datetime) -> tuple[Piece, ...]:
    """Read an ISO date and time with its offset."""
    return (Instant(at),)
