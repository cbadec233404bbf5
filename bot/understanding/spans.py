"""Rules for lengths of time: from now, ago, and stays."""

from datetime import timedelta

from bot.understanding.clocks import FIRST_SPELT_HOUR
from bot.understanding.parser import Grammar
from bot.understanding.pieces import Elapsed, Piece, Plus, Stay

HOUR = 60  # minutes
# A few centuries: enough to be recognised as too far, small enough for a timedelta.
LONGEST_MINUTES = 10**9

RULES = Grammar()
rule = RULES.rule


@rule("quantity", "n:number|EN_ONE|DECIMAL", "1,5")
def quantity(n: float | None) -> float:
    """Read how many; "an hour" is one."""
    return 1 if n is None else n


@rule("duration", "n:quantity unit:UNIT", "90 minutos")
def simple(n: float, unit: int) -> timedelta:
    """Read a number of minutes or hours."""
    return timedelta(minutes=min(n * unit, LONGEST_MINUTES))


@rule("duration", "n:quantity HOUR AND|AND_EN minutes:HALF", "una hora y cuarto")
@rule("duration", "HOUR AND minutes:HALF", "hora y media")
@rule("duration", "n:quantity HOUR AND_EN minutes:EN_HALF|EN_QUARTER", "an hour and a half")
@rule("duration", "n:number AND_EN minutes:EN_HALF HOUR", "two and a half hours")
@rule("duration", "n:quantity HOUR AND|AND_EN? minutes:number UNIT?", "1h 30 min")
def hours_and_minutes(minutes: int, n: float = 1) -> timedelta:
    """Read hours with minutes."""
    return simple(n, HOUR) + timedelta(minutes=minutes)


@rule("duration", "minutes:QUARTERS 'de'? HOUR", "tres cuartos de hora")
@rule("duration", "minutes:EN_QUARTERS HOUR", "half an hour")
def quarters(minutes: int) -> timedelta:
    """Read quarters of an hour."""
    return timedelta(minutes=minutes)


@rule("duration", "part:FRACTION 'de'? HOUR", "3/4 de hora")
def fraction(part: tuple[int, int]) -> timedelta | None:
    """Read a written fraction of an hour."""
    over, under = part
    return timedelta(hours=over / under) if 0 < over < under else None


@rule("short", "n:number unit:MINUTE", "20 minutos")
def minutes_alone(n: int, unit: int) -> timedelta:
    """Read minutes: no house number stands before that word."""
    return simple(n, unit)


@rule("short", "n:number HOUR_WORD|'hour'|'hours'", "2 horas")
def few_hours(n: int) -> timedelta | None:
    """Read few hours with their word, which are no time of day: no house number stands before it either."""
    return simple(n, HOUR) if n < FIRST_SPELT_HOUR else None


@rule("time", "IN length:duration", "en 2 horas")
@rule("time", "length:duration FROM_NOW", "two hours from now")
def elapsed(length: timedelta) -> tuple[Piece, ...]:
    """Read real time from now."""
    return (Elapsed(length),)


@rule("time", "'+' length:duration", "+2 h")
def plus(length: timedelta) -> tuple[Piece, ...]:
    """Read a length that is added: to what, the other pieces tell."""
    return (Plus(length),)


@rule("time", "AGO length:duration", "hace una hora")
@rule("time", "length:duration AGO_AFTER", "an hour ago")
def ago(length: timedelta) -> tuple[Piece, ...]:
    """Read a time gone by."""
    return (Elapsed(-length),)


@rule("time", "IN minutes:SOON", "dentro de un rato")
@rule("time", "minutes:LATER", "luego")
def soon(minutes: int) -> tuple[Piece, ...]:
    """Read a wait of no stated length; the lexicon says how long people mostly mean."""
    return (Elapsed(timedelta(minutes=minutes)),)


@rule("time", "STAY length:duration", "durante dos horas")
@rule("time", "length:short", "20 minutos")
@rule("hint", "length:duration", "2 horas")
def stay(length: timedelta) -> tuple[Piece, ...] | None:
    """Read how long a stay lasts."""
    return (Stay(length),) if length else None
