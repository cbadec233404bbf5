"""Which occurrences are handed out: fairly, and to nobody in the chat's quiet hours."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.alerts.rows import quiet_of
from bot.db.alerts.settings import quiet_columns
from bot.db.alerts.tables import ALERT_SETTINGS, OCCURRENCES
from bot.db.models import ChatRow

MOST_LOOKED_AT: Final = 1_000
"""Rows that a claim chooses from: whatever their order, those of some fifty chats."""

QUIET_GRACE: Final = timedelta(minutes=15)
"""What was due before quiet hours began may still come so long after it was due."""

_COLUMNS: Final = OCCURRENCES.c


async def claimed_rows(session: AsyncSession, holder: str, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Claim for `holder` what is to be told at `now`, one of a chat and at most so many; return the whole rows."""
    await _tidy(session, now)
    chosen: Sequence[Row[Any]] = []
    while rows := await _candidates(session, now):
        held = {row.occurrence_id: until for row in rows if (until := _quiet_until(row, now)) is not None}
        chosen = one_a_chat((row for row in rows if row.occurrence_id not in held), most)
        await _hold(session, held)
        if chosen or not held:
            break
    claimed = update(OCCURRENCES).where(_COLUMNS.occurrence_id.in_([row.occurrence_id for row in chosen]))
    await session.execute(claimed.values(state="claimed", claimed_by=holder, claimed_at=now))
    return chosen


def is_overdue(now: datetime, by: timedelta = timedelta(0)) -> ColumnElement[bool]:
    """Return what holds of a waiting row that has been due for longer than `by`, unless quiet hours hold it back."""
    is_held = and_(_COLUMNS.next_try_at > now, _COLUMNS.attempts == 0)
    return and_(_COLUMNS.due_at <= now - by, not_(is_held))


def one_a_chat(rows: Iterable[Row[Any]], most: int) -> list[Row[Any]]:
    """Return the first row of each chat, in their order, at most so many."""
    first: dict[int, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.chat_id, row)
        if len(first) == most:
            break
    return list(first.values())


async def _tidy(session: AsyncSession, now: datetime) -> None:
    """Let what nobody confirmed wait again; set aside what is too late, or for a chat that does not listen."""
    abandoned = update(OCCURRENCES).where(_COLUMNS.state == "claimed")
    await session.execute(abandoned.values(state="waiting", claimed_by=None))
    waiting = update(OCCURRENCES).where(_COLUMNS.state == "waiting", _COLUMNS.next_try_at <= now)
    late = waiting.where(_COLUMNS.useful_until <= now)
    await session.execute(late.values(state="missed", finished_at=now))
    silent = exists().where(ChatRow.chat_id == _COLUMNS.chat_id, ~ChatRow.active)
    await session.execute(waiting.where(silent).values(state="skipped", reason="gone", finished_at=now))


async def _candidates(session: AsyncSession, now: datetime) -> Sequence[Row[Any]]:
    settings = ALERT_SETTINGS.c.chat_id == _COLUMNS.chat_id
    found = select(OCCURRENCES, *quiet_columns()).join(ALERT_SETTINGS, settings, isouter=True)
    waiting = found.where(_COLUMNS.state == "waiting", _COLUMNS.next_try_at <= now)
    ordered = waiting.order_by(_COLUMNS.next_try_at, _COLUMNS.occurrence_id).limit(MOST_LOOKED_AT)
    return (await session.execute(ordered)).all()


def _quiet_until(row: Row[Any], now: datetime) -> datetime | None:
    """Return until when a row has to wait for its chat's quiet hours to end; None when it need not."""
    if now - row.due_at <= QUIET_GRACE:
        return None
    night = quiet_of(row.quiet_start, row.quiet_end).night_of(now)
    return None if night is None else min(night[1], row.useful_until)


async def _hold(session: AsyncSession, held: dict[int, datetime]) -> None:
    for until in set(held.values()):
        numbers = [number for number, end in held.items() if end == until]
        row = update(OCCURRENCES).where(_COLUMNS.occurrence_id.in_(numbers))
        await session.execute(row.values(next_try_at=until))
