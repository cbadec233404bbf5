"""Chats are loaded as they were saved, spoken to in their language, and hardly ever read twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update
from sqlalchemy.exc import StatementError

from bot.db import ChatRepository
from bot.db.models import ChatRow
from bot.domain import LANGUAGES, ChatMemory
from forecasting.availability import VISITOR, Driver
from tests.bot.db.filling import (
    GOYA,
    HOUR,
    NOW,
    PONZANO,
    RENTED,
    count,
    moments,
    places,
    restarted,
    statements,
)

ANA = ChatMemory(
    7,
    "en",
    PONZANO,
    asked_at=NOW,
    driver=Driver("ECO", "07-05", 400),
    theme="dark",
    language_chosen=True,
    active=False,
)

drivers = st.builds(
    Driver,
    st.sampled_from([None, "none", "B", "C", "ECO", "CERO"]),
    st.none() | st.just("07-05"),
    st.integers(1, 5000),
)
chats = st.builds(
    ChatMemory,
    st.integers(-(2**62), 2**62),
    st.sampled_from(LANGUAGES),
    st.none() | places,
    st.none() | moments,
    drivers,
    st.sampled_from(["light", "dark"]),
    st.just(True),  # noqa: FBT003 -- a strategy's value
    st.booleans(),
)


@pytest.fixture
def kept(sessions, clock):
    return ChatRepository(sessions, clock)


async def test_a_chat_that_nobody_knows_is_a_visitor_in_the_language_of_its_client(kept):
    chat = await kept.load(7, "en")
    assert chat == ChatMemory(7, "en")
    assert (chat.driver, chat.theme, chat.active) == (VISITOR, "light", True)


async def test_all_that_a_chat_said_of_itself_outlives_the_process(kept, sessions, clock):
    await kept.save(ANA)
    assert await ChatRepository(restarted(sessions), clock).load(7, "es") == ANA


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(chat=chats)
async def test_every_chat_comes_back_from_memory_and_from_the_database(sessions, clock, chat):
    kept = ChatRepository(sessions, clock)
    await kept.save(chat)
    assert await kept.load(chat.chat_id, "es") == chat
    assert await ChatRepository(restarted(sessions), clock).load(chat.chat_id, "es") == chat


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_a_language_that_nobody_chose_follows_the_client(kept, sessions, clock, is_restarted):
    await kept.save(ChatMemory(7, "es", PONZANO))
    if is_restarted:
        kept = ChatRepository(restarted(sessions), clock)
    assert await kept.load(7, "en") == ChatMemory(7, "en", PONZANO)
    assert await kept.load(7, "es") == ChatMemory(7, "es", PONZANO)


async def test_a_language_that_is_spoken_no_more_counts_as_not_chosen(kept, sessions, clock):
    await kept.save(ANA)
    async with sessions.begin() as session:
        await session.execute(update(ChatRow).values(language="eo"))
    chat = await ChatRepository(restarted(sessions), clock).load(7, "es")
    assert (chat.language, chat.language_chosen) == ("es", False)


async def test_the_moment_asked_about_comes_back_in_utc(kept, sessions, clock):
    await kept.save(replace(ANA, asked_at=NOW.astimezone(ZoneInfo("Europe/Madrid"))))
    for one in (kept, ChatRepository(restarted(sessions), clock)):
        chat = await one.load(7, "es")
        assert (chat.asked_at, chat.asked_at.utcoffset()) == (NOW, timedelta())


async def test_a_place_that_may_not_be_kept_is_not(kept, sessions, clock):
    await kept.save(replace(ANA, last_place=RENTED))
    assert (await kept.load(7, "es")).last_place is None
    assert (await ChatRepository(restarted(sessions), clock).load(7, "es")).last_place is None


async def test_a_chat_that_talks_is_read_once(kept, sessions):
    await kept.load(7, "es")
    with statements(sessions.reader) as seen:
        await kept.load(7, "es")
        await kept.save(ANA)
        assert await kept.load(7, "es") == ANA
    assert seen == []


async def test_what_is_known_already_is_not_written_again(kept, sessions, clock):
    await kept.save(ANA)
    clock.now += HOUR
    with statements(sessions.writer) as seen:
        await kept.save(await kept.load(7, "es"))
    assert seen == []
    async with sessions() as session:
        assert await session.scalar(select(ChatRow.updated_at)) == NOW


async def test_two_repositories_of_a_database_know_the_same(sessions, clock):
    one, other = (ChatRepository(sessions, clock) for _ in range(2))
    assert (await other.load(7, "es")).last_place is None
    await one.save(ANA)
    assert await other.load(7, "es") == ANA
    await other.save(replace(ANA, last_place=GOYA))
    assert (await one.load(7, "es")).last_place == GOYA


async def test_chats_that_are_saved_at_once_share_transactions(kept, sessions):
    commits = []
    event.listen(sessions.writer.sync_engine, "commit", commits.append)
    await asyncio.gather(*(kept.save(ChatMemory(chat_id, "es", PONZANO)) for chat_id in range(50)))
    assert len(commits) <= 2
    assert await count(sessions, ChatRow) == 50


async def test_the_last_of_many_saves_of_a_chat_is_what_stays(kept, sessions, clock):
    await asyncio.gather(
        *(kept.save(replace(ANA, asked_at=NOW + minutes * HOUR / 60)) for minutes in range(30))
    )
    last = NOW + HOUR * 29 / 60
    assert (await kept.load(7, "es")).asked_at == last
    assert (await ChatRepository(restarted(sessions), clock).load(7, "es")).asked_at == last


async def test_a_chat_that_cannot_be_saved_takes_no_other_along(kept, sessions, clock):
    await kept.save(ANA)
    naive = replace(ANA, asked_at=NOW.replace(tzinfo=None))
    outcomes = await asyncio.gather(
        kept.save(ChatMemory(1, "es", PONZANO)),
        kept.save(naive),
        kept.save(ChatMemory(2, "es", GOYA)),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [type(None), StatementError, type(None)]
    again = ChatRepository(restarted(sessions), clock)
    assert [(await again.load(one, "es")).last_place for one in (1, 2)] == [PONZANO, GOYA]
    assert await kept.load(7, "es") == await again.load(7, "es") == ANA


async def test_who_blocks_the_bot_is_not_active_until_they_come_back(kept, sessions, clock):
    for chat_id in (1, 2, 3):
        await kept.save(ChatMemory(chat_id, "es"))
    await kept.deactivate(2)
    assert not (await kept.load(2, "es")).active
    assert not (await ChatRepository(restarted(sessions), clock).load(2, "es")).active
    assert await kept.active_count() == 2
    await kept.activate(2)
    assert (await kept.load(2, "es")).active
    assert await kept.active_count() == 3


async def test_a_chat_that_nobody_knows_may_block_the_bot_and_stays_unknown(kept, sessions):
    await kept.deactivate(9)
    assert await count(sessions, ChatRow) == await kept.active_count() == 0


async def test_a_row_that_nobody_changed_keeps_its_time(kept, sessions, clock):
    await kept.save(ChatMemory(1, "es"))
    clock.now += HOUR
    await kept.activate(1)
    async with sessions() as session:
        assert await session.scalar(select(ChatRow.updated_at)) == NOW
