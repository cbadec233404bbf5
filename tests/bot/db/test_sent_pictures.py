"""Files of pictures that Telegram has are known after a restart."""

from datetime import timedelta

import pytest

from bot.db import PictureFileRepository
from bot.db.models import SentPictureRow
from tests.bot.db.filling import count, restarted


@pytest.fixture
def kept(sessions, clock):
    return PictureFileRepository(sessions, clock, size=3)


async def test_files_outlive_the_process_newest_last(kept, sessions, clock):
    for key in ("b", "a", "c"):
        await kept.keep(key, f"file of {key}")
        clock.now += timedelta(seconds=1)
    again = PictureFileRepository(restarted(sessions), clock)
    assert await again.load_recent(10) == [("b", "file of b"), ("a", "file of a"), ("c", "file of c")]
    assert [key for key, _ in await again.load_recent(2)] == ["a", "c"]


async def test_a_file_that_is_sent_again_is_new_again(kept, clock):
    for key in ("a", "b", "a"):
        await kept.keep(key, f"{clock.now}")
        clock.now += timedelta(seconds=1)
    found = await kept.load_recent(10)
    assert [key for key, _ in found] == ["b", "a"]
    assert found[-1][1] == f"{clock.now - timedelta(seconds=1)}"


async def test_the_oldest_make_room(kept, sessions, clock):
    for key in ("a", "b", "c", "d", "e"):
        await kept.keep(key, "f")
        clock.now += timedelta(seconds=1)
    assert [key for key, _ in await kept.load_recent(10)] == ["c", "d", "e"]
    assert await count(sessions, SentPictureRow) == 3


async def test_there_is_room_for_no_more_even_within_a_moment(kept, sessions):
    for n in range(9):
        await kept.keep(f"{n}", "f")
    assert await count(sessions, SentPictureRow) == 3


async def test_a_file_that_telegram_does_not_take_is_forgotten(kept):
    await kept.keep("a", "f")
    await kept.keep("b", "f")
    await kept.forget("a")
    await kept.forget("never sent")
    assert await kept.load_recent(10) == [("b", "f")]
