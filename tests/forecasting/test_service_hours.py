from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.errors import NaiveTimeError
from forecasting.service_hours import ServiceCalendar

MADRID = ZoneInfo("Europe/Madrid")
CHAMBERI = "07-05"

# The city's own list of working-calendar holidays (day/month), Sundays left out as the city does.
CITY_LIST = {
    2020: "1/1 6/1 9/4 10/4 1/5 2/5 15/5 15/8 12/10 2/11 9/11 7/12 8/12 25/12",
    2021: "1/1 6/1 19/3 1/4 2/4 1/5 3/5 15/5 12/10 1/11 9/11 6/12 8/12 25/12",
    2022: "1/1 6/1 14/4 15/4 2/5 16/5 25/7 15/8 12/10 1/11 9/11 6/12 8/12 26/12",
    2023: "6/1 20/3 6/4 7/4 1/5 2/5 15/5 15/8 12/10 1/11 9/11 6/12 8/12 25/12",
    2024: "1/1 6/1 28/3 29/3 1/5 2/5 15/5 25/7 15/8 12/10 1/11 9/11 6/12 25/12",
    2025: "1/1 6/1 17/4 18/4 1/5 2/5 15/5 25/7 15/8 1/11 10/11 6/12 8/12 25/12",
    2026: "1/1 6/1 2/4 3/4 1/5 2/5 15/5 15/8 12/10 2/11 9/11 7/12 8/12 25/12",
}

moments = st.datetimes(datetime(2019, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
days = st.dates(date(2019, 1, 1), date(2029, 12, 31))
areas = st.sampled_from(["07-05", "10-02", "11-03", "12-06", "99-99"])


@pytest.fixture(scope="module")
def calendar():
    return ServiceCalendar.load()


def local(year, month, day, hour=12, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=MADRID)


def invented(tmp_path: Path, text: str) -> ServiceCalendar:
    path = tmp_path / "city.toml"
    path.write_text(text, "utf-8")
    return ServiceCalendar.load(path)


@pytest.mark.parametrize("year", CITY_LIST)
def test_holidays_are_those_that_the_city_lists(calendar, year):
    expected = {date(year, int(m), int(d)) for d, m in (day.split("/") for day in CITY_LIST[year].split())}
    every_day = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = {day for day in every_day if day.year == year and calendar.is_holiday(day)}
    assert {day for day in found if day.weekday() != 6} == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), (time(9), time(21))),  # a Monday
        (date(2026, 11, 21), (time(9), time(15))),  # a Saturday
        (date(2026, 11, 22), None),  # a Sunday
        (date(2026, 11, 9), None),  # Almudena
        (date(2025, 11, 9), None),  # Almudena on a Sunday ...
        (date(2025, 11, 10), None),  # ... kept on the Monday
        (date(2022, 5, 16), None),  # San Isidro, moved
        (date(2026, 8, 12), (time(9), time(15))),  # a Wednesday of August
        (date(2026, 8, 8), (time(9), time(15))),  # a Saturday of August
        (date(2024, 8, 15), None),  # a holiday in August
        (date(2026, 7, 31), (time(9), time(21))),
        (date(2026, 9, 1), (time(9), time(21))),
        (date(2025, 12, 24), (time(9), time(15))),
        (date(2022, 12, 24), (time(9), time(15))),  # on a Saturday
        (date(2023, 12, 24), None),  # on a Sunday
        (date(2025, 12, 31), (time(9), time(15))),
        (date(2023, 12, 31), None),
        (date(2020, 3, 13), (time(9), time(21))),
        (date(2020, 3, 16), None),  # Covid
        (date(2020, 5, 29), None),
        (date(2020, 6, 1), (time(9), time(21))),
    ],
)
def test_a_day_has_the_window_of_its_rules(calendar, day, expected):
    assert calendar.window(CHAMBERI, day) == expected


