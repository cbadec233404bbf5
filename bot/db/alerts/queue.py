"""The queue of what is to be told: claimed by one process, sent and confirmed; and what became of the rest."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from sqlalchemy import Update, and_, case, delete, func, select, update

from bot.alerts.crossings import Memory
from bot.alerts.occasions import Occasion
from bot.alerts.occurrences import Missed, Occurrence, Reminders, car_key
from bot.alerts.wishes import Kind
from bot.db.alerts.claiming import claimed_rows, is_overdue
from bot.db.alerts.leases import Lease
from bot.db.alerts.occurrence_rows import occurrence_of, put
from bot.db.alerts.rows import judged_values, memory_values, occasion_values
from bot.db.alerts.tables import OCCURRENCES, SUBSCRIPTIONS, State
from bot.db.chats import ensure_chat
from bot.db.sessions import Sessions
from bot.domain import ParkedCar

MISSED_TOLD: Final = timedelta(days=7)
"""What was missed longer ago is of no interest to anybody."""

_COLUMNS: Final = OCCURRENCES.c


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a sent message leaves behind.

    The `memory` of its subscription with the forecast's `version` that was told, up to when days without
    regulation are told, and the numbers of what it said was missed.
    """

    memory: Memory | None = None
    version: str = ""
    skips_told_until: date | None = None
    missed: Collection[int] = ()


