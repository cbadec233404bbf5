"""A database of an earlier revision is taken up with all that it holds, and back with what fits there."""

from contextlib import asynccontextmanager

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from bot.db import (
    ChatDataRepository,
    ChatRepository,
    FeedbackRepository,
    PictureFileRepository,
    PlaceRepository,
    open_database,
)
from bot.db.chat_data import chat_tables
from bot.db.engine import create_engine
from bot.db.revision import recorded_revision
from bot.db.upgrade import _migrate, downgrade, upgrade
from bot.domain import ChatMemory, SavedPlace
from tests.bot.db.filling import HOUR, NOW, PONZANO, Clock, counts, fill

AT = "2026-03-12 09:30:00.000000"
PLACE = "'Calle de Ponzano, 20', 40.43783, -3.69941, 'streets', 'house', '07-05'"
SAID = "'07-05', 'green', :at, 0.7, 'v1', 1, 0.3, 0.6, 9"
ROWS_OF_THE_THIRD = {
    "chats": [f"7, 'en', {PLACE}, :at, :at", "-8, 'es', NULL, NULL, NULL, NULL, NULL, NULL, :at, :at"],
    "geocodings": ["'k', '{}', :at"],
    "found_questions": [f"1, 7, 'en', '2026-03-12', :at, NULL, NULL, {SAID}"],
    "found_reports": [f"1, 'at_once', 'opaque', {SAID}"],
}


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"


@asynccontextmanager
async def engine_of(url):
    engine = create_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


@pytest.fixture
async def third(url):
    """A database of the third revision that people have used."""
    async with engine_of(url) as engine:
        await upgrade(engine, "0003")
        async with engine.begin() as connection:
            for table, filled in ROWS_OF_THE_THIRD.items():
                for values in filled:
                    insert = text(f"INSERT INTO {table} VALUES ({values})")  # noqa: S608 -- the test's own
                    await connection.execute(insert, {"at": AT})
    return url


async def schema(engine):
    """The tables with their columns, keys and indexes, as the database describes them."""

    def described(connection):
        seen = inspect(connection)
        return {
            table: (
                sorted((one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(table)),
                sorted(one["name"] for one in seen.get_indexes(table)),
                sorted(str(one["constrained_columns"]) for one in seen.get_foreign_keys(table)),
                seen.get_pk_constraint(table)["constrained_columns"],
            )
            for table in seen.get_table_names()
        }

    async with engine.connect() as connection:
        return await connection.run_sync(described)


async def rows(engine, table):
    async with engine.connect() as connection:
        return (await connection.execute(text(f"SELECT * FROM {table}"))).mappings().all()  # noqa: S608 -- the test's own


async def test_chats_of_before_become_visitors_who_chose_no_language(third):
    async with open_database(third) as sessions:
        chats = ChatRepository(sessions, Clock())
        assert await chats.load(7, "es") == ChatMemory(7, "es", PONZANO)
        assert await chats.load(-8, "en") == ChatMemory(-8, "en")
        assert await chats.active_count() == 2
        rows = await ChatDataRepository(sessions).rows(7)
    assert rows["chats"][0]["created_at"] == NOW
    assert rows["chats"][0]["walk_metres"] == 250


async def test_everything_else_is_there_after_the_upgrade_too(third):
    async with open_database(third) as sessions:
        feedback = FeedbackRepository(sessions)
        assert len(await feedback.reports(NOW - HOUR)) == 1
        (due,) = await feedback.claim(NOW, HOUR)
    assert due.chat_id == 7
    async with engine_of(third) as engine:
        assert len(await rows(engine, "geocodings")) == 1


async def test_the_columns_that_are_new_need_a_value_from_every_row(third):
    async with engine_of(third) as engine:
        await upgrade(engine, "0004")
        async with engine.connect() as connection:
            columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("chats"))
    assert [one["name"] for one in columns if one["default"] is not None] == []


async def test_what_the_third_revision_knows_survives_the_way_back(third):
    async with engine_of(third) as engine:
        before, kept = await schema(engine), {name: await rows(engine, name) for name in await schema(engine)}
        await upgrade(engine, "0004")
    async with open_database(third) as sessions:
        await PlaceRepository(sessions, Clock()).save_place(SavedPlace(7, "casa", PONZANO))
        await PictureFileRepository(sessions, Clock()).keep("k", "f")
        await fill(sessions, 9)
    async with engine_of(third) as engine:
        await downgrade(engine, "0003")
        assert await schema(engine) == before
        for name, earlier in kept.items():
            later = await rows(engine, name)
            assert [row for row in later if row in earlier] == earlier
        assert {row["chat_id"] for row in await rows(engine, "chats")} == {7, -8, 9}
        assert {row["chat_id"] for row in await rows(engine, "found_questions")} == {7, 9}


async def test_the_fourth_revision_can_be_made_again_after_the_way_back(third):
    async with engine_of(third) as engine:
        await upgrade(engine, "0004")
        made = await schema(engine)
        await downgrade(engine, "0003")
        await upgrade(engine, "0004")
        assert await schema(engine) == made
    async with open_database(third) as sessions:
        assert (await ChatRepository(sessions, Clock()).load(7, "es")).last_place == PONZANO


async def test_an_upgrade_that_fails_at_its_end_leaves_everything_as_it_was(third):
    async with engine_of(third) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE sent_pictures (other INTEGER)"))
        before, chats = await schema(engine), await rows(engine, "chats")
        with pytest.raises(Exception, match="already exists"):
            await upgrade(engine, "0004")
        assert await recorded_revision(engine) == "0003"
        assert await schema(engine) == before
        assert await rows(engine, "chats") == chats


async def test_a_later_revision_may_copy_the_chats_without_losing_what_belongs_to_them(url):
    async with open_database(url) as sessions:
        await fill(sessions, 7)
        await _migrate(sessions.writer, copy_the_chats)
        assert set((await counts(sessions, 7)).values()) == {1}
        assert await ChatDataRepository(sessions).delete(7) == len(chat_tables())


def copy_the_chats(connection):
    """What alembic does on SQLite to change a column."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("chats", recreate="always"):
        pass


async def test_foreign_keys_are_in_force_again_after_a_migration(url):
    async with open_database(url) as sessions:
        await _migrate(sessions.writer, copy_the_chats)
        async with sessions.begin() as session:
            assert await session.scalar(text("PRAGMA foreign_keys")) == 1
