"""The minutes of a day that an hour may show, when any of them will do: which one is meant, the context tells."""

from collections.abc import Sequence
from datetime import time

from bot.understanding import clock_options
from bot.understanding.pieces import Clock, Part, Piece


def faces(pieces: Sequence[Piece]) -> list[int]:
    """Return the minutes from local midnight that the hour among the pieces may show; none without an hour.

    Raises TimeNotUnderstoodError.
    """
    clock = next((piece for piece in pieces if isinstance(piece, Clock)), None)
    part = next((piece for piece in pieces if isinstance(piece, Part)), None)
    if clock is None:
        return []
    return clock_options.options(clock, part, "named") if part else clock_options.end_options(clock)


def minutes_of(clock: time) -> int:
    """Return the minutes from midnight."""
    return clock.hour * clock_options.HOUR + clock.minute


def time_of(minutes: int) -> time:
    """Return the face of the clock at minutes from midnight, in the small hours of the next day, too."""
    return time(*divmod(minutes % clock_options.MIDNIGHT, clock_options.HOUR))
