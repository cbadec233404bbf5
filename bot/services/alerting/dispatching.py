"""Sends what is due: at most a batch a second, one message of it to a chat, each confirmed before the next."""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import random
from typing import Final, Literal, Protocol

from bot.alerts.messages import AlertMessage
from bot.alerts.occurrences import Occurrence
from bot.clock import Clock
from bot.db.alerts import Confirmation, OccurrenceQueue
from bot.db.alerts.leases import CLOCK_SLACK
from bot.errors import AlertsHeldElsewhereError
from bot.services.alerting.composing import Composer
from bot.services.alerting.refusals import Gone, Moved, Unreachable, Wait, refusal_of
from bot.services.alerting.reporting import Report, SetAside
from bot.services.alerting.saying import Skip

BATCH: Final = 25
"""Messages a second: Telegram takes 30 of a bot, and one of a chat; a batch has one for each of its chats."""

BATCH_SECONDS: Final = 1.0

MOST_FAULTS: Final = 3
"""Attempts of a message that fails for a reason of its own, before it is set aside."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
"""Between attempts; each pause is twice the one before, less a share by chance of up to half."""

CHATS_TOLD_TO_WAIT: Final = 2
"""So many different chats in a row that Telegram says to wait for: it means the bot, and not a chat."""

LONGEST_HOLD: Final = timedelta(minutes=1)
"""While Telegram is away one batch is tried so often: when it is back, all that waits follows within a minute."""

FAILURES_IN_A_ROW: Final = 3
"""So many messages that did not reach Telegram: it is not worth trying the others now."""

Send = Callable[[AlertMessage], Awaitable[object]]
"""Sends a message; raises python-telegram-bot's errors, a RetryAfter at once instead of waiting for it."""

Told = Callable[[timedelta], object]
"""Takes note of a message that was sent, so long after it was due."""

Outcome = Literal["sent", "skipped", "retried", "held", "gone", "failed"]

log = logging.getLogger(__name__)


