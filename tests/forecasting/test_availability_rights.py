"""Which spaces a driver may use, by label, neighbourhood and date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.availability import VISITOR, Driver, rights

DAY = date(2025, 3, 12)
SPACES = {"orange": 10, "green": 300, "blue": 40, "high_rotation": 5}
labels = st.sampled_from([None, "none", "B", "C", "ECO", "CERO"])
areas = st.sampled_from(["01-06", "07-05", "11-01"])


def test_a_visitor_has_four_hours_on_blue_and_two_on_green():
    found = rights(VISITOR, "07-05", DAY)
    assert (found.stays["blue"], found.stays["green"]) == (240, 120)
    assert found.usable(SPACES) == {"blue": 40, "green": 300}
    assert found.refused is None
    assert found.refused_labels == ()


def test_the_other_colours_have_their_own_longest_stays():
    stays = rights(VISITOR, "08-05", DAY).stays
    assert (stays["high_rotation"], stays["orange"], stays["red"]) == (45, 720, 240)


def test_other_colours_count_where_there_is_nothing_else():
    assert rights(VISITOR, "07-05", DAY).usable({"orange": 10, "blue": 0}) == {"orange": 10}


def test_a_resident_looks_for_green_at_home_without_limit_and_is_a_visitor_elsewhere():
    at_home, away = (rights(Driver("B", resident="01-06"), area, DAY) for area in ("01-06", "07-05"))
    assert at_home.usable(SPACES) == {"green": 300}
    assert at_home.stays["green"] is None
    assert at_home.usable({"blue": 40}) == {}
    assert away.usable(SPACES) == {"blue": 40, "green": 300}
    assert away.stays["green"] == 120


@pytest.mark.parametrize(
    ("label", "refused"),
    [("B", "centre"), ("C", "centre"), ("ECO", None), ("CERO", None), ("none", "no_label")],
)
def test_in_centro_labels_b_and_c_may_not_park_on_the_street(label, refused):
    found = rights(Driver(label), "01-06", DAY)
    assert found.refused == refused
    assert bool(found.usable(SPACES)) == (refused is None)


def test_who_did_not_tell_the_label_is_told_which_are_refused_in_centro():
    found = rights(VISITOR, "01-06", DAY)
    assert found.refused is None
    assert found.refused_labels == ("B", "C")


def test_without_a_label_only_residents_at_home():
    assert rights(Driver("none"), "07-05", DAY).refused == "no_label"
    assert rights(Driver("none", resident="07-05"), "07-05", DAY).refused is None
    assert rights(Driver("none", resident="07-05"), "07-04", DAY).refused == "no_label"


def test_zero_emission_cars_stay_without_limit():
    stays = rights(Driver("CERO"), "07-05", DAY).stays
    assert (stays["blue"], stays["green"], stays["high_rotation"]) == (None, None, 45)


def test_rules_hold_from_their_date_on():
    assert rights(Driver("none"), "07-05", date(2019, 12, 31)).refused is None
    assert rights(Driver("none"), "07-05", date(2020, 1, 1)).refused == "no_label"
    assert rights(Driver("B"), "01-06", date(2018, 11, 29)).refused is None
    assert rights(Driver("B"), "01-06", date(2018, 11, 30)).refused == "centre"


@given(labels, areas, areas, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_nobody_is_ever_offered_more_than_there_is(label, home, area, day):
    usable = rights(Driver(label, home), area, day).usable(SPACES)
    assert all(SPACES[colour] == n for colour, n in usable.items())


@given(labels, areas, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_residents_are_never_refused_at_home(label, home, day):
    assert rights(Driver(label, home), home, day).refused is None


def test_who_has_used_up_the_stay_waits_an_hour():
    assert rights(VISITOR, "07-05", DAY).again_after == 60


def test_a_colour_that_is_not_known_is_the_strictest_that_a_search_looks_for():
    visitor, home = rights(VISITOR, "07-05", DAY), rights(Driver("B", resident="07-05"), "07-05", DAY)
    assert visitor.stay(None, SPACES) == 120  # not the 45 minutes of high rotation
    assert visitor.stay(None, ["blue", "high_rotation"]) == 240
    assert visitor.stay(None, ["orange"]) == 720
    assert visitor.stay(None, []) == 120
    assert home.stay(None, SPACES) is None
    assert home.stay(None, ["blue"]) == 240
    assert rights(Driver("CERO"), "07-05", DAY).stay(None, SPACES) is None


@given(labels, areas, areas, st.sampled_from(["blue", "green", "high_rotation", "orange", "red"]))
def test_the_stay_on_a_known_colour_is_that_of_the_colour(label, home, area, colour):
    found = rights(Driver(label, home), area, DAY)
    assert found.stay(colour, SPACES) == found.stays[colour]
