from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.forecasters.day_grid import (
    DayKinds,
    day_grid,
    days_of_year,
    local_slots,
    months,
    span,
    weekdays,
)
from forecasting.series import Series, SeriesKey
from forecasting.service_hours import ServiceCalendar
from tests.forecasting.simulated import ZONE, simulated_series, slots_of

CALENDAR = ServiceCalendar.load()
KINDS = DayKinds.between(CALENDAR, date(2022, 1, 1), date(2024, 12, 31))
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(days)
def test_weekdays_and_months_are_those_of_the_calendar(day):
    array = np.array([day], dtype="datetime64[D]")
    assert weekdays(array)[0] == day.weekday()
    assert months(array)[0] == day.month - 1


@given(days)
def test_a_date_has_the_same_place_in_every_year(day):
    leap = date(2024, day.month, day.day)
    place = days_of_year(np.array([day], dtype="datetime64[D]"))[0]
    assert place == (leap - date(2024, 1, 1)).days


def test_local_hours_follow_the_clocks():
    slots = np.array(["2024-01-01T08", "2024-07-01T07", "2024-07-01T22"], dtype="datetime64[s]")
    local, hours = local_slots(slots, ZONE)
    assert hours.tolist() == [9, 9, 0]
    assert local.tolist() == [date(2024, 1, 1), date(2024, 7, 1), date(2024, 7, 2)]


def test_a_grid_keeps_every_regulated_hour_in_its_place_and_nothing_else():
    series = simulated_series(first=date(2024, 7, 29), last=date(2024, 8, 11))
    grid = day_grid(series, KINDS)
    july, august, sunday = grid.occupied[0], grid.occupied[7], grid.occupied[6]
    assert np.flatnonzero(np.isfinite(july)).tolist() == list(range(9, 21))
    assert np.flatnonzero(np.isfinite(august)).tolist() == list(range(9, 15))
    assert not np.isfinite(sunday).any()
    nine = series.occupied[series.slots == np.datetime64("2024-07-29T07")]
    assert july[9] == nine[0]


def test_a_grid_ends_with_its_last_known_regulated_day():
    grid = day_grid(simulated_series(first=date(2024, 1, 8), last=date(2024, 3, 31)), KINDS)
    assert (grid.first, grid.last) == (np.datetime64("2024-01-08"), np.datetime64("2024-03-30"))
    assert span([grid]) == (grid.first, grid.last)
    assert grid.until(np.datetime64("2024-01-10")).last == np.datetime64("2024-01-10")
    assert len(grid.until(np.datetime64("2023-01-10")).occupied) == 0


def test_nothing_known_is_no_grid():
    slots = slots_of(date(2024, 1, 8), date(2024, 1, 14))
    unknown = Series(SeriesKey("07-05", "blue"), 10.0, slots, np.full(len(slots), np.nan))
    nights = Series(unknown.key, 10.0, slots, np.where(CALENDAR.mask("07-05", slots), np.nan, 3.0))
    empty = Series(unknown.key, 10.0, slots[:0], np.empty(0))
    assert [day_grid(s, KINDS) for s in (unknown, nights, empty)] == [None, None, None]


def test_negative_counts_are_nobody():
    slots = slots_of(date(2024, 1, 8), date(2024, 1, 8))
    grid = day_grid(Series(SeriesKey("07-05", "blue"), 10.0, slots, np.full(len(slots), -3.0)), KINDS)
    assert np.nanmax(grid.occupied) == 0.0


def test_special_days_have_numbers_and_ordinary_ones_minus_one():
    found = KINDS.of(
        np.array(["2024-01-02", "2024-03-26", "2024-06-12", "2024-01-02"], dtype="datetime64[D]")
    )
    assert found[0] == found[3] == KINDS.names.index("christmas")
    assert found[1] == KINDS.names.index("holy_week")
    assert found[2] == -1


def test_a_kind_never_lived_through_is_ordinary():
    summer = DayKinds.between(CALENDAR, date(2024, 6, 3), date(2024, 6, 7))
    assert summer.names == ()
    assert summer.of(np.array(["2024-01-02"], dtype="datetime64[D]")).tolist() == [-1]


@pytest.mark.parametrize("number", [0, 1])
def test_numbers_of_kinds_follow_their_names(number):
    assert KINDS.names == tuple(sorted(KINDS.names))
    assert KINDS.names[number] in {"bridge", "christmas", "eve", "holy_week"}
