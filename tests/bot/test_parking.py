"""A parked car: until when it may stay, and when its driver is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import MADRID, ChatMemory
from bot.services.parking import SETTLED, ParkingWatch, snoozed
from forecasting.availability import VISITOR, Driver, rights
from forecasting.service_hours import ServiceCalendar
from geodata.places import Place, Point
from geodata.spaces import COLOURS, SpaceIndex

CHAMBERI, CENTRO, ZOFIO, SAN_ISIDRO = "07-05", "01-06", "12-06", "11-03"
STREET = Place("Calle de Ponzano", Point(40.4417, -3.6987), "test", "street")
WATCH = ParkingWatch(ServiceCalendar.load(), SpaceIndex.load())

FIRST = datetime(2025, 11, 10, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60 * 60).map(lambda n: FIRST + timedelta(seconds=n))
labels = st.sampled_from([None, "none", "B", "C", "ECO", "CERO"])
drivers = st.builds(Driver, labels, st.sampled_from([None, CHAMBERI, CENTRO]))
areas = st.sampled_from([CHAMBERI, CENTRO, ZOFIO])
colours = st.sampled_from([None, *COLOURS])


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def park(when, colour="green", driver=VISITOR, area=CHAMBERI):
    now = at(when) if isinstance(when, str) else when
    return WATCH.park(ChatMemory(7, "en", driver=driver), STREET, area, colour, now)


def told(car):
    """Until when, why, and when it is told, on the clock of Madrid."""
    if car.move_by is None:
        return (None, car.why, car.remind_at)
    clock = "%Y-%m-%d %H:%M"
    return (
        f"{car.move_by.astimezone(MADRID):{clock}}",
        car.why,
        car.remind_at and f"{car.remind_at.astimezone(MADRID):{clock}}",
    )


def test_a_car_is_remembered_with_its_chat_place_and_moment():
    car = park("2026-03-03 11:00", "blue")
    assert (car.chat_id, car.language, car.place, car.area, car.colour) == (7, "en", STREET, CHAMBERI, "blue")
    assert car.parked_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert {moment.tzinfo for moment in (car.parked_at, car.move_by, car.remind_at)} == {UTC}


@pytest.mark.parametrize(
    ("colour", "move_by", "remind_at"),
    [
        ("green", "2026-03-03 13:00", "2026-03-03 12:45"),
        ("blue", "2026-03-03 15:00", "2026-03-03 14:45"),
        ("high_rotation", "2026-03-03 11:45", "2026-03-03 11:35"),  # ten minutes are enough of forty-five
        ("red", "2026-03-03 15:00", "2026-03-03 14:45"),
        ("orange", "2026-03-04 11:00", "2026-03-04 10:45"),
    ],
)
def test_each_colour_is_reminded_before_its_longest_stay_ends(colour, move_by, remind_at):
    assert told(park("2026-03-03 11:00", colour)) == (move_by, "stay_ends", remind_at)


@pytest.mark.parametrize(
    ("when", "move_by", "remind_at"),
    [
        ("2026-03-03 20:00", "2026-03-04 10:00", "2026-03-04 09:45"),  # one reminder, none at closing
        ("2026-03-07 14:00", "2026-03-09 10:00", "2026-03-09 09:45"),  # over Sunday
        ("2026-11-07 14:30", "2026-11-10 10:30", "2026-11-10 10:15"),  # over Sunday and a holiday
        ("2026-03-28 14:00", "2026-03-30 10:00", "2026-03-30 09:45"),  # the clock goes forward
        ("2025-12-31 14:00", "2026-01-02 10:00", "2026-01-02 09:45"),  # into another year
    ],
)
def test_a_stay_may_span_the_night_and_free_days(when, move_by, remind_at):
    assert told(park(when)) == (move_by, "stay_ends", remind_at)


def test_a_stay_that_is_used_up_at_closing_is_over_when_the_hours_begin_again():
    assert told(park("2026-03-03 19:00")) == ("2026-03-04 09:00", "stay_ends", "2026-03-04 08:45")
    assert told(park("2026-03-07 13:00")) == ("2026-03-09 09:00", "stay_ends", "2026-03-09 08:45")


@pytest.mark.parametrize(
    ("when", "opening", "remind_at"),
    [
        ("2026-03-03 22:00", "2026-03-04 09:00", "2026-03-04 08:45"),
        ("2026-03-07 15:00", "2026-03-09 09:00", "2026-03-09 08:45"),  # Saturday, at closing
        ("2026-03-08 12:00", "2026-03-09 09:00", "2026-03-09 08:45"),  # Sunday
        ("2026-11-09 12:00", "2026-11-10 09:00", "2026-11-10 08:45"),  # a holiday
        ("2026-08-12 16:00", "2026-08-13 09:00", "2026-08-13 08:45"),  # an afternoon of August
        ("2026-03-04 08:50", "2026-03-04 09:00", "2026-03-04 08:53"),  # not at once
    ],
)
def test_who_parks_outside_regulated_hours_is_told_before_they_begin(when, opening, remind_at):
    assert told(park(when)) == (opening, "regulation_starts", remind_at)


def test_who_parks_just_before_the_opening_is_told_only_of_the_end_of_the_stay():
    assert told(park("2026-03-04 08:57")) == ("2026-03-04 11:00", "stay_ends", "2026-03-04 10:45")
    assert told(park("2026-03-04 08:56"))[1] == "regulation_starts"


def test_once_the_hours_begin_the_longest_stay_counts_from_there():
    car = WATCH.reminded(park("2026-03-03 22:00"), VISITOR, at("2026-03-04 08:45"))
    assert told(car) == ("2026-03-04 11:00", "stay_ends", "2026-03-04 10:45")
    assert car.parked_at == at("2026-03-03 22:00")


def test_a_late_reminder_of_the_opening_still_leads_to_that_of_the_stay():
    car = WATCH.reminded(park("2026-03-03 22:00"), VISITOR, at("2026-03-04 10:50"))
    assert told(car) == ("2026-03-04 11:00", "stay_ends", "2026-03-04 10:45")


def test_after_the_reminder_of_the_stay_there_is_no_other():
    car = park("2026-03-03 11:00")
    after = WATCH.reminded(car, VISITOR, at("2026-03-03 12:45"))
    assert told(after) == ("2026-03-03 13:00", "stay_ends", None)


@pytest.mark.parametrize("when", ["2026-03-03 11:00", "2026-03-03 22:00"])
@pytest.mark.parametrize(
    ("driver", "colour"),
    [
        (Driver("CERO"), "blue"),
        (Driver("CERO"), "green"),
        (Driver("CERO"), None),
        (Driver("C", resident=CHAMBERI), "green"),
        (Driver("C", resident=CHAMBERI), None),
        (Driver("none", resident=CHAMBERI), "green"),
    ],
)
def test_who_has_no_limit_there_has_nothing_to_be_told(when, driver, colour):
    assert told(park(when, colour, driver)) == (None, None, None)


def test_a_limit_that_holds_for_zero_emission_cars_and_residents_too_is_told():
    assert told(park("2026-03-03 11:00", "high_rotation", Driver("CERO")))[0] == "2026-03-03 11:45"
    at_home = Driver("C", resident=CHAMBERI)
    assert told(park("2026-03-03 11:00", "blue", at_home))[0] == "2026-03-03 15:00"
    assert told(park("2026-03-03 11:00", "green", at_home, CENTRO))[0] == "2026-03-03 13:00"


def test_a_colour_that_was_not_said_is_the_strictest_of_the_neighbourhood():
    assert told(park("2026-03-03 11:00", None)) == told(park("2026-03-03 11:00", "green"))
    assert park("2026-03-03 11:00", None).colour is None


def test_a_neighbourhood_that_joins_months_later_has_nothing_to_be_told():
    assert told(park("2025-06-03 11:00", area=ZOFIO)) == (None, None, None)
    assert told(park("2025-11-02 11:00", area=ZOFIO)) == (
        "2025-11-03 09:00",
        "regulation_starts",
        "2025-11-03 08:45",
    )


def test_who_asks_to_be_told_again_is_told_after_a_quarter_of_an_hour():
    car = park("2026-03-03 11:00", "blue")
    assert told(snoozed(car, at("2026-03-03 12:00")))[2] == "2026-03-03 12:15"
    assert snoozed(car, at("2026-03-03 12:00")).move_by == car.move_by


def test_nobody_is_told_again_only_when_it_is_too_late():
    car = park("2026-03-03 11:00")
    assert told(snoozed(car, at("2026-03-03 12:50")))[2] == "2026-03-03 13:00"
    assert told(snoozed(car, at("2026-03-03 13:05")))[2] == "2026-03-03 13:20"


def test_a_reminder_put_off_before_the_opening_does_not_take_the_place_of_that_of_the_stay():
    opened = WATCH.reminded(park("2026-03-03 22:00"), VISITOR, at("2026-03-04 08:45"))
    again = snoozed(opened, at("2026-03-04 08:47"))
    assert told(again)[2] == "2026-03-04 09:02"
    assert told(WATCH.reminded(again, VISITOR, at("2026-03-04 09:02")))[2] == "2026-03-04 10:45"


def test_a_car_stands_by_the_rules_of_the_moment():
    night = park("2026-03-03 22:00")
    assert WATCH.standing(night, VISITOR, at("2026-03-04 08:59")) == night
    assert told(WATCH.standing(night, VISITOR, at("2026-03-04 09:00"))) == (
        "2026-03-04 11:00", "stay_ends", "2026-03-04 10:45",
    )  # fmt: skip
    day = park("2026-03-03 11:00")
    assert WATCH.standing(day, VISITOR, at("2026-03-05 09:00")) == day


def test_where_there_is_nothing_to_be_told_nothing_is_told_again():
    car = park("2026-03-03 11:00", driver=Driver("CERO"))
    assert snoozed(car, at("2026-03-03 12:00")) == car
    assert WATCH.reminded(car, Driver("CERO"), at("2026-03-03 12:00")) == car


@pytest.mark.parametrize(
    ("when", "leaves", "back"),
    [
        ("2026-03-03 11:00", "2026-03-03 12:50", "2026-03-03 13:50"),
        ("2026-03-03 11:00", "2026-03-03 12:00", None),  # some of the stay is left
        ("2026-03-03 18:30", "2026-03-03 20:20", "2026-03-03 21:00"),  # then nobody asks
        ("2026-03-03 19:00", "2026-03-03 23:00", None),
        ("2026-03-03 22:00", "2026-03-04 08:50", None),
    ],
)
def test_who_has_used_up_the_stay_comes_back_after_an_hour(when, leaves, back):
    found = WATCH.may_return(park(when), VISITOR, at(leaves))
    assert found == (back and at(back).astimezone(UTC))


def test_who_has_no_limit_comes_back_at_once():
    driver = Driver("CERO")
    assert WATCH.may_return(park("2026-03-03 11:00", driver=driver), driver, at("2026-03-03 20:00")) is None


@given(moments, colours, drivers, areas)
def test_a_reminder_comes_before_its_time_and_never_at_once(now, colour, driver, area):
    car = park(now, colour, driver, area)
    assert (car.move_by is None) == (car.why is None) == (car.remind_at is None)
    if car.remind_at is not None:
        assert now + SETTLED <= car.remind_at < car.move_by
        assert (car.why == "regulation_starts") <= (not WATCH.calendar.is_regulated(area, now))


@given(moments, colours, drivers, areas)
def test_no_stay_is_longer_than_it_may_be_and_it_ends_in_regulated_time(now, colour, driver, area):
    car = park(now, colour, driver, area)
    if car.why == "regulation_starts":
        assert WATCH.calendar.regulated_minutes(area, now, car.move_by) == 0
        car = WATCH.reminded(car, driver, car.remind_at)
    if car.move_by is not None:
        allowed = rights(driver, area, now.astimezone(MADRID).date())
        longest = allowed.stay(colour, WATCH.spaces.in_neighbourhood(area))
        assert WATCH.calendar.regulated_minutes(area, now, car.move_by) == longest
        assert WATCH.calendar.is_regulated(area, car.move_by)


@given(moments, colours, drivers, areas)
def test_every_car_is_told_twice_at_most(now, colour, driver, area):
    car, times = park(now, colour, driver, area), 0
    while car.remind_at is not None:
        times += 1
        car = WATCH.reminded(car, driver, car.remind_at)
    assert times <= 2
