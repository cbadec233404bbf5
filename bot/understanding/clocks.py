"""Rules for numbers, hours and parts of the day."""

from bot.understanding.parser import Grammar
from bot.understanding.pieces import Clock, Day, Half, Now, Part, Piece

HOUR = 60  # minutes
NOON = 12
LAST_HOUR = 24
# "5 horas" said without "a las" is a stay; "19 horas" is a time.
FIRST_SPELT_HOUR = 7
UNITS = 10
MILITARY = 100  # from this number on, an hour has its minutes behind it: 930

RULES = Grammar()
rule = RULES.rule


@rule("number", "n:INTEGER", "20")
@rule("number", "n:NUMBER", "veinte")
def plain(n: int) -> int:
    """Read a number as it stands."""
    return n


@rule("number", "tens:TENS AND n:NUMBER", "cuarenta y cinco")
@rule("number", "tens:EN_TENS '-'? n:NUMBER", "forty-five")
def compound(tens: int, n: int) -> int | None:
    """Read tens and units."""
    return tens + n if 0 < n < UNITS else None


@rule("minutes", "m:HALF", "media")
@rule("minutes", "m:number", "diez")
def minutes(m: int) -> int | None:
    """Read the minutes after or before an hour."""
    return m if m < HOUR else None


# An hour that shows itself to be one, without "a las".


@rule("exact", "t:DIGITAL HOUR_MARK?", "17:30h")
@rule("exact", "t:DOTTED HOUR_MARK?", "18.30")
@rule("exact", "t:MILITARY HOUR_MARK", "1730h")
def written(t: tuple[int, int, bool]) -> Clock:
    """Read an hour in digits; a leading zero means the 24-hour clock, and so do two digits with minutes."""
    hour, minute, padded = t
    return Clock(hour, minute, literal=padded or hour >= UNITS)


@rule("exact", "h:PADDED HOUR_MARK", "09h")
@rule("core", "h:PADDED", "09")
def padded(h: int) -> Clock:
    """Read an hour with a leading zero: the 24-hour clock."""
    return Clock(h, literal=True)


@rule("exact", "h:number HOUR_MARK m:INTEGER", "17h30")
def hour_and_minutes(h: int, m: int) -> Clock:
    """Read an hour with an h between hour and minutes."""
    return Clock(h, m, literal=h >= UNITS)


@rule("exact", "h:number HOUR_MARK", "17h")
def hour_mark(h: int) -> Clock:
    """Read a whole hour with an h."""
    return Clock(h)


@rule("exact", "h:number HOUR_WORD", "19 horas")
def spelt_hour(h: int) -> Clock | None:
    """Read a whole hour with its word."""
    return Clock(h) if h >= FIRST_SPELT_HOUR else None


@rule("exact", "h:number AND m:HALF", "8 y media")
@rule("exact", "h:EN_HOUR m:EN_MINUTES", "nine thirty")
@rule("core", "h:number AND m:minutes", "nueve y diez")
@rule("core", "h:NUMBER m:NUMBER", "nueve treinta")
@rule("exact", "EN_HALF PAST_HOUR h:number", "half past five")
def past(h: int, m: int = 30) -> Clock | None:
    """Read minutes past the hour."""
    return Clock(h, m) if h <= LAST_HOUR and m < HOUR else None


@rule("exact", "h:EN_HOUR tens:EN_TENS m:NUMBER", "nine forty five")
def past_compound(h: int, tens: int, m: int) -> Clock | None:
    """Read minutes of two words."""
    return Clock(h, tens + m) if 0 < m < UNITS else None


@rule("exact", "m:EN_QUARTER PAST_HOUR h:number", "quarter past ten")
@rule("exact", "m:NUMBER PAST_HOUR h:number", "ten past six")
@rule("exact", "m:INTEGER 'past' h:number", "10 past 6")
def minutes_past(m: int, h: int) -> Clock | None:
    """Read minutes said before the hour they follow."""
    return past(h, m)


