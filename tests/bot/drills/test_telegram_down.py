"""Telegram is away for ten minutes: who asked is answered, and what was due is told once."""

from collections import Counter
from datetime import timedelta

from telegram.error import NetworkError

from bot.bot_api import Fault
from bot.bot_api.faults import bad_gateway
from tests.bot.alerts.world import GOYA, TUESDAY, local, trip
from tests.bot.drills.somebody import OPEN_DAY
from tests.bot.served import until

TICK = timedelta(seconds=20)
CHATS = 36


async def test_what_is_due_while_telegram_is_away_for_ten_minutes_comes_once(world):
    noon = local(TUESDAY, 12)
    for chat_id in range(1, CHATS + 1):
        due = noon + timedelta(seconds=20 * chat_id)  # some before, most during, some after
        await world.asks(trip(ahead=local(TUESDAY, 17) - due), chat_id)
    away = (noon + timedelta(minutes=1), noon + timedelta(minutes=11))
    send, tries = world.people.send, Counter()

    async def try_to_send(message):
        if away[0] <= world.clock.now < away[1]:
            tries["in vain"] += 1
            raise NetworkError("Bad Gateway")
        await send(message)

    world.people.send = try_to_send
    alerts = world.process()
    world.clock.now = noon
    await world.passes(away[1], TICK, alerts)
    assert 0 < tries["in vain"] < 30, "it gives up, or does not let Telegram be"
    await world.passes(away[1] + timedelta(minutes=15), TICK, alerts)
    assert Counter(one.chat_id for one in world.people.got) == Counter(range(1, CHATS + 1))
    assert {one.answer.place.label for one in world.people.got} == {GOYA.label}


async def test_who_asked_meanwhile_is_answered_when_telegram_is_back(start, api, faults, ana):
    away = [False]
    faults.add(Fault(bad_gateway(), while_=lambda: away[0]))
    async with start() as bot:
        await ana.says("hola")
        away[0] = True
        api.state.updates.wake()  # the poll that waits has been answered, and the next one is not
        await until(lambda: faults.met)
        for hour in (11, 12, 13):
            ana.person.types(f"Goya 40 {OPEN_DAY} a las {hour}")
        away[0] = False
        await until(lambda: len(ana.shown) == 4)
        assert [f"{hour}:00" in one.text for hour, one in zip((11, 12, 13), ana.shown[1:], strict=True)] == [
            True
        ] * 3
        assert await bot.reasons() == {}


async def test_whose_answer_met_the_first_moment_of_it_is_told_so(start, faults, ana):
    away = [True]
    async with start():
        await ana.says("hola")
        faults.add(Fault(bad_gateway(), "sendPhoto", times=1))
        faults.add(Fault(bad_gateway(), while_=lambda: away[0] and bool(faults.met)))
        asked = ana.person.types(f"Goya 40 {OPEN_DAY} a las 11")["message"]["message_id"]
        await until(lambda: len(faults.met) > 3)
        assert len(ana.shown) == 1
        away[0] = False
        await until(lambda: len(ana.shown) == 2)
        assert ana.shown[1].replies_to == asked
        assert "11:00" in (await ana.says(f"Goya 40 {OPEN_DAY} a las 11")).text
