"""`sermadrid alerts`: what chats asked for, and what would be told when and why; nothing is sent or written."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, time, timedelta

import pytest
from click.testing import CliRunner

from bot.alerts.wishes import Digest, Trip, Watch, level_threshold
from bot.bootstrap import connected
from bot.cli import main
from bot.db import Lease, OccurrenceQueue, open_database
from bot.domain import MADRID, ChatMemory
from bot.reporters import Reporters
from bot.settings import Settings
from tests.bot.dialogues.driver import PONZANO

ANA, EVA = 1001, 1002
WEEKDAYS = frozenset(range(5))
NOON = datetime(2025, 3, 12, 12, tzinfo=MADRID)
SIX = "2025-03-12T18:00"
HARD_EVENINGS = Watch(PONZANO, WEEKDAYS, time(19), time(20), level_threshold("hard"), timedelta(hours=1))
EASY_EVENINGS = Watch(PONZANO, WEEKDAYS, time(19), time(20), level_threshold("easy"), timedelta(hours=1))
TRIP = Trip(PONZANO, NOON.replace(hour=18, minute=30), timedelta(hours=1))
MORNINGS = Digest(WEEKDAYS, time(7, 30))


@pytest.fixture
def folder(tmp_path, data_dir):
    """A data folder of the test's own, with the published forecast and no database yet."""
    (tmp_path / "models").symlink_to(data_dir / "models")
    return tmp_path


@pytest.fixture
def run(folder):
    def run(*words, **environment):
        env = {"SERMADRID_DATA_DIR": str(folder), **environment}
        return CliRunner().invoke(main, ["alerts", *words], env=env)

    return run


@pytest.fixture
def asks(folder, answering):
    """Have chats ask for alerts at noon."""

    async def ask(wishes):
        async with open_database(Settings(data_dir=folder).database_url) as sessions:
            services = connected(answering, sessions, Reporters(b"key"), lambda: NOON.astimezone(UTC))
            for chat_id, wish in wishes:
                await services.alerts.subscriptions.subscribe(ChatMemory(chat_id, "es"), wish, NOON)

    return lambda *wishes: asyncio.run(ask(wishes))


def lines(result):
    """The lines of a table below its heading, in their columns, and what is said after it."""
    assert result.exit_code == 0, result.output
    return [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in result.stdout.splitlines()[1:]
    ]


