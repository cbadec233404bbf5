"""What is told on a condition, and what in any case: trips with a threshold, and watches without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.messages import TripMessage, WatchMessage
from bot.alerts.wishes import level_threshold
from bot.domain import MADRID, ChatMemory
from bot.errors import NothingToTellError
from bot.presentation import present_alert
from tests.bot.alerts.desk import states
from tests.bot.alerts.world import ANA, EASY, HARD, MEDIUM, PONZANO, TUESDAY, at_least, local, trip, watch

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = TUESDAY - DAY
IF_HARD = trip(place=PONZANO, threshold=level_threshold("hard"))
MORNING = trip(
    place=PONZANO, at=local(TUESDAY, 9), until=local(TUESDAY, 11), threshold=level_threshold("hard")
)
ALWAYS = watch(threshold=None, ahead=HOUR)


def days(world):
    """Why each message came, and about which day."""
    return [(one.why, one.occasion.about_at.astimezone(MADRID).date()) for one in world.people.got]


# --- trips on a condition -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "threshold", "is_told"),
    [
        (HARD, level_threshold("hard"), True),
        (MEDIUM, level_threshold("hard"), False),
        (EASY, level_threshold("hard"), False),
        (EASY, level_threshold("easy"), True),
        (HARD, level_threshold("easy"), False),
        (EASY, at_least(80), True),
        (EASY, at_least(90), False),
    ],
)
async def test_a_trip_with_a_condition_is_told_only_if_it_is_met_at_that_time(
    world, share, threshold, is_told
):
    world.forecasts.share = HARD if share != HARD else EASY
    await world.asks(replace(IF_HARD, threshold=threshold))
    world.forecasts.serve("v2", share)
    await world.passes(local(TUESDAY, 17))
    assert [type(one) for one in world.people.got] == ([TripMessage] if is_told else [])
    assert await states(world) == [("sent", None) if is_told else ("skipped", "not_met")]
    assert world.reports == []


async def test_one_that_is_no_longer_met_when_its_message_is_written_is_not_told(world):
    world.forecasts.share = HARD
    await world.asks(IF_HARD)
    world.clock.now = local(TUESDAY, 16)
    await world.alerts.service.tick(world.clock.now)
    world.forecasts.serve("v2", EASY)
    await world.ticks()
    assert world.people.got == []
    assert await states(world) == [("skipped", "not_met")]


async def test_where_nothing_is_forecast_by_then_that_is_why_it_is_not_told(world):
    await world.asks(IF_HARD)
    world.forecasts.unknown.add("07-05")
    await world.passes(local(TUESDAY, 17))
    assert await states(world) == [("skipped", "no_forecast")]


async def test_a_new_forecast_that_meets_it_after_all_is_told_and_then_only_what_changes_it(world):
    await world.asks(replace(IF_HARD, ahead=2 * HOUR))
    await world.passes(local(TUESDAY, 15, 10))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 15, 30))
    assert [one.why for one in world.people.got] == ["due"]
    world.forecasts.serve("v3", HARD)
    await world.passes(local(TUESDAY, 16, 10))
    world.forecasts.serve("v4", EASY)
    await world.passes(local(TUESDAY, 17))
    assert [one.why for one in world.people.got] == ["due", "corrected"]


async def test_a_condition_on_a_time_with_an_end_is_judged_by_its_hardest_hour(world):
    world.forecasts.by_hour[9] = HARD  # 10 h in Madrid
    await world.asks(MORNING)
    await world.asks(replace(MORNING, until=None))
    await world.passes(local(TUESDAY, 11))
    (message,) = world.people.got
    assert message.trip == (await world.alerts.subscriptions.of_chat(ANA))[0].wish
    assert message.answer.query.at == local(TUESDAY, 10)
    assert message.answer.availability.level == "hard"


async def test_what_would_be_told_says_that_it_would_not(world):
    await world.asks(IF_HARD)
    preview = world.alerts.preview
    (foreseen,) = await preview.at(local(TUESDAY, 16))
    assert (foreseen.fate, foreseen.reason, foreseen.found.level) == ("silent", "not_met", "easy")
    world.forecasts.serve("v2", HARD)
    (foreseen,) = await preview.at(local(TUESDAY, 16))
    assert (foreseen.fate, foreseen.reason, foreseen.found.level) == ("told", "reached", "hard")
    world.forecasts.unknown.add("07-05")
    world.forecasts.serve("v3")
    (foreseen,) = await preview.at(local(TUESDAY, 16))
    assert (foreseen.fate, foreseen.reason, foreseen.found) == ("silent", "no_forecast", None)


async def test_what_is_kept_of_a_condition_and_of_an_end_is_read_back(world):
    for wish in (IF_HARD, MORNING, ALWAYS, replace(IF_HARD, threshold=at_least(60))):
        kept = await world.asks(wish)
        assert await world.alerts.subscriptions.kept.get(ANA, kept.subscription_id) == kept
        assert await world.asks(wish) == kept


async def test_a_change_of_its_time_keeps_the_condition(world):
    kept = await world.asks(IF_HARD)
    later = replace(kept.wish, at=local(TUESDAY, 18))
    changed = await world.alerts.subscriptions.edit(
        ChatMemory(ANA, "es"), kept.subscription_id, later, world.clock.now
    )
    assert changed.wish.threshold == level_threshold("hard")
    await world.passes(local(TUESDAY, 18))
    assert await states(world) == [("skipped", "not_met")]


async def test_a_condition_on_an_hour_without_regulation_has_nothing_to_tell(world):
    with pytest.raises(NothingToTellError):
        await world.asks(replace(IF_HARD, at=local(TUESDAY, 22)))
    assert (await world.asks(trip(at=local(TUESDAY, 22)))).upcoming is not None


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("es", "📌 Te aviso porque pediste saber si se pone difícil."),
        ("en", "📌 I tell you because you asked to know if it gets hard."),
    ],
)
async def test_a_trip_that_meets_its_condition_says_what_was_asked(world, language, why):
    world.forecasts.share = HARD
    await world.asks(IF_HARD)
    await world.passes(local(TUESDAY, 17))
    assert why in present_alert(world.people.got[0], language, world.clock.now).text


# --- watches in any case ------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [EASY, MEDIUM, HARD])
async def test_a_watch_without_a_condition_is_told_on_each_of_its_days(world, share):
    world.forecasts.share = share
    await world.asks(ALWAYS)
    await world.passes(local(TUESDAY + DAY, 18))
    assert days(world) == [("due", MONDAY + n * DAY) for n in range(3)]
    assert all(isinstance(one, WatchMessage) for one in world.people.got)


async def test_after_that_only_a_new_forecast_that_changes_it_is_told_of_the_same_day(world):
    await world.asks(replace(ALWAYS, ahead=3 * HOUR))
    await world.passes(local(MONDAY, 15))
    world.forecasts.serve("v2")
    await world.passes(local(MONDAY, 15, 30))
    world.forecasts.serve("v3", HARD)
    await world.passes(local(MONDAY, 18))
    assert days(world) == [("due", MONDAY), ("corrected", MONDAY)]


@pytest.mark.parametrize(
    ("wish", "spanish", "english"),
    [
        (ALWAYS, "📌 Te llega porque pediste saber cómo está laborables a las 17:00.", "📌 You get this because you asked how it is weekdays at 17:00."),
        (replace(ALWAYS, days=frozenset({0})), "📌 Te llega porque pediste saber cómo está cada lunes a las 17:00.", "📌 You get this because you asked how it is every Monday at 17:00."),
    ],
)  # fmt: skip
async def test_a_watch_without_a_condition_says_that_it_comes_each_time(world, wish, spanish, english):
    await world.asks(wish)
    await world.passes(local(MONDAY, 17))
    (message,) = world.people.got
    for language, why in (("es", spanish), ("en", english)):
        assert why in present_alert(message, language, world.clock.now).text
