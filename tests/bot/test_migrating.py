"""Starts at once do not collide: one migrates, the others wait for it, though not for ever."""

import asyncio
import subprocess
import sys

import pytest
from sqlalchemy import text

from bot.db import open_database, upgrade_database
from bot.db.engine import create_engine
from bot.db.revision import newest_revision, recorded_revision
from bot.errors import MigrationUnderWayError
from bot.failures import in_words
from bot.locks import locked

START = """
import asyncio, sys
from bot.db import upgrade_database
asyncio.run(upgrade_database(sys.argv[1]))
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'chats.db'}"


async def revision_of(url):
    engine = create_engine(url)
    try:
        return await recorded_revision(engine)
    finally:
        await engine.dispose()


async def test_processes_that_start_at_once_all_find_it_up_to_date(url):
    starts = [
        subprocess.Popen([sys.executable, "-c", START, url], stderr=subprocess.PIPE, text=True)  # noqa: ASYNC220
        for _ in range(2)
    ]
    assert [start.communicate()[1] for start in starts] == ["", ""]
    assert await revision_of(url) == newest_revision()


async def test_openings_at_once_in_one_process_all_find_it_up_to_date(url):
    async def opened():
        async with open_database(url) as sessions, sessions() as session:
            return await session.scalar(text("SELECT count(*) FROM chats"))

    assert await asyncio.gather(*(opened() for _ in range(4))) == [0, 0, 0, 0]


async def test_a_migration_that_does_not_end_is_not_waited_for_for_ever(url, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.db.engine.MIGRATION_SECONDS", 0.1)
    with locked(tmp_path / "new" / "chats.db.migrating"), pytest.raises(MigrationUnderWayError) as refused:
        await upgrade_database(url)
    assert "chats.db" in in_words(refused.value, "en")
    assert await revision_of(url) is None


async def test_a_database_that_is_up_to_date_waits_for_nobody(url, tmp_path):
    async with open_database(url):
        pass
    with locked(tmp_path / "new" / "chats.db.migrating"):
        async with open_database(url) as sessions, sessions() as session:
            assert await session.scalar(text("SELECT 1")) == 1
