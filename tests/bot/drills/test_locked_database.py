"""Another process holds the database's lock: who writes waits, and after five seconds is answered all the same."""

import asyncio
import sqlite3
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.bootstrap import connected
from bot.db import open_database
from bot.jobs import tick
from bot.reporters import Reporters
from tests.bot.dialogues.driver import PONZANO, talking
from tests.bot.dialogues.heard import sent
from tests.bot.drills.somebody import OPEN_DAY

GOYA = "Goya 40 mañana a las 11"
HELD_SECONDS = 1.0


@contextmanager
def locked(file):
    """Hold a database's write lock, as another process does in the middle of a transaction."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_lock_of_a_second_is_waited_out_and_nothing_is_lost(start, folder, ana):
    async with start() as bot:
        await ana.says("hola")
        with locked(folder / "sermadrid.db"):
            ana.person.types("guarda Goya 40 como casa")
            ana.person.types(f"casa {OPEN_DAY} a las 12")
            await asyncio.sleep(HELD_SECONDS)
            assert await bot.reasons() == {}
        answer = await ana.says(f"casa {OPEN_DAY} a las 13")
        assert "Goya" in answer.text
        assert "casa" in ana.shown[1].text.lower()
        assert await bot.reasons() == {}


@pytest.fixture
def impatient(monkeypatch):
    """Who waits for a lock gives up after a twentieth of a second."""
    monkeypatch.setattr(
        "bot.db.engine.SQLITE_PRAGMAS", ("PRAGMA journal_mode = WAL", "PRAGMA busy_timeout = 50")
    )


async def test_a_lock_that_does_not_end_keeps_nobody_without_an_answer_and_no_alert_from_being_told(
    impatient, answering, tmp_path, now
):
    file, clock = tmp_path / "chats.db", [now]
    async with open_database(f"sqlite+aiosqlite:///{file}") as sessions:
        services = connected(answering, sessions, Reporters(b"key"), lambda: clock[0])
        async with talking(services) as ana:
            await ana.says("he aparcado en Ponzano 20 en verde")
            clock[0] += timedelta(hours=1, minutes=46)
            with locked(file):
                (answer,) = sent(await ana.says(GOYA))
                assert answer.photo is not None
                assert await services.ping() == "the last write failed: database is locked"
                with ana.api.hearing() as events:
                    await tick(ana.application)
                assert sent(events) == []
            with ana.api.hearing() as events:
                await tick(ana.application)
                await tick(ana.application)
            (reminder,) = sent(events)
            assert reminder.text.startswith("🚗")
            assert PONZANO.label in reminder.text
            assert await services.ping() is None