def contents(folder):
    with closing(sqlite3.connect(f"file:{folder / 'sermadrid.db'}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


# --- list ---------------------------------------------------------------------------------------------


def test_alerts_are_listed_with_what_was_asked_for_and_when_they_come_the_next_first(run, asks):
    asks((ANA, MORNINGS), (ANA, HARD_EVENINGS), (EVA, TRIP))
    assert lines(run("list")) == [
        ["3", "1002", "trip", PONZANO.label, "1:00:00 ahead", "Wed 2025-03-12 17:30", "Wed 2025-03-12 18:30"],
        ["2", "1001", "watch", PONZANO.label, "Mon,Tue,Wed,Thu,Fri 19:00–20:00, when it gets hard", "Wed 2025-03-12 18:00", "Wed 2025-03-12 19:00"],
        ["1", "1001", "digest", "saved places", "Mon,Tue,Wed,Thu,Fri 07:30", "Thu 2025-03-13 07:30", "Thu 2025-03-13 07:30"],
    ]  # fmt: skip


def test_where_nobody_asked_for_anything_the_list_is_empty(run, asks):
    assert lines(run("list")) == []
    asks()
    assert lines(run("list")) == []


def test_the_list_needs_no_forecast(run, asks, folder):
    asks((ANA, MORNINGS))
    (folder / "models").unlink()
    assert len(lines(run("list"))) == 1


# --- run ----------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_told_what_not_and_why(run, asks):
    asks((ANA, HARD_EVENINGS), (ANA, EASY_EVENINGS), (EVA, TRIP), (EVA, MORNINGS))
    told = lines(run("run", "--dry-run", "--now", SIX))
    *rows, summary = told
    assert [(row[1], row[2], row[5]) for row in rows] == [
        ("1002", "trip", "told"),
        ("1001", "watch", "told"),
        ("1001", "watch", "silent"),
    ]
    assert [row[0] for row in rows] == ["Wed 2025-03-12 17:30", *["Wed 2025-03-12 18:00"] * 2]
    reminded, hard, silent = (row[6] for row in rows)
    assert reminded == "due"
    assert hard.startswith("reached: hard, ")
    assert hard.endswith("(told Mon,Tue,Wed,Thu,Fri 19:00–20:00, when it gets hard)")
    assert silent.startswith("no news: hard, ")
    assert summary == ["Due by Wed 2025-03-12 18:00: 3, of which 2 would be told."]


def test_what_is_too_late_would_be_missed(run, asks):
    asks((EVA, TRIP))
    row, summary = lines(run("run", "--dry-run", "--now", "2025-03-12T19:00"))
    assert row[5] == "missed"
    assert summary == ["Due by Wed 2025-03-12 19:00: 1, of which 0 would be told."]


@pytest.mark.parametrize(
    ("now", "due"),
    [("2025-03-12T17:29", 0), (SIX, 1), ("2025-03-12T16:29Z", 0), ("2025-03-12T17:00+00:00", 1)],
)
def test_a_time_without_an_offset_is_madrids_and_one_with_it_is_its_own(run, asks, now, due):
    asks((EVA, TRIP))
    assert len(lines(run("run", "--dry-run", "--now", now))) == due + 1


def test_without_a_time_it_is_now(run, asks):
    asks((EVA, TRIP), (ANA, HARD_EVENINGS))
    *rows, _ = lines(run("run", "--dry-run"))
    assert {row[5] for row in rows} <= {"missed", "silent"}  # long ago, by the real clock
    assert rows


def test_a_dry_run_writes_nothing_and_may_be_repeated_beside_the_running_bot(run, asks, folder):
    asks((ANA, HARD_EVENINGS), (EVA, TRIP))

    async def hold():
        async with open_database(Settings(data_dir=folder).database_url) as sessions:
            await OccurrenceQueue(sessions, Lease("the bot")).claim(NOON.astimezone(UTC), 1)

    asyncio.run(hold())
    before = contents(folder)
    first, second = (run("run", "--dry-run", "--now", SIX).stdout for _ in range(2))
    assert first == second
    assert "2 would be told" in first
    assert contents(folder) == before


def test_what_waits_in_the_queue_is_shown_as_waiting(run, asks, folder, answering):
    asks((EVA, TRIP))

    async def ticked():
        async with open_database(Settings(data_dir=folder).database_url) as sessions:
            services = connected(answering, sessions, Reporters(b"key"), lambda: NOON.astimezone(UTC))
            await services.alerts.service.tick(datetime.fromisoformat(SIX).replace(tzinfo=MADRID))

    asyncio.run(ticked())
    row, summary = lines(run("run", "--dry-run", "--now", SIX))
    assert (row[2], row[5]) == ("trip", "waiting")
    assert summary == ["Due by Wed 2025-03-12 18:00: 1, of which 1 would be told."]


def test_without_a_database_nothing_is_due(run):
    assert lines(run("run", "--dry-run", "--now", SIX)) == [
        ["Due by Wed 2025-03-12 18:00: 0, of which 0 would be told."]
    ]


@pytest.mark.parametrize(
    "now", ["tomorrow", "2025-13-01", "2025-03-12T25:00", "", "0001-01-01", "9999-12-31T23:59"]
)
def test_a_time_that_is_none_is_refused_with_an_example(run, now):
    result = run("run", "--dry-run", "--now", now)
    assert result.exit_code == 2
    assert "ISO 8601, such as 2026-03-12T10:15" in result.stderr
    assert result.stdout == ""


def test_it_is_the_bot_that_sends(run):
    result = run("run", "--now", SIX)
    assert result.exit_code == 2
    assert "--dry-run" in result.stderr


def test_without_a_forecast_it_says_how_to_get_one(run, folder):
    (folder / "models").unlink()
    result = run("run", "--dry-run", "--now", SIX)
    assert result.exit_code == 2
    assert "sermadrid train" in result.stderr


def test_the_real_command_prints_wide_lines_whole_where_there_is_no_terminal(asks, folder):
    asks((ANA, HARD_EVENINGS))
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "SERMADRID_DATA_DIR": str(folder),
    }
    words = [sys.executable, "-m", "bot", "alerts", "run", "--dry-run", "--now", SIX]
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    heading, row, _ = done.stdout.splitlines()
    assert heading.split() == ["due", "chat", "kind", "place", "about", "fate", "why"]
    assert row.rstrip().endswith("when it gets hard)")