@rule("exact", "EN_HALF h:EN_HOUR", "half five")
@rule("clock", "EN_AT EN_HALF h:number", "at half 5")
def half(h: int) -> Clock:
    """Read the British half: after the hour."""
    return Clock(h, HOUR // 2)


@rule("exact", "h:number LESS m:minutes", "5 menos cuarto")
@rule("exact", "m:EN_QUARTER TO_HOUR h:number", "quarter to six")
@rule("exact", "m:NUMBER TO_HOUR h:EN_HOUR", "ten to six")
@rule("clock", "EN_AT m:INTEGER 'to' h:number", "at 10 to 6")
def before(h: int, m: int) -> Clock | None:
    """Read minutes before the hour."""
    return Clock(h - 1 or NOON, HOUR - m) if 1 <= h <= LAST_HOUR and 0 < m < HOUR else None


@rule("core", "c:exact", "17:30")
@rule("clock", "c:exact SHARP|OCLOCK|ISH?", "8 y media en punto")
@rule("clock", "AT c:core SHARP|OCLOCK|ISH|HOUR_WORD?", "a eso de las 7")
@rule("clock", "EN_AT c:core SHARP|OCLOCK|ISH? !STREET", "around 7ish")
@rule("clock", "c:core SHARP|OCLOCK|ISH", "5 o'clock")
@rule("clock", "'a' c:exact", "a 20h")
def same(c: Clock) -> Clock:
    """Read an hour with words that change nothing."""
    return c


@rule("clock", "EN_AT c:core", "at 8")
def before_noon(c: Clock) -> Clock | None:
    """Read an hour before a street type; a higher number is a house's ("at 20 Calle de Goya")."""
    return c if c.hour <= NOON else None


@rule("core", "h:number", "8")
def whole(h: int) -> Clock | None:
    """Read a whole hour: only behind words that announce one; longer numbers hold minutes, too."""
    return Clock(h, literal=h == 0) if h < MILITARY else None


@rule("clock", "AT|EN_AT? c:core half:AMPM", "4:45 pm")
def with_half(c: Clock, half: Half) -> Clock:
    """Read an hour with am or pm."""
    return Clock(c.hour, c.minute, half)


@rule("clock", "'a' 'las' t:MILITARY", "a las 930")
def digits(t: tuple[int, int, bool]) -> Clock:
    """Read an hour and minutes in one number."""
    return Clock(t[0], t[1], literal=True)


@rule("clock", "AT|EN_AT t:MILITARY !STREET", "at 1700")
def four_digits(t: tuple[int, int, bool]) -> Clock | None:
    """Read an hour and minutes in four digits; three are a house's ("at 300 Calle de Goya")."""
    return digits(t) if t[0] >= UNITS else None


@rule("clock", "NOON", "noon")
def noon() -> Clock:
    """Read the English noon, which is an hour; the Spanish mediodía is a part of the day."""
    return Clock(NOON, literal=True)


@rule("clock", "MIDNIGHT", "medianoche")
def midnight() -> Clock:
    """Read midnight: the end of the day named."""
    return Clock(LAST_HOUR, literal=True)


@rule("part", "IN_THE name:PART", "por la tarde")
@rule("part", "name:MOMENT", "a primera hora")
def part(name: str) -> Part:
    """Read a part of the day."""
    return Part(name)


@rule("part", "THIS name:PART", "esta tarde")
@rule("part", "name:TONIGHT", "tonight")
def current_part(name: str) -> Part:
    """Read a part of today."""
    return Part(name, current=True)


@rule("time", "c:core 'de' 'la' name:PART", "8 y media de la mañana")
@rule("time", "AT|EN_AT c:core SHARP? IN_THE name:PART", "a las 5 por la tarde")
@rule("time", "AT|EN_AT c:core name:BARE_PART", "a las 8 tarde")
@rule("time", "c:exact name:BARE_PART", "8:30 tarde")
@rule("time", "h:NUMBER 'in' 'the' name:PART", "seven in the evening")
def hour_of_part(name: str, c: Clock | None = None, h: int = 0) -> tuple[Piece, ...]:
    """Read an hour with the part of the day it belongs to."""
    return c or Clock(h), Part(name)


@rule("time", "day:day name:BARE_PART", "viernes noche")
def part_of_day(day: Day, name: str) -> tuple[Piece, ...]:
    """Read a part of the day named right before it."""
    return day, Part(name)


@rule("time", "p:clock", "a las 20")
@rule("time", "p:part", "esta noche")
def alone(p: Piece) -> tuple[Piece, ...]:
    """Read a piece that stands alone."""
    return (p,)


@rule("time", "NOW", "ahora mismo")
def now() -> tuple[Piece, ...]:
    """Read this very moment."""
    return (Now(),)
