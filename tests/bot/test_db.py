"""The database: moments keep their zone, chats come back, and its history runs both ways."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine as create_sync_engine
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from bot.db import ChatRepository, open_database, upgrade_database
from bot.db.engine import create_engine
from bot.db.models import Base, ChatRow
from bot.db.revision import newest_revision, recorded_revision
from bot.db.types import UtcDateTime
from bot.db.upgrade import downgrade, upgrade
from bot.domain import ChatMemory
from geodata.places import Place, Point

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'chats.db'}"


@pytest.fixture
async def sessions(url):
    async with open_database(url) as opened:
        yield opened


async def tables(engine):
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_a_chat_that_nobody_knows_starts_in_the_language_of_its_client(sessions):
    assert await ChatRepository(sessions, Clock()).load(1, "en") == ChatMemory(1, "en")


@pytest.mark.parametrize(
    "place",
    [
        None,
        PONZANO,
        Place("aquí", Point(-33.5, 151.25), "shared", "point"),
        Place("", Point(0, 0), "", "street"),
    ],
)
async def test_a_chat_comes_back_as_it_was_saved(sessions, place):
    chats = ChatRepository(sessions, Clock())
    await chats.save(ChatMemory(-1_001_234_567_890, "en", PONZANO, language_chosen=True))
    chat = ChatMemory(-1_001_234_567_890, "es", place, language_chosen=True)
    await chats.save(chat)
    assert await chats.load(-1_001_234_567_890, "en") == chat


async def test_a_chat_outlives_the_process(url):
    for _ in range(2):
        async with open_database(url) as opened:
            chats = ChatRepository(opened, Clock())
            await chats.save(ChatMemory(7, "es", PONZANO))
    async with open_database(url) as opened:
        assert (await ChatRepository(opened, Clock()).load(7, "en")).last_place == PONZANO


async def test_a_row_knows_when_it_was_made_and_when_it_changed(sessions):
    clock = Clock()
    chats = ChatRepository(sessions, clock)
    await chats.save(ChatMemory(7, "es"))
    clock.now = (NOW + timedelta(hours=1)).astimezone(ZoneInfo("Europe/Madrid"))
    await chats.save(ChatMemory(7, "en"))
    async with sessions() as session:
        row = await session.scalar(select(ChatRow))
    assert (row.created_at, row.updated_at) == (NOW, NOW + timedelta(hours=1))
    assert row.updated_at.tzinfo is UTC


async def test_a_naive_moment_is_refused(sessions):
    made = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive datetime"):
        async with sessions.begin() as session:
            await session.execute(insert(ChatRow).values(chat_id=1, language="es", created_at=made))


zones = st.sampled_from([UTC, ZoneInfo("Europe/Madrid"), timezone(timedelta(hours=-9, minutes=-30))])
bounds = (datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 -- hypothesis adds the zone
moments = st.none() | st.datetimes(*bounds, timezones=zones)


@given(moments)
def test_every_aware_moment_survives_sqlite(moment):
    with create_sync_engine("sqlite://").connect() as connection:
        column, dialect = UtcDateTime(), connection.dialect
        kept = column.process_bind_param(moment, dialect)
        bare = None if kept is None else kept.replace(tzinfo=None)  # what SQLite gives back
        # Python calls an hour that the clocks repeat unequal to its own UTC: compare in UTC.
        expected = None if moment is None else moment.astimezone(UTC)
        assert column.process_result_value(bare, dialect) == expected
        assert column.process_result_value(kept, dialect) == expected


async def test_sqlite_enforces_foreign_keys_and_writes_ahead(sessions):
    async with sessions() as session:
        assert await session.scalar(text("PRAGMA foreign_keys")) == 1
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(text("PRAGMA busy_timeout")) == 5000


async def test_a_new_database_and_what_is_beside_it_are_for_their_owner_only(tmp_path):
    file = tmp_path / "new" / "chats.db"
    async with open_database(f"sqlite+aiosqlite:///{file}") as sessions:
        await ChatRepository(sessions, Clock()).save(ChatMemory(1, "en"))
        modes = {
            name: file.with_name(name).stat().st_mode & 0o777
            for name in ("chats.db", "chats.db-wal", "chats.db-shm")
        }
    assert modes == dict.fromkeys(modes, 0o600)


async def test_a_database_that_its_owner_lets_others_read_stays_as_it_is(tmp_path):
    file = tmp_path / "chats.db"
    for _ in range(2):
        async with open_database(f"sqlite+aiosqlite:///{file}"):
            file.chmod(0o640)
    assert file.stat().st_mode & 0o777 == 0o640


async def test_the_models_are_what_the_migrations_make(url):
    engine = create_engine(url)
    await upgrade(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_the_newest_revision_is_the_one_that_alembic_ends_at(url):
    engine = create_engine(url)
    assert await recorded_revision(engine) is None
    await upgrade(engine)
    assert await recorded_revision(engine) == newest_revision()
    await engine.dispose()


async def test_a_database_of_the_first_revision_is_brought_up_to_date(url):
    engine = create_engine(url)
    await upgrade(engine, "0001")
    await engine.dispose()
    async with open_database(url):
        engine = create_engine(url)
        assert await recorded_revision(engine) == newest_revision()
        await engine.dispose()


async def test_upgrading_a_filled_database_again_keeps_what_it_holds(url):
    async with open_database(url) as opened:
        await ChatRepository(opened, Clock()).save(ChatMemory(7, "es", PONZANO))
    await upgrade_database(url)
    async with open_database(url) as opened:
        assert (await ChatRepository(opened, Clock()).load(7, "en")).last_place == PONZANO


async def test_a_filled_database_can_be_taken_back_and_up_again(url):
    async with open_database(url) as opened:
        await ChatRepository(opened, Clock()).save(ChatMemory(7, "es", PONZANO))
    engine = create_engine(url)
    await downgrade(engine)
    assert await tables(engine) == {"alembic_version"}
    await upgrade(engine)
    assert await tables(engine) == {"alembic_version", *Base.metadata.tables}
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM chats")) == 0
    await engine.dispose()


async def test_a_migration_that_fails_leaves_the_revision_before_it(url):
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE chats (other INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        await upgrade(engine)
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    await engine.dispose()
    assert found is None


def test_the_tables_have_words_for_postgresql_too():
    words = str(CreateTable(ChatRow.__table__).compile(dialect=postgresql.dialect()))
    for column in (
        "chat_id BIGINT NOT NULL",
        "place_lat DOUBLE PRECISION",
        "created_at TIMESTAMP WITH TIME ZONE",
    ):
        assert column in words