def test_a_late_joiner_is_free_until_its_first_day(calendar):
    assert calendar.window("12-05", date(2024, 9, 13)) is None
    assert calendar.window("12-05", date(2024, 9, 16)) == (time(9), time(21))
    assert calendar.next_opening("12-05", local(2024, 3, 1)) == local(2024, 9, 16, 9)
    assert calendar.why_free("12-05", local(2024, 9, 13)) == "not_yet_regulated"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (local(2026, 11, 23, 12), None),
        (local(2026, 11, 23, 9), None),
        (local(2026, 11, 23, 8, 59), "night"),
        (local(2026, 11, 23, 21), "night"),
        (local(2026, 11, 21, 16), "night"),
        (local(2026, 11, 22, 3), "sunday"),
        (local(2026, 12, 8), "holiday"),
        (local(2020, 4, 1), "suspended"),
    ],
)
def test_the_reason_for_free_parking_is_told(calendar, at, reason):
    assert calendar.why_free(CHAMBERI, at) == reason


def test_openings_and_closings_are_found_across_free_days_and_years(calendar):
    assert calendar.next_opening(CHAMBERI, local(2026, 11, 21, 16)) == local(2026, 11, 23, 9)
    assert calendar.next_opening(CHAMBERI, local(2025, 12, 31, 16)) == local(2026, 1, 2, 9)
    assert calendar.next_opening(CHAMBERI, local(2026, 11, 23, 10)) == local(2026, 11, 24, 9)
    assert calendar.closing(CHAMBERI, local(2026, 11, 23, 10)) == local(2026, 11, 23, 21)
    assert calendar.closing(CHAMBERI, local(2026, 11, 22, 10)) is None


def test_opening_is_at_nine_on_the_clock_on_both_sides_of_a_clock_change(calendar):
    before, after = local(2026, 3, 27, 9), local(2026, 3, 30, 9)
    assert calendar.next_opening(CHAMBERI, local(2026, 3, 27, 8)).astimezone(UTC) == before.astimezone(UTC)
    assert calendar.next_opening(CHAMBERI, local(2026, 3, 29, 2, 30)) == after
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (8, 7)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 24), "plain"),
        (date(2026, 10, 12), "holiday"),
        (date(2025, 12, 25), "holiday"),
        (date(2025, 12, 26), "christmas"),
        (date(2026, 1, 7), "christmas"),
        (date(2026, 1, 8), "plain"),
        (date(2025, 5, 16), "bridge"),  # a Friday after a holiday on Thursday
        (date(2021, 12, 7), "bridge"),  # between two holidays
        (date(2025, 4, 30), "eve"),
        (date(2026, 3, 30), "holy_week"),
        (date(2026, 4, 2), "holiday"),
        (date(2026, 3, 27), "plain"),
    ],
)
def test_days_of_unusual_demand_have_their_kind(calendar, day, kind):
    assert calendar.day_kind(day) == kind


def test_a_time_without_a_zone_is_refused(calendar):
    with pytest.raises(NaiveTimeError):
        calendar.is_regulated(CHAMBERI, datetime(2026, 11, 23, 12))  # noqa: DTZ001  the point of the test


@given(areas, moments)
def test_a_reason_for_free_parking_is_given_exactly_when_it_is_free(area, at):
    calendar = SHARED_CALENDAR
    assert (calendar.why_free(area, at) is None) == calendar.is_regulated(area, at)
    assert (calendar.closing(area, at) is not None) == calendar.is_regulated(area, at)


@given(areas, moments)
def test_the_next_opening_starts_regulated_time_and_nothing_lies_between(area, at):
    calendar = SHARED_CALENDAR
    opening = calendar.next_opening(area, at)
    assert opening > at
    assert calendar.is_regulated(area, opening)
    assert not calendar.is_regulated(area, opening - timedelta(seconds=1))
    since = calendar.closing(area, at) or at
    slots = np.arange(
        np.datetime64(int(since.timestamp()) + 1, "s"), np.datetime64(int(opening.timestamp()), "s"), 900
    )
    assert not calendar.mask(area, slots).any()


@given(areas, st.lists(moments, max_size=20))
def test_the_mask_of_many_slots_is_the_answer_for_each(area, instants):
    calendar = SHARED_CALENDAR
    slots = np.array([int(at.timestamp()) for at in instants], dtype="datetime64[s]")
    assert calendar.mask(area, slots).tolist() == [calendar.is_regulated(area, at) for at in instants]


