"""What came of the last write: ailments of the database are told until a write succeeds, mistakes of the bot never."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db.forgoing import forgoing
from bot.db.models import SentPictureRow
from bot.db.ping import ping
from tests.bot.db.filling import NOW


async def keep(sessions, key, file_id="f"):
    async with sessions.begin() as session:
        await session.execute(insert(SentPictureRow), {"key": key, "file_id": file_id, "used_at": NOW})


@pytest.fixture
async def impatient(sessions):
    """The database, whose writer does not wait for another one."""
    async with sessions.begin() as session:
        await session.execute(text("PRAGMA busy_timeout = 0"))
    return sessions


@pytest.fixture
def locked(url):
    """Somebody else who writes."""
    with closing(sqlite3.connect(url.partition("///")[2], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_a_write_that_fails_is_told_until_one_succeeds(impatient, locked):
    assert await ping(impatient) is None
    with pytest.raises(OperationalError):
        await keep(impatient, "a")
    assert await ping(impatient) == "the last write failed: database is locked"
    locked.execute("ROLLBACK")
    assert await ping(impatient) == "the last write failed: database is locked"  # nobody has written since
    await keep(impatient, "a")
    assert await ping(impatient) is None


async def test_a_row_that_is_refused_is_no_ailment_of_the_database(sessions):
    with pytest.raises(IntegrityError):
        await keep(sessions, "a", file_id=None)
    assert await ping(sessions) is None


async def test_what_can_be_done_without_is_written_down_and_raises_nothing(impatient, locked, caplog):
    with forgoing("a picture's file"):
        await keep(impatient, "a")
    assert "a picture's file could not be kept: database is locked" in caplog.text


def test_other_errors_are_not_forgone():
    with pytest.raises(ValueError, match="ours"), forgoing("anything"):
        raise ValueError("ours")
