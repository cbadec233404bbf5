"""What is due is sent: paced, in a fair order, by one process; and what follows when Telegram does not take it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.db.alerts.leases import LASTS
from bot.db.models import ChatRow
from bot.errors import UnreadableAlertError
from bot.services.alerting.dispatching import (
    BATCH,
    FAILURES_IN_A_ROW,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_FAULTS,
)
from tests.bot.alerts.desk import HOUR, SECOND, Desk, car_due, states
from tests.bot.alerts.world import ANA, EVA, TUESDAY, local, trip, watch

MINUTE = timedelta(minutes=1)
IVO = 1003


@pytest.fixture
def desk(world):
    return Desk(world)


def chats(world):
    return [one.chat_id for one in world.people.got]


async def is_active(world, chat_id):
    async with world.sessions() as session:
        return await session.scalar(select(ChatRow.active).where(ChatRow.chat_id == chat_id))


async def upcoming(world, chat_id):
    return [one.upcoming for one in await world.alerts.subscriptions.of_chat(chat_id)]


# --- once, in a fair order ----------------------------------------------------------------------------


async def test_what_is_due_is_sent_once_and_what_is_not_waits(world, desk):
    await desk.plans(car_due(ANA, desk.now), car_due(EVA, desk.now + MINUTE))
    assert await desk.runs() == Counter(sent=1)
    assert await desk.runs() == Counter()
    assert chats(world) == [ANA]
    assert await desk.runs(after=MINUTE) == Counter(sent=1)
    assert await states(world) == [("sent", None)] * 2


async def test_the_oldest_is_first_and_a_chat_with_many_keeps_nobody_waiting(world, desk):
    minutes = {ANA: (1, 2, 3, 4), EVA: (5,), IVO: (3,)}
    await desk.plans(*(car_due(chat, desk.now + n * MINUTE) for chat, all_ in minutes.items() for n in all_))
    assert await desk.runs(after=6 * MINUTE) == Counter(sent=3)
    assert chats(world) == [ANA, IVO, EVA]
    while await desk.runs(after=6 * MINUTE):
        pass
    assert [one.car.remind_at - desk.began for one in world.people.of(ANA)] == [
        n * MINUTE for n in minutes[ANA]
    ]


async def test_how_late_each_message_is_is_noted(desk):
    await desk.plans(car_due(ANA, desk.now), car_due(EVA, desk.now + MINUTE))
    await desk.runs(after=3 * MINUTE)
    assert desk.late == [3 * MINUTE, 2 * MINUTE]


async def test_two_batches_at_once_in_one_process_send_nothing_twice(world, desk):
    await desk.plans(*(car_due(chat, desk.now) for chat in (ANA, EVA, IVO)))
    await asyncio.gather(desk.runs(), desk.runs())
    assert sorted(chats(world)) == [ANA, EVA, IVO]


# --- not too fast -------------------------------------------------------------------------------------


def most_in_a_second(seconds):
    times = [round(1000 * one) for one in seconds]
    return max(sum(at <= other < at + 1000 for other in times) for at in times)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
async def test_no_second_has_more_messages_than_telegram_takes(world, seconds):
    desk = Desk(world, seconds=seconds)
    await desk.plans(*(car_due(n, desk.now) for n in range(1, 3 * BATCH)))
    assert await desk.drains() == Counter(sent=3 * BATCH - 1)
    assert most_in_a_second(desk.sent_after) <= BATCH
    assert sorted(chats(world)) == list(range(1, 3 * BATCH))


async def test_a_batch_that_takes_its_second_is_followed_at_once(world):
    desk = Desk(world, seconds=1.5)
    await desk.plans(car_due(ANA, desk.now), car_due(ANA, desk.now - SECOND))
    await desk.drains()
    assert desk.slept == [0.0]


async def test_after_the_last_message_nobody_waits_for_another(world):
    desk = Desk(world)
    await desk.plans(car_due(ANA, desk.now))
    assert await desk.drains() == Counter(sent=1)
    assert desk.slept == []


async def test_sending_ends_in_time_for_what_comes_next(world, desk):
    await desk.plans(*(car_due(n, desk.now) for n in range(1, 3 * BATCH)))
    assert await desk.drains(until=2 * SECOND) == Counter(sent=2 * BATCH)
    assert (await states(world)).count(("waiting", None)) == BATCH - 1


# --- who does not want to hear, or is gone -------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: bot was kicked from the supergroup chat"),
        Forbidden("Forbidden: user is deactivated"),
        BadRequest("Chat not found"),
        BadRequest("Not enough rights to send text messages to the chat"),
    ],
    ids=str,
)
async def test_who_blocked_the_bot_or_is_gone_is_tried_no_more_and_the_others_are(world, desk, error):
    await world.asks(watch())
    await desk.plans(*(car_due(chat, desk.now + n * SECOND) for chat in (ANA, EVA) for n in range(2)))
    world.people.refuse(ANA, error)
    assert await desk.runs(after=MINUTE) == Counter(gone=1, sent=1)
    assert await desk.runs(after=MINUTE) == Counter(sent=1)
    assert chats(world) == [EVA, EVA]
    assert (await states(world)).count(("skipped", "gone")) == 2
    assert not await is_active(world, ANA)
    assert await upcoming(world, ANA) == [None]
    assert world.reports == []


async def test_what_is_planned_for_a_chat_that_does_not_listen_is_skipped_without_asking_telegram(
    world, desk
):
    await desk.plans(car_due(ANA, desk.now))
    await world.chats.deactivate(ANA)
    assert await desk.runs() == Counter()
    assert await states(world) == [("skipped", "gone")]


async def test_a_group_that_became_a_supergroup_is_told_under_its_new_id(world, desk):
    group, supergroup = -500, -100_500
    await desk.plans(car_due(group, desk.now), car_due(group, desk.now + SECOND))
    world.people.refuse(group, ChatMigrated(supergroup))
    assert await desk.runs(after=SECOND) == Counter(retried=1)
    while await desk.runs(after=SECOND):
        pass
    assert chats(world) == [supergroup] * 2


# --- too many messages --------------------------------------------------------------------------------


async def test_a_chat_that_has_to_wait_waits_as_long_as_told_with_all_of_its_messages_and_alone(world, desk):
    await desk.plans(car_due(ANA, desk.now), car_due(ANA, desk.now + SECOND), car_due(EVA, desk.now))
    world.people.refuse(ANA, RetryAfter(timedelta(seconds=40)))
    assert await desk.runs() == Counter(held=1, sent=1)
    assert await desk.runs(after=39 * SECOND) == Counter()
    assert chats(world) == [EVA]
    assert await desk.runs(after=40 * SECOND) == Counter(sent=1)
    assert await desk.runs(after=40 * SECOND) == Counter(sent=1)
    assert chats(world) == [EVA, ANA, ANA]


async def test_waiting_as_told_is_no_fault_however_often(world, desk):
    await desk.plans(car_due(ANA, desk.now))
    times = 2 * MOST_FAULTS
    world.people.refuse(ANA, *(RetryAfter(timedelta(seconds=10)) for _ in range(times)))
    done = [await desk.runs(after=n * 10 * SECOND) for n in range(times + 1)]
    assert done == [Counter(held=1)] * times + [Counter(sent=1)]
    assert world.reports == []


async def test_two_chats_in_a_row_that_have_to_wait_hold_all(world, desk):
    await desk.plans(*(car_due(chat, desk.now + n * SECOND) for n, chat in enumerate((ANA, EVA, IVO))))
    for chat in (ANA, EVA):
        world.people.refuse(chat, RetryAfter(timedelta(seconds=30)))
    began = 3 * SECOND
    assert await desk.runs(after=began) == Counter(held=2)
    assert await desk.runs(after=began + 29 * SECOND) == Counter()
    assert chats(world) == []
    assert await desk.runs(after=began + 30 * SECOND) == Counter(sent=3)


@pytest.mark.parametrize(
    ("error", "why"),
    [(RetryAfter(timedelta(seconds=30)), "RetryAfter"), (NetworkError("Bad Gateway"), "NetworkError")],
)
async def test_that_alerts_wait_is_written_down_with_why(world, desk, caplog, error, why):
    everybody = range(1, FAILURES_IN_A_ROW + 1)
    await desk.plans(*(car_due(n, desk.now) for n in everybody))
    for n in everybody:
        world.people.refuse(n, error)
    await desk.runs()
    (line,) = (one for one in caplog.messages if one.startswith("alerts wait until"))
    assert line.endswith(f": {why}")


async def test_two_chats_that_have_to_wait_with_a_success_between_them_hold_nobody_else(world, desk):
    await desk.plans(
        *(car_due(chat, desk.now + n * SECOND) for n, chat in enumerate((ANA, IVO, EVA))),
        car_due(IVO, desk.now + 4 * SECOND),
    )
    for chat in (ANA, EVA):
        world.people.refuse(chat, RetryAfter(timedelta(seconds=30)))
    assert await desk.runs(after=3 * SECOND) == Counter(held=2, sent=1)
    assert await desk.runs(after=4 * SECOND) == Counter(sent=1)
    assert chats(world) == [IVO, IVO]


async def test_who_has_to_wait_longer_than_it_is_of_use_missed_it(world, desk):
    await desk.plans(car_due(ANA, desk.now, useful_for=2 * MINUTE), car_due(ANA, desk.now + 20 * MINUTE))
    world.people.refuse(ANA, RetryAfter(timedelta(minutes=10)))
    assert await desk.runs() == Counter(held=1)
    assert await desk.runs(after=10 * MINUTE) == Counter()
    assert (await states(world))[0] == ("missed", None)
    await desk.runs(after=20 * MINUTE)
    assert [len(one.missed) for one in world.people.got] == [1]


# --- Telegram fails ------------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [0.0, 1.0])
@pytest.mark.parametrize("error", [NetworkError("Bad Gateway"), TimedOut()], ids=str)
async def test_an_error_of_telegrams_is_tried_again_after_growing_pauses(world, error, chance):
    desk = Desk(world, chance=chance)
    await desk.plans(car_due(ANA, desk.now, useful_for=24 * HOUR))
    world.people.refuse(ANA, *[error] * 10)
    at, pauses = timedelta(0), []
    for _ in range(10):
        assert await desk.runs(after=at) == Counter(retried=1)
        (waiting,) = await desk.queue.waiting()
        pauses.append(await next_try(world) - desk.now)
        assert await desk.runs(after=at + pauses[-1] - SECOND) == Counter()
        at += pauses[-1]
    assert pauses == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) * (1 - chance / 2) for n in range(10)]
    assert waiting.faults == 0
    assert await desk.runs(after=at) == Counter(sent=1)
    assert world.reports == []


async def next_try(world):
    columns = text("SELECT next_try_at FROM occurrences")
    async with world.sessions() as session:
        found = await session.scalar(columns)
    return world.clock.now.fromisoformat(f"{found}+00:00")


async def test_when_telegram_is_down_the_others_are_not_tried_in_vain_and_keep_their_attempts(world, desk):
    everybody = range(1, 2 * FAILURES_IN_A_ROW)
    await desk.plans(*(car_due(n, desk.now) for n in everybody))
    for n in everybody:
        world.people.refuse(n, NetworkError("Bad Gateway"))
    assert await desk.runs() == Counter(retried=FAILURES_IN_A_ROW)
    waiting = await desk.queue.waiting()
    assert Counter(one.attempts for one in waiting) == Counter(
        {1: FAILURES_IN_A_ROW, 0: FAILURES_IN_A_ROW - 1}
    )
    assert await desk.runs(after=FIRST_PAUSE - SECOND) == Counter()
    world.people.refusals.clear()
    await desk.runs(after=FIRST_PAUSE)
    assert sorted(chats(world)) == list(everybody)


async def test_what_telegram_does_not_take_until_it_is_of_no_use_is_missed_and_said_in_the_next(world, desk):
    await desk.plans(car_due(ANA, desk.now, useful_for=MINUTE), car_due(ANA, desk.now + 5 * MINUTE))
    world.people.refuse(ANA, *[NetworkError("Bad Gateway")] * 4)
    for seconds in (0, 5, 15, 35, 75):
        await desk.runs(after=seconds * SECOND)
    assert await states(world) == [("missed", "NetworkError"), ("waiting", None)]
    await desk.runs(after=5 * MINUTE)
    (message,) = world.people.got
    assert [(one.kind, one.about_at) for one in message.missed] == [("parked", desk.began + MINUTE / 2)]


# --- a message that is at fault itself -----------------------------------------------------------------


async def test_a_message_that_fails_for_a_reason_of_its_own_is_set_aside_reported_and_said_in_the_next(
    world, desk
):
    await desk.plans(car_due(ANA, desk.now), *(car_due(EVA, desk.now + n * MINUTE) for n in range(4)))
    error = BadRequest("Can't parse entities")
    world.people.refuse(ANA, *[error] * MOST_FAULTS)
    done = [await desk.runs(after=n * MINUTE) for n in range(4)]
    assert done == [*[Counter(retried=1, sent=1)] * 2, Counter(failed=1, sent=1), Counter(sent=1)]
    assert [(one.kind, one.error) for one in world.reports] == [("parked", error)]
    assert (await states(world))[0] == ("failed", "BadRequest")
    await desk.plans(car_due(ANA, desk.began + 10 * MINUTE))
    await desk.runs(after=10 * MINUTE)
    assert [len(one.missed) for one in world.people.of(ANA)] == [1]


async def test_faults_of_telegrams_do_not_count_as_the_messages_own(world, desk):
    await desk.plans(car_due(ANA, desk.now, useful_for=2 * HOUR))
    own, telegrams = BadRequest("Message is too long"), NetworkError("Bad Gateway")
    world.people.refuse(ANA, own, telegrams, telegrams, own, telegrams)
    done = [await desk.runs(after=n * LONGEST_PAUSE) for n in range(6)]
    assert done == [Counter(retried=1)] * 5 + [Counter(sent=1)]


async def test_a_row_that_nobody_can_read_is_set_aside_and_reported_and_the_others_are_sent(world, desk):
    await desk.plans(car_due(ANA, desk.now), car_due(EVA, desk.now + SECOND))
    async with world.sessions.begin() as session:
        broken = text("UPDATE occurrences SET payload = '{\"car\": {}}' WHERE chat_id = :chat")
        await session.execute(broken, {"chat": ANA})
    for n in range(1, MOST_FAULTS + 1):
        await desk.runs(after=n * MINUTE)
    assert chats(world) == [EVA]
    assert await states(world) == [("failed", "UnreadableAlertError"), ("sent", None)]
    assert [(one.kind, type(one.error)) for one in world.reports] == [("parked", UnreadableAlertError)]


async def test_an_alert_that_cannot_be_composed_is_set_aside_and_its_chat_is_told_of_the_others(world):
    await world.asks(trip())
    await world.asks(watch())
    async with world.sessions.begin() as session:
        broken = text("UPDATE subscriptions SET place_lat = 'nowhere' WHERE kind = 'trip'")
        await session.execute(broken)
    await world.passes(local(TUESDAY, 18))
    assert [one.kind for one in world.reports] == ["trip"]
    assert [type(one).__name__ for one in world.people.got] == ["WatchMessage"]


async def test_a_subscription_that_cannot_be_judged_is_paused_and_reported_and_the_others_are_told(world):
    await world.asks(watch(), ANA)
    await world.asks(watch(), EVA)
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE subscriptions SET spaces = 'blue=lots' WHERE chat_id = 1001"))
    await world.passes(local(TUESDAY, 9))
    assert chats(world) == [EVA]
    assert [(one.subscription_id, type(one.error)) for one in world.reports] == [(1, UnreadableAlertError)]
    async with world.sessions() as session:
        assert (await session.execute(text("SELECT chat_id FROM subscriptions WHERE is_paused"))).all() == [
            (ANA,)
        ]


# --- one process at a time -----------------------------------------------------------------------------


async def test_of_two_processes_one_sends_and_the_other_takes_over_when_the_lease_ends(world):
    one, other = Desk(world), Desk(world, "other")
    await one.plans(*(car_due(chat, one.now + n * SECOND) for n, chat in enumerate((ANA, EVA))))
    assert await one.runs() == Counter(sent=1)
    assert await other.runs(after=LASTS - SECOND) == Counter()
    assert await other.runs(after=LASTS) == Counter(sent=1)
    assert await one.runs(after=LASTS + SECOND) == Counter()
    assert chats(world) == [ANA, EVA]


async def test_two_processes_at_once_send_nothing_twice(world):
    one, other = Desk(world), Desk(world, "other")
    await one.plans(*(car_due(n, one.now) for n in range(1, BATCH)))
    first, second = await asyncio.gather(one.runs(), other.runs())
    assert sorted(chats(world)) == list(range(1, BATCH))
    assert Counter() in (first, second)


async def test_a_long_batch_keeps_its_lease(world):
    one, other = Desk(world, seconds=4.0), Desk(world, "other")
    tried = []

    async def send(message):
        tried.append(await other.runs(after=one.passed * SECOND))
        await deliver(message)

    deliver, world.people.send = world.people.send, send
    await one.plans(*(car_due(n, one.now) for n in range(1, 11)))
    assert await one.runs() == Counter(sent=10)
    assert one.passed > 2 * LASTS / SECOND
    assert tried == [Counter()] * 10


async def test_a_process_that_hung_beyond_its_lease_leaves_the_rest_to_who_took_over(world):
    one, other = Desk(world), Desk(world, "other")
    taken_over = []

    async def hanging(message):
        if not taken_over:
            one.passed += 2 * LASTS / SECOND
            taken_over.append(Counter())
            taken_over[0] += await other.runs(after=2 * LASTS)
        await deliver(message)

    deliver, world.people.send = world.people.send, hanging
    world.people.under_way.default_factory = int
    await one.plans(*(car_due(chat, one.now) for chat in (ANA, EVA, IVO)))
    assert await one.runs() == Counter(sent=1)
    assert taken_over == [Counter(sent=3)]
    assert Counter(chats(world)) == Counter({ANA: 2, EVA: 1, IVO: 1})  # what was in flight came twice
    assert await states(world) == [("sent", None)] * 3
