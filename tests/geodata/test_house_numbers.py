"""Where a house number is: known, between two, in line with them, or too far."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.geocoding.house_numbers import MAX_ABOVE, MAX_BELOW, known_range, locate_number, nearest_house
from geodata.streets import HouseNumber, Street


def house(number: int, x: float, y: float = 0.0, code: str = "07-05", suffix: str = "") -> HouseNumber:
    return HouseNumber(number, suffix, x, y, code)


EVEN = [house(2, 10.0), house(10, 50.0), house(20, 100.0, code="07-04")]
ODD = [house(1, 10.0, 15.0), house(11, 50.0, 15.0)]


def test_a_known_number_is_where_it_is():
    assert astuple(locate_number(EVEN, 10)) == (50.0, 0.0, "07-05", True, False)


def test_a_known_suffix_is_preferred_and_an_unknown_one_stands_at_its_number():
    numbers = [house(10, 50.0), house(10, 60.0, suffix="B")]
    assert locate_number(numbers, 10, "B").x == 60.0
    assert locate_number(numbers, 10, "C").x == 50.0
    assert locate_number(numbers, 10).x == 50.0


def test_a_number_between_two_stands_between_them_on_its_own_side():
    at = locate_number(EVEN + ODD, 6)
    assert (at.x, at.y, at.neighbourhood, at.exact) == (30.0, 0.0, "07-05", False)


def test_the_other_side_helps_only_where_the_own_side_is_not_known_around_the_number():
    numbers = [house(1, 0.0), house(201, 5000.0), house(98, 400.0, 9.0), house(102, 420.0, 9.0)]
    assert locate_number(numbers, 101).x == pytest.approx(2500.0)
    assert locate_number(numbers[2:], 101).x == pytest.approx(415.0)


def test_between_two_neighbourhoods_the_point_decides():
    assert locate_number(EVEN, 15).neighbourhood is None


def test_a_number_a_little_beyond_goes_on_in_line():
    at = locate_number(EVEN, 24)
    assert at.x == pytest.approx(120.0, abs=5.0)
    assert at.beyond
    assert at.neighbourhood is None


def test_a_number_below_the_first_known_goes_back_in_line():
    assert locate_number([house(20, 100.0), house(40, 200.0)], 10).x == pytest.approx(50.0)


def test_a_number_beyond_a_single_house_stands_at_it():
    assert locate_number([house(20, 100.0)], 24).x == 100.0


@pytest.mark.parametrize("number", [20 + MAX_ABOVE + 1, 900, 9999])
def test_a_number_far_beyond_is_not_snapped_to_the_last_house(number):
    assert locate_number(EVEN, number) is None


def test_a_number_far_below_the_first_is_not_snapped_either():
    assert locate_number([house(97, 100.0)], 97 - MAX_BELOW - 1) is None
    assert locate_number([house(97, 100.0)], 97 - MAX_BELOW) is not None


def test_a_street_without_numbers_has_neither_range_nor_nearest_house():
    assert known_range(Street(1, "plaza", "Oriente", "Plaza de Oriente", ())) is None
    assert known_range(Street(1, "calle", "X", "Calle X", tuple(EVEN))) == (2, 20)
    assert nearest_house([], 5) is None
    assert locate_number([], 5) is None


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), max_size=12),
    st.integers(0, 9999),
)
def test_a_number_between_known_ones_stands_inside_their_box(houses, number):
    numbers = [house(n, x, y) for n, x, y in houses]
    at = locate_number(numbers, number)
    if at and numbers and min(numbers).number <= number <= max(numbers).number:
        assert min(n.x for n in numbers) - 1 <= at.x <= max(n.x for n in numbers) + 1
        assert min(n.y for n in numbers) - 1 <= at.y <= max(n.y for n in numbers) + 1
