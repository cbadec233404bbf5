"""The clock jumps an hour ahead and back: nothing is told twice, nothing is lost, and nobody waits for the hour."""

from collections import Counter
from datetime import timedelta

import pytest
from telegram.error import NetworkError

from tests.bot.alerts.world import TUESDAY, local, trip, watch

HOUR, STEP = timedelta(hours=1), timedelta(minutes=5)
NOON = local(TUESDAY, 12)
CHATS = 12


@pytest.fixture
async def due(world):
    """Alerts that become due one after the other between noon and three."""
    for chat_id in range(1, CHATS + 1):
        at = NOON + 3 * HOUR * chat_id / (CHATS + 1)
        about = local(TUESDAY, 17)
        wish = watch(days=frozenset({1}), ahead=about - at) if chat_id % 2 else trip(ahead=about - at)
        await world.asks(wish, chat_id)
    return Counter(range(1, CHATS + 1))


def told(world):
    return Counter(one.chat_id for one in world.people.got)


@pytest.mark.parametrize("there", [HOUR, -HOUR])
async def test_a_clock_that_jumps_and_comes_back_loses_and_doubles_nothing(world, due, there):
    world.clock.now = NOON
    await world.passes(NOON + HOUR, STEP)
    world.clock.now += there
    await world.passes(world.clock.now + HOUR / 3, STEP)
    world.clock.now -= there
    await world.passes(NOON + 4 * HOUR, STEP)
    assert told(world) == due


async def test_a_lease_of_a_clock_that_went_back_keeps_nobody_from_the_alerts(world, due):
    world.clock.now = NOON + HOUR
    await world.ticks()
    ahead = told(world)
    assert 0 < ahead.total() < CHATS
    world.clock.now = NOON + timedelta(minutes=5)  # and the process was killed
    another = world.process()
    assert (await another.service.tick(world.clock.now)).is_ours
    await world.passes(NOON + 4 * HOUR, STEP, another)
    assert told(world) == due


async def test_two_processes_whose_clocks_differ_by_some_seconds_do_not_take_the_lease_from_each_other(
    world, due
):
    one, other = world.process(), world.process()
    for minute in range(0, 210, 6):
        now = NOON + timedelta(minutes=minute)
        for alerts, behind in ((one, 0), (other, 10)):
            world.clock.now = now - timedelta(seconds=behind)
            ticked = await alerts.service.tick(world.clock.now)
            assert ticked.is_ours == (alerts is one)
            await world.ticks(alerts)
    assert told(world) == due


async def test_a_hold_that_the_clock_left_behind_ends(world, due):
    send, away = world.people.send, [True]

    async def try_to_send(message):
        if away[0]:
            raise NetworkError("Bad Gateway")
        await send(message)

    world.people.send = try_to_send
    alerts = world.process()
    world.clock.now = NOON + 2 * HOUR
    await world.ticks(alerts)  # an hour ahead; Telegram is away, so alerts wait
    away[0], world.clock.now = False, NOON + HOUR
    await world.ticks(alerts)
    assert told(world).total() == 1  # of the four that are due; three have been tried, and wait
    await world.passes(NOON + 4 * HOUR, STEP, alerts)
    assert told(world) == due
