"""Occasions come at the time that was asked for, once a day, through the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.alerts.local_times import local_day, moment
from bot.alerts.occasions import (
    EVENING,
    Once,
    SkippedDay,
    Weekly,
    first_occasion,
    is_moved,
    next_occasion,
    skipped_days,
)
from bot.alerts.quiet_hours import DEFAULT_QUIET_HOURS, LEAST_NOTICE, ROOM, QuietHours
from bot.domain import MADRID
from forecasting.service_hours import ServiceCalendar
from tests.bot.alerts.world import TUESDAY, local

CALENDAR = ServiceCalendar.load()
ALWAYS = frozenset(range(7))
WORKDAYS = frozenset(range(5))
NEVER_QUIET = QuietHours(time(0), time(0))
AREA = "07-05"
DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
CLOCK_CHANGES = [
    date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29),
    date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31),
]  # fmt: skip

days_of_the_week = st.frozensets(st.integers(0, 6), min_size=1)
near_the_edges = st.sampled_from(
    [*CLOCK_CHANGES, date(2025, 12, 31), date(2026, 12, 31), date(2026, 8, 1), date(2026, 2, 28)]
)
days = st.dates(FIRST, LAST) | near_the_edges
clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0)) | st.sampled_from(
    [time(2, 0), time(2, 30), time(2, 59), time(3, 0), time(0, 0), time(23, 59)]
)
aheads = st.none() | st.integers(0, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
quiets = st.builds(QuietHours, clocks, clocks) | st.just(DEFAULT_QUIET_HOURS)


@pytest.fixture(scope="module")
def always(tmp_path_factory):
    """A calendar on which all of every day is regulated: what is left is the clock."""
    file = tmp_path_factory.mktemp("calendar") / "always.toml"
    file.write_text(
        'zone = "Europe/Madrid"\n[[hours]]\nname = "always"\n'
        'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]\nwindows = ["00:00-24:00"]\n'
    )
    return ServiceCalendar.load(file)


def shown(day, clock):
    """What the clocks show at a time that was asked for: an hour more, where they skip it."""
    wall = datetime.combine(day, clock.replace(fold=0), MADRID)
    return wall.astimezone(UTC).astimezone(MADRID).time()


def run(schedule, after, until, calendar, quiet=NEVER_QUIET):
    """All occasions from one moment to another, as a service goes from one to the next."""
    found = []
    one = first_occasion(schedule, after, calendar, quiet)
    while one is not None and one.due_at < until:
        found.append(one)
        one = next_occasion(schedule, one.about_at, calendar, quiet)
    return found


# --- the clock ----------------------------------------------------------------------------------------


@given(days, clocks)
def test_a_moment_is_what_the_clocks_show_then(day, clock):
    local = moment(day, clock).astimezone(MADRID)
    skipped = day in CLOCK_CHANGES and day.month == 3 and clock.hour == 2
    assert local.date() == day
    assert local.time() == (clock.replace(hour=3) if skipped else clock)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_time_that_the_clocks_repeat_is_its_first_pass(fold):
    assert moment(date(2026, 10, 25), time(2, 30, fold=fold)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_comes_an_hour_later():
    assert moment(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment(date(2026, 3, 29), time(2, 30)).astimezone(MADRID).time() == time(3, 30)


# --- every occasion at its time, once a day -----------------------------------------------------------


@given(days, clocks, days_of_the_week, aheads)
def test_each_chosen_day_has_one_occasion_at_the_time_asked_for(always, first, clock, chosen, ahead):
    schedule = Weekly(chosen, clock, time(23, 59), ahead, AREA)
    start = moment(first, time())
    found = run(schedule, start, start + timedelta(days=10), always)
    about = [local_day(one.about_at) for one in found]
    assert about == sorted(set(about))
    for one in found:
        day = local_day(one.about_at)
        assert day.weekday() in chosen
        assert one.about_at.astimezone(MADRID).time() == shown(day, clock)
        if ahead is None:
            assert one.due_at.astimezone(MADRID).replace(tzinfo=None) == datetime.combine(day - DAY, EVENING)
        else:
            assert one.about_at - one.due_at == ahead
        assert one.due_at <= one.about_at <= one.useful_until


@given(days, clocks, days_of_the_week, aheads)
def test_no_chosen_day_is_left_out(always, first, clock, chosen, ahead):
    schedule = Weekly(chosen, clock, time(23, 59), ahead, AREA)
    start = moment(first, time())
    about = {local_day(one.about_at) for one in run(schedule, start, start + timedelta(days=12), always)}
    wanted = {first + n * DAY for n in range(2, 10)}
    assert {day for day in wanted if day.weekday() in chosen} <= about


@pytest.mark.parametrize("day", CLOCK_CHANGES)
def test_a_night_that_changes_the_clocks_has_its_day_too(always, day):
    schedule = Weekly(ALWAYS, time(2, 30), time(6), timedelta(minutes=30), AREA)
    start = moment(day - DAY, time(12))
    (one,) = run(schedule, start, moment(day, time(12)), always)
    assert local_day(one.about_at) == day
    assert one.about_at - one.due_at == timedelta(minutes=30)


def test_three_years_of_evenings_come_at_eight_and_miss_no_working_day():
    schedule = Weekly(WORKDAYS, time(9), time(11), None, AREA)
    found = run(schedule, moment(FIRST, time()), moment(LAST, time()), CALENDAR)
    assert {one.due_at.astimezone(MADRID).time() for one in found} == {EVENING}
    told = {local_day(one.about_at) for one in found}
    everyday = {FIRST + n * DAY for n in range(1, (LAST - FIRST).days + 1)}
    assert told == {day for day in everyday if day.weekday() < 5 and not CALENDAR.is_holiday(day)}


@given(days, clocks, days_of_the_week, aheads, quiets)
def test_the_first_occasion_after_a_moment_is_due_after_it(always, day, clock, chosen, ahead, quiet):  # noqa: PLR0913, PLR0917
    schedule = Weekly(chosen, clock, time(23, 59), ahead, AREA)
    after = moment(day, time(12))
    one = first_occasion(schedule, after, always, quiet)
    assert after < one.due_at <= after + timedelta(days=10)


@given(days, clocks, days_of_the_week, aheads, quiets)
def test_occasions_follow_each_other_whatever_the_quiet_hours(always, day, clock, chosen, ahead, quiet):  # noqa: PLR0913, PLR0917
    schedule = Weekly(chosen, clock, time(23, 59), ahead, AREA)
    start = moment(day, time())
    found = run(schedule, start, start + timedelta(days=9), always, quiet)
    dues = [one.due_at for one in found]
    assert dues == sorted(set(dues))


def test_an_end_in_the_hour_that_the_clocks_skip_is_not_before_the_start(always):
    schedule = Weekly(ALWAYS, time(2, 30), time(3), timedelta(0), AREA)
    (one,) = run(schedule, moment(date(2026, 3, 28), time(12)), moment(date(2026, 3, 29), time(12)), always)
    assert one.useful_until >= one.about_at


# --- days without regulation --------------------------------------------------------------------------


def test_holidays_are_skipped_and_known():
    schedule = Weekly(WORKDAYS, time(9), time(11), None, AREA)
    wednesday = moment(date(2026, 4, 1), time(9))  # before Maundy Thursday and Good Friday
    following = next_occasion(schedule, wednesday, CALENDAR, NEVER_QUIET)
    assert local_day(following.about_at) == date(2026, 4, 6)
    assert skipped_days(schedule, date(2026, 4, 1), date(2026, 4, 6), CALENDAR) == (
        SkippedDay(date(2026, 4, 2), "holiday"),
        SkippedDay(date(2026, 4, 3), "holiday"),
    )


def test_an_august_afternoon_is_skipped_because_it_is_not_regulated():
    schedule = Weekly(WORKDAYS, time(17), time(19), None, AREA)
    friday = moment(date(2026, 7, 31), time(17))
    following = next_occasion(schedule, friday, CALENDAR, NEVER_QUIET)
    assert local_day(following.about_at) == date(2026, 9, 1)
    skipped = skipped_days(schedule, date(2026, 7, 31), date(2026, 9, 1), CALENDAR)
    assert len(skipped) == 21
    assert {one.why for one in skipped} == {"night"}


def test_a_weekend_that_is_never_regulated_surprises_nobody():
    schedule = Weekly(ALWAYS, time(17), time(19), None, AREA)
    assert skipped_days(schedule, date(2026, 3, 6), date(2026, 3, 9), CALENDAR) == ()


def test_a_holiday_on_a_chosen_saturday_is_known():
    schedule = Weekly(ALWAYS, time(10), time(12), None, AREA)
    assert skipped_days(schedule, date(2026, 5, 1), date(2026, 5, 4), CALENDAR) == (
        SkippedDay(date(2026, 5, 2), "holiday"),
    )


def test_a_neighbourhood_that_joins_has_no_occasion_before():
    schedule = Weekly(WORKDAYS, time(9), time(11), None, "12-06")  # regulated from 3 November 2025
    one = first_occasion(schedule, moment(date(2025, 10, 1), time()), CALENDAR, NEVER_QUIET)
    assert local_day(one.about_at) == date(2025, 11, 3)


def test_where_nothing_is_ever_regulated_there_is_no_occasion():
    schedule = Weekly(ALWAYS, time(22), time(23), None, AREA)
    assert first_occasion(schedule, moment(FIRST, time()), CALENDAR, NEVER_QUIET) is None
    assert next_occasion(schedule, moment(FIRST, time(22)), CALENDAR, NEVER_QUIET) is None


# --- trips --------------------------------------------------------------------------------------------


@given(days, clocks, aheads)
def test_a_trip_is_reminded_of_once_as_long_ahead_as_asked(day, clock, ahead):
    at = moment(day, clock)
    one = first_occasion(Once(at, ahead), at - timedelta(days=30), CALENDAR, NEVER_QUIET)
    assert (one.about_at, one.useful_until) == (at, at)
    if ahead is None:
        assert one.due_at.astimezone(MADRID).time() == EVENING
        assert timedelta(0) < at - one.due_at <= timedelta(hours=29)
    else:
        assert at - one.due_at == ahead


def test_a_trip_that_is_too_near_for_the_evening_before_is_reminded_of_an_hour_ahead():
    at = moment(date(2026, 3, 12), time(11))
    after = moment(date(2026, 3, 12), time(8))
    one = first_occasion(Once(at, None), after, CALENDAR, DEFAULT_QUIET_HOURS)
    assert at - one.due_at == timedelta(hours=1)


def test_a_trip_in_half_an_hour_is_reminded_of_a_quarter_ahead_and_one_in_ten_minutes_not_at_all():
    at = moment(date(2026, 3, 12), time(11))
    soon = first_occasion(Once(at, timedelta(hours=2)), at - timedelta(minutes=30), CALENDAR, NEVER_QUIET)
    assert at - soon.due_at == timedelta(minutes=15)
    assert first_occasion(Once(at, None), at - timedelta(minutes=10), CALENDAR, NEVER_QUIET) is None


# --- quiet hours --------------------------------------------------------------------------------------


@given(quiets, days, clocks)
def test_quiet_hours_hold_a_moment_exactly_between_their_ends(quiet, day, clock):
    at = moment(day, clock)
    assume(day not in CLOCK_CHANGES)
    night = quiet.night_of(at)
    if quiet.start < quiet.end:
        inside = quiet.start <= clock < quiet.end
    else:
        inside = quiet.start != quiet.end and (clock >= quiet.start or clock < quiet.end)
    assert (night is not None) == inside
    if night is not None:
        assert night[0] <= at < night[1]


@given(quiets, days, clocks, st.integers(0, 24 * 60))
def test_a_message_goes_to_an_edge_of_quiet_hours_and_is_never_too_late(quiet, day, clock, minutes):
    due_at = moment(day, clock)
    about_at = due_at + timedelta(minutes=minutes)
    told_at = quiet.moved(due_at, about_at)
    night = quiet.night_of(due_at)
    if night is None:
        assert told_at == due_at
        return
    assert told_at in {night[0] - ROOM, night[1]}
    if told_at == night[1]:
        assert told_at + LEAST_NOTICE <= about_at
        assert told_at - due_at <= due_at - (night[0] - ROOM)


@pytest.mark.parametrize(
    ("due", "about", "told"),
    [
        (time(7, 15), time(7, 45), time(7, 30)),  # a little later is still in time
        (time(7, 15), time(7, 35), time(22, 25)),  # after the quiet hours it would be too late
        (time(0, 30), time(9, 0), time(22, 25)),  # the evening is nearer than the morning
        (time(6, 0), time(9, 0), time(7, 30)),
        (time(8, 0), time(9, 0), time(8, 0)),
    ],
)
def test_the_nearest_useful_edge_decides(due, about, told):
    day = date(2026, 3, 12)
    moved = DEFAULT_QUIET_HOURS.moved(moment(day, due), moment(day, about))
    assert moved.astimezone(MADRID).time() == told


def test_a_digest_in_quiet_hours_waits_for_their_end():
    schedule = Weekly(WORKDAYS, time(6), time(10), timedelta(0), "")
    one = first_occasion(schedule, moment(date(2026, 3, 11), time(12)), CALENDAR, DEFAULT_QUIET_HOURS)
    assert one.due_at.astimezone(MADRID).time() == time(7, 30)


@pytest.mark.parametrize(
    ("schedule", "quiet", "moved"),
    [
        (Once(local(TUESDAY, 9), timedelta(hours=1)), QuietHours(time(21), time(8, 30)), True),
        (Once(local(TUESDAY, 9), timedelta(hours=1)), QuietHours(time(21), time(8)), False),
        (Once(local(TUESDAY, 9), timedelta(hours=1)), QuietHours(time(0), time(0)), False),
        (Once(local(TUESDAY, 21, 30), None), QuietHours(time(20), time(21)), True),
        (Weekly(frozenset({1}), time(9), time(10), timedelta(hours=1), "07-05"), QuietHours(time(21), time(9)), True),
        (Weekly(frozenset({1}), time(9), time(10), timedelta(hours=1), "07-05"), QuietHours(time(21), time(7)), False),
        (Weekly(frozenset({1}), time(9), time(10), None, "07-05"), QuietHours(time(21), time(9)), False),
    ],
)  # fmt: skip
def test_what_quiet_hours_move_is_known_by_its_time(schedule, quiet, moved):
    occasion = first_occasion(schedule, local(TUESDAY - timedelta(days=1), 10), CALENDAR, quiet)
    assert is_moved(schedule, occasion) == moved


def test_a_trip_that_is_too_near_for_what_was_asked_is_not_moved_by_quiet_hours():
    schedule = Once(local(TUESDAY, 17), timedelta(hours=2))
    occasion = first_occasion(schedule, local(TUESDAY, 15, 30), CALENDAR, QuietHours(time(21), time(9)))
    assert occasion.due_at == local(TUESDAY, 16)
    assert not is_moved(schedule, occasion)
