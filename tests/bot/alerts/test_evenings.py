"""The evening before keeps its hour when what it is about is moved, and is named by its own clock."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest

from bot.alerts.evenings import evening_of
from bot.alerts.occasions import EVENING
from bot.alerts.standing import Standing
from bot.alerts.wishes import Subscription
from bot.presentation.alert_pages import alert_lines
from bot.services.alert_wishes import trip_moved, watch_moved
from tests.bot.alerts.world import ANA, TUESDAY, local, trip, watch

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)
"""Sundays whose night has 23 and 25 hours."""

AT_NINE = trip(at=local(TUESDAY, 10), ahead=13 * HOUR)
WEEKLY_AT_NINE = watch(start=time(10), end=time(11), ahead=13 * HOUR)


@pytest.mark.parametrize("by", [-HOUR, HOUR, 5 * HOUR])
@pytest.mark.parametrize("ahead", [None, 13 * HOUR, 11 * HOUR])
def test_it_stays_when_a_trip_or_a_window_is_moved(by, ahead):
    for wish, move in ((AT_NINE, trip_moved), (WEEKLY_AT_NINE, watch_moved)):
        one = replace(wish, ahead=ahead)
        assert evening_of(move(one, by)) == evening_of(one) is not None


@pytest.mark.parametrize("ahead", [timedelta(0), HOUR, 2 * HOUR, 3 * DAY])
def test_what_is_so_long_before_stays_so_long_before(ahead):
    for wish, move in ((AT_NINE, trip_moved), (WEEKLY_AT_NINE, watch_moved)):
        assert move(replace(wish, ahead=ahead), HOUR).ahead == ahead
        assert evening_of(replace(wish, ahead=ahead)) is None


def test_a_trip_that_is_moved_to_another_day_is_told_as_long_before():
    late = trip(at=local(TUESDAY, 23), ahead=26 * HOUR)
    assert evening_of(late) == time(21)
    moved = trip_moved(late, HOUR)
    assert (moved.at, moved.ahead, evening_of(moved)) == (local(TUESDAY + DAY, 0), 26 * HOUR, None)


def test_a_window_that_would_leave_its_day_stays_as_it_is():
    late = watch(start=time(22), end=time(23, 30), ahead=25 * HOUR)
    assert watch_moved(late, HOUR) == late


def test_without_an_hour_it_is_the_usual_one():
    assert evening_of(trip(ahead=None)) == evening_of(watch(ahead=None)) == EVENING


@pytest.mark.parametrize("sunday", [MARCH, OCTOBER])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Te lo recuerdo la víspera, a las 21:00."),
        ("en", "I remind you the evening before, at 21:00."),
    ],
)
def test_where_the_clocks_change_it_is_named_by_what_they_show(sunday, language, words):
    at, told_at = local(sunday, 10), local(sunday - DAY, 21)
    assert told_at.tzinfo is UTC
    kept = Subscription(ANA, trip(at=at, ahead=at - told_at))
    assert words in alert_lines(kept, Standing(), language, told_at - HOUR)
