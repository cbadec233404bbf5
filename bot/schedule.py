"""Jobs by the clock: each at its cron expression in Madrid's time, told of when it ends, kept apart when it fails."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.clock import Clock, utc_now
from bot.db.admin import JobRun
from bot.domain import MADRID
from bot.observing import JobOutcome, Observer
from bot.setting_types import OFF

log = logging.getLogger(__name__)

Failed = Callable[[str, Exception], Awaitable[None]]
"""Hears of a job, by its name, that failed, and why."""


class Ledger(Protocol):
    """Where the last run of each job is kept."""

    async def keep(self, run: JobRun) -> None:
        """Keep a run in the place of the job's one before."""
        ...

    async def all(self) -> Mapping[str, JobRun]:
        """Return the last runs by job."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What to do (`run`), under which name, and when: a valid `Schedule` of the settings.

    It ended well unless it raises or says that it failed.
    """

    name: str
    schedule: str
    run: Callable[[], Awaitable[JobOutcome | None]]


@asynccontextmanager
async def scheduled(
    jobs: Sequence[Job],
    observer: Observer,
    ledger: Ledger | None = None,
    clock: Clock = utc_now,
    failed: Failed | None = None,
) -> AsyncIterator[None]:
    """Run the jobs at their times until the block ends; errors that they let through are handed to `failed`.

    A job that is still running is not started again, and one whose time passed while the loop was held up
    runs once. So does one whose time has passed since its last run in the `ledger`, while no bot ran or
    when that was stopped in the middle; a job that is not there yet waits for its first time.
    """
    scheduler = AsyncIOScheduler(timezone=MADRID)
    runs = await ledger.all() if ledger else {}
    for job in jobs:
        if job.schedule == OFF:
            continue
        observer.job_expected(job.name)
        trigger = CronTrigger.from_crontab(job.schedule, MADRID)
        now = clock()
        if ledger is not None and job.name not in runs:
            await ledger.keep(JobRun(job.name, now, "known"))
        if job.name in runs and runs[job.name].outcome == "done":
            observer.job_was_done(job.name, runs[job.name].ended_at)
        missed = job.name in runs and was_missed(trigger, runs[job.name].ended_at, now)
        scheduler.add_job(
            run_job,
            trigger,
            args=[job, observer, ledger, clock, failed],
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            **({"next_run_time": now} if missed else {}),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def was_missed(trigger: BaseTrigger, last: datetime, now: datetime) -> bool:
    """Tell whether a trigger's time lay between a last run and now."""
    due = trigger.get_next_fire_time(None, last.astimezone(MADRID))
    return due is not None and due <= now


async def run_job(
    job: Job,
    observer: Observer,
    ledger: Ledger | None = None,
    clock: Clock = utc_now,
    failed: Failed | None = None,
) -> None:
    """Run a job now, and keep in the `ledger` that it ended; a failure is written down, told of, and raised to nobody.

    One that a stop cuts short has not ended, and is made up for at the next start.
    """
    try:
        outcome = await _outcome(job, observer, failed)
    except asyncio.CancelledError:  # APScheduler would call it an error; nobody else waits for this
        log.info("the job %s was cut short, and is made up for at the next start", job.name)
        return
    if ledger is not None:
        await ledger.keep(JobRun(job.name, clock(), outcome))


async def _outcome(job: Job, observer: Observer, failed: Failed | None) -> JobOutcome:
    begun = perf_counter()
    try:
        outcome = await job.run() or "done"
    except Exception as error:
        log.warning("the job %s failed: %s", job.name, type(error).__name__)
        if failed is None:
            log.exception("it was not foreseen", exc_info=error)
            observer.failed(error)
        else:
            await failed(job.name, error)
        outcome = "failed"
    observer.job_ended(job.name, outcome, perf_counter() - begun)
    return outcome
