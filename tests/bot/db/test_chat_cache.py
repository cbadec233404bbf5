"""What is kept in memory is what the database holds, and not more than fits."""

import asyncio

import pytest

from bot.db.chat_cache import ChatCache


class Reader:
    """Reads a value that can be changed, when it is let."""

    def __init__(self, value):
        self.value, self.reads, self.gate = value, 0, asyncio.Event()
        self.gate.set()

    async def __call__(self, chat_id):
        self.reads += 1
        value = self.value
        await self.gate.wait()
        return value


async def test_a_value_is_read_once_even_where_it_is_none():
    cache, read = ChatCache(10), Reader(None)
    assert [await cache.through(7, read) for _ in range(3)] == [None, None, None]
    assert read.reads == 1


async def test_the_chats_that_were_silent_longest_make_room():
    cache, read = ChatCache(2), Reader("read")
    for chat_id in (1, 2):
        cache.put(chat_id, "put")
    await cache.through(1, read)
    cache.put(3, "put")
    assert [cache.get(chat_id) for chat_id in (1, 2, 3)] == ["put", None, "put"]


async def test_what_was_read_before_a_change_is_not_kept_after_it():
    cache, read = ChatCache(10), Reader("old")
    read.gate.clear()
    reading = asyncio.create_task(cache.through(7, read))
    await asyncio.sleep(0)
    with cache.changing(7):
        read.value = "new"
    read.gate.set()
    assert await reading == "old"
    assert await cache.through(7, read) == "new"


@pytest.mark.parametrize("failure", [ValueError, asyncio.CancelledError])
async def test_a_change_that_failed_is_read_again(failure):
    cache, read = ChatCache(10), Reader("read")
    cache.put(7, "put")
    with pytest.raises(failure), cache.changing(7):
        raise failure
    assert await cache.through(7, read) == "read"
