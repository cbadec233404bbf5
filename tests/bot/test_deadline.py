"""A time for all of an end, which its parts share."""

import asyncio

from bot.deadline import Deadline


async def test_before_it_begins_every_part_may_take_its_whole_time():
    deadline = Deadline(1)
    assert deadline.left(12) == 12
    assert deadline.left(12, sparing=5) == 12


async def test_what_one_part_takes_the_next_has_not_and_what_is_spared_nobody():
    deadline = Deadline(1000)
    deadline.begin()
    assert 900 < deadline.left(12_000) <= 1000
    assert 500 < deadline.left(12_000, sparing=400) <= 600
    assert deadline.left(100) == 100
    assert deadline.left(12_000, sparing=2000) == 0


async def test_it_begins_once():
    deadline = Deadline(0.05)
    deadline.begin()
    await asyncio.sleep(0.06)
    deadline.begin()
    assert deadline.left(12) == 0
