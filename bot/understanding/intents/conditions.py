"""Rules for when to tell: at which level or chance, and how long before."""

from datetime import timedelta
from typing import Literal

from bot.understanding import clock_options
from bot.understanding.dates import LONGEST_DAYS
from bot.understanding.intents.alerts import Ahead, ChanceThreshold, EveningBefore, Level, LevelThreshold
from bot.understanding.intents.clock_faces import time_of
from bot.understanding.moments import moment
from bot.understanding.parser import Grammar
from bot.understanding.pieces import Clock, Part, Piece

HUNDRED = 100
DAY = timedelta(days=1)
EVENING = Part("evening")

RULES = Grammar()
rule = RULES.rule

Side = Literal["or_better", "or_worse"]
USUAL_SIDE: dict[Level, Side] = {"easy": "or_better", "medium": "or_worse", "hard": "or_worse"}
OPPOSITE: dict[Level, LevelThreshold] = {
    "easy": LevelThreshold("medium", "or_worse"),
    "medium": LevelThreshold("hard", "or_worse"),
    "hard": LevelThreshold("medium", "or_better"),
}


@rule("level", "STATE? DEGREE? level:LEVEL TO_PARK?", "está muy difícil aparcar")
@rule("level", "STATE? DEGREE? level:LEVEL side:OR_SIDE TO_PARK?", "regular o peor")
@rule("level", "side:AT_LEAST STATE? level:LEVEL TO_PARK?", "al menos regular")
def level(level: Level, side: Side | None = None) -> LevelThreshold:
    """Read a level, and on which side of it to tell."""
    return LevelThreshold(level, side or USUAL_SIDE[level])


@rule("level", "STATE? DEGREE? level:LEVEL 'o'|'or' STATE? DEGREE? other:LEVEL TO_PARK?", "regular o difícil")
def either_level(level: Level, other: Level) -> LevelThreshold | None:
    """Read two levels that lie beside each other."""
    if {level, other} == {"medium", "hard"}:
        return LevelThreshold("medium", "or_worse")
    return LevelThreshold("medium", "or_better") if {level, other} == {"easy", "medium"} else None


@rule("level", "NOT STATE? DEGREE? level:LEVEL TO_PARK?", "no es fácil")
def not_level(level: Level) -> LevelThreshold:
    """Read a level that is not reached."""
    return OPPOSITE[level]


@rule("level", "THERE_IS SOME? SPACE TO_PARK?", "hay sitio")
@rule("level", "CAN_PARK", "se puede aparcar")
def space() -> LevelThreshold:
    """Read that there is a space: it is easy."""
    return LevelThreshold("easy", "or_better")


@rule("level", "NOT THERE_IS? SOME? SPACE TO_PARK?", "no hay sitio")
@rule("level", "NOT CAN_PARK", "no se puede aparcar")
@rule("level", "THERE_IS? NONE SPACE TO_PARK?", "there is no space")
def no_space() -> LevelThreshold:
    """Read that there is no space: it is hard."""
    return LevelThreshold("hard", "or_worse")


@rule("chance", "CHANCE_WORD? side:CHANCE_SIDE ARTICLE_OF? percent:number|DECIMAL PERCENT", "baja del 60 %")
def chance(side: Literal["below", "above"], percent: float) -> ChanceThreshold:
    """Read a percentage that the chance falls below or rises above."""
    return ChanceThreshold(percent, side)


@rule("chance", "CHANCE_WORD side:CHANCE_SIDE ARTICLE_OF? n:number|DECIMAL", "probabilidad menor que 0,6")
def bare_chance(side: Literal["below", "above"], n: float) -> ChanceThreshold:
    """Read a chance without its sign: up to one it is a share."""
    return ChanceThreshold(n * HUNDRED if n <= 1 else n, side)


@rule("percent", "number|DECIMAL PERCENT", "75 %")
def percent() -> bool:
    """Read a percentage that was answered, and is asked about."""
    return True


@rule("chance_word", "CHANCE_WORD", "la probabilidad")
def chance_word() -> bool:
    """Read the chance, whose percentage is said elsewhere."""
    return True


@rule("before_hour", "'before' number", "before 9")
def before_hour() -> bool:
    """Read the hour itself, which is asked about."""
    return True


@rule("ahead", "WITH? length:duration !before_hour BEFOREHAND", "media hora antes")
@rule("ahead", "length:duration &before_hour", "15 minutes before 9")
def before(length: timedelta) -> Ahead | None:
    """Read minutes or hours before."""
    return length or None


@rule("ahead", "WITH? n:quantity unit:DAY_UNIT BEFOREHAND", "dos días antes")
def days_before(n: float, unit: int) -> Ahead | None:
    """Read days before."""
    return DAY * min(int(n * unit), LONGEST_DAYS) or None


@rule("ahead", "EVE", "la víspera")
def evening() -> Ahead:
    """Read the evening before."""
    return EveningBefore()


@rule("ahead", "EVE pieces:time", "la víspera a las 9")
def evening_at(pieces: tuple[Piece, ...]) -> Ahead | None:
    """Read an hour of the evening before."""
    hours = [piece for piece in pieces if isinstance(piece, Clock)]
    if len(hours) != 1 or not all(isinstance(piece, Clock | Part) for piece in pieces):
        return None
    part = next((piece for piece in pieces if isinstance(piece, Part)), EVENING)
    if moment(part.name).clock not in ("afternoon", "night"):
        return None
    minutes = clock_options.options(hours[0], part, "named")[0]
    return EveningBefore(time_of(minutes))


@rule("told_again", "TELL ','? habit", "dime los laborables")
@rule("told_again", "habit time? time? ','? TELL", "los lunes a las 8 dime")
@rule("told_again", "TELL WHENEVER", "dime en cuanto")
def told_again() -> bool:
    """Read days right beside "dime", or what is waited for: it is then to be told, and not at once."""
    return True


@rule("told_when", "TELL 'when'|'cuando' level:level|chance", "dime cuando esté fácil")
def told_when(level: LevelThreshold | ChanceThreshold) -> bool:  # noqa: ARG001 -- the rule's own name for it
    """Read a level that is waited for, where the hour is said: else it may be asked when that is so."""
    return True


@rule("wake", "WAKE", "despiértame")
def wake() -> bool:
    """Read that somebody wants to be woken."""
    return True


@rule("written", "WRITE", "escríbeme")
@rule("let_know", "LET_KNOW", "let me know")
def told_later() -> bool:
    """Read words that wait for what is said beside them, unlike "dime"."""
    return True


@rule("told", "ALERT|TELL habit? first:time second:time?", "avísame los lunes a las 8")
@rule("told", "first:time second:time? ALERT|TELL", "mañana a las 8 avísame")
def told(first: tuple[Piece, ...], second: tuple[Piece, ...] = ()) -> tuple[Piece, ...] | None:
    """Read an hour right beside the wish to be told: when to tell, if another one is asked about."""
    pieces = first + second
    return pieces if any(isinstance(piece, Clock) for piece in pieces) else None
