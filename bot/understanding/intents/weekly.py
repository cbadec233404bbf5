"""The hours of days of every week: naive times, local to Madrid, that need no `now`."""

from collections.abc import Sequence
from datetime import time
from typing import TypeVar

from bot.understanding import clock_options
from bot.understanding.intents.clock_faces import minutes_of, time_of
from bot.understanding.moments import WHOLE_DAY, moment
from bot.understanding.pieces import Clock, Part, Piece, Range, Until

T = TypeVar("T")

Window = tuple[time, time]

# Who wants a summary in the morning wants it before setting out.
MORNING, EARLY_MORNING = "morning", "early_morning"
# From this hour on a summary is read at breakfast, though nobody asks how to park then.
EARLIEST_DIGEST = 5


def weekly_time(pieces: Sequence[Piece], part: str | None) -> time | Window:
    """Return the hour that is said, or the window (from, until): of the part of the day, else the regulated one.

    `part` is the part of the day that was said with the days ("every morning"). Raises TimeNotUnderstoodError.
    """
    named = _first(pieces, Part) or (Part(part) if part else None)
    match _first(pieces, Clock) or _first(pieces, Range), _first(pieces, Until):
        case Range(start=start, end=end), _:
            return _window(clock_options.with_half_of(start, end), end, named)
        case Clock() as start, Until(end=end):
            return _window(start, end, named)
        case Clock() as clock, None:
            return time_of(clock_options.options(clock, named, "named")[0])
        case None, Until(end=end):
            first = moment(named.name if named else WHOLE_DAY).first
            return _window(Clock(first.hour, first.minute, literal=True), end, None)
    return _part(named.name if named else WHOLE_DAY)


def digest_time(pieces: Sequence[Piece], part: str | None) -> time:
    """Return the hour that a summary is wanted at; said without one, when that part of the day begins.

    Raises TimeNotUnderstoodError.
    """
    clock = _first(pieces, Clock)
    if clock and EARLIEST_DIGEST <= clock.hour < clock_options.FIRST_MORNING_HOUR:
        part = part or MORNING
    said = weekly_time(pieces, part)
    if isinstance(said, time):
        return said
    return moment(EARLY_MORNING).first if part in (None, MORNING) else said[0]


def _first(pieces: Sequence[Piece], kind: type[T]) -> T | None:
    return next((piece for piece in pieces if isinstance(piece, kind)), None)


def _window(start: Clock, end: Clock, part: Part | None) -> Window:
    first = clock_options.options(start, part, "named")[0]
    last = next(minutes for minutes in clock_options.end_options(end) if minutes > first)
    return time_of(first), time_of(last)


def _part(name: str) -> Window:
    named = moment(name)
    ends_with_hour = named.last.minute == clock_options.MINUTES - 1
    return named.first, time_of(minutes_of(named.last) + ends_with_hour)
