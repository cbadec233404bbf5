"""Room is kept for opening the database: a full disk keeps nobody from starting, and is called full."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from bot.db import open_database
from bot.db.reserve import let_go
from bot.errors import ForeignDatabaseError, UnusableFileError
from tests.small_disk import small_disk


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "chats.db"


@pytest.fixture
def reserve(file):
    return file.with_name("chats.db.reserve")


def opened(file):
    return open_database(f"sqlite+aiosqlite:///{file}")


async def chats_of(file):
    async with opened(file) as sessions, sessions() as session:
        return (await session.execute(text("SELECT count(*) FROM chats"))).scalar_one()


async def test_the_reserve_is_there_while_the_database_is_closed_and_gives_its_room_to_sqlites_file(
    file, reserve
):
    for _ in range(2):
        async with opened(file):
            assert not reserve.exists()
            needed = file.with_name("chats.db-shm").stat().st_size
        assert reserve.stat().st_size == needed
        assert reserve.stat().st_blocks * 512 >= needed
        assert reserve.stat().st_mode & 0o777 == 0o600


async def test_a_block_that_fails_leaves_a_reserve_too(file, reserve):
    with pytest.raises(KeyError):
        async with opened(file):
            raise KeyError
    assert reserve.exists()


async def test_nothing_is_made_beside_another_programs_database(file, reserve):
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(ForeignDatabaseError):
        await chats_of(file)
    assert not reserve.exists()


async def test_a_database_opens_on_a_full_disk_as_often_as_it_is_asked_to(file):
    with small_disk(file.parent, megabytes=4) as disk:
        await chats_of(file)
        disk.fill()
        for _ in range(3):
            assert await chats_of(file) == 0


async def test_without_the_reserve_the_sentence_says_that_the_disk_is_full(file):
    with small_disk(file.parent, megabytes=4) as disk:
        await chats_of(file)
        let_go(file)
        disk.fill()
        with pytest.raises(UnusableFileError, match="database or disk is full"):
            await chats_of(file)
