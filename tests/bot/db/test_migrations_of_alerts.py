"""The fifth revision (alerts) and the sixth (the administrators' desk), up and down, on a database that is in use."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.db import ChatRepository, SubscriptionRepository, open_database
from bot.db.alerts.tables import OCCURRENCES, SUBSCRIPTIONS
from bot.db.chat_data import chat_tables
from bot.db.models import Base
from bot.db.revision import recorded_revision
from bot.db.upgrade import downgrade, upgrade
from tests.bot.db.filling import Clock, counts, fill, value_of
from tests.bot.db.test_migrations import engine_of, rows, schema

FIFTH = {"subscriptions", "occurrences", "alert_settings", "leases"}
SIXTH = {"audit_entries", "usage_counts", "seen_errors", "job_runs", "broadcasts", "broadcast_recipients"}
CHATS = (7, -8)


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"


@pytest.fixture
async def filled(url):
    """A database of today, with a row in every table for each of two chats, and one in those that know no chats."""
    async with open_database(url) as sessions:
        for n, chat_id in enumerate(CHATS, 1):
            await fill(sessions, chat_id, n)
        async with sessions.begin() as session:
            for table in Base.metadata.sorted_tables:
                if table not in chat_tables():
                    columns = [one for one in table.columns if one is not table.autoincrement_column]
                    await session.execute(
                        insert(table).values({one.name: value_of(one.type, 1) for one in columns})
                    )
    return url


async def everything(engine):
    return {table: await rows(engine, table) for table in await schema(engine) if table != "alembic_version"}


async def as_made(tmp_path, revision):
    """The schema of a database that never had a later revision."""
    async with engine_of(f"sqlite+aiosqlite:///{tmp_path / revision}.db") as engine:
        await upgrade(engine, revision)
        return await schema(engine)


@pytest.mark.parametrize(("revision", "gone"), [("0005", SIXTH), ("0004", FIFTH | SIXTH)])
async def test_on_the_way_back_only_what_the_revision_does_not_know_is_lost(filled, tmp_path, revision, gone):
    async with engine_of(filled) as engine:
        before = await everything(engine)
        assert all(before.values())
        await downgrade(engine, revision)
        assert await recorded_revision(engine) == revision
        assert await schema(engine) == await as_made(tmp_path, revision)
        assert await everything(engine) == {name: kept for name, kept in before.items() if name not in gone}


@pytest.mark.parametrize("revision", ["0005", "0004"])
async def test_after_the_way_back_and_up_again_the_bot_works_with_what_was_kept(filled, tmp_path, revision):
    async with engine_of(filled) as engine:
        newest = await schema(engine)
        await downgrade(engine, revision)
    async with open_database(filled) as sessions:
        kept = await counts(sessions, 7)
        assert kept["subscriptions"] == kept["occurrences"] == (1 if revision == "0005" else 0)
        assert await ChatRepository(sessions, Clock()).active_count() > 0
        await fill(sessions, 9, n=3)
        assert set((await counts(sessions, 9)).values()) == {1}
    async with engine_of(filled) as engine:
        assert await schema(engine) == newest


async def test_a_database_of_the_fourth_revision_is_taken_up_with_its_chats(url):
    async with engine_of(url) as engine:
        await upgrade(engine, "0004")
        async with engine.begin() as connection:
            chats = Base.metadata.tables["chats"]
            values = {one.name: value_of(one.type, 1) for one in chats.columns}
            await connection.execute(insert(chats).values(values | {"chat_id": 7}))
        before = await rows(engine, "chats")
    async with open_database(url) as sessions:
        assert await SubscriptionRepository(sessions, Clock()).all() == []
    async with engine_of(url) as engine:
        assert await rows(engine, "chats") == before


async def test_each_revision_leaves_nothing_behind_that_another_start_would_stumble_over(url):
    async with engine_of(url) as engine:
        for _ in range(2):
            await upgrade(engine, "0006")
            await downgrade(engine, "0004")
        assert not (FIFTH | SIXTH) & set(await schema(engine))


async def test_what_the_fifth_revision_promises_holds_in_the_database_itself(filled):
    async with open_database(filled) as sessions:
        async with sessions() as session:
            there = (
                (await session.execute(select(OCCURRENCES).where(OCCURRENCES.c.chat_id == 7)))
                .mappings()
                .one()
            )
        again = {name: value for name, value in there.items() if name != "occurrence_id"}
        with pytest.raises(IntegrityError, match="UNIQUE"):
            async with sessions.begin() as session:
                await session.execute(insert(OCCURRENCES).values(again))
        async with sessions.begin() as session:
            await session.execute(text("DELETE FROM subscriptions WHERE chat_id = 7"))
        assert (await counts(sessions, 7))["occurrences"] == 0


async def test_the_number_of_an_alert_that_is_gone_is_not_given_again_even_after_the_upgrade(filled):
    async with engine_of(filled) as engine:
        await downgrade(engine, "0005")
        async with engine.begin() as connection:
            await connection.execute(text("DELETE FROM subscriptions WHERE chat_id = -8"))
    async with open_database(filled) as sessions:
        await fill(sessions, 9, n=3)
        async with sessions() as session:
            numbers = select(SUBSCRIPTIONS.c.subscription_id).where(SUBSCRIPTIONS.c.chat_id == 9)
            assert await session.scalar(numbers) > len(CHATS)
