"""The tick: what is due becomes occurrences, and every subscription moves on to its next occasion."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, get_args

from bot.alerts.occasions import first_occasion
from bot.alerts.occurrences import Occurrence
from bot.db.alerts import Due, TickRepository, Turn, UnreadableDue
from bot.errors import AlertsHeldElsewhereError, UnreadableAlertError
from bot.services.alerting.deciding import Correction, Decider, Decision, Untold
from bot.services.alerting.notices import NoticePlanner
from bot.services.alerting.reporting import Report, SetAside

CHUNK: Final = 5_000
"""Subscriptions in one transaction: some tenth of a second, for which other writers wait."""

CORRECTED: Final = 500
"""Of those that another version judged, in one transaction: they are many at once, and nobody waits for them."""

FORGETS_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: occasions judged, occurrences planned. Not `is_ours`: another process does the alerts."""

    judged: int = 0
    planned: int = 0
    is_ours: bool = True


class AlertService:
    """Ticks: each tick does all that is due by then, however late, and doing it twice changes nothing."""

    def __init__(
        self, ticks: TickRepository, decider: Decider, notices: NoticePlanner, report: Report
    ) -> None:
        self._ticks, self._decider, self._notices, self._report = ticks, decider, notices, report
        self._judged_by: str | None = None
        self._forgot_at: datetime | None = None

    async def tick(self, now: datetime) -> Ticked:
        """Do what is due at `now` (aware); nothing is sent (see `Dispatcher`)."""
        try:
            await self._wake(now)
            with _collecting_later():
                judged, planned = await self._judge_due(now)
                planned += await self._correct(now)
            planned += await self._notices.plan(now)
        except AlertsHeldElsewhereError:
            return Ticked(is_ours=False)
        if self._forgot_at is None or now - self._forgot_at >= FORGETS_EVERY:
            await self._ticks.forget_old(now)
            self._forgot_at = now
        return Ticked(judged, planned)

    async def _wake(self, now: datetime) -> None:
        """Give an upcoming occasion to the subscriptions of chats that came back."""
        calendar, woken = self._decider.outlooks.estimator.calendar, {}
        async with self._ticks.turn(now) as turn:
            for one, quiet in await turn.asleep(CHUNK):
                after = max(now, one.snoozed_until or now)
                upcoming = first_occasion(one.wish.schedule, after, calendar, quiet)
                if upcoming is not None and one.subscription_id is not None:
                    woken[one.subscription_id] = upcoming
            await turn.wake(woken)

    async def _judge_due(self, now: datetime) -> tuple[int, int]:
        """Judge all that is due, some thousands at a time; after an outage, each one until it has caught up."""
        judged = planned = 0
        while True:
            async with self._ticks.turn(now) as turn:
                due = await turn.due(CHUNK)
                decided, failed = await self._decided([one for one in due if isinstance(one, Due)], now)
                failed += [_unreadable(one) for one in due if isinstance(one, UnreadableDue)]
                told = await _write(turn, decided, self._decider.version)
                await turn.set_aside([one.subscription_id for one in failed if one.subscription_id])
            for one in failed:
                await self._report(one)
            if not due:
                return judged, planned
            judged, planned = judged + len(decided), planned + told

    async def _decided(self, due: Sequence[Due], now: datetime) -> tuple[list[Decision], list[SetAside]]:
        """Judge off the event loop; where one of them cannot be judged, the others are all the same."""
        try:
            return await asyncio.to_thread(self._decider.decisions, due, now), []
        except Exception:  # noqa: BLE001 -- whichever it is and whatever it raises, it is found below
            decided: list[Decision] = []
            failed: list[SetAside] = []
            for one in due:
                try:
                    decided += self._decider.decisions([one], now)
                except Exception as error:  # noqa: BLE001 -- reported; it must not keep the others from being judged
                    failed.append(SetAside(one.kind, one.subscription_id, None, error))
            return decided, failed

    async def _correct(self, now: datetime) -> int:
        """Judge again, once for each version of the forecast, what is still to come and another one judged.

        What still cools down is judged again with each tick.
        """
        version, planned, after, is_done = self._decider.version, 0, 0, True
        while version != self._judged_by:
            async with self._ticks.turn(now) as turn:
                judged = await turn.judged_before(version, CORRECTED, after)
                readable = [one for one in judged if isinstance(one, Due)]
                found = await asyncio.to_thread(self._decider.corrections, readable)
                news = [one for one in found if one.verdict is not None and one.verdict.may_be_told(now)]
                cooling = {
                    one.due.subscription_id
                    for one in found
                    if one.verdict is not None and not one.verdict.may_be_told(now)
                }
                planned += await _tell_corrections(turn, news, version)
                numbers = [one.subscription_id for one in judged]
                await turn.note_judged([one for one in numbers if one not in cooling], version)
            is_done = is_done and not cooling
            if len(judged) < CORRECTED:
                self._judged_by = version if is_done else None
                break
            after = numbers[-1]
        return planned


def _unreadable(one: UnreadableDue) -> SetAside:
    return SetAside(one.kind, one.subscription_id, None, UnreadableAlertError())


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Let Python look for cycles after the block: tens of thousands of values would make it look through all there is."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


async def _write(turn: Turn, decided: Sequence[Decision], version: str) -> int:
    """Write what was decided, also of trips that are not told; return how many will be."""
    told = [one.due for one in decided if one.why is not None]
    late = {one.subscription_id for one in told if one.occasion.useful_until <= turn.now}
    in_time = [one.subscription_id for one in told if one.subscription_id not in late]
    await turn.tell_upcoming(in_time, "waiting")
    await turn.tell_upcoming(late, "missed")
    for reason in get_args(Untold):
        untold = [one.due.subscription_id for one in decided if one.untold == reason]
        await turn.tell_upcoming(untold, "skipped", reason)
    await turn.advance({one.due.subscription_id: one.upcoming for one in decided}, version)
    return len(in_time)


async def _tell_corrections(turn: Turn, news: Sequence[Correction], version: str) -> int:
    """Plan what a new forecast changed, for as soon as the chat's quiet hours end, if that is of use."""
    corrections = [_occurrence(one.due, turn.now, version) for one in news]
    useful = [one for one in corrections if one.occasion.due_at < one.occasion.useful_until]
    await turn.tell(useful)
    return len(useful)


def _occurrence(due: Due, now: datetime, version: str) -> Occurrence:
    night = due.quiet.night_of(now)
    occasion = replace(due.occasion, due_at=now if night is None else night[1])
    key = f"{due.subscription_id}/{version}"
    return Occurrence(due.chat_id, due.kind, occasion, key, due.subscription_id)
