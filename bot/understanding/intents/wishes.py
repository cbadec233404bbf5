"""A sentence that asks to be told, taken apart into its cues, and the place and time that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.understanding.clock_options import HOURS_ON_A_DIAL
from bot.understanding.errors import AlertNotUnderstoodError, AlertReason
from bot.understanding.intents.alerts import EVERY_DAY, Ahead, ChanceThreshold, Threshold
from bot.understanding.intents.habits import Habit
from bot.understanding.intents.sentence import POLITENESS, Cue, Sentence
from bot.understanding.message import Spoken
from bot.understanding.pieces import Clock, Part, Piece, Range

CONDITIONS = ("chance", "level", "chance_word", "condition", "topic", "ahead", "but_holidays")
HABITS = ("habit", "habit_hours")
RHYTHMS = (*HABITS, "but_days", "rhythm")
# What an alert cannot be limited to, and why.
LIMITS: dict[str, AlertReason] = {
    "rhythm": "alert_rhythm",
    "other_days": "alert_rhythm",
    "season": "alert_season",
    "two_dates": "alert_two_times",
    "two_hours": "alert_two_times",
}
MORNING = Part("morning")
HUNDRED = 100
# How many hours are said when one is to tell at and the other is asked about.
TOLD_AND_ASKED = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said of an alert: `rest` is the place and the time asked about.

    `habit` is there when days of every week were said; `told` are the pieces of the time to tell at, when
    that is said beside the time asked about ("… el viernes a las 11, avísame a las 8").
    """

    rest: Spoken
    habit: Habit | None
    threshold: Threshold | None
    ahead: Ahead | None
    told: tuple[Piece, ...]


def wish(said: Sentence, *verbs: str) -> Wish:
    """Return the wish that is said with these kinds of verbs.

    Raises AlertNotUnderstoodError.
    """
    cues = said.cues(*verbs, *CONDITIONS, *RHYTHMS, "holidays", *POLITENESS)
    rest, told = _told_apart(said, cues)
    threshold = _first(cues, "chance") or _first(cues, "level")
    if (_first(cues, "condition") and threshold is None) or _differ(cues, "chance"):
        raise AlertNotUnderstoodError("alert_condition", rest.place)
    reason = _limit(said, cues)
    if reason is not None:
        raise AlertNotUnderstoodError(reason, rest.place)
    if isinstance(threshold, ChanceThreshold) and not 0 < threshold.percent < HUNDRED:
        raise AlertNotUnderstoodError("alert_chance", rest.place)
    if _differ(cues, "ahead"):
        raise AlertNotUnderstoodError("alert_two_times", rest.place)
    habit = _habit(cues)
    if habit is not None and habit.days == frozenset():
        raise AlertNotUnderstoodError("alert_time_missing", rest.place)
    if habit and habit.hours:
        rest = replace(rest, pieces=(*rest.pieces, habit.hours))
    if said.has("wake"):
        rest = replace(rest, pieces=_in_the_morning(rest.pieces))
    if rest.has_unread_number and not _hours(rest):
        raise AlertNotUnderstoodError("alert_hour_missing" if habit else "alert_time_missing", rest.place)
    if len(_hours(rest)) > 1:
        raise AlertNotUnderstoodError("alert_two_times", rest.place)
    return Wish(rest, habit, threshold, _first(cues, "ahead"), told)


def _limit(said: Sentence, cues: Sequence[Cue]) -> AlertReason | None:
    """Return why the days or hours that were said cannot be kept to, None when they can."""
    if _first(cues, "holidays"):
        return "alert_holidays"
    return next((reason for kind, reason in LIMITS.items() if said.apart(kind, "time", "habit")), None)


def _told_apart(said: Sentence, cues: Sequence[Cue]) -> tuple[Spoken, tuple[Piece, ...]]:
    """Tell the time right beside the verb from the one asked about; with only one of them, it is asked about."""
    rest = said.without(cues)
    is_one_alert = sum(cue.kind in HABITS for cue in cues) <= 1
    if len(_hours(rest)) != TOLD_AND_ASKED or not is_one_alert:
        return rest, ()
    for cue in said.every("told"):
        others = [other for other in cues if not other.span.overlaps(cue.span)]
        asked = said.without([cue, *others])
        if _hours(asked):
            return asked, cue.value
    return rest, ()


def _habit(cues: Sequence[Cue]) -> Habit | None:
    """Join days, a part of them and what is left out that were said apart ("los lunes, …, por las mañanas")."""
    habits = [cue.value for cue in cues if cue.kind in HABITS]
    if not habits:
        return None
    said = [habit.days for habit in habits if habit.days]
    days = frozenset().union(*said) if said else None
    left_out = [cue.value for cue in cues if cue.kind == "but_days"]
    if left_out:
        days = (days or EVERY_DAY).difference(*left_out)
    part = next((habit.part for habit in habits if habit.part), None)
    hours = next((habit.hours for habit in habits if habit.hours), None)
    return Habit(days, part, hours)


def _in_the_morning(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces with the morning that a bare hour to be woken at belongs to."""
    is_morning = any(
        isinstance(piece, Clock) and not piece.half and piece.hour < HOURS_ON_A_DIAL for piece in pieces
    )
    return (
        (*pieces, MORNING) if is_morning and not any(isinstance(piece, Part) for piece in pieces) else pieces
    )


def _differ(cues: Sequence[Cue], kind: str) -> bool:
    return len({cue.value for cue in cues if cue.kind == kind}) > 1


def _hours(spoken: Spoken) -> list[Piece]:
    return [piece for piece in spoken.pieces if isinstance(piece, Clock | Range)]


def _first(cues: Sequence[Cue], kind: str) -> Any:  # noqa: ANN401 - what the kind's rule returns
    return next((cue.value for cue in cues if cue.kind == kind), None)
