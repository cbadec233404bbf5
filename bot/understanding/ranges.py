"""Rules for ranges of hours and for ends of stays."""

from bot.understanding.moments import moment
from bot.understanding.parser import Grammar
from bot.understanding.pieces import Clock, Half, Part, Piece, Range, Until

ROUND_MINUTES = 5  # the minutes before an hour that are said in words: "twenty to nine"

RULES = Grammar()
rule = RULES.rule


@rule("edge", "AT|EN_AT? c:core half:AMPM?", "11 am")
def edge(c: Clock, half: Half | None = None) -> Clock:
    """Read an hour at either end of a range."""
    return Clock(c.hour, c.minute, half, c.literal) if half else c


@rule("strong", "c:exact", "11h")
@rule("strong", "c:core half:AMPM", "11 am")
def strong(c: Clock, half: Half | None = None) -> Clock:
    """Read an hour that shows itself to be one."""
    return edge(c, half)


@rule("time", "FROM start:edge TO end:edge", "de 11 a 13")
@rule("time", "FROM start:edge TO end:edge IN_THE part:PART", "de 9 a 11 de la noche")
@rule("time", "BETWEEN start:edge BETWEEN_AND end:edge", "entre las 9 y las 11")
@rule("time", "BETWEEN start:edge BETWEEN_AND end:edge IN_THE part:PART", "between 5 and 7 in the evening")
@rule("time", "start:strong TO end:strong", "10:00 - 12:00")
@rule("hint", "start:core 'to'|'a' end:strong", "9 to 11am")
@rule("hint", "start:strong 'to'|'a' end:core", "9h a 11")
def between(start: Clock, end: Clock, part: str | None = None) -> tuple[Piece, ...]:
    """Read a range from two hours."""
    both = Range(start, end)
    return (both, Part(part)) if part else (both,)


@rule("time", "start:EN_HOUR 'to'|'till'|'until' end:EN_HOUR half:AMPM?", "two to four")
def in_words(start: int, end: int, half: Half | None = None) -> tuple[Piece, ...] | None:
    """Read a range in words; "ten to six" is an hour, for tens and fives are minutes."""
    is_range = start % ROUND_MINUTES != 0 and start != end
    return (Range(Clock(start), Clock(end, half=half)),) if is_range else None


@rule("time", "AT|EN_AT|FROM|BETWEEN hours:PAIR HOUR_MARK? half:AMPM?", "a las 9-11")
@rule("hint", "hours:PAIR HOUR_MARK", "9-11h")
@rule("hint", "hours:PAIR half:AMPM", "2-4pm")
def pair(hours: tuple[int, int], half: Half | None = None) -> tuple[Piece, ...]:
    """Read a range written with a dash."""
    return (Range(Clock(hours[0]), Clock(hours[1], half=half)),)


@rule("time", "UNTIL end:edge|clock", "hasta las 14")
def until(end: Clock) -> tuple[Piece, ...]:
    """Read the end of a stay."""
    return (Until(end),)


@rule("time", "UNTIL 'el'|'la'|THE? part:PART|MOMENT", "hasta mediodía")
def until_part(part: str) -> tuple[Piece, ...]:
    """Read a stay that ends when a part of the day begins."""
    begins = moment(part).first
    return (Until(Clock(begins.hour, begins.minute, literal=True)),)
