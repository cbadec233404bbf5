"""Stays in regulated time, against a reference that walks every minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.errors import NaiveTimeError
from forecasting.service_hours import LONGEST_WAIT, ServiceCalendar

MADRID = ZoneInfo("Europe/Madrid")
CHAMBERI, ZOFIO = "07-05", "12-06"
CALENDAR = ServiceCalendar.load()
MINUTE = timedelta(minutes=1)

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
starts = st.integers(0, 3 * 365 * 24 * 60 - 1).map(lambda n: FIRST + n * MINUTE)
"""Every minute of 2025, 2026 and 2027."""

stays = st.integers(1, 720)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def pays(area, moment):
    """Whether a minute is regulated, by the day's window on the clock of Madrid."""
    at = moment.astimezone(MADRID)
    window = CALENDAR.window(area, at.date())
    return window is not None and window[0] <= at.time() < window[1]


def walked(area, start, end):
    """The regulated minutes between two whole minutes, counted one by one."""
    return sum(pays(area, start + n * MINUTE) for n in range((end - start) // MINUTE))


def walked_after(area, at, minutes):
    """The end of so many regulated minutes, counted one by one."""
    while minutes:
        minutes -= pays(area, at)
        at += MINUTE
    return at


@pytest.mark.parametrize(
    ("at", "minutes", "end"),
    [
        ("2026-03-03 11:00", 120, "2026-03-03 13:00"),
        ("2026-03-03 20:00", 120, "2026-03-04 10:00"),  # over the night
        ("2026-03-03 19:00", 120, "2026-03-03 21:00"),  # used up at closing
        ("2026-03-03 23:30", 45, "2026-03-04 09:45"),  # before the opening
        ("2026-03-06 20:30", 240, "2026-03-07 12:30"),  # Friday to Saturday
        ("2026-03-07 14:00", 120, "2026-03-09 10:00"),  # over Sunday
        ("2026-11-06 20:00", 240, "2026-11-07 12:00"),
        ("2026-11-07 14:30", 60, "2026-11-10 09:30"),  # over Sunday and the Almudena on Monday
        ("2026-08-12 14:00", 120, "2026-08-13 10:00"),  # August closes at 15 h
        ("2026-07-31 20:00", 120, "2026-08-01 10:00"),  # a Saturday of August
        ("2026-08-14 14:00", 240, "2026-08-17 12:00"),  # the Assumption on Saturday, and Sunday
        ("2025-12-24 14:00", 120, "2025-12-26 10:00"),  # Christmas Eve closes at 15 h
        ("2025-12-31 14:00", 240, "2026-01-02 12:00"),  # into another year
        ("2026-03-28 14:00", 120, "2026-03-30 10:00"),  # the clock goes forward on Sunday
        ("2026-10-24 14:00", 120, "2026-10-26 10:00"),  # and back
        ("2026-03-03 11:00:30", 1, "2026-03-03 11:01:30"),
    ],
)
def test_a_stay_ends_when_its_regulated_minutes_are_over(at, minutes, end):
    assert CALENDAR.after_regulated(CHAMBERI, local(at), minutes) == local(end)
    assert CALENDAR.regulated_minutes(CHAMBERI, local(at), local(end)) == minutes


def test_a_stay_is_told_on_the_clock_of_madrid():
    found = CALENDAR.after_regulated(CHAMBERI, datetime(2026, 7, 1, 18, tzinfo=UTC), 120)
    assert found.isoformat() == "2026-07-02T10:00:00+02:00"


def test_no_minutes_are_over_at_once_even_at_night():
    at = local("2026-03-03 23:30")
    assert CALENDAR.after_regulated(CHAMBERI, at, 0) == at


def test_where_nothing_is_regulated_for_months_a_stay_never_ends():
    joined = CALENDAR.joined(ZOFIO)
    assert joined == date(2025, 11, 3)
    opening = local(f"{joined} 09:00").astimezone(UTC)
    soon = opening - LONGEST_WAIT + timedelta(hours=2)
    assert CALENDAR.after_regulated(ZOFIO, soon, 120) == opening + timedelta(hours=2)
    assert CALENDAR.after_regulated(ZOFIO, soon, 121) is None
    assert CALENDAR.after_regulated(ZOFIO, local("2025-03-03 11:00"), 1) is None
    assert CALENDAR.regulated_minutes(ZOFIO, local("2025-03-03 11:00"), opening) == 0


def test_the_lockdown_is_too_long_to_wait_for():
    assert CALENDAR.after_regulated(CHAMBERI, local("2020-03-16 10:00"), 60) is None
    assert CALENDAR.after_regulated(CHAMBERI, local("2020-05-04 10:00"), 60) == local("2020-06-01 10:00")


def test_a_begun_minute_counts_as_on_a_ticket():
    start = local("2026-03-03 11:00:20")
    assert CALENDAR.regulated_minutes(CHAMBERI, start, local("2026-03-03 11:01:10")) == 1
    assert CALENDAR.regulated_minutes(CHAMBERI, start, local("2026-03-03 11:01:21")) == 2


def test_backwards_there_are_no_minutes():
    assert CALENDAR.regulated_minutes(CHAMBERI, local("2026-03-04 11:00"), local("2026-03-03 11:00")) == 0


def test_a_full_year_is_counted():
    assert CALENDAR.regulated_minutes(CHAMBERI, local("2026-01-01 00:00"), local("2027-01-01 00:00")) == sum(
        (closing.hour - opening.hour) * 60
        for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
        for opening, closing in CALENDAR.windows(CHAMBERI, day)
    )


def test_a_time_without_a_zone_is_refused():
    naive = datetime(2026, 3, 3, 11)  # noqa: DTZ001  the point of the test
    with pytest.raises(NaiveTimeError):
        CALENDAR.after_regulated(CHAMBERI, naive, 60)
    with pytest.raises(NaiveTimeError):
        CALENDAR.regulated_minutes(CHAMBERI, local("2026-03-03 10:00"), naive)


@given(starts, stays)
def test_the_end_of_a_stay_is_that_of_a_walk_through_every_minute(at, minutes):
    assert CALENDAR.after_regulated(CHAMBERI, at, minutes) == walked_after(CHAMBERI, at, minutes)


@given(starts, st.integers(0, 4 * 24 * 60))
def test_regulated_minutes_are_those_of_a_walk_through_every_minute(start, length):
    end = start + length * MINUTE
    assert CALENDAR.regulated_minutes(CHAMBERI, start, end) == walked(CHAMBERI, start, end)


@given(starts, stays, st.integers(0, 59))
def test_by_the_end_of_a_stay_its_minutes_have_passed_and_not_before(at, minutes, second):
    at += timedelta(seconds=second)
    end = CALENDAR.after_regulated(CHAMBERI, at, minutes)
    assert CALENDAR.regulated_minutes(CHAMBERI, at, end) == minutes
    assert CALENDAR.regulated_minutes(CHAMBERI, at, end - MINUTE) == minutes - 1
    assert CALENDAR.is_regulated(CHAMBERI, end - timedelta(seconds=1))


@given(starts, stays, stays)
def test_a_stay_goes_on_where_it_stopped(at, first, second):
    between = CALENDAR.after_regulated(CHAMBERI, at, first)
    assert CALENDAR.after_regulated(CHAMBERI, between, second) == CALENDAR.after_regulated(
        CHAMBERI, at, first + second
    )
