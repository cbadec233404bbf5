"""Live locations are known by their message until they end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import LiveShareRepository
from bot.db.live_shares import ENDED_KEPT
from bot.db.models import LiveShareRow
from bot.domain import LiveShare
from tests.bot.db.filling import HOUR, NOW, count, restarted

SHARE = LiveShare(7, 100, 101, NOW + HOUR, "07-05", "easy")


@pytest.fixture
def kept(sessions, clock):
    return LiveShareRepository(sessions, clock)


@pytest.mark.parametrize(
    "share", [SHARE, replace(SHARE, area=None, level="outside_zone"), replace(SHARE, chat_id=-5)]
)
async def test_a_share_outlives_the_process(kept, sessions, clock, share):
    await kept.save(share)
    again = LiveShareRepository(restarted(sessions), clock)
    assert await again.get(share.chat_id, 100) == share


async def test_a_share_changes_as_it_moves(kept, sessions):
    await kept.save(SHARE)
    moved = replace(SHARE, area="07-06", level="hard", answer_id=102)
    await kept.save(moved)
    assert await kept.get(7, 100) == moved
    assert await count(sessions, LiveShareRow) == 1


async def test_shares_are_told_apart_by_chat_and_message(kept):
    await kept.save(SHARE)
    assert await kept.get(7, 101) is None
    assert await kept.get(8, 100) is None


async def test_a_share_that_ended_is_forgotten_and_no_other(kept):
    other = replace(SHARE, message_id=200)
    await kept.save(SHARE)
    await kept.save(other)
    await kept.end(7, 100)
    assert await kept.get(7, 100) is None
    assert await kept.get(7, 200) == other


async def test_shares_that_nobody_ended_are_forgotten_an_hour_later(kept, sessions, clock):
    await kept.save(SHARE)
    clock.now = SHARE.until + ENDED_KEPT
    await kept.save(replace(SHARE, chat_id=8, until=clock.now + HOUR))
    assert await kept.get(7, 100) == SHARE
    clock.now += timedelta(seconds=1)
    await kept.save(replace(SHARE, chat_id=9, until=clock.now + HOUR))
    assert await kept.get(7, 100) is None
    assert await count(sessions, LiveShareRow) == 2
