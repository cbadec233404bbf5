"""The places asked about last: newest first, each once, and no more than fit."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from bot.db import ChatDataRepository, ChatRepository, RecentPlaceRepository
from bot.db.models import ChatRow, RecentPlaceRow
from bot.db.recent_places import MOST_RECENT
from bot.db.saved_places import folded_name
from bot.domain import ChatMemory
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, RENTED, count, places, restarted, statements


@pytest.fixture
def kept(sessions):
    return RecentPlaceRepository(sessions)


def street(n):
    return replace(PONZANO, label=f"Calle {n}")


async def labels(kept, chat_id=7):
    return [one.label for one in await kept.recent(chat_id)]


async def both(kept, sessions):
    """What is remembered in memory, which is what the database holds."""
    known = await kept.recent(7)
    assert known == await RecentPlaceRepository(restarted(sessions)).recent(7)
    return known


async def test_a_chat_that_asked_nothing_has_no_places(kept):
    assert await kept.recent(7) == []


async def test_the_newest_place_comes_first(kept, sessions):
    for minutes, place in enumerate((PONZANO, GOYA, street(1))):
        await kept.remember(7, place, NOW + timedelta(minutes=minutes))
    assert await both(kept, sessions) == [street(1), GOYA, PONZANO]


async def test_a_place_asked_about_again_moves_to_the_front(kept, sessions):
    for minutes, place in enumerate((PONZANO, GOYA, PONZANO)):
        await kept.remember(7, place, NOW + timedelta(minutes=minutes))
    assert await both(kept, sessions) == [PONZANO, GOYA]


async def test_the_same_label_is_the_same_place_as_it_was_found_last(kept, sessions):
    found = replace(GOYA, label="CALLE DE PONZANO 20")
    await kept.remember(7, PONZANO, NOW)
    await kept.remember(7, found, NOW + HOUR)
    assert await both(kept, sessions) == [found]


async def test_only_the_newest_are_kept(kept, sessions):
    for n in range(MOST_RECENT + 3):
        await kept.remember(7, street(n), NOW + n * HOUR)
    assert await labels(kept) == [f"Calle {n}" for n in range(MOST_RECENT + 2, 2, -1)]
    assert await count(sessions, RecentPlaceRow) == len(await both(kept, sessions)) == MOST_RECENT


async def test_a_place_whose_terms_forbid_it_is_not_remembered(kept, sessions):
    await kept.remember(7, RENTED, NOW)
    assert await both(kept, sessions) == []


async def test_an_answer_that_came_late_takes_its_place_in_time(kept, sessions):
    await kept.remember(7, PONZANO, NOW)
    await kept.remember(7, GOYA, NOW - HOUR)
    assert await both(kept, sessions) == [PONZANO, GOYA]


async def test_each_chat_has_its_own(kept):
    await kept.remember(7, PONZANO, NOW)
    await kept.remember(8, GOYA, NOW)
    assert (await labels(kept), await labels(kept, 8)) == ([PONZANO.label], [GOYA.label])


async def test_the_place_of_just_now_is_not_written_again(kept, sessions):
    await kept.remember(7, PONZANO, NOW)
    with statements(sessions.writer) as seen:
        await kept.remember(7, PONZANO, NOW + HOUR)
    assert seen == []


async def test_a_chat_that_was_saved_before_needs_no_row_of_its_own(kept, sessions, clock):
    await ChatRepository(sessions, clock).save(ChatMemory(7, "es", PONZANO))
    with statements(sessions.writer) as seen:
        await kept.remember(7, PONZANO, NOW)
    assert len(seen) == 1
    assert await count(sessions, ChatRow) == 1


async def test_a_naive_moment_is_refused(kept, sessions):
    with pytest.raises(StatementError, match="naive"):
        await kept.remember(7, PONZANO, NOW.replace(tzinfo=None))
    assert await both(kept, sessions) == []


async def test_places_that_are_asked_about_at_once_are_all_remembered(kept, sessions):
    asked = [street(n) for n in range(MOST_RECENT)]
    await asyncio.gather(*(kept.remember(7, place, NOW + n * HOUR) for n, place in enumerate(asked)))
    assert await both(kept, sessions) == asked[::-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(asked=st.lists(places, min_size=1, max_size=9))
async def test_whatever_is_asked_memory_and_database_agree(sessions, asked):
    await ChatDataRepository(sessions).delete(7)
    kept, start = RecentPlaceRepository(sessions), datetime(2026, 1, 1, tzinfo=UTC)
    for n, place in enumerate(asked):
        await kept.remember(7, place, start + n * HOUR)
    newest = {folded_name(place.label): place for place in asked}
    known = await both(kept, sessions)
    assert known[0] == asked[-1]
    assert len(known) == min(len(newest), MOST_RECENT)
    assert all(newest[folded_name(place.label)] == place for place in known)
