"""A tick's turn at the database: what is due is read, and becomes occurrences, in one transaction.

Tens of thousands may be due at once: what stays in the database is copied there, and only what is new comes
from here.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, String, and_, bindparam, delete, exists, literal, or_, select, update
from sqlalchemy import cast as to_type
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Occurrence
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import Subscription
from bot.db.alerts.due import JUDGED, SAID, UPCOMING, Due, UnreadableDue, deciding_columns, due_of, judged_of
from bot.db.alerts.leases import Lease
from bot.db.alerts.many_rows import execute_many
from bot.db.alerts.notices import NoticeTurn
from bot.db.alerts.occurrence_rows import ONCE, put
from bot.db.alerts.rows import occasion_values, quiet_of, subscription_of
from bot.db.alerts.settings import quiet_columns
from bot.db.alerts.tables import ALERT_SETTINGS, OCCURRENCES, SUBSCRIPTIONS, State
from bot.db.models import ChatRow
from bot.db.sessions import Sessions
from bot.db.statements import insert_new

KEPT: Final = timedelta(days=30)
"""Finished occurrences are kept so long, for whoever asks what was told and why not."""

TRIPS_KEPT: Final = timedelta(days=7)
"""A trip is kept so long after, to tell that its reminder was missed."""

_COLUMNS: Final = SUBSCRIPTIONS.c


class TickRepository:
    """Gives turns to the holder of the lease."""

    def __init__(self, sessions: Sessions, lease: Lease) -> None:
        self._sessions, self._lease = sessions, lease

    @asynccontextmanager
    async def turn(self, now: datetime) -> AsyncIterator["Turn"]:
        """Yield a turn that is written whole, or not at all.

        Raises:
            AlertsHeldElsewhereError: another process does the alerts.
        """
        async with self._sessions.begin() as session:
            await self._lease.hold(session, now)
            yield Turn(session, now)

    @asynccontextmanager
    async def notices(self, now: datetime) -> AsyncIterator[NoticeTurn]:
        """Yield a turn for news; raises what `turn` does."""
        async with self._sessions.begin() as session:
            await self._lease.hold(session, now)
            yield NoticeTurn(session, now)

    @asynccontextmanager
    async def look(self, now: datetime) -> AsyncIterator["Turn"]:
        """Yield a turn that only reads."""
        async with self._sessions() as session:
            yield Turn(session, now)

    async def forget_old(self, now: datetime) -> None:
        """Delete what finished long ago, and trips that are over and nobody needs to hear of any more."""
        over = and_(_COLUMNS.kind == "trip", _COLUMNS.trip_at < now - TRIPS_KEPT)
        async with self._sessions.begin() as session:
            await session.execute(delete(OCCURRENCES).where(OCCURRENCES.c.finished_at < now - KEPT))
            await session.execute(delete(SUBSCRIPTIONS).where(over))


class Turn:
    """One transaction of a tick at `now`."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session, self.now = session, now

    async def due(self, most: int, after: int = 0) -> Sequence[Due | UnreadableDue]:
        """Return the subscriptions whose upcoming occasion is due: at most so many, by number, those after `after`."""
        is_due = and_(_COLUMNS.next_due_at <= self.now, _COLUMNS.subscription_id > after)
        found = _with_settings(select(*deciding_columns(self.now), *UPCOMING).where(is_due), most)
        return [due_of(row) for row in (await self._session.execute(found)).all()]

    async def judged_before(self, version: str, most: int, after: int = 0) -> Sequence[Due | UnreadableDue]:
        """Return, likewise, those whose last judged occasion is to come and was judged by another forecast.

        What is paused or snoozed is silent, whatever changes.
        """
        is_open = and_(_COLUMNS.judged_until > self.now, _COLUMNS.judged_version != version)
        is_awake = or_(_COLUMNS.snoozed_until.is_(None), _COLUMNS.snoozed_until <= self.now)
        is_heard = and_(~_COLUMNS.is_paused, is_awake)
        is_said = and_(_COLUMNS.kind != "digest", is_heard, _COLUMNS.subscription_id > after)
        columns = (*deciding_columns(self.now), *JUDGED, *SAID)
        found = _with_settings(select(*columns).where(is_open, is_said), most)
        return [judged_of(row, self.now) for row in (await self._session.execute(found)).all()]

    async def asleep(self, most: int) -> Sequence[tuple[Subscription, QuietHours]]:
        """Return subscriptions without an upcoming occasion that should have one, with their chats' quiet hours.

        Those are of chats that had blocked the bot, and want to hear from it again.
        """
        is_over = and_(_COLUMNS.kind == "trip", _COLUMNS.judged_about_at.is_not(None))
        is_heard = exists().where(ChatRow.chat_id == _COLUMNS.chat_id, ChatRow.active)
        wanted = and_(_COLUMNS.next_due_at.is_(None), ~_COLUMNS.is_paused, ~is_over, is_heard)
        found = _with_settings(select(SUBSCRIPTIONS, *quiet_columns()).where(wanted), most)
        rows = await self._session.execute(found)
        return [(subscription_of(row), quiet_of(row.quiet_start, row.quiet_end)) for row in rows]

    async def tell_upcoming(self, numbers: Collection[int], state: State, reason: str | None = None) -> None:
        """Put the upcoming occasions of subscriptions into the queue, once for all.

        They wait, are missed, or are skipped for a `reason`.
        """
        if not numbers:
            return
        one = _COLUMNS
        values = {
            "key": to_type(one.subscription_id, String),
            "chat_id": one.chat_id,
            "kind": one.kind,
            "subscription_id": one.subscription_id,
            "about_at": one.next_about_at,
            "due_at": one.next_due_at,
            "useful_until": one.next_until,
            "next_try_at": one.next_due_at,
            "state": literal(state),
            "attempts": literal(0),
            "faults": literal(0),
            "reason": literal(reason, OCCURRENCES.c.reason.type),
            "finished_at": literal(None if state == "waiting" else self.now, OCCURRENCES.c.finished_at.type),
        }
        rows = select(*values.values()).where(one.subscription_id.in_(numbers))
        insert = insert_new(self._session.get_bind().dialect.name, OCCURRENCES, ONCE)
        await self._session.execute(insert.from_select(list(values), rows))

    async def tell(self, occurrences: Sequence[Occurrence]) -> None:
        """Put occurrences into the queue; what is there already stays."""
        if occurrences:
            await put(self._session, occurrences)

    async def advance(self, upcoming: Mapping[int, Occasion | None], version: str) -> None:
        """Move subscriptions on, by their numbers; what was upcoming has been judged by a version of the forecast."""
        judged = {"judged_about_at": _COLUMNS.next_about_at, "judged_until": _COLUMNS.next_until}
        await self._move(upcoming, {**judged, "judged_version": version})

    async def wake(self, upcoming: Mapping[int, Occasion]) -> None:
        """Give upcoming occasions to subscriptions, by their numbers."""
        await self._move(upcoming, {})

    async def set_aside(self, numbers: Collection[int]) -> None:
        """Pause subscriptions that cannot be judged."""
        row = update(SUBSCRIPTIONS).where(_COLUMNS.subscription_id.in_(numbers))
        await self._session.execute(row.values(is_paused=True, **occasion_values(None)))

    async def note_judged(self, numbers: Collection[int], version: str) -> None:
        """Take note that a forecast judged again what was judged last of some subscriptions."""
        row = update(SUBSCRIPTIONS).where(_COLUMNS.subscription_id.in_(numbers))
        await self._session.execute(row.values(judged_version=version))

    async def _move(self, upcoming: Mapping[int, Occasion | None], judged: Mapping[str, Any]) -> None:
        if not upcoming:
            return
        moved: dict[str, Any] = {name: bindparam(name) for name in occasion_values(None)}
        row = update(SUBSCRIPTIONS).where(_COLUMNS.subscription_id == bindparam("number"))
        values = [{"number": number, **occasion_values(one)} for number, one in upcoming.items()]
        await execute_many(await self._session.connection(), row.values(**judged, **moved), values)


def _with_settings(found: Select[Any], most: int) -> Select[Any]:
    settings = ALERT_SETTINGS.c.chat_id == _COLUMNS.chat_id
    joined = found.select_from(SUBSCRIPTIONS).join(ALERT_SETTINGS, settings, isouter=True)
    return joined.order_by(_COLUMNS.subscription_id).limit(most)