class OccurrenceQueue:
    """Hands out occurrences to the holder of the lease."""

    def __init__(self, sessions: Sessions, lease: Lease) -> None:
        self._sessions, self.lease = sessions, lease

    async def claim(self, now: datetime, most: int) -> Sequence[Occurrence]:
        """Return what is to be told now, one of a chat and at most so many, the oldest due first.

        What another process had claimed, or this one before, and nobody confirmed, is handed out again. What came
        too late is marked as missed.

        Raises:
            AlertsHeldElsewhereError: another process does the alerts.
        """
        async with self._sessions.begin() as session:
            await self.lease.hold(session, now)
            rows = await claimed_rows(session, self.lease.holder, now, most)
        return [occurrence_of(row) for row in rows]

    async def is_waiting(self, now: datetime) -> bool:
        """Tell whether there may be something to be told now, quiet hours apart."""
        waits = select(_COLUMNS.occurrence_id).where(_COLUMNS.state == "waiting", _COLUMNS.next_try_at <= now)
        async with self._sessions() as session:
            return await session.scalar(waits.limit(1)) is not None

    async def backlog(self, now: datetime) -> int:
        """Return how many are due by `now` and not told; those that quiet hours hold back do not count."""
        counted = select(func.count()).where(_COLUMNS.state.in_(["waiting", "claimed"]), is_overdue(now))
        async with self._sessions() as session:
            return await session.scalar(counted) or 0

    async def keep_lease(self, now: datetime) -> None:
        """Prolong the lease while a batch is being sent.

        Raises:
            AlertsHeldElsewhereError: it ended, and another process took it.
        """
        async with self._sessions.begin() as session:
            await self.lease.hold(session, now)

    async def plan(self, occurrence: Occurrence, now: datetime) -> None:
        """Put an occurrence without a subscription into the queue; one that is there already stays."""
        async with self._sessions.begin() as session:
            await ensure_chat(session, occurrence.chat_id, now)
            await put(session, [occurrence])

    async def withdraw(self, chat_id: int, kind: Kind) -> None:
        """Delete what of a kind waits to be told to a chat."""
        waits = and_(_COLUMNS.chat_id == chat_id, _COLUMNS.state == "waiting", _COLUMNS.kind == kind)
        async with self._sessions.begin() as session:
            await session.execute(delete(OCCURRENCES).where(waits))

    async def reminders(self, car: ParkedCar) -> Reminders:
        """Return when a chat was told of a car last, and when it will be next."""
        of_it = and_(
            _COLUMNS.chat_id == car.chat_id, _COLUMNS.kind == "parked", _COLUMNS.key.startswith(car_key(car))
        )
        told = select(func.max(_COLUMNS.finished_at)).where(of_it, _COLUMNS.state == "sent")
        waits = select(func.min(_COLUMNS.next_try_at)).where(
            of_it, _COLUMNS.state.in_(["waiting", "claimed"])
        )
        async with self._sessions() as session:
            return Reminders(await session.scalar(told), await session.scalar(waits))

    async def missed(self, chat_id: int, now: datetime) -> Sequence[Missed]:
        """Return what a chat should have been told and was not, and does not know of; the oldest first."""
        untold = and_(
            _COLUMNS.chat_id == chat_id, _COLUMNS.state.in_(["missed", "failed"]), _COLUMNS.told_in.is_(None)
        )
        columns = (_COLUMNS.occurrence_id, _COLUMNS.kind, _COLUMNS.about_at, SUBSCRIPTIONS.c.place_label)
        found = select(*columns).join(SUBSCRIPTIONS, isouter=True).order_by(_COLUMNS.about_at)
        recent = found.where(untold, _COLUMNS.finished_at > now - MISSED_TOLD)
        async with self._sessions() as session:
            rows = await session.execute(recent)
            return [Missed(number, cast("Kind", kind), at, label) for number, kind, at, label in rows]

    async def confirm(self, occurrence: Occurrence, told: Confirmation, now: datetime) -> None:
        """Take note that an occurrence was sent, and of what that leaves behind."""
        async with self._sessions.begin() as session:
            await session.execute(self._mine(occurrence).values(**_finished("sent", None, now)))
            if told.missed:
                missed = update(OCCURRENCES).where(_COLUMNS.occurrence_id.in_(told.missed))
                await session.execute(missed.values(told_in=occurrence.occurrence_id))
            left = _left_behind(occurrence.occasion, told)
            if left:
                one = SUBSCRIPTIONS.c.subscription_id == occurrence.subscription_id
                await session.execute(update(SUBSCRIPTIONS).where(one).values(**left))

    async def finish(self, occurrence: Occurrence, state: State, reason: str, now: datetime) -> None:
        """Set an occurrence aside for good: skipped, missed or failed."""
        async with self._sessions.begin() as session:
            await session.execute(self._mine(occurrence).values(**_finished(state, reason, now)))

    async def retry(self, occurrence: Occurrence, at: datetime, reason: str, *, is_fault: bool) -> None:
        """Let an occurrence wait for another attempt; `is_fault`: it failed for a reason of its own."""
        values = {
            "next_try_at": min(at, occurrence.occasion.useful_until),
            "reason": reason,
            "attempts": occurrence.attempts + 1,
            "faults": occurrence.faults + is_fault,
        }
        async with self._sessions.begin() as session:
            await session.execute(self._mine(occurrence).values(state="waiting", claimed_by=None, **values))

    async def release(self, occurrences: Iterable[Occurrence]) -> None:
        """Let claimed occurrences wait again as if nobody had claimed them."""
        numbers = [one.occurrence_id for one in occurrences]
        mine = and_(_COLUMNS.occurrence_id.in_(numbers), _COLUMNS.claimed_by == self.lease.holder)
        async with self._sessions.begin() as session:
            released = update(OCCURRENCES).where(mine, _COLUMNS.state == "claimed")
            await session.execute(released.values(state="waiting", claimed_by=None))

    async def hold_chat(self, chat_id: int, until: datetime) -> None:
        """Send nothing to a chat before a moment; what is claimed of it waits again."""
        open_ = and_(_COLUMNS.chat_id == chat_id, _COLUMNS.state.in_(["waiting", "claimed"]))
        later = case((_COLUMNS.next_try_at < until, until), else_=_COLUMNS.next_try_at)
        bounded = case((_COLUMNS.useful_until < later, _COLUMNS.useful_until), else_=later)
        async with self._sessions.begin() as session:
            held = update(OCCURRENCES).where(open_)
            await session.execute(held.values(state="waiting", claimed_by=None, next_try_at=bounded))

    async def silence(self, chat_id: int, now: datetime) -> None:
        """Drop what was to be told to a chat that is gone, and let its subscriptions sleep until it comes back."""
        open_ = and_(_COLUMNS.chat_id == chat_id, _COLUMNS.state.in_(["waiting", "claimed"]))
        async with self._sessions.begin() as session:
            dropped = update(OCCURRENCES).where(open_)
            await session.execute(dropped.values(**_finished("skipped", "gone", now)))
            asleep = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.chat_id == chat_id)
            await session.execute(asleep.values(**occasion_values(None)))

    async def waiting(self) -> Sequence[Occurrence]:
        """Return what is to be told, the next one first; claimed ones too."""
        found = select(OCCURRENCES).where(_COLUMNS.state.in_(["waiting", "claimed"]))
        async with self._sessions() as session:
            rows = await session.execute(found.order_by(_COLUMNS.next_try_at, _COLUMNS.occurrence_id))
            return [occurrence_of(row) for row in rows]

    def _mine(self, occurrence: Occurrence) -> Update:
        """Return the update of an occurrence as long as this process has it claimed."""
        number, holder = occurrence.occurrence_id, self.lease.holder
        return update(OCCURRENCES).where(_COLUMNS.occurrence_id == number, _COLUMNS.claimed_by == holder)


def _finished(state: State, reason: str | None, now: datetime) -> dict[str, object]:
    return {"state": state, "reason": reason, "finished_at": now, "claimed_by": None}


def _left_behind(occasion: Occasion, told: Confirmation) -> dict[str, object]:
    """Return the values that a message leaves in its subscription's columns."""
    values: dict[str, object] = {}
    if told.memory is not None:
        values |= memory_values(told.memory) | judged_values(occasion, told.version)
    if told.skips_told_until is not None:
        values["skips_told_until"] = told.skips_told_until
    return values
