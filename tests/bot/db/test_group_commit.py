"""Rows are written in groups: all that wait, in their order, each with its own outcome."""

import asyncio

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from bot.db.group_commit import LARGEST_GROUP, GroupCommit
from bot.db.models import SentPictureRow
from bot.db.statements import upsert
from tests.bot.db.filling import NOW, count


@pytest.fixture
def pictures(sessions):
    return GroupCommit(sessions.writer, upsert(sessions.dialect, SentPictureRow.__table__, ("key",)))


@pytest.fixture
def commits(sessions):
    """The commits of the writer, as they come."""
    seen = []
    event.listen(sessions.writer.sync_engine, "commit", seen.append)
    return seen


def row(key, file_id="f"):
    return {"key": key, "file_id": file_id, "used_at": NOW}


async def test_a_row_is_there_when_it_was_written(pictures, sessions):
    await pictures.write(row("a"))
    assert await count(sessions, SentPictureRow) == 1


async def test_rows_of_one_moment_go_together_and_the_last_of_a_key_wins(pictures, sessions, commits):
    await asyncio.gather(*(pictures.write(row("a", f"{n}")) for n in range(LARGEST_GROUP)))
    async with sessions() as session:
        assert await session.scalar(select(SentPictureRow.file_id)) == f"{LARGEST_GROUP - 1}"
    assert len(commits) == 1


async def test_no_group_keeps_other_writers_out_for_long(pictures, sessions, commits):
    await asyncio.gather(*(pictures.write(row(f"{n}")) for n in range(2 * LARGEST_GROUP + 1)))
    assert len(commits) == 3
    assert await count(sessions, SentPictureRow) == 2 * LARGEST_GROUP + 1


async def test_a_row_that_is_refused_is_told_to_its_own_writer_only(pictures, sessions):
    rows = [row("a"), row("b", None), row("c")]
    outcomes = await asyncio.gather(*(pictures.write(one) for one in rows), return_exceptions=True)
    assert [type(one) for one in outcomes] == [type(None), IntegrityError, type(None)]
    assert await count(sessions, SentPictureRow) == 2


async def test_who_does_not_wait_any_more_leaves_the_others_alone(pictures, sessions):
    impatient = asyncio.create_task(pictures.write(row("a")))
    patient = asyncio.create_task(pictures.write(row("b")))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert await count(sessions, SentPictureRow) == 2


async def test_after_a_failure_rows_are_written_as_before(pictures, sessions):
    with pytest.raises(IntegrityError):
        await pictures.write(row("a", None))
    await pictures.write(row("a"))
    assert await count(sessions, SentPictureRow) == 1
