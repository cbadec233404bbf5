"""Reads a wish to be told into a watch on days of every week, one trip, or a digest."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.understanding import clock_options
from bot.understanding.errors import AlertNotUnderstoodError, AlertReason
from bot.understanding.intents.alerts import EVERY_DAY, Ahead, Digest, Trip, Watch
from bot.understanding.intents.clock_faces import faces, minutes_of
from bot.understanding.intents.habits import Habit
from bot.understanding.intents.located import located
from bot.understanding.intents.model import SetAlert
from bot.understanding.intents.sentence import Sentence
from bot.understanding.intents.weekly import digest_time, weekly_time
from bot.understanding.intents.wishes import CONDITIONS, Wish, wish
from bot.understanding.message import Spoken
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    DayOfMonth,
    EasterDay,
    Elapsed,
    Instant,
    ManyDays,
    MonthWeekday,
    Now,
    NumberedWeekday,
    Part,
    Piece,
    Range,
    RelativeDay,
    Until,
    Week,
    Weekday,
    Weekend,
)
from bot.understanding.resolution import MADRID, resolve

# Pieces of one day or moment, beside which days of every week make no sense.
Dated = (
    RelativeDay
    | Weekday
    | NumberedWeekday
    | CalendarDate
    | DayOfMonth
    | ManyDays
    | MonthWeekday
    | EasterDay
    | Weekend
    | Week
    | Elapsed
    | Instant
)

# Pieces that tell the hours of a watch.
Hourly = Clock | Range | Until | Part


def read_alert(said: Sentence, now: datetime) -> SetAlert | None:
    """Return the alert that is asked for.

    Raises AlertNotUnderstoodError and TimeNotUnderstoodError.
    """
    if said.has("digest") and _wants_digest(said):
        return SetAlert(_digest(wish(said, "digest", "alert", "tell", "show")))
    verb = "alert" if said.has("alert") else "tell"
    if verb == "tell" and not _wants_to_be_told(said):
        return None
    wanted = wish(said, verb)
    return SetAlert(_watch(wanted, wanted.habit) if wanted.habit else _trip(wanted, now))


def _wants_digest(said: Sentence) -> bool:
    """Tell a summary every day from "un resumen de Goya 40 mañana", which asks now."""
    return said.has("habit") or not said.rest("digest", "alert", "tell", "show").surely


def _wants_to_be_told(said: Sentence) -> bool:
    """Tell "dime cada lunes" and "dime los lunes si…" from "dime cómo está los lunes", which asks now."""
    if not said.has("tell"):
        return False
    if said.has("ahead") or said.has("again") or said.has("told_again") or _waits(said):
        return True
    if not (said.has("told_when") and said.has("habit")):
        return False
    return any(isinstance(piece, Clock | Range) for piece in said.rest("tell", "habit", *CONDITIONS).pieces)


def _waits(said: Sentence) -> bool:
    """Tell "escríbeme cuando haya sitio" and "let me know if it is hard on Mondays" from what is asked now.

    With other verbs a single day of the week may be asked about, a chance that changes or several days may not.
    """
    if not (said.has("condition") and (said.has("level") or said.has("chance"))):
        return False
    if said.has("written"):
        return True
    days = [cue.value.days or () for cue in said.cues("habit")]
    return bool(days) and (said.has("let_know") or said.has("chance") or len(set().union(*days)) > 1)


def _watch(wanted: Wish, habit: Habit) -> Watch:
    rest = _undated(wanted)
    if habit.part is None and not any(isinstance(piece, Hourly) for piece in rest.pieces):
        raise AlertNotUnderstoodError("alert_hour_missing", rest.place)
    with rest.naming_place():
        said = weekly_time(rest.pieces, habit.part)
        at, window = (said, None) if isinstance(said, time) else (None, said)
        begins = said if isinstance(said, time) else said[0]
        ahead = wanted.ahead or _told_before(wanted.told, begins)
    return Watch(
        **located(rest),
        days=habit.days or EVERY_DAY,
        at=at,
        window=window,
        threshold=wanted.threshold,
        ahead=ahead,
    )


def _digest(wanted: Wish) -> Digest:
    if wanted.habit is None and not wanted.rest.pieces:
        raise AlertNotUnderstoodError("alert_time_missing", wanted.rest.place)
    rest, habit = _undated(wanted), wanted.habit or Habit()
    with rest.naming_place():
        at = digest_time(rest.pieces, habit.part)
    return Digest(**located(rest), days=habit.days or EVERY_DAY, at=at)


def _undated(wanted: Wish) -> Spoken:
    """Return the place and hour asked about; beside a date, days of every week are another alert."""
    rest = wanted.rest
    is_for_a_week = any(isinstance(piece, Week) for piece in rest.pieces)
    beside_days: AlertReason = "alert_season" if is_for_a_week else "alert_two_times"
    reason: AlertReason = beside_days if wanted.habit else "alert_rhythm"
    if any(isinstance(piece, Dated) or (isinstance(piece, Part) and piece.current) for piece in rest.pieces):
        raise AlertNotUnderstoodError(reason, rest.place)
    return rest


def _trip(wanted: Wish, now: datetime) -> Trip:
    rest = wanted.rest
    if _names_two_days(rest.pieces):
        raise AlertNotUnderstoodError("alert_two_times", rest.place)
    when = rest.when(now)
    if when is None or all(isinstance(piece, Now) for piece in rest.pieces):
        raise AlertNotUnderstoodError("alert_time_missing", rest.place)
    with rest.naming_place():
        ahead = wanted.ahead or _told_ahead(wanted.told, when.at, now)
    if ahead is not None and isinstance(ahead, timedelta) and ahead <= timedelta(0):
        raise AlertNotUnderstoodError("alert_too_late", rest.place)
    return Trip(**located(rest), when=when, threshold=wanted.threshold, ahead=ahead)


def _names_two_days(pieces: Sequence[Piece]) -> bool:
    """Tell two days of one kind ("el 24 …, el 31") from one said twice over ("viernes 21 de marzo")."""
    days = {piece for piece in pieces if isinstance(piece, Dated)}
    return len(days) > len({type(day) for day in days})


def _told_ahead(told: Sequence[Piece], asked: datetime, now: datetime) -> Ahead | None:
    """Return how long before the moment asked about another one is; an hour alone is the last one before it."""
    if any(isinstance(piece, Dated) for piece in told):
        return asked.astimezone(UTC) - resolve(told, now).at.astimezone(UTC)
    before = _told_before(told, asked.time())
    if before is None:
        return None
    face = asked.replace(tzinfo=None) - before
    return asked.astimezone(UTC) - face.replace(tzinfo=MADRID).astimezone(UTC)


def _told_before(told: Sequence[Piece], asked: time) -> timedelta | None:
    """Return how long before the hour asked about an hour without a day was shown last."""
    before = [(minutes_of(asked) - face) % clock_options.MIDNIGHT for face in faces(told)]
    return timedelta(minutes=min(before) or clock_options.MIDNIGHT) if before else None
