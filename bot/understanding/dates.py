"""Rules for days: relative ones, weekdays, weekends and weeks, and days with an hour right behind."""

from bot.understanding.parser import Grammar
from bot.understanding.pieces import (
    Clock,
    Day,
    Half,
    Now,
    NumberedWeekday,
    Piece,
    Range,
    RelativeDay,
    Week,
    Weekday,
    Weekend,
)

LAST_HOUR = 24
LONGEST_DAYS = 10**6  # some millennia: recognised as too far, small enough for a timedelta

RULES = Grammar()
rule = RULES.rule


@rule("day", "days:TODAY", "hoy")
@rule("day", "days:TOMORROW", "mañana")
@rule("day", "days:DAY", "pasado mañana")
@rule("day", "days:PAST_DAY", "ayer")
def counted(days: int) -> Day:
    """Read a day by its distance from today."""
    return RelativeDay(days)


@rule("day", "IN n:quantity unit:DAY_UNIT", "dentro de 3 días")
@rule("day", "n:quantity unit:DAY_UNIT FROM_NOW", "two days from now")
def in_days(n: float, unit: int) -> Day:
    """Read days or weeks from today."""
    return RelativeDay(int(min(n * unit, LONGEST_DAYS)))


@rule("day", "AGO n:quantity unit:DAY_UNIT", "hace tres días")
@rule("day", "n:quantity unit:DAY_UNIT AGO_AFTER", "two days ago")
def days_ago(n: float, unit: int) -> Day:
    """Read days or weeks gone by."""
    return RelativeDay(-int(min(n * unit, LONGEST_DAYS)))


@rule("day", "n:quantity unit:DAY_UNIT 'from'? days:TODAY|TOMORROW", "a week from today")
def counted_from(n: float, unit: int, days: int) -> Day:
    """Read days or weeks from a day named."""
    return RelativeDay(int(min(n * unit, LONGEST_DAYS)) + days)


@rule("day", "IN n:quantity MONTH_UNIT", "en un mes")
def in_months(n: float) -> Day:
    """Read calendar months from today."""
    return RelativeDay(0, months=int(min(n, LONGEST_DAYS)))


@rule("day", "'pasado' !ARTICLE|EL|THE", "pasado")
def after_tomorrow() -> Day:
    """Read the day after tomorrow without its "mañana"; "el viernes pasado" is longer and so goes first."""
    return RelativeDay(2)


@rule("day", "EL|THE|THIS? number:WEEKDAY '.'?", "el viernes")
def weekday(number: int) -> Day:
    """Read a day of the week."""
    return Weekday(number)


@rule("day", "EL|THE? NEXT number:WEEKDAY", "next Tuesday")
@rule("day", "EL|THE|THIS? number:WEEKDAY COMING", "el lunes que viene")
def coming(number: int) -> Day:
    """Read the coming day of the week, which is never today."""
    return Weekday(number, strict=True)


@rule("day", "EL|THE? PAST number:WEEKDAY", "last Friday")
@rule("day", "EL? number:WEEKDAY PAST", "el viernes pasado")
def gone(number: int) -> Day:
    """Read a day of a week gone by."""
    return Weekday(number, past=True)


@rule("week", "'la'? WEEK COMING", "la semana que viene")
@rule("week", "'la'|THE? NEXT WEEK", "next week")
def next_week() -> int:
    """Read the next week."""
    return 1


@rule("week", "THIS WEEK", "esta semana")
def this_week() -> int:
    """Read this week."""
    return 0


@rule("week", "'la'? WEEK PAST", "la semana pasada")
@rule("week", "PAST WEEK", "last week")
def last_week() -> int:
    """Read the week gone by."""
    return -1


@rule("day", "week:week", "la próxima semana")
def whole_week(week: int) -> Day:
    """Read a week without a day of it."""
    return Week(week)


@rule("day", "EL|THE? number:WEEKDAY OF? week:week", "el martes de la semana que viene")
@rule("day", "week:week ','? EL|THE? number:WEEKDAY", "next week on Tuesday")
def of_week(number: int, week: int) -> Day:
    """Read a day of a week named."""
    return Weekday(number, week=week)


@rule("day", "EL|THE|THIS|IN? THE|THIS|EL? WEEKEND", "este finde")
def weekend() -> Day:
    """Read the weekend that is near."""
    return Weekend()


@rule("day", "EL|THE? NEXT WEEKEND", "next weekend")
@rule("day", "EL|THE? WEEKEND COMING", "el finde que viene")
def next_weekend() -> Day:
    """Read the weekend that has not begun."""
    return Weekend(following=True)


@rule(
    "time",
    "EL|THE? number:WEEKDAY ','? n:INTEGER !HOUR_MARK|HOUR_WORD|AMPM|AND|LESS|OF|UNIT|OCLOCK|MONTH",
    "viernes 21",
)
def numbered(number: int, n: int) -> tuple[Piece, ...] | None:
    """Read a weekday with a number, which the calendar tells to be its date or an hour."""
    return (NumberedWeekday(number, n),)


@rule(
    "time",
    "days:TODAY|TOMORROW|DAY n:INTEGER !HOUR_MARK|HOUR_WORD|AMPM|AND|LESS|OF|UNIT|OCLOCK|MONTH",
    "mañana 10",
)
def day_and_hour(days: int, n: int) -> tuple[Piece, ...] | None:
    """Read an hour right behind a day."""
    return (RelativeDay(days), Clock(n)) if n <= LAST_HOUR else None


@rule("time", "day:day hours:PAIR HOUR_MARK? half:AMPM?", "mañana 9-11")
def day_and_range(day: Day, hours: tuple[int, int], half: Half | None = None) -> tuple[Piece, ...]:
    """Read a range of hours right behind a day."""
    return day, Range(Clock(hours[0]), Clock(hours[1], half=half))


@rule("time", "TODAY? day 'no' ','|INSTEAD", "el lunes no, ")
@rule("time", "TODAY|TOMORROW 'no' !NOISE", "hoy no ")
def not_that_day() -> tuple[Piece, ...]:
    """Read a day that is ruled out: it says nothing about the one that is meant."""
    return (Now(),)


@rule("time", "day:day", "pasado mañana")
def alone(day: Day) -> tuple[Piece, ...]:
    """Read a day that stands alone."""
    return (day,)
