import numpy as np
import pytest

from geodata.maps import Around, Fitted
from geodata.maps.framing import FARTHEST, framed
from geodata.maps.layers import outlines_of
from geodata.maps.viewport import Box
from geodata.places import Point
from tests.geodata.maps.world import EAST, SIDE, WEST, X, Y, at, neighbourhoods

BOX = Box(0, 0, 1000, 1000)
OUTLINES = outlines_of(neighbourhoods())


def holds(view, bounds):
    shown = view.bounds
    return shown[0] <= bounds[0] and shown[1] <= bounds[1] and shown[2] >= bounds[2] and shown[3] >= bounds[3]


def test_a_view_around_a_point_has_it_in_the_middle():
    view = framed(Around(at(100, 50), 400.0), OUTLINES, BOX)
    assert (view.x, view.y) == pytest.approx((X + 100, Y + 50), abs=0.01)
    assert view.metres_per_pixel == pytest.approx(0.8)


def test_a_fitted_view_holds_the_neighbourhood_and_little_more():
    view = framed(Fitted((EAST,)), OUTLINES, BOX)
    assert holds(view, (X, Y - SIDE / 2, X + SIDE, Y + SIDE / 2))
    assert view.pixels(SIDE) > 850


@pytest.mark.parametrize("codes", [(), ("99-99",), (WEST, EAST), ("99-99", WEST, EAST)])
def test_several_none_or_unknown_codes_show_the_whole(codes):
    assert holds(framed(Fitted(codes), OUTLINES, BOX), (X - SIDE, Y - SIDE / 2, X + SIDE, Y + SIDE / 2))


def test_from_outside_the_view_reaches_to_where_the_zone_begins():
    view = framed(Around(at(3_000, 0), 400.0), OUTLINES, BOX)
    assert view.bounds[0] < X + SIDE
    assert view.x == pytest.approx(X + 3_000, abs=0.01)


def test_from_far_away_the_view_stays_where_it_was_asked():
    view = framed(Around(at(SIDE + FARTHEST + 100, 0), 400.0), OUTLINES, BOX)
    assert view.metres_per_pixel == pytest.approx(0.8)


@pytest.mark.parametrize(
    "view",
    [Around(Point(float("nan"), 0.0)), Around(Point(40.4, float("inf"))), Around(at(0, 0), float("nan"))],
)
def test_what_is_no_place_shows_the_whole(view):
    shown = framed(view, OUTLINES, BOX)
    assert np.isfinite(shown.bounds).all()
    assert holds(shown, (X - SIDE, Y - SIDE / 2, X + SIDE, Y + SIDE / 2))


def test_without_any_outlines_there_is_still_a_view():
    assert np.isfinite(framed(Around(at(0, 0)), (), BOX).bounds).all()
    assert np.isfinite(framed(Fitted(), (), BOX).bounds).all()
