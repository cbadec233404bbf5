"""What a chat does with its alerts: it asks for them, changes, pauses, snoozes and deletes them; nobody else does."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.alerts.messages import NoticeMessage
from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS, QuietHours
from bot.alerts.standing import Standing
from bot.alerts.wishes import level_threshold
from bot.db.alerts.subscriptions import MOST_ALERTS
from bot.domain import LANGUAGES, ChatMemory
from bot.errors import (
    AlertTooLateError,
    BadWindowError,
    NotAllowedThereError,
    NothingToTellError,
    OutsideZoneError,
    PlaceNotStorableError,
    TooManyAlertsError,
    UnknownAlertError,
)
from bot.failures import in_words
from bot.presentation.alert_pages import alert_lines
from bot.services.alert_wishes import wish_of
from bot.services.alerting.subscribing import LONGEST_WINDOW
from bot.understanding.intents import read_intent
from forecasting.availability import Driver
from tests.bot.alerts.desk import car_due
from tests.bot.alerts.world import (
    ANA,
    EASY,
    EVA,
    GETAFE,
    GOYA,
    HARD,
    TUESDAY,
    WORKDAYS,
    at_least,
    digest,
    local,
    trip,
    watch,
)
from tests.bot.understanding.names import MADRID_NAMES

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = TUESDAY - DAY
SPANISH = ChatMemory(ANA, "es")
NO_LABEL = Driver(label="none")
NONE = QuietHours(time(0), time(0))


@pytest.fixture
def alerts(world):
    return world.alerts.subscriptions


def numbers(kept):
    return [one.subscription_id for one in kept]


# --- asking -------------------------------------------------------------------------------------------


async def test_what_is_kept_has_its_number_its_neighbourhood_its_spaces_and_when_it_comes(world, alerts):
    kept = await world.asks(watch())
    assert kept.subscription_id is not None
    assert kept.wish.area == "07-05"
    assert sum(kept.spaces.values()) > 0
    assert kept.upcoming.due_at == local(MONDAY, 20)
    assert await alerts.of_chat(ANA) == [kept]


async def test_the_same_wish_is_kept_once_and_another_threshold_is_another_wish(world, alerts):
    first = await world.asks(watch())
    assert await world.asks(watch()) == first
    other = await world.asks(watch(threshold=at_least(60)))
    assert numbers(await alerts.of_chat(ANA)) == [first.subscription_id, other.subscription_id]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_chat_may_have_so_many_and_is_told_how_many(world, alerts, language):
    kept = [await world.asks(watch(threshold=at_least(40 + n))) for n in range(MOST_ALERTS)]
    await alerts.pause(ANA, kept[0].subscription_id)
    with pytest.raises(TooManyAlertsError) as refused:
        await world.asks(digest())
    assert f" {MOST_ALERTS} " in in_words(refused.value, language)
    await world.asks(digest(), EVA)  # another chat has its own room
    await alerts.delete(ANA, kept[1].subscription_id)
    await world.asks(digest())


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (watch(days=frozenset()), BadWindowError),
        (watch(start=time(18), end=time(17)), BadWindowError),
        (watch(start=time(17), end=time(17)), BadWindowError),
        (watch(start=time(9), end=time(9 + LONGEST_WINDOW, 1)), BadWindowError),
        (digest(days=frozenset()), BadWindowError),
        (digest(at=time(12, 1)), BadWindowError),
        (watch(days=frozenset({6})), NothingToTellError),
        (watch(start=time(22), end=time(23)), NothingToTellError),
        (watch(place=GETAFE), OutsideZoneError),
        (trip(place=GETAFE), OutsideZoneError),
        (trip(at=local(MONDAY, 9)), AlertTooLateError),
        (watch(place=replace(GOYA, storable=False)), PlaceNotStorableError),
        (trip(place=replace(GOYA, storable=False)), PlaceNotStorableError),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else type(one).__name__,
)
async def test_what_cannot_be_kept_is_refused_by_name_and_not_kept(world, alerts, wish, error):
    with pytest.raises(error) as refused:
        await world.asks(wish)
    assert len({in_words(refused.value, language) for language in LANGUAGES}) == len(LANGUAGES)
    assert await alerts.of_chat(ANA) == []


@pytest.mark.parametrize(
    "wish",
    [watch(start=time(9), end=time(9 + LONGEST_WINDOW)), digest(at=time(12)), watch(days=frozenset({5}), start=time(10), end=time(11))],
)  # fmt: skip
async def test_what_is_just_within_the_limits_is_kept(world, wish):
    assert (await world.asks(wish)).upcoming is not None


@pytest.mark.parametrize(
    "said", ["por la mañana", "al mediodía", "por la tarde", "por la noche", "de 18 a 24"]
)
async def test_every_part_of_the_day_that_is_said_is_a_window_to_watch(world, said):
    alert = read_intent(
        f"avísame los lunes {said} si está difícil en Goya", world.clock.now, MADRID_NAMES
    ).alert
    kept = await world.asks(wish_of(alert, GOYA))
    assert kept.wish.start == alert.window[0]
    assert kept.wish.end == (alert.window[1] if alert.window[1] != time(0) else time(23, 59))
    assert kept.upcoming is not None


async def test_a_driver_who_may_not_park_there_gets_no_alert_and_a_digest_all_the_same(world, alerts):
    chat = ChatMemory(ANA, "es", driver=NO_LABEL)
    for wish in (watch(), trip()):
        with pytest.raises(NotAllowedThereError):
            await alerts.subscribe(chat, wish, world.clock.now)
    assert (await alerts.subscribe(chat, digest(), world.clock.now)).spaces == {}


async def test_where_nothing_is_forecast_there_is_nothing_to_watch(world):
    world.forecasts.unknown.add("07-05")
    with pytest.raises(NothingToTellError):
        await world.asks(watch())


async def test_the_first_occasion_passes_over_holidays(world):
    wednesday = date(2026, 4, 1)  # Maundy Thursday and Good Friday follow, then a weekend
    world.clock.now = local(wednesday, 21)
    for wish in (watch(ahead=HOUR), digest()):
        kept = await world.asks(wish)
        assert kept.upcoming.about_at.date() == wednesday + 5 * DAY


# --- pausing and snoozing -----------------------------------------------------------------------------


async def test_what_is_paused_is_not_told_until_it_is_resumed(world, alerts):
    kept = await world.asks(watch())
    paused = await alerts.pause(ANA, kept.subscription_id)
    assert (paused.is_paused, paused.upcoming) == (True, None)
    await world.passes(local(MONDAY, 21))
    assert world.people.got == []
    resumed = await alerts.resume(ANA, kept.subscription_id, world.clock.now)
    assert (resumed.is_paused, resumed.upcoming.due_at) == (False, local(TUESDAY, 20))
    await world.passes(local(TUESDAY, 21))
    assert len(world.people.got) == 1


@pytest.mark.parametrize("silenced", ["pause", "snooze", "delete", "edit"])
async def test_what_waits_in_the_queue_is_not_told_any_more(world, alerts, silenced):
    kept = await world.asks(watch())
    world.clock.now = local(MONDAY, 20)
    await world.alerts.service.tick(world.clock.now)
    number = kept.subscription_id
    match silenced:
        case "pause":
            await alerts.pause(ANA, number)
        case "snooze":
            await alerts.snooze(ANA, number, world.clock.now + 7 * DAY, world.clock.now)
        case "delete":
            await alerts.delete(ANA, number)
        case "edit":
            await alerts.edit(SPANISH, number, watch(start=time(10), end=time(11)), world.clock.now)
    assert await alerts.queue.waiting() == []
    await world.ticks()
    assert world.people.got == []


async def test_what_is_snoozed_comes_back_by_itself_after_that_day(world, alerts):
    kept = await world.asks(watch())
    snoozed = await alerts.snooze(ANA, kept.subscription_id, local(MONDAY + 7 * DAY, 10), world.clock.now)
    assert (snoozed.is_paused, snoozed.upcoming.due_at) == (False, local(MONDAY + 7 * DAY, 20))
    await world.passes(local(MONDAY + 7 * DAY, 19), step=HOUR)
    assert world.people.got == []
    await world.passes(local(MONDAY + 7 * DAY, 21), step=HOUR)
    assert len([one for one in world.people.got if not isinstance(one, NoticeMessage)]) == 1


@pytest.mark.parametrize("by_night", [False, True])
async def test_a_new_forecast_breaks_no_snooze(world, alerts, by_night):
    kept = await world.asks(watch())
    await world.passes(local(TUESDAY, 2) if by_night else local(MONDAY, 21))
    (told,) = world.people.got
    assert told.why == "reached"
    await alerts.snooze(ANA, kept.subscription_id, world.clock.now + 7 * DAY, world.clock.now)
    world.forecasts.serve("v2", HARD)
    assert await world.alerts.preview.at(world.clock.now) == []
    await world.passes(local(MONDAY + 7 * DAY, 19), step=HOUR)
    assert world.people.got == [told]
    await world.passes(local(MONDAY + 8 * DAY, 21), step=HOUR)
    assert [one.why for one in world.people.got] == ["reached", "left"]


async def test_who_resumes_what_is_snoozed_hears_of_it_at_once(world, alerts):
    kept = await world.asks(watch())
    await alerts.snooze(ANA, kept.subscription_id, local(MONDAY + 7 * DAY, 10), world.clock.now)
    resumed = await alerts.resume(ANA, kept.subscription_id, world.clock.now)
    assert (resumed.snoozed_until, resumed.upcoming) == (None, kept.upcoming)


@pytest.mark.parametrize("silenced", ["pause", "snooze"])
@pytest.mark.parametrize("wish", [watch(), trip(), digest()])
async def test_who_asks_again_for_what_is_silent_hears_of_it(world, alerts, wish, silenced):
    kept = await world.asks(wish)
    if silenced == "pause":
        await alerts.pause(ANA, kept.subscription_id)
    else:
        await alerts.snooze(ANA, kept.subscription_id, local(TUESDAY, 12), world.clock.now)
    assert await world.asks(wish) == kept
    assert await alerts.of_chat(ANA) == [kept]


async def test_a_trip_is_not_snoozed_beyond_its_time(world, alerts):
    kept = await world.asks(trip())
    with pytest.raises(AlertTooLateError):
        await alerts.snooze(ANA, kept.subscription_id, local(TUESDAY, 18), world.clock.now)
    assert await alerts.of_chat(ANA) == [kept]


async def test_a_trip_that_was_told_is_not_promised_again_when_it_is_resumed(world, alerts):
    kept = await world.asks(trip())
    await world.passes(local(TUESDAY, 16))
    assert len(world.people.got) == 1
    await alerts.pause(ANA, kept.subscription_id)
    resumed = await alerts.resume(ANA, kept.subscription_id, world.clock.now)
    assert (resumed.is_paused, resumed.upcoming) == (False, None)
    for language, said in (("es", "Ya te lo recordé."), ("en", "I have reminded you.")):
        assert alert_lines(resumed, Standing(), language, world.clock.now)[-1] == said
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 16, 50))
    assert [one.why for one in world.people.got] == ["due", "corrected"]
    world.clock.now = local(TUESDAY, 17)
    with pytest.raises(AlertTooLateError):
        await alerts.resume(ANA, kept.subscription_id, world.clock.now)


async def test_a_trip_that_did_not_meet_its_condition_is_looked_at_again_when_it_is_resumed(world, alerts):
    kept = await world.asks(trip(threshold=level_threshold("hard")))
    await world.passes(local(TUESDAY, 16))
    await alerts.pause(ANA, kept.subscription_id)
    world.forecasts.serve("v2", HARD)
    resumed = await alerts.resume(ANA, kept.subscription_id, world.clock.now)
    assert resumed.upcoming.due_at == local(TUESDAY, 16, 45)
    await world.passes(local(TUESDAY, 16, 40))
    assert world.people.got == []
    await world.passes(local(TUESDAY, 16, 45))
    assert [one.why for one in world.people.got] == ["due"]


# --- editing ------------------------------------------------------------------------------------------


async def test_what_is_changed_is_another_thing_and_may_be_told_again_of_the_same_day(world, alerts):
    kept = await world.asks(watch())
    await world.passes(local(MONDAY, 21))
    changed = await alerts.edit(
        SPANISH, kept.subscription_id, watch(threshold=at_least(60), ahead=HOUR), world.clock.now
    )
    assert (changed.subscription_id, changed.memory.said) == (kept.subscription_id, None)
    await world.passes(local(TUESDAY, 17))
    assert [one.why for one in world.people.got] == ["reached", "reached"]
    assert world.people.got[1].previous is None


async def test_a_change_that_cannot_be_leaves_all_as_it_was(world, alerts):
    kept = await world.asks(watch())
    with pytest.raises(NothingToTellError):
        await alerts.edit(SPANISH, kept.subscription_id, watch(start=time(22), end=time(23)), world.clock.now)
    assert await alerts.of_chat(ANA) == [kept]


async def test_what_is_paused_stays_so_when_it_is_changed(world, alerts):
    kept = await world.asks(watch())
    await alerts.pause(ANA, kept.subscription_id)
    changed = await alerts.edit(SPANISH, kept.subscription_id, watch(ahead=HOUR), world.clock.now)
    assert (changed.is_paused, changed.upcoming) == (True, None)


# --- deleting, and whose it is ------------------------------------------------------------------------


async def test_what_is_deleted_is_gone_once(world, alerts):
    kept = await world.asks(watch())
    assert await alerts.delete(ANA, kept.subscription_id)
    assert not await alerts.delete(ANA, kept.subscription_id)
    with pytest.raises(UnknownAlertError):
        await alerts.resume(ANA, kept.subscription_id, world.clock.now)
    another = await world.asks(watch())
    assert another.subscription_id > kept.subscription_id  # an old button must not reach it


async def test_nobody_reaches_anothers_alerts(world, alerts):
    kept = await world.asks(watch())
    number, now = kept.subscription_id, world.clock.now
    for deed in (
        alerts.pause(EVA, number),
        alerts.resume(EVA, number, now),
        alerts.snooze(EVA, number, now + DAY, now),
        alerts.edit(ChatMemory(EVA, "es"), number, digest(), now),
    ):
        with pytest.raises(UnknownAlertError):
            await deed
    assert not await alerts.delete(EVA, number)
    assert await alerts.of_chat(ANA) == [kept]


# --- quiet hours and news -----------------------------------------------------------------------------


async def test_quiet_hours_are_the_usual_ones_until_others_are_chosen(world, alerts):
    assert (await alerts.settings(ANA)).quiet == DEFAULT_QUIET_HOURS
    await alerts.set_quiet_hours(ANA, QuietHours(time(21), time(9)), world.clock.now)
    assert (await alerts.settings(ANA)).quiet == QuietHours(time(21), time(9))
    assert (await alerts.settings(EVA)).quiet == DEFAULT_QUIET_HOURS


@pytest.mark.parametrize(
    ("quiet", "moved"),
    [
        (NONE, [local(MONDAY, 20), local(TUESDAY, 16), local(TUESDAY, 7)]),
        (DEFAULT_QUIET_HOURS, [local(MONDAY, 20), local(TUESDAY, 16), local(TUESDAY, 7, 30)]),
        (QuietHours(time(19), time(9)), [local(MONDAY, 18, 55), local(TUESDAY, 16), local(TUESDAY, 9)]),
        (QuietHours(time(15), time(16, 30)), [local(MONDAY, 20), local(TUESDAY, 16, 30), local(TUESDAY, 7)]),
        (QuietHours(time(15), time(16, 55)), [local(MONDAY, 20), local(TUESDAY, 14, 55), local(TUESDAY, 7)]),
    ],
)
async def test_other_quiet_hours_move_all_that_is_to_come_to_their_nearest_useful_edge(
    world, alerts, quiet, moved
):
    for wish in (watch(), trip(), digest(at=time(7))):
        await world.asks(wish)
    await alerts.set_quiet_hours(ANA, quiet, world.clock.now)
    assert [one.upcoming.due_at for one in await alerts.of_chat(ANA)] == moved
    await alerts.set_quiet_hours(ANA, NONE, world.clock.now)
    again = [one.upcoming.due_at for one in await alerts.of_chat(ANA)]
    assert again == [local(MONDAY, 20), local(TUESDAY, 16), local(TUESDAY, 7)]


async def test_quiet_hours_wake_nothing_that_is_paused(world, alerts):
    kept = await world.asks(watch())
    await alerts.pause(ANA, kept.subscription_id)
    await alerts.set_quiet_hours(ANA, NONE, world.clock.now)
    assert [one.upcoming for one in await alerts.of_chat(ANA)] == [None]


async def test_who_turns_news_off_does_not_get_those_that_wait_either(world, alerts):
    await world.asks(watch())
    world.forecasts.serve("v2", trained_until=date(2026, 3, 8))
    world.clock.now = local(MONDAY, 12)
    await world.alerts.service.tick(world.clock.now)
    assert [one.kind for one in await alerts.queue.waiting()] == ["notice"]
    await alerts.set_notices(ANA, wanted=False)
    assert await alerts.queue.waiting() == []


# --- drivers and cars ---------------------------------------------------------------------------------


async def test_spaces_are_counted_again_for_another_driver(world, alerts):
    visitor = await world.asks(watch())
    resident = ChatMemory(ANA, "es", driver=Driver(resident="07-05"))
    await alerts.recount(resident, world.clock.now)
    (kept,) = await alerts.of_chat(ANA)
    assert sum(kept.spaces.values()) > 0
    assert kept.spaces != visitor.spaces
    assert kept.upcoming == visitor.upcoming


async def test_a_driver_who_may_not_park_there_any_more_keeps_the_alert_as_it_was(world, alerts):
    kept = await world.asks(watch())
    await alerts.recount(ChatMemory(ANA, "es", driver=NO_LABEL), world.clock.now)
    assert await alerts.of_chat(ANA) == [kept]


async def test_a_reminder_of_a_car_moves_out_of_quiet_hours(world, alerts):
    await alerts.set_quiet_hours(ANA, QuietHours(time(11), time(11, 30)), world.clock.now)
    parked = replace(car_due(ANA, local(MONDAY, 11, 25)).content, move_by=local(MONDAY, 12))
    await alerts.remind_of([parked], world.clock.now)
    (waiting,) = await alerts.queue.waiting()
    assert waiting.occasion.due_at == local(MONDAY, 11, 30)


@pytest.mark.parametrize(("share", "level"), [(EASY, "easy"), (HARD, "hard")])
async def test_each_level_that_can_be_asked_for_is_told_when_it_is_so(world, share, level):
    world.forecasts.share = share
    await world.asks(watch(threshold=level_threshold(level), days=WORKDAYS))
    await world.passes(local(MONDAY, 20))
    (message,) = world.people.got
    assert message.hours[message.hardest][1].level == level


async def test_what_this_driver_may_not_use_any_more_is_not_told_either(world, alerts):
    chat = ChatMemory(ANA, "es", driver=NO_LABEL)
    await world.asks(watch())
    await world.asks(trip(threshold=level_threshold("easy")))
    await world.chats.save(chat)
    await alerts.recount(chat, world.clock.now)
    await world.passes(local(TUESDAY, 18))
    assert world.people.got == []
    assert world.reports == []
