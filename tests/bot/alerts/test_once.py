"""Trips, digests, cars and news: each told once, at its time; and what was missed is told with what comes next."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.alerts.messages import NoticeMessage, ParkedMessage, WatchMessage
from bot.alerts.news import News
from bot.alerts.quiet_hours import QuietHours
from bot.domain import MADRID, ParkedCar, SavedPlace
from bot.errors import AlertTooLateError
from tests.bot.alerts.world import (
    ANA,
    EVA,
    GETAFE,
    GOYA,
    HARD,
    PONZANO,
    TUESDAY,
    digest,
    local,
    trip,
    watch,
)

DAY = timedelta(days=1)
MONDAY = TUESDAY - DAY


def kinds(world):
    return [type(one) for one in world.people.got]


# --- trips --------------------------------------------------------------------------------------------


async def test_a_trip_is_reminded_of_once_with_what_is_known_then(world):
    await world.asks(trip())
    await world.passes(local(TUESDAY, 15, 50))
    assert world.people.got == []
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 18))
    (message,) = world.people.got
    assert (message.why, message.answer.status, message.answer.query.at) == ("due", "ok", local(TUESDAY, 17))
    assert message.answer.availability.level == "hard"
    assert message.answer.model.version == "v2"


async def test_a_trip_names_what_is_better_near_in_place_or_time(world):
    world.forecasts.by_hour = {16: 0.9}  # 17 h in Madrid
    await world.asks(trip())
    await world.passes(local(TUESDAY, 17))
    (message,) = world.people.got
    assert message.answer.evidence.better_hour.at == local(TUESDAY, 18).astimezone(MADRID)


async def test_what_a_new_forecast_changes_of_a_trip_is_told(world):
    await world.asks(trip(ahead=timedelta(hours=6)))
    await world.passes(local(TUESDAY, 12))
    world.forecasts.serve("v2", 0.9)
    await world.passes(local(TUESDAY, 18))
    assert [one.why for one in world.people.got] == ["due", "corrected"]
    assert world.people.got[1].previous.found.level != world.people.got[1].answer.availability.level


async def test_what_a_new_forecast_changes_is_told_of_each_though_few_are_judged_at_once(world, monkeypatch):
    monkeypatch.setattr("bot.services.alerting.ticking.CORRECTED", 2)
    hours = [14, 15, 16, 17, 18]
    for hour in hours:
        await world.asks(trip(at=local(TUESDAY, hour), ahead=timedelta(hours=5)))
    await world.passes(local(TUESDAY, 13, 30), step=timedelta(minutes=30))
    world.people.got.clear()
    world.forecasts.serve("v2", 0.9)
    await world.passes(local(TUESDAY, 13, 35))
    assert [one.why for one in world.people.got] == ["corrected"] * 5
    assert [one.answer.query.at for one in world.people.got] == [local(TUESDAY, hour) for hour in hours]


async def test_a_trip_at_night_says_that_nothing_is_regulated(world):
    await world.asks(trip(at=local(TUESDAY, 22)))
    await world.passes(local(TUESDAY, 22))
    assert [one.answer.status for one in world.people.got] == ["not_regulated"]


async def test_a_trip_is_forgotten_a_week_after(world):
    await world.asks(trip())
    await world.passes(local(TUESDAY + 8 * DAY, 20), step=timedelta(hours=3))
    assert await world.alerts.subscriptions.of_chat(ANA) == []


# --- digests ------------------------------------------------------------------------------------------


async def test_a_digest_has_the_day_at_each_saved_place(world):
    await world.asks(digest())
    for name, place in (("casa", PONZANO), ("lejos", GETAFE)):
        await world.places.save_place(SavedPlace(ANA, name, place))
    await world.passes(local(TUESDAY, 8))
    (message,) = world.people.got
    home, far = message.places
    assert (home.name, home.area.code) == ("casa", "07-05")
    assert [at.astimezone(MADRID).hour for at, _ in home.hours] == list(range(9, 21))
    assert all(found is not None for _, found in home.hours)
    assert (far.area, far.hours) == (None, ())


async def test_a_digest_of_no_places_is_none(world):
    await world.asks(digest())
    await world.passes(local(TUESDAY, 12))
    assert world.people.got == []


async def test_a_digest_comes_on_its_days_but_not_on_holidays(world):
    thursday = date(2026, 4, 30)
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    world.clock.now = local(thursday - DAY, 12)
    await world.asks(digest())
    await world.alerts.subscriptions.set_notices(ANA, wanted=False)
    await world.passes(local(thursday + 4 * DAY, 12), step=timedelta(minutes=30))
    days = [one.occasion.about_at.astimezone(MADRID).date() for one in world.people.got]
    assert days == [thursday, thursday + 4 * DAY]
    assert [one.day for one in world.people.got[0].skipped] == [thursday + DAY]


async def test_a_digest_that_comes_after_the_morning_is_missed(world):
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    await world.asks(digest())
    world.clock.now = local(TUESDAY, 12)
    await world.passes(local(TUESDAY + DAY, 9))
    (message,) = world.people.got
    assert [(one.kind, one.about_at) for one in message.missed] == [("digest", local(TUESDAY, 8))]


# --- cars ---------------------------------------------------------------------------------------------


def car(**changes):
    usual = ParkedCar(
        ANA, "es", PONZANO, "07-05", local(MONDAY, 10), move_by=local(MONDAY, 12), why="stay_ends",
        remind_at=local(MONDAY, 11, 40),
    )  # fmt: skip
    return replace(usual, **changes)


async def test_a_car_is_reminded_of_once(world):
    await world.alerts.subscriptions.remind_of([car()], world.clock.now)
    await world.passes(local(MONDAY, 11, 30))
    assert world.people.got == []
    await world.passes(local(MONDAY, 14))
    (message,) = world.people.got
    assert message.car == car(
        parked_at=message.car.parked_at, move_by=message.car.move_by, remind_at=message.car.remind_at
    )
    assert message.car.move_by == local(MONDAY, 12)


async def test_a_car_that_moved_is_reminded_of_no_more(world):
    subscriptions = world.alerts.subscriptions
    await subscriptions.remind_of([car()], world.clock.now)
    await subscriptions.forget_car(ANA)
    await world.passes(local(MONDAY, 14))
    assert world.people.got == []


async def test_a_car_that_is_parked_again_has_the_new_reminder_only(world):
    subscriptions = world.alerts.subscriptions
    await subscriptions.remind_of([car()], world.clock.now)
    later = car(
        place=GOYA, parked_at=local(MONDAY, 11), move_by=local(MONDAY, 13, 15), remind_at=local(MONDAY, 13)
    )
    await subscriptions.remind_of([later], world.clock.now)
    await world.passes(local(MONDAY, 15))
    assert [one.car.place for one in world.people.got] == [GOYA]


async def test_a_car_is_reminded_of_when_it_was_asked_for_long_after_its_time_too(world):
    asked = car(remind_at=local(MONDAY, 15))
    await world.alerts.subscriptions.remind_of([asked], world.clock.now, asked=True)
    await world.passes(local(MONDAY, 14, 59))
    assert world.people.got == []
    await world.passes(local(MONDAY, 18))
    assert [(type(one), one.missed) for one in world.people.got] == [(ParkedMessage, ())]


async def test_what_was_asked_for_comes_in_quiet_hours_and_what_follows_it_does_not(world):
    subscriptions = world.alerts.subscriptions
    await subscriptions.set_quiet_hours(ANA, QuietHours(time(9), time(11, 35)), world.clock.now)
    await subscriptions.remind_of(
        [car(remind_at=local(MONDAY, 10, 40)), car(remind_at=local(MONDAY, 11, 30))],
        world.clock.now,
        asked=True,
    )
    due = [one.occasion.due_at for one in await subscriptions.queue.waiting()]
    assert due == [local(MONDAY, 10, 40), local(MONDAY, 11, 35)]


async def test_a_reminder_that_was_asked_for_is_missed_when_an_hour_after_it_is_over(world):
    asked = car(remind_at=local(MONDAY, 15))
    await world.alerts.subscriptions.remind_of([asked], world.clock.now, asked=True)
    world.clock.now = local(MONDAY, 16)
    await world.passes(local(MONDAY, 17))
    assert world.people.got == []
    (missed,) = await world.alerts.subscriptions.queue.missed(ANA, world.clock.now)
    assert (missed.kind, missed.about_at) == ("parked", local(MONDAY, 12))


async def test_a_car_that_nothing_asks_to_move_is_not_reminded_of(world):
    await world.alerts.subscriptions.remind_of([car(remind_at=None)], world.clock.now)
    await world.passes(local(MONDAY, 15))
    assert world.people.got == []


# --- news ---------------------------------------------------------------------------------------------


async def test_news_come_once_a_week_at_most_and_nothing_is_told_twice(world):
    monday = date(2025, 12, 15)
    world.clock.now = local(monday, 9)
    await world.asks(watch())
    await world.passes(local(monday + 28 * DAY, 20), step=timedelta(hours=1))
    notices = [one for one in world.people.got if isinstance(one, NoticeMessage)]
    days = [each.day for one in notices for each in one.news]
    assert days == sorted(set(days))
    assert {date(2025, 12, 24), date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 6)} <= set(days)
    assert len(notices) <= 4


async def test_each_change_is_announced_before_it_comes(world):
    monday = date(2026, 7, 20)
    world.clock.now = local(monday, 9)
    await world.asks(watch())
    heard = []
    while world.clock.now < local(monday + 18 * DAY, 20):
        await world.passes(world.clock.now + timedelta(hours=1), step=timedelta(hours=1))
        new = [one for one in world.people.got if isinstance(one, NoticeMessage)][len(heard) :]
        heard += [(world.clock.now.astimezone(MADRID).date(), one.news) for one in new]
    assert all(told <= each.day for told, news in heard for each in news)
    assert any(each.kind == "hours" for _, news in heard for each in news)


async def test_who_wants_no_news_hears_none(world):
    world.clock.now = local(date(2026, 4, 27), 9)
    for chat_id in (ANA, EVA):
        await world.asks(watch(), chat_id)
    await world.alerts.subscriptions.set_notices(ANA, wanted=False)
    await world.passes(local(date(2026, 4, 27), 13))
    assert [one.chat_id for one in world.people.got] == [EVA]
    assert not (await world.alerts.subscriptions.settings(ANA)).notices


async def test_a_neighbourhood_that_joins_is_told_to_who_has_an_alert_there(world):
    world.clock.now = local(date(2025, 7, 14), 9)
    comillas = replace(PONZANO, label="Comillas", neighbourhood="11-01")
    await world.asks(watch(), ANA)
    await world.asks(trip(place=comillas, at=local(date(2025, 7, 22), 17)), EVA)
    await world.passes(local(date(2025, 7, 14), 13))
    joins = [one.chat_id for one in world.people.got if any(each.kind == "joins" for each in one.news)]
    assert joins == [EVA]
    (message,) = world.people.of(EVA)
    assert message.names["11-01"].name == "Comillas"


async def test_newer_data_are_news_and_simulated_ones_are_not(world):
    await world.asks(watch())
    world.forecasts.serve("v2", trained_until=date(2026, 3, 1), demo=True)
    await world.passes(local(MONDAY, 13))
    assert world.people.got == []
    world.forecasts.serve("v3", trained_until=date(2026, 3, 8), demo=False)
    await world.passes(local(TUESDAY, 13), step=timedelta(hours=1))
    notices = [one.news for one in world.people.got if isinstance(one, NoticeMessage)]
    assert notices == [(News("data", date(2026, 3, 8)),)]


# --- late and missed ----------------------------------------------------------------------------------


async def test_what_is_late_but_of_use_is_told(world):
    await world.asks(watch())
    world.clock.now = local(TUESDAY, 9)
    await world.passes(local(TUESDAY, 9, 10))
    assert kinds(world) == [WatchMessage]


async def test_what_is_too_late_is_told_as_missed_with_the_next_message_and_once(world):
    await world.asks(trip())
    await world.asks(watch())
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    await world.asks(digest())
    world.clock.now = local(TUESDAY + DAY, 7)
    await world.passes(local(TUESDAY + DAY, 21))
    first, *others = world.people.got
    assert {(one.kind, one.about_at) for one in first.missed} == {
        ("watch", local(TUESDAY, 17)),
        ("trip", local(TUESDAY, 17)),
        ("digest", local(TUESDAY, 8)),
    }
    assert [one.missed for one in others] == [()] * len(others)


async def test_a_watch_that_had_nothing_to_tell_was_not_missed(world):
    world.forecasts.share = HARD
    await world.asks(watch())
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    await world.asks(digest())
    world.clock.now = local(TUESDAY + DAY, 6)
    await world.passes(local(TUESDAY + DAY, 9))
    assert [one.kind for one in world.people.got[0].missed] == ["digest"]


async def test_after_a_long_outage_only_the_last_week_is_told_as_missed(world):
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    await world.asks(digest())
    await world.alerts.subscriptions.set_notices(ANA, wanted=False)
    world.clock.now = local(TUESDAY + 21 * DAY, 7)  # 31 March
    await world.passes(local(TUESDAY + 21 * DAY, 9))
    (message,) = world.people.got
    assert [one.about_at.astimezone(MADRID).day for one in message.missed] == [24, 25, 26, 27, 30]


async def test_what_is_due_in_quiet_hours_waits_for_the_morning_and_is_told(world):
    await world.alerts.subscriptions.set_quiet_hours(ANA, QuietHours(time(19), time(10)), world.clock.now)
    await world.asks(watch())
    await world.passes(local(TUESDAY, 18))
    (message,) = world.people.got
    assert message.occasion.due_at.astimezone(MADRID).time() == time(18, 55)


async def test_what_an_outage_held_up_into_quiet_hours_waits_for_their_end(world):
    await world.asks(watch())
    world.clock.now = local(MONDAY, 23)
    await world.passes(local(TUESDAY, 7, 20))
    assert world.people.got == []
    await world.passes(local(TUESDAY, 7, 30))
    assert kinds(world) == [WatchMessage]


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_trip_that_is_over_is_refused(world, hours):
    at = world.clock.now - timedelta(hours=hours) if hours > 0 else world.clock.now + timedelta(minutes=5)
    with pytest.raises(AlertTooLateError):
        await world.asks(trip(at=at))
