"""What decides whether a subscription is told: read by the tens of thousands, hence no more than that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import case, null

from bot.alerts.crossings import COOL_DOWN, Found, Memory, Said, Sense, Threshold
from bot.alerts.occasions import Occasion, Weekly
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import Digest, Kind
from bot.db.alerts.rows import ahead_of, clock_of, days_of, quiet_of, spaces_of
from bot.db.alerts.settings import quiet_columns
from bot.db.alerts.tables import SUBSCRIPTIONS

_COLUMNS: Final = SUBSCRIPTIONS.c
_SCHEDULES_KEPT: Final = 65_536
_OCCASIONS_KEPT: Final = 1_024

DECIDING: Final = 15
"""How many columns decide, before those of an occasion."""

UPCOMING: Final = (_COLUMNS.next_due_at, _COLUMNS.next_about_at, _COLUMNS.next_until)
JUDGED: Final = (_COLUMNS.judged_about_at, _COLUMNS.judged_until)
SAID: Final = (_COLUMNS.last_about_at, _COLUMNS.last_level, _COLUMNS.last_points, _COLUMNS.last_version)


@dataclass(slots=True)
class Due:
    """A subscription with an occasion to judge; `schedule` is None of a trip, `threshold` of what is told in any case.

    `memory` knows of `told_at` only while it still cools down.
    """

    subscription_id: int
    chat_id: int
    kind: Kind
    area: str
    spaces: tuple[tuple[str, int], ...]
    schedule: Weekly | None
    threshold: Threshold | None
    memory: Memory
    quiet: QuietHours
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class UnreadableDue:
    """A subscription whose row says what cannot be: nothing else of it can be judged."""

    subscription_id: int
    kind: Kind


def deciding_columns(now: datetime) -> tuple[Any, ...]:
    """Return the columns that decide, in the order they are read; told_at where it has not cooled down."""
    one = _COLUMNS
    schedule = (one.kind, one.days, one.start_minute, one.end_minute, one.ahead_minutes, one.area)
    cooling = case((one.last_told_at > now - COOL_DOWN, one.last_told_at), else_=null())
    decisive = (one.spaces, one.sense, one.points, one.is_met, cooling)
    return (one.subscription_id, one.chat_id, *schedule, *decisive, *quiet_columns())


def due_of(row: Sequence[Any]) -> Due | UnreadableDue:
    """Return what a row of the deciding columns and of an occasion's times holds."""
    try:
        return _due(row)
    except ValueError:
        return UnreadableDue(row[0], row[2])


def _due(row: Sequence[Any]) -> Due:
    number, chat, kind, days, start, end, ahead, area, spaces, sense, points, met, told_at, *times = row
    return Due(
        number,
        chat,
        kind,
        area,
        spaces_of(spaces),
        _schedule(kind, days, start, end, ahead, area),
        _threshold(sense, points),
        _plain_memory(met) if told_at is None else Memory(met, told_at),
        quiet_of(times[0], times[1]),
        _occasion(times[2], times[3], times[4]),
    )


def judged_of(row: Sequence[Any], now: datetime) -> Due | UnreadableDue:
    """Return what a row of the deciding columns, the judged occasion and what was said holds; it is due at once."""
    about_at, until, said_of, level, points, version = row[DECIDING:]
    one = due_of((*row[:DECIDING], now, about_at, until))
    if said_of is not None and isinstance(one, Due):
        one.memory = replace(one.memory, said=Said(said_of, Found(level, points), version))
    return one


@lru_cache(maxsize=_SCHEDULES_KEPT)
def _schedule(  # noqa: PLR0913, PLR0917 -- a cache's key: the columns that make a schedule
    kind: str, days: int, start: int, end: int, ahead: int | None, area: str
) -> Weekly | None:
    if kind == "trip":
        return None
    if kind == "digest":
        return Digest(days_of(days), clock_of(start)).schedule
    return Weekly(days_of(days), clock_of(start), clock_of(end), ahead_of(ahead), area)


@cache
def _threshold(sense: Sense | None, points: int) -> Threshold | None:
    return None if sense is None else Threshold(sense, points)


@cache
def _plain_memory(is_met: bool) -> Memory:  # noqa: FBT001 -- a cache's key
    return Memory(is_met)


@lru_cache(maxsize=_OCCASIONS_KEPT)
def _occasion(due_at: datetime, about_at: datetime, until: datetime) -> Occasion:
    return Occasion(due_at, about_at, until)
