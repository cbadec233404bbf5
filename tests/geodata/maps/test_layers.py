import numpy as np
import pytest
import shapely

from geodata.maps.layers import LONGEST_GAP, outlines_of, street_lines
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from tests.geodata.maps.world import ALONG, EAST, WEST, X, Y, neighbourhoods, street


def test_neighbourhoods_without_outline_are_left_out():
    assert {outline.code for outline in outlines_of(neighbourhoods())} == {WEST, EAST}


def test_an_enclosed_neighbourhood_comes_after_what_encloses_it():
    inner, outer = shapely.box(4, 4, 6, 6), shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    index = NeighbourhoodIndex(
        [Neighbourhood("01-01", "Dentro", ""), Neighbourhood("01-02", "Fuera", "")],
        [inner, outer],
        [(5, 5), (1, 1)],
    )
    outside, inside = outlines_of(index)
    assert (outside.code, inside.code) == ("01-02", "01-01")
    assert (len(outside.holes), len(inside.holes)) == (1, 0)
    assert outside.bounds == (0, 0, 10, 10)


def test_each_side_of_a_street_is_a_line():
    (line,) = street_lines([street(ALONG)])
    assert len(line.lines) == 2
    assert sorted(round(side[0, 1] - Y) for side in line.lines) == [-200, -188]
    assert len(line.anchors) == len(ALONG)


def test_a_straight_side_keeps_only_its_ends():
    (line,) = street_lines([street(ALONG)])
    assert [len(side) for side in line.lines] == [2, 2]


def test_a_line_breaks_where_the_next_number_is_far_away():
    far = LONGEST_GAP + 1
    (line,) = street_lines([street([(1, 0, 0), (3, 50, 0), (5, 50 + far, 0), (7, 80 + far, 0)])])
    assert [np.ptp(side[:, 0]) for side in line.lines] == pytest.approx([50, 30])


def test_house_numbers_need_not_come_in_order():
    (line,) = street_lines([street([(5, 100, 0), (1, 0, 0), (3, 50, 0)])])
    assert [np.ptp(side[:, 0]) for side in line.lines] == [100]


def test_a_lone_number_beside_others_makes_no_line():
    (line,) = street_lines([street([(1, 0, 0), (3, 50, 0), (2, 20, 12)])])
    assert len(line.lines) == 1


def test_two_streets_are_never_joined():
    lines = street_lines([street([(1, 0, 0), (3, 20, 0)]), street([(5, 40, 0), (7, 60, 0)], street_id=1)])
    assert [len(line.lines) for line in lines] == [1, 1]


def test_streets_with_fewer_than_two_numbers_are_not_drawn():
    assert street_lines([street([(1, 0, 0)]), street([], street_id=1)]) == ()
    assert street_lines([]) == ()


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        ("calle", "Ponzano", "Ponzano"),
        ("calle", "las Aguas", "Las Aguas"),
        ("paseo", "la Habana", "Paseo de la Habana"),
    ],
)
def test_only_a_calle_goes_without_its_kind(kind, name, shown):
    (line,) = street_lines([street([(1, 0, 0), (3, 20, 0)], kind=kind, name=name)])
    assert line.name == shown


def test_a_street_knows_its_bounds():
    (line,) = street_lines([street([(1, 0, 5), (2, 20, -5)])])
    assert line.bounds == (X, Y - 5, X + 20, Y + 5)
