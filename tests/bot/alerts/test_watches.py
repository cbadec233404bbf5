"""A watched window is told of when its threshold is crossed, and when a new forecast changes what was said."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.alerts.messages import WatchMessage
from bot.alerts.wishes import level_threshold
from bot.domain import MADRID
from tests.bot.alerts.world import (
    ANA,
    EASY,
    HARD,
    MEDIUM,
    TUESDAY,
    local,
    watch,
)

DAY = timedelta(days=1)
MONDAY = TUESDAY - DAY


def told(world, chat_id=ANA):
    """Why each message came, and about which day."""
    return [(one.why, one.occasion.about_at.astimezone(MADRID).date()) for one in world.people.of(chat_id)]


async def test_it_is_told_on_the_evening_before_and_not_again_while_it_stays_so(world):
    await world.asks(watch())
    await world.passes(local(MONDAY, 19, 50))
    assert told(world) == []
    await world.passes(local(TUESDAY + 2 * DAY, 21))
    assert told(world) == [("reached", TUESDAY)]
    (message,) = world.people.got
    assert message.hours[message.hardest][1].level == "easy"
    assert message.occasion.due_at == local(MONDAY, 20)


async def test_minutes_before_are_minutes_before(world):
    await world.asks(watch(ahead=timedelta(minutes=45)))
    await world.passes(local(TUESDAY, 16, 10))
    assert len(world.people.got) == 1  # the Monday's
    assert world.people.got[0].occasion.due_at == local(MONDAY, 16, 15)


async def test_it_is_told_when_it_is_so_no_more(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 19))
    world.forecasts.serve("v2", HARD)
    world.clock.now = local(TUESDAY, 19)
    await world.passes(local(TUESDAY, 21))
    assert told(world) == [("reached", TUESDAY), ("left", TUESDAY + DAY)]
    assert world.people.got[1].previous.found.level == "easy"


async def test_the_hardest_hour_of_the_window_decides(world):
    world.forecasts.by_hour[17] = HARD  # 18 h in Madrid
    await world.asks(watch(end=time(19)))
    await world.asks(watch(end=time(19), threshold=level_threshold("hard")))
    await world.passes(local(MONDAY, 21))
    (message,) = world.people.got
    assert message.watch.threshold == level_threshold("hard")
    hardest_at, found = message.hours[message.hardest]
    assert hardest_at == local(TUESDAY, 18)
    assert found.level == "hard"


async def test_a_new_forecast_that_changes_what_was_said_is_told_at_once(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 9))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 9, 20))
    assert told(world) == [("reached", TUESDAY), ("left", TUESDAY)]
    await world.passes(local(TUESDAY, 16))
    assert len(world.people.got) == 2


async def test_a_new_forecast_that_says_the_same_is_not_told(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 9))
    world.forecasts.serve("v2")
    await world.passes(local(TUESDAY, 16))
    assert told(world) == [("reached", TUESDAY)]


async def test_a_new_forecast_after_the_window_changes_nothing(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 18, 10))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 19))
    assert told(world) == [("reached", TUESDAY)]


async def test_what_was_not_to_be_told_may_be_by_a_new_forecast(world):
    world.forecasts.share = HARD
    await world.asks(watch())
    await world.passes(local(TUESDAY, 9))
    assert told(world) == []
    world.forecasts.serve("v2", EASY)
    await world.passes(local(TUESDAY, 10))
    assert told(world) == [("reached", TUESDAY)]


async def test_a_correction_that_cools_down_comes_when_it_has(world):
    await world.asks(watch())
    await world.passes(local(MONDAY, 20))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(MONDAY, 20, 20))
    assert told(world) == [("reached", TUESDAY)]
    await world.passes(local(MONDAY, 20, 40))
    assert told(world) == [("reached", TUESDAY), ("left", TUESDAY)]


async def test_a_new_forecast_in_the_night_is_told_in_the_morning(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 2))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 7, 20))
    assert len(world.people.got) == 1
    await world.passes(local(TUESDAY, 7, 30))
    assert told(world) == [("reached", TUESDAY), ("left", TUESDAY)]


async def test_each_version_is_judged_once_also_after_a_restart(world):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 9))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 9, 10))
    restarted = world.process()
    await world.passes(local(TUESDAY, 10), alerts=restarted)
    assert len(world.people.got) == 2


async def test_holidays_are_skipped_and_said_once(world):
    wednesday = TUESDAY + 22 * DAY  # 1 April 2026, before Maundy Thursday
    world.clock.now = local(wednesday - DAY, 10)
    await world.asks(watch())
    await world.passes(local(wednesday - DAY, 21))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(wednesday + 6 * DAY, 21), step=timedelta(hours=1))
    first, *others = [one for one in world.people.got if isinstance(one, WatchMessage)]
    assert [(one.day.day, one.why) for one in first.skipped] == [(2, "holiday"), (3, "holiday")]
    assert others
    assert all(one.skipped == () for one in others)


async def test_holidays_that_are_past_are_not_said_any_more(world):
    wednesday = TUESDAY + 15 * DAY  # 25 March 2026, a week before Maundy Thursday
    world.clock.now = local(wednesday - DAY, 10)
    await world.asks(watch())
    await world.passes(local(wednesday + 28 * DAY, 10), step=timedelta(hours=1))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(wednesday + 28 * DAY, 12))
    await world.passes(local(wednesday + 35 * DAY, 19), step=timedelta(hours=1))
    world.forecasts.serve("v3", EASY)
    await world.passes(local(wednesday + 35 * DAY, 21))
    told = [one for one in world.people.got if isinstance(one, WatchMessage)]
    assert [(one.why, [skip.day.isoformat() for skip in one.skipped]) for one in told] == [
        ("reached", []),
        ("left", []),
        ("reached", ["2026-05-01"]),
    ]


async def test_where_nothing_is_forecast_any_more_nothing_is_told(world):
    await world.asks(watch())
    world.forecasts.unknown.add("07-05")
    await world.passes(local(TUESDAY, 21))
    assert world.people.got == []
    assert world.reports == []


async def test_a_chat_is_spoken_to_in_its_own_language(world):
    await world.asks(watch())
    chat = await world.chats.load(ANA, "es")
    await world.chats.save(replace(chat, language="en", language_chosen=True))
    await world.passes(local(MONDAY, 21))
    assert [one.language for one in world.people.got] == ["en"]


@pytest.mark.parametrize("share", [EASY, MEDIUM, HARD])
async def test_a_message_says_what_the_same_question_would_be_answered(world, share):
    world.forecasts.share = share
    await world.asks(watch(threshold=level_threshold("medium" if share != HARD else "hard")))
    await world.passes(local(MONDAY, 21))
    (message,) = world.people.got
    at, said = message.hours[message.hardest]
    spaces = (await world.alerts.subscriptions.of_chat(ANA))[0].spaces
    assert said == world.answers.estimator.availability("07-05", spaces, at)
