"""Rules for what no alert can be set on: public holidays, months and seasons, several dates or hours at once.

They are read to be refused by name, for what is passed over would be promised and not kept.
"""

from bot.understanding.parser import Grammar
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    Day,
    EasterDay,
    MonthWeekday,
    NumberedWeekday,
    Part,
    Piece,
    Range,
    Weekday,
)

RULES = Grammar()
rule = RULES.rule

Pieces = tuple[Piece, ...]
CALENDAR = (CalendarDate, EasterDay, MonthWeekday)
HOURS = (Clock, Range, Part)


@rule("but_holidays", "EXCEPT LOS|THE|THE_DAYS? HOLIDAYS", "salvo festivos")
@rule("but_holidays", "NOT THE_DAYS? HOLIDAYS", "no festivos")
@rule("but_holidays", "UNLESS HOLIDAYS|HOLIDAY", "si no es festivo")
def but_holidays() -> bool:
    """Read that holidays are left out, as they are from every alert on working days."""
    return True


@rule("holidays", "LOS|EVERY|THE_DAYS? HOLIDAYS", "los festivos")
def holidays() -> bool:
    """Read holidays that are asked for."""
    return True


@rule("other_days", "LOS|THE_DAYS 'dias'|'days'", "los días")
def other_days() -> bool:
    """Read days that what follows tells from others ("los días pares"), as days of the week are not."""
    return True


@rule("season", "IN_SEASON|SINCE|UNTIL MONTH|EN_MONTH !day_number", "solo en diciembre")
@rule("season", "IN_SEASON|SINCE|UNTIL|THIS EL|THE|ARTICLE? SEASON !day_number", "en verano")
@rule("season", "EXCEPT|but_holidays AND_DAY? IN_SEASON? MONTH|EN_MONTH|SEASON", "menos en agosto")
@rule("season", "THIS MONTH_UNIT", "este mes")
@rule("season", "STAY week", "durante esta semana")
@rule("season", "STAY ARTICLE|THE? NEXT|COMING_ONES? quantity? DAY_UNIT|MONTH_UNIT", "durante dos semanas")
@rule("season", "ARTICLE|THE NEXT|COMING_ONES quantity DAY_UNIT|MONTH_UNIT", "las próximas dos semanas")
def season() -> bool:
    """Read a month, a season, or so many weeks, which an alert is to be kept for."""
    return True


@rule("season", "SINCE|UNTIL day:time", "hasta el 20 de diciembre")
def edge_of_season(day: Pieces) -> bool | None:
    """Read the day that an alert is to begin or to end on."""
    return all(isinstance(piece, Day | NumberedWeekday) for piece in day) or None


@rule("season", "SINCE|DAYS_FROM EL|THE? day_number|time TO last:time", "del 1 al 15 de agosto")
@rule("season", "BETWEEN EL|THE? day_number|time BETWEEN_AND last:time", "entre el 1 y el 15 de agosto")
def dates_of_season(last: Pieces) -> bool | None:
    """Read the days that an alert is to begin and to end on."""
    return isinstance(last[0], CALENDAR) or None


@rule("two_dates", "first:day ','? 'y'|'e'|'o'|'and'|'or'|'&' second:day", "mañana y el viernes")
def two_days(first: Day, second: Day) -> bool | None:
    """Read two days; of weekdays alone, days of every week are meant."""
    return None if isinstance(first, Weekday) and isinstance(second, Weekday) else True


@rule("two_dates", "THIS|NEXT weekday 'y'|'and' days", "este viernes y todos los lunes")
def a_day_and_days() -> bool:
    """Read one day beside days of every week."""
    return True


@rule("two_dates", "EL|THE? day_number 'y'|'e'|'o'|'and'|'or'|'&' date:day", "24 y 31 de diciembre")
@rule("two_dates", "date:day 'y'|'and'|'&' EL|THE? day_number !UNIT|MINUTE|HALF", "December 24 and 31")
def two_dates(date: Day) -> bool | None:
    """Read two days of one month."""
    return isinstance(date, CalendarDate) or None


@rule(
    "two_hours",
    "one:time two:time? ','? 'y'|'e'|'o'|'and'|'or'|'&' 'tambien'|'also'|all|DAY_LETTER? three:time four:time?",
    "a las 8 y a las 18",
)
def two_hours(one: Pieces, three: Pieces, two: Pieces = (), four: Pieces = ()) -> bool | None:
    """Read two hours, or parts of a day, that are joined: neither is when to tell of the other."""
    return (
        all(any(isinstance(piece, HOURS) for piece in pieces) for pieces in (one + two, three + four)) or None
    )


@rule("two_hours", "hour:time 'and' INTEGER !UNIT|DAY_UNIT|PERCENT|STREET", "at 8 and 6")
def bare_second_hour(hour: Pieces) -> bool | None:
    """Read a second hour without a word of its own."""
    return isinstance(hour[0], Clock) or None