@given(areas, days)
def test_areas_that_are_alike_have_the_same_windows(area, day):
    calendar = SHARED_CALENDAR
    assert calendar.windows(calendar.alike(area), day) == calendar.windows(area, day)


def test_areas_without_rules_of_their_own_are_alike_and_late_joiners_are_not(calendar):
    assert calendar.alike("07-05") == calendar.alike("07-04")
    assert len({calendar.alike(area) for area in ("07-05", "11-03", "12-06")}) == 3


@given(areas, days)
def test_regulated_hours_of_a_day_lie_within_its_window(area, day):
    calendar = SHARED_CALENDAR
    window = calendar.window(area, day)
    for hour in range(24):
        at = datetime.combine(day, time(hour), MADRID)
        expected = window is not None and window[0] <= at.time() < window[1]
        assert calendar.is_regulated(area, at) == expected


SHARED_CALENDAR = ServiceCalendar.load()

FERIA = """
zone = "America/Bogota"

[[holidays.local]]
name = "Founding day"
yearly = "02-29"

[[hours]]
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
windows = ["09:30-14:00", "16:00-20:00"]

[[hours]]
days = ["mon", "tue", "wed", "thu", "fri"]
areas = ["harbour"]
from = 2025-01-01
windows = ["00:00-24:00"]

[[hours]]
days = ["holiday"]
seasons = ["12-20/01-10", "02-29"]
windows = ["10:00-12:00"]

[[suspensions]]
areas = ["old town"]
from = 2026-05-01
until = 2026-05-31

[[special_days]]
kind = "feria"
seasons = ["12-28/01-02"]
"""


def test_another_city_has_breaks_and_rules_by_area_and_season(tmp_path):
    city = invented(tmp_path, FERIA)
    bogota = ZoneInfo("America/Bogota")
    tuesday = date(2026, 5, 12)
    assert city.windows("centre", tuesday) == ((time(9, 30), time(14)), (time(16), time(20)))
    assert city.window("centre", tuesday) == (time(9, 30), time(20))
    lunch = datetime(2026, 5, 12, 15, tzinfo=bogota)
    assert city.why_free("centre", lunch) == "night"
    assert city.next_opening("centre", lunch) == datetime(2026, 5, 12, 16, tzinfo=bogota)
    assert city.why_free("old town", lunch) == "suspended"
    assert city.windows("harbour", date(2024, 5, 14)) == city.windows("centre", tuesday)
    assert city.window("centre", date(2024, 2, 29)) == (time(10), time(12))
    assert city.day_kind(date(2026, 1, 1)) == "feria"
    assert city.day_kind(date(2024, 2, 28)) == "eve"


def test_a_window_until_midnight_runs_on_into_the_next_day(tmp_path):
    city = invented(tmp_path, FERIA)
    bogota = ZoneInfo("America/Bogota")
    tuesday = datetime(2026, 5, 12, 12, tzinfo=bogota)
    assert city.window("harbour", tuesday.date()) == (time(0), time(0))
    assert city.closing("harbour", tuesday) == datetime(2026, 5, 16, 0, tzinfo=bogota)
    assert city.next_opening("harbour", tuesday) == datetime(2026, 5, 16, 9, 30, tzinfo=bogota)


def test_a_calendar_with_nothing_but_a_zone_regulates_nothing(tmp_path):
    city = invented(tmp_path, 'zone = "UTC"')
    at = datetime(2026, 5, 12, 12, tzinfo=UTC)
    assert not city.is_regulated("anywhere", at)
    assert city.next_opening("anywhere", at) is None
    assert not city.mask("anywhere", np.array(["2026-05-12T10"], dtype="datetime64[s]")).any()
    assert city.day_kind(date(2026, 12, 25)) == "plain"


def test_a_city_that_never_closes_has_no_next_opening_and_no_free_time(tmp_path):
    every_day = '["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]'
    city = invented(tmp_path, f'zone = "UTC"\n[[hours]]\ndays = {every_day}\nwindows = ["00:00-24:00"]')
    slots = np.arange(np.datetime64("2025-01-01", "s"), np.datetime64("2026-01-01", "s"), 3600)
    assert city.mask("anywhere", slots).all()
    assert city.next_opening("anywhere", datetime(2026, 5, 12, 12, tzinfo=UTC)) is None
