import numpy as np
import pytest

from geodata.maps.layers import street_lines
from geodata.maps.street_names import MOST_STREET_NAMES, name_streets
from geodata.maps.style import LIGHT
from tests.geodata.maps.page import GROUND, SIZES, Page, view
from tests.geodata.maps.world import street


def named(*streets, metres=500.0):
    page = Page()
    name_streets(street_lines(streets), view(metres), page, LIGHT, SIZES)
    return page.streets


def along(east, north, *, step=25, count=14):
    return [(number, east * step * number, north * step * number) for number in range(1, count)]


def test_a_street_has_its_name_along_it():
    ((text, at, degrees),) = named(street(along(1, 0)))
    assert text == "La Prueba"
    assert degrees == pytest.approx(0, abs=1)
    assert at == pytest.approx((500 + 25 * 7, 500), abs=2)


@pytest.mark.parametrize(
    ("east", "north", "degrees"), [(1, 1, 45), (1, -1, -45), (-1, 1, -45), (1, 0.2, 11.3)]
)
def test_names_follow_the_street_and_are_never_upside_down(east, north, degrees):
    assert named(street(along(east, north)))[0][2] == pytest.approx(degrees, abs=1)


def test_upright_streets_are_all_read_the_same_way():
    up = [named(street(along(lean, 1)))[0][2] for lean in (-0.01, 0.0, 0.01)]
    assert all(abs(angle - 90) < 2 for angle in up)


def test_a_name_stands_between_both_sides():
    both = [(number, 20.0 * number, 10.0 if number % 2 else -10.0) for number in range(1, 17)]
    assert named(street(both))[0][1][1] == pytest.approx(500, abs=2)


def test_a_short_street_has_no_name():
    assert named(street([(1, 0, 0), (3, 40, 0), (5, 60, 0)])) == []


def test_a_scattered_square_has_no_name():
    corners = [(1, -150, -150), (3, 150, -150), (5, 150, 150), (7, -150, 150)]
    assert named(street(corners)) == []


def test_a_street_out_of_view_has_no_name():
    far = [(number, 5_000 + 25.0 * number, 0.0) for number in range(1, 14)]
    assert named(street(far)) == []


def test_a_bent_street_is_named_on_a_straight_part():
    bent = [(1 + 2 * i, -400 + 40.0 * i, 0.0) for i in range(11)] + [
        (31 + 2 * i, 0.0, 40.0 * i) for i in range(1, 11)
    ]
    ((_, at, degrees),) = named(street(bent))
    assert min(abs(degrees), abs(abs(degrees) - 90)) < 12
    assert at[0] < 505
    assert at[1] < 505


def test_names_are_only_so_many():
    grid = [
        street(
            [(n, -450 + 60.0 * n, 460.0 - 23 * row) for n in range(1, 16)], name=f"Uno {row}", street_id=row
        )
        for row in range(40)
    ]
    assert len(named(*grid)) == MOST_STREET_NAMES


def test_names_leave_ink_on_the_picture():
    page = Page()
    name_streets(street_lines([street(along(1, 0))]), view(), page, LIGHT, SIZES)
    assert (np.array(page._image) != GROUND).any(axis=2).sum() > 500
