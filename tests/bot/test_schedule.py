"""Jobs by the clock: at their time, told of, and one that fails keeps the others."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.db.admin import JobRun
from bot.domain import MADRID
from bot.observing import Observer
from bot.schedule import Job, run_job, scheduled, was_missed
from tests.bot.served import until


class Hearing(Observer):
    def __init__(self):
        self.heard, self.errors, self.expected = [], [], []

    def job_expected(self, job):
        self.expected.append(job)

    def job_ended(self, job, outcome, seconds):
        assert seconds >= 0
        self.heard.append((job, outcome))

    def job_was_done(self, job, at):
        self.heard.append((job, at))

    def failed(self, error):
        self.errors.append(error)


@pytest.fixture
def hearing():
    return Hearing()


@pytest.fixture
def quick(monkeypatch):
    """Every cron expression comes true at once, and again and again."""

    class Quick:
        @staticmethod
        def from_crontab(_expression, _zone):
            return IntervalTrigger(seconds=0.02)

    monkeypatch.setattr("bot.schedule.CronTrigger", Quick)


async def test_a_job_that_ended_is_told_of(hearing):
    async def run():
        pass

    await run_job(Job("backup", "* * * * *", run), hearing)
    assert hearing.heard == [("backup", "done")]


async def test_a_job_that_fails_is_written_down_told_of_and_raised_to_nobody(hearing, caplog):
    async def run():
        raise OSError("no space left")

    await run_job(Job("backup", "* * * * *", run), hearing)
    assert hearing.heard == [("backup", "failed")]
    assert [str(error) for error in hearing.errors] == ["no space left"]
    assert "the job backup failed" in caplog.text


async def test_a_job_may_say_itself_that_it_failed(hearing, caplog):
    async def run():
        return "failed"

    await run_job(Job("sync", "* * * * *", run), hearing)
    assert hearing.heard == [("sync", "failed")]
    assert hearing.errors == []


async def test_when_a_job_last_ended_well_is_known_after_a_restart(hearing):
    async def run():
        pass

    runs = RememberedRuns(backup=NOW, sync=NOW)
    runs.kept["sync"] = JobRun("sync", NOW, "failed")
    jobs = [Job(name, NIGHTLY, run) for name in ("backup", "sync", "prune")]
    async with scheduled(jobs, hearing, runs, lambda: NOW):
        assert hearing.heard == [("backup", NOW)]


async def test_jobs_run_at_their_times_until_the_block_ends(hearing, quick):
    ran = []

    async def run():
        ran.append(len(ran))

    async with scheduled([Job("often", "* * * * *", run), Job("never", "off", run)], hearing):
        await until(lambda: len(ran) >= 3)
    await asyncio.sleep(0.02)  # one that was begun as the block ended
    count = len(ran)
    await asyncio.sleep(0.1)
    assert len(ran) == count
    assert {name for name, _ in hearing.heard} == {"often"}


async def test_a_job_that_is_still_running_is_not_started_again(hearing, quick, caplog):
    caplog.set_level(logging.ERROR, "apscheduler")
    running = most = 0

    async def run():
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1

    async with scheduled([Job("slow", "* * * * *", run)], hearing):
        await until(lambda: len(hearing.heard) >= 2)
    assert most == 1


class RememberedRuns:
    """The last runs in a dictionary."""

    def __init__(self, **runs):
        self.kept = {job: JobRun(job, at, "done") for job, at in runs.items()}

    async def keep(self, run):
        self.kept[run.job] = run

    async def all(self):
        return dict(self.kept)


NIGHTLY, NOW = "0 3 * * *", datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "missed"), [(1, False), (7, False), (8, True), (24, True), (24 * 30, True)]
)
def test_a_run_is_missed_when_its_time_lay_between_the_last_one_and_now(hours, missed):
    trigger = CronTrigger.from_crontab(NIGHTLY, MADRID)  # 02:00 in UTC
    assert was_missed(trigger, NOW - timedelta(hours=hours), NOW) is missed


async def test_a_run_that_was_missed_is_made_up_for_once_however_many_times_it_was(hearing):
    ran, runs = [], RememberedRuns(backup=NOW - timedelta(days=30))

    async def run():
        ran.append(NOW)

    for _ in range(2):
        async with scheduled([Job("backup", NIGHTLY, run)], hearing, runs, lambda: NOW):
            await until(lambda: ran)
            await until(lambda: runs.kept["backup"].ended_at == NOW)
    assert len(ran) == 1


async def test_a_job_that_is_new_waits_for_its_first_time(hearing):
    ran, runs = [], RememberedRuns()

    async def run():
        ran.append(NOW)

    async with scheduled([Job("backup", NIGHTLY, run)], hearing, runs, lambda: NOW):
        await asyncio.sleep(0.05)
    assert ran == []
    assert hearing.expected == ["backup"]
    assert runs.kept["backup"] == JobRun("backup", NOW, "known")


async def test_a_failed_run_is_kept_as_such_and_its_error_handed_on(hearing, caplog):
    errors, runs = [], RememberedRuns()

    async def run():
        raise OSError("no space left")

    async def failed(job, error):
        errors.append((job, str(error)))

    await run_job(Job("backup", NIGHTLY, run), hearing, runs, lambda: NOW, failed)
    assert runs.kept["backup"].outcome == "failed"
    assert [(one.levelname, one.exc_info) for one in caplog.records] == [("WARNING", None)]
    assert (errors, hearing.errors) == ([("backup", "no space left")], [])


async def test_a_run_that_a_stop_cuts_short_is_no_error_and_has_not_ended(hearing, quick, caplog):
    caplog.set_level(logging.INFO)
    begun, runs = asyncio.Event(), RememberedRuns()

    async def run():
        begun.set()
        await asyncio.Event().wait()

    async with scheduled([Job("retrain", "* * * * *", run)], hearing, runs, lambda: NOW):
        await begun.wait()
    await until(lambda: "the job retrain was cut short" in caplog.text)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert runs.kept["retrain"].outcome == "known"
    assert hearing.heard == []
