"""Moments that go on from another one: the one that the last answer was about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.understanding.days import HORIZON
from bot.understanding.errors import TimeNotUnderstoodError
from bot.understanding.model import When
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    Day,
    Elapsed,
    Instant,
    Now,
    NumberedWeekday,
    Part,
    Piece,
    Plus,
    Range,
)
from bot.understanding.resolution import GRACE, MADRID, resolve

Counted = Elapsed | Plus | Instant | Now
Hourly = Clock | Range | Part


def continued(pieces: Sequence[Piece], about: datetime, now: datetime) -> tuple[Piece, ...]:
    """Return pieces that go on from a moment talked about, with its day or its hour where they name none.

    "¿y a las 8?" after tomorrow at eleven means tomorrow at eight, "¿y el sábado?" means Saturday at eleven.
    """
    local = about.astimezone(MADRID)
    if any(isinstance(one, Counted) or (isinstance(one, Part) and one.current) for one in pieces):
        return tuple(pieces)
    added: list[Piece] = []
    names_day = any(isinstance(one, Day | NumberedWeekday) for one in pieces)
    if not names_day and local.date() != now.astimezone(MADRID).date():
        added.append(CalendarDate(local.day, local.month, local.year))
    if not any(isinstance(one, Hourly) for one in pieces):
        added.append(Clock(local.hour, local.minute, literal=True))
    return (*pieces, *added)


def shifted(by: timedelta, about: datetime | None, now: datetime) -> When:
    """Return the moment so much later than the one talked about, or than now; `by` may be negative.

    Raises TimeNotUnderstoodError.
    """
    now = now.astimezone(UTC)
    at = max(about.astimezone(UTC), now) if about else now
    if not now - GRACE <= at + by <= now + HORIZON:
        raise TimeNotUnderstoodError("past" if by < timedelta(0) else "too_far")
    return When((at + by).astimezone(MADRID))


def days_on(days: int, about: datetime | None, now: datetime) -> When:
    """Return the same hour so many days after the moment talked about, or after now; before, if negative.

    Raises TimeNotUnderstoodError.
    """
    at = max(about.astimezone(UTC), now.astimezone(UTC)) if about else now
    local = at.astimezone(MADRID)
    day = local.date() + max(min(timedelta(days=days), 2 * HORIZON), -2 * HORIZON)
    return resolve(
        (CalendarDate(day.day, day.month, day.year), Clock(local.hour, local.minute, literal=True)), now
    )
