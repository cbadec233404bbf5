"""Rules for days of every week: "los laborables", "de lunes a jueves", "Mon, Wed and Fri", "cada mañana"."""

from dataclasses import dataclass

from bot.understanding.intents.alerts import EVERY_DAY, WEEKEND, WORKING_DAYS
from bot.understanding.parser import Grammar
from bot.understanding.pieces import Clock, Half, Range

WEEK = 7
LAST_HOUR = 24

RULES = Grammar()
rule = RULES.rule

Days = frozenset[int]


# "Dime cada lunes" asks to be told again and again, "dime cómo está los lunes" is a question.
@rule("again", "EVERY WEEKDAY|WEEKDAYS|DAYS_OF_WORK|PART|PARTS|WEEKEND|WEEKENDS", "cada lunes")
@rule("again", "ALL_DAYS", "todos los días")
def again() -> bool:
    """Read words that say so by themselves."""
    return True


@dataclass(frozen=True, slots=True)
class Habit:
    """Days of every week (None: not said) and a part of them (its name in moments.toml).

    `hours` are those right beside the days, which only these show to be hours ("weekdays 8 to 10").
    """

    days: Days | None = None
    part: str | None = None
    hours: Range | None = None


@rule("weekday", "d:WEEKDAY '.'?", "lunes")
@rule("weekday", "d:WEEKDAYS", "sábados")
def weekday(d: int) -> int:
    """Read a day of the week in either number."""
    return d


@rule("days", "THE_DAYS|LOS|EVERY? DAYS_OF_WORK", "los laborables")
def working_days() -> Days:
    """Read the days from Monday to Friday."""
    return WORKING_DAYS


@rule("days", "ALL_DAYS", "todos los días")
def every_day() -> Days:
    """Read all days."""
    return EVERY_DAY


@rule("days", "THE_DAYS|LOS|EVERY? WEEKENDS", "los fines de semana")
@rule("days", "EVERY|LOS WEEKEND", "cada finde")
def weekends() -> Days:
    """Read the days of the weekend."""
    return WEEKEND


@rule("days", "EVERY|LOS d:weekday", "cada viernes")
@rule("days", "THE_DAYS? d:WEEKDAYS", "on Fridays")
def each(d: int) -> Days:
    """Read one day of every week."""
    return frozenset({d})


@rule("days", "DAYS_FROM? first:weekday DAYS_TO LOS? last:weekday", "de lunes a jueves")
@rule("days", "first:DAY_LETTER DAYS_TO last:DAY_LETTER", "L-V")
def span(first: int, last: int) -> Days:
    """Read days from one to another, also over the end of the week."""
    return frozenset((first + after) % WEEK for after in range((last - first) % WEEK + 1))


@rule("another", "','|AND_DAY EVERY|LOS|THE_DAYS|EL|THE? d:weekday", ", los martes")
@rule("another", "',' AND_DAY EVERY|LOS|THE_DAYS|EL|THE? d:weekday", ", y los martes")
@rule("another", "d:weekday", "martes")
def another(d: int) -> Days:
    """Read a further day of a list."""
    return frozenset({d})


@rule("another", "','? AND_DAY days:days", "y los sábados")
def more_days(days: Days) -> Days:
    """Read further days of a list."""
    return days


@rule("one", "EL|THE? d:weekday", "el lunes")
def one(d: int) -> Days:
    """Read a day that is one of a list when others follow."""
    return frozenset({d})


@rule("list", "first:one|days rest:six_more", "Mon, Wed and Fri")
@rule("six_more", "first:another rest:five_more?", ", miércoles y viernes")
@rule("five_more", "first:another rest:four_more?", ", miércoles y viernes")
@rule("four_more", "first:another rest:three_more?", ", miércoles y viernes")
@rule("three_more", "first:another rest:two_more?", ", miércoles y viernes")
@rule("two_more", "first:another rest:another?", ", miércoles y viernes")
def listed(first: Days, rest: Days = frozenset()) -> Days:
    """Read a list of days; a week has no more than seven."""
    return first | rest


@rule("all", "days:list|days", "de lunes a viernes")
@rule("all", "days:list|days|one but_holidays", "lunes salvo festivos")
def which(days: Days) -> Days:
    """Read days."""
    return days