class Chats(Protocol):
    """Where chats are remembered."""

    async def deactivate(self, chat_id: int) -> None:
        """Take note that a chat does not want to hear from the bot, or is gone."""
        ...

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Give all that is kept of a chat to the one it became."""
        ...


def unnoticed(_late: timedelta) -> None:
    """Take no note."""


class Dispatcher:
    """Sends messages one after the other: whenever the process ends, one at most is sent and not confirmed."""

    def __init__(  # noqa: PLR0913 -- its partners, and what a test puts in the place of time and chance
        self,
        queue: OccurrenceQueue,
        composer: Composer,
        chats: Chats,
        send: Send,
        report: Report,
        *,
        told: Told = unnoticed,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random,
    ) -> None:
        self._queue, self._composer, self._chats, self._send = queue, composer, chats, send
        self._told = told
        self._report, self._monotonic, self._chance = report, monotonic, chance
        self._one_at_a_time = asyncio.Lock()
        self._unconfirmed: deque[tuple[Occurrence, Confirmation, datetime]] = deque()
        self._held: tuple[datetime, datetime] | None = None
        self._told_to_wait: set[int] = set()
        self._failures = 0

    async def drain(
        self, clock: Clock, until: datetime, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> Counter[Outcome]:
        """Send a batch a second until nothing is due, or `until` (aware); return what became of how many."""
        done: Counter[Outcome] = Counter()
        while (now := clock()) < until:
            started = self._monotonic()
            batch = await self.run_once(now)
            if not batch:
                break
            done += batch
            if not await self._queue.is_waiting(clock()):
                break
            await sleep(max(0.0, BATCH_SECONDS - (self._monotonic() - started)))
        return done

    async def backlog(self, now: datetime) -> int:
        """Return how many are due by `now` and not told, quiet hours apart."""
        return await self._queue.backlog(now)

    async def run_once(self, now: datetime) -> Counter[Outcome]:
        """Send a batch of what is due at `now` (aware); return what became of how many.

        Nothing, when nothing is due, Telegram told the bot to wait, or another process does the alerts.
        """
        async with self._one_at_a_time:
            await self._confirm_sent()
            if self._is_held(now):
                return Counter()
            try:
                batch = await self._queue.claim(now, BATCH)
            except AlertsHeldElsewhereError:
                return Counter()
            return await self._deliver_all(deque(batch), now)

    async def _deliver_all(self, waiting: deque[Occurrence], now: datetime) -> Counter[Outcome]:
        """Deliver a batch; what is left when it must not go on waits again."""
        done: Counter[Outcome] = Counter()
        started, renewed = self._monotonic(), now
        while waiting:
            moment = now + timedelta(seconds=self._monotonic() - started)
            if self._is_held(moment):
                break
            if moment - renewed >= self._queue.lease.lasts / 3:  # well before it ends
                try:
                    await self._queue.keep_lease(moment)
                except AlertsHeldElsewhereError:
                    break
                renewed = moment
            done[await self._deliver(waiting.popleft(), moment)] += 1
        if waiting:
            await self._queue.release(waiting)
        return done

    async def _deliver(self, one: Occurrence, now: datetime) -> Outcome:
        try:
            composed = await self._composer.compose(one, now)
            if isinstance(composed, Skip):
                await self._queue.finish(one, "skipped", composed.reason, now)
                return "skipped"
            await self._send(composed.message)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must keep no other message from being sent
            return await self._refused(one, error, now)
        self._unconfirmed.append((one, composed.confirmation, now))
        self._told(max(timedelta(0), now - one.occasion.due_at))
        self._told_to_wait.clear()
        self._failures = 0
        await self._confirm_sent()
        return "sent"

    async def _confirm_sent(self) -> None:
        """Confirm what was sent; where the database fails it is done before anything else is sent."""
        while self._unconfirmed:
            await self._queue.confirm(*self._unconfirmed[0])
            self._unconfirmed.popleft()

    async def _refused(self, one: Occurrence, error: Exception, now: datetime) -> Outcome:
        """Do what follows from an error."""
        refusal, reason = refusal_of(error), type(error).__name__
        match refusal:
            case Gone():
                await self._chats.deactivate(one.chat_id)
                await self._queue.silence(one.chat_id, now)
                return "gone"
            case Moved():
                await self._queue.retry(one, now, reason, is_fault=False)
                await self._chats.migrate(one.chat_id, refusal.chat_id)
                return "retried"
            case Wait():
                await self._queue.hold_chat(one.chat_id, now + refusal.time)
                self._told_to_wait.add(one.chat_id)
                if len(self._told_to_wait) >= CHATS_TOLD_TO_WAIT:
                    self._hold(now, now + refusal.time, reason)
                return "held"
            case Unreachable():
                await self._queue.retry(one, now + self._pause(one.attempts), reason, is_fault=False)
                self._failures += 1
                if self._failures >= FAILURES_IN_A_ROW:
                    pause = min(self._pause(self._failures - FAILURES_IN_A_ROW), LONGEST_HOLD)
                    self._hold(now, now + pause, reason)
                return "retried"
        return await self._at_fault(one, error, now)

    async def _at_fault(self, one: Occurrence, error: Exception, now: datetime) -> Outcome:
        """Try again later, or set it aside and report it."""
        reason = type(error).__name__
        if one.faults + 1 < MOST_FAULTS:
            log.warning("an alert could not be sent: %s", reason)
            await self._queue.retry(one, now + self._pause(one.faults), reason, is_fault=True)
            return "retried"
        await self._queue.finish(one, "failed", reason, now)
        await self._report(SetAside(one.kind, one.subscription_id, one.occurrence_id, error))
        return "failed"

    def _is_held(self, now: datetime) -> bool:
        """Tell whether nothing is to be sent; a clock that went back to well before the hold ends it."""
        return self._held is not None and self._held[0] - CLOCK_SLACK <= now < self._held[1]

    def _hold(self, now: datetime, until: datetime, reason: str) -> None:
        """Send nothing to anybody before a moment."""
        log.warning("alerts wait until %s: %s", until.isoformat(timespec="seconds"), reason)
        self._held = now, until

    def _pause(self, failed: int) -> timedelta:
        """Return how long to wait after so many attempts that failed before."""
        doublings = min(failed, 10)  # beyond that the longest pause is reached anyway
        return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE) * (1 - self._chance() / 2)
