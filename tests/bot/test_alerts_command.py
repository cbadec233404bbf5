"""`sermadrid alerts`: what chats asked for, and what would be told when and why; nothing is sent or written."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from bot.alerts.crossings import Threshold
from bot.alerts.wishes import Digest, Trip, Watch, level_threshold
from bot.bootstrap import connected
from bot.cli import main
from bot.db import Lease, OccurrenceQueue, PlaceRepository, open_database
from bot.domain import MADRID, ChatMemory, SavedPlace
from bot.reporters import Reporters
from bot.services.alerting.previewing import Fate
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


@pytest.fixture
def saves(folder):
    """Keep a place of a chat."""

    async def save(place):
        async with open_database(Settings(data_dir=folder).database_url) as sessions:
            await PlaceRepository(sessions, lambda: NOON.astimezone(UTC)).save_place(place)

    return lambda place: asyncio.run(save(place))


@pytest.fixture
def parks(folder, answering):
    """Have a chat park at noon in Ponzano, on a green space."""

    async def park(chat_id):
        now = NOON.astimezone(UTC)
        async with open_database(Settings(data_dir=folder).database_url) as sessions:
            services = connected(answering, sessions, Reporters(b"key"), lambda: now)
            await services.car.park(ChatMemory(chat_id, "es"), PONZANO, "green", now, now)

    return lambda chat_id: asyncio.run(park(chat_id))


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
        ["3", "1002", "trip", PONZANO.label, "1 h before", "Wed 2025-03-12 17:30", "Wed 2025-03-12 18:30"],
        ["2", "1001", "watch", PONZANO.label, "Mon–Fri 19:00–20:00, when it gets hard, 1 h before", "Wed 2025-03-12 18:00", "Wed 2025-03-12 19:00"],
        ["1", "1001", "digest", "saved places", "Mon–Fri 07:30", "Thu 2025-03-13 07:30", "Thu 2025-03-13 07:30"],
    ]  # fmt: skip


def test_a_condition_is_listed_as_a_sentence_goes_on_and_its_absence_as_always(run, asks):
    hour, until = timedelta(hours=1), TRIP.at + timedelta(hours=1)
    asks(
        (ANA, replace(HARD_EVENINGS, threshold=None)),
        (ANA, replace(TRIP, threshold=level_threshold("hard"))),
        (ANA, replace(TRIP, threshold=Threshold("at_least", 60), until=until, ahead=2 * hour)),
    )
    assert {row[4] for row in lines(run("list"))} == {
        "Mon–Fri 19:00–20:00, always, 1 h before",
        "1 h before, if it gets hard",
        "until 19:30, 2 h before, if there is at least a 60% chance of a space",
    }


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
    assert reminded == "its time has come"
    assert hard.startswith("threshold reached: hard, ")
    assert hard.endswith("; asked for: Mon–Fri 19:00–20:00, when it gets hard, 1 h before")
    assert silent.startswith("no news: hard, ")
    assert summary == ["Due by Wed 2025-03-12 18:00: 3, of which 2 would be told."]


def test_what_is_too_late_would_be_missed(run, asks):
    asks((EVA, TRIP))
    row, summary = lines(run("run", "--dry-run", "--now", "2025-03-12T19:00"))
    assert row[5:] == ["missed", "of use until Wed 2025-03-12 18:30"]
    assert summary == ["Due by Wed 2025-03-12 19:00: 1, of which 0 would be told."]


def test_the_page_of_alerts_explains_every_fate():
    page = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    explained = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert explained == list(get_args(Fate))


def test_what_an_outage_left_behind_for_more_than_a_week_would_be_dropped_and_that_is_why(run, asks):
    asks((ANA, HARD_EVENINGS), (EVA, TRIP))
    *rows, _ = lines(run("run", "--dry-run", "--now", "2025-03-20T12:00"))
    dropped = [row for row in rows if row[0].startswith("Wed 2025-03-12")]
    assert [(row[2], *row[5:]) for row in dropped] == [
        ("trip", "dropped", "due more than 7 days before"),
        ("watch", "dropped", "due more than 7 days before"),
    ]
    later = {row[5] for row in rows if row not in dropped}
    assert later
    assert later <= {"missed", "silent"}


def test_a_digest_is_told_only_where_places_are_saved(run, asks, saves):
    asks((ANA, MORNINGS), (EVA, MORNINGS))
    saves(SavedPlace(EVA, "casa", PONZANO))
    *rows, summary = lines(run("run", "--dry-run", "--now", "2025-03-13T07:40"))
    assert [(row[1], *row[5:]) for row in rows] == [
        ("1001", "silent", "no saved places"),
        ("1002", "told", "its time has come"),
    ]
    assert summary[0].endswith("2, of which 1 would be told.")


@pytest.mark.parametrize(
    ("now", "fate", "why"),
    [
        ("2025-03-12T14:00", "waiting", "its time has come"),
        ("2025-03-20T12:00", "missed", "of use until Wed 2025-03-12 15:00"),
    ],
)
def test_a_parked_car_is_shown_with_its_place_and_what_becomes_of_its_reminder(run, parks, now, fate, why):
    parks(ANA)
    row, summary = lines(run("run", "--dry-run", "--now", now))
    assert row == ["Wed 2025-03-12 13:45", "1001", "parked", PONZANO.label, "Wed 2025-03-12 14:00", fate, why]
    assert summary[0].endswith(f"1, of which {int(fate == 'waiting')} would be told.")


def test_a_chat_that_does_not_listen_would_be_told_nothing(run, parks, folder):
    parks(ANA)
    with closing(sqlite3.connect(folder / "sermadrid.db")) as database:
        database.execute("UPDATE chats SET active = 0")
        database.commit()
    row, _ = lines(run("run", "--dry-run", "--now", "2025-03-12T14:00"))
    assert row[5:] == ["silent", "the chat does not listen any more"]


@pytest.mark.parametrize(
    ("days", "ahead", "words"),
    [
        ({0, 2}, timedelta(minutes=30), "Mon, Wed 19:00–20:00, when it gets hard, 30 min before"),
        ({0, 1, 2}, timedelta(minutes=90), "Mon–Wed 19:00–20:00, when it gets hard, 1 h 30 min before"),
        (set(range(7)), None, "Mon–Sun 19:00–20:00, when it gets hard, the evening before"),
        ({0, 1, 3}, timedelta(0), "Mon, Tue, Thu 19:00–20:00, when it gets hard, at its start"),
    ],
)
def test_days_and_lead_are_written_as_one_says_them(run, asks, days, ahead, words):
    asks((ANA, replace(HARD_EVENINGS, days=frozenset(days), ahead=ahead)))
    (row,) = lines(run("list"))
    assert row[4] == words


@pytest.mark.parametrize(
    ("now", "due"),
    [("2025-03-12T17:29", 0), (SIX, 1), ("2025-03-12T16:29Z", 0), ("2025-03-12T17:00+00:00", 1)],
)
def test_a_time_without_an_offset_is_madrids_and_one_with_it_is_its_own(run, asks, now, due):
    asks((EVA, TRIP))
    assert len(lines(run("run", "--dry-run", "--now", now))) == due + 1


def test_without_a_time_it_is_now(run, asks):
    asks((EVA, TRIP))
    *rows, _ = lines(run("run", "--dry-run"))
    assert {row[5] for row in rows} <= {"missed", "silent", "dropped"}  # long ago, by the real clock
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
    assert row.rstrip().endswith("when it gets hard, 1 h before")