@rule("but_days", "EXCEPT but:list|days|one", "menos los domingos")
@rule("but_days", "EXCEPT but:list|days|one AND_DAY LOS? HOLIDAYS", "salvo viernes y festivos")
@rule("but_days", "but_holidays AND_DAY LOS? but:list|days|one", "salvo festivos y viernes")
def left_out(but: Days) -> Days:
    """Read days that are left out of those said elsewhere."""
    return but


@rule("all", "days:list|days but:but_days", "todos los días menos los domingos")
def but(days: Days, but: Days) -> Days | None:
    """Read days without some of them."""
    return days - but or None


@rule("habit", "days:all", "todos los días")
@rule("habit", "days:all ON_PART? part:PARTS", "weekday mornings")
@rule("habit", "days:all part:BARE_PART", "every friday morning")
@rule("habit", "d:WEEKDAY part:PARTS", "saturday mornings")
@rule("habit", "ON_PART? part:PARTS", "por las mañanas")
@rule("habit", "EVERY part:PART|PARTS", "cada mañana")
def habit(days: Days | None = None, d: int | None = None, part: str | None = None) -> Habit:
    """Read days, a part of them, or both."""
    return Habit(frozenset({d}) if d is not None else days, part)


@rule("habit", "THE_DAYS|EVERY? DAYS_OF_WORK part:PART", "every weekday morning")
def working_part(part: str) -> Habit:
    """Read a part of the days from Monday to Friday."""
    return Habit(WORKING_DAYS, part)


@rule("habit", "THE_DAYS? WEEKEND part:PARTS", "weekend mornings")
def weekend_part(part: str) -> Habit:
    """Read a part of the days of the weekend."""
    return Habit(WEEKEND, part)


@rule("bare_hours", "start:core 'to'|'a'|'-'|'–' end:core half:AMPM?", "8 to 10")
@rule("bare_hours", "hours:PAIR HOUR_MARK? half:AMPM?", "8-10")
def bare_hours(
    start: Clock | None = None,
    end: Clock | None = None,
    hours: tuple[int, int] = (0, 0),
    half: Half | None = None,
) -> Range | None:
    """Read a range of hours without a word that announces one."""
    first, last = start or Clock(hours[0]), end or Clock(hours[1])
    is_possible = first.hour <= LAST_HOUR and last.hour <= LAST_HOUR
    return (
        Range(first, Clock(last.hour, last.minute, half or last.half, last.literal)) if is_possible else None
    )


@rule("habit_hours", "habit:habit ','? hours:bare_hours !UNIT|MONTH|EN_MONTH", "weekdays 8 to 10")
@rule("habit_hours", "hours:bare_hours ','? habit:habit", "8-10 weekdays")
def habit_hours(habit: Habit, hours: Range) -> Habit:
    """Read days of every week with hours right beside them."""
    return Habit(habit.days, habit.part, hours)


@rule("rhythm", "EVERY n:quantity unit:UNIT|DAY_UNIT", "cada dos semanas")
@rule("rhythm", "EVERY unit:UNIT|DAY_UNIT", "cada semana")
def rhythm(unit: int, n: float = 1) -> bool | None:
    """Read a rhythm that is none of days of the week; every single day is one."""
    return None if n == 1 and unit == 1 else True


@rule("rhythm", "EVERY quantity? MONTH_UNIT", "cada mes")
@rule("rhythm", "EVERY OTHER|NTH|EN_ORDINAL|number weekday", "every other friday")
@rule("rhythm", "EVERY|LOS|THE_DAYS? ALTERNATE weekday|DAYS_OF_WORK|WEEKENDS", "alternate mondays")
@rule("rhythm", "EVERY|LOS|THE_DAYS? weekday|DAYS_OF_WORK|WEEKENDS ALTERNATE", "lunes alternos")
@rule("rhythm", "ONE? weekday 'si' ','? 'y'? 'otro' 'no'", "un lunes sí y otro no")
@rule("rhythm", "EL|THE? NTH|EN_ORDINAL WEEKDAY OF EL|THE? MONTH_UNIT", "el primer lunes de mes")
@rule("rhythm", "OTHER_RHYTHM", "un día sí y otro no")
def other_rhythm() -> bool:
    """Read a rhythm of months, or one that skips weeks."""
    return True
