import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.maps.mercator import RATIO, MercatorViewport
from geodata.maps.viewport import Box, Viewport
from geodata.places import Point
from geodata.projection import to_utm, to_wgs84
from tests.geodata.maps.mapbox_server import Asked, pixel
from tests.geodata.maps.world import X, Y

WHOLE_ZONE = 6_000.0
boxes = st.builds(Box, st.just(0.0), st.floats(0, 150), st.integers(320, 1600), st.floats(500, 1600))
views = st.builds(
    Viewport.around,
    st.floats(X - 8_000, X + 8_000),
    st.floats(Y - 8_000, Y + 8_000),
    st.floats(60, WHOLE_ZONE),
    boxes,
)


def as_the_service_draws(view: MercatorViewport, place: Point) -> tuple[float, float]:
    """Where the service puts the place on the whole picture."""
    wide, high = view.size
    centre = round(view.centre.lon, 6), round(view.centre.lat, 6)
    asked = Asked("", "", *centre, round(view.zoom, 2), (wide * RATIO, high * RATIO), [])
    x, y = pixel(asked, place.lat, place.lon)
    return x + view.box.left, y + view.box.top


@given(views, st.floats(-1, 1), st.floats(-1, 1))
def test_a_place_lands_where_the_service_draws_it(view, right, up):
    over = MercatorViewport.over(view)
    reach = np.array([right, up]) * view.metres_per_pixel * (view.box.width, view.box.height) / 2
    ground = np.array([(view.x, view.y)]) + reach
    drawn = over.to_pixels(ground)[0]
    assert drawn == pytest.approx(as_the_service_draws(over, to_wgs84(*ground[0])), abs=1)


@given(views)
def test_pixels_and_metres_undo_each_other(view):
    over = MercatorViewport.over(view)
    corners = np.array([(0.0, 0.0), (view.box.right, view.box.bottom), view.box.centre])
    assert over.to_pixels(over.to_metres(corners)) == pytest.approx(corners, abs=0.01)


@given(views)
def test_the_view_is_as_wide_as_the_one_it_stands_for(view):
    over = MercatorViewport.over(view)
    assert over.metres_per_pixel == pytest.approx(view.metres_per_pixel, rel=0.004)
    assert over.box.holds(view.box)
    assert all(0 < side <= 1280 for side in over.size)


def test_its_bounds_hold_its_corners():
    over = MercatorViewport.over(Viewport.around(X, Y, 3_000, Box(0, 100, 1000, 1200)))
    left, lower, right, upper = over.bounds
    for corner in ((0, 100), (1000, 100), (0, 1200), (1000, 1200)):
        x, y = over.to_metres(np.array([corner]))[0]
        assert left - 1 <= x <= right + 1
        assert lower - 1 <= y <= upper + 1


def test_the_middle_is_the_middle():
    over = MercatorViewport.over(Viewport.around(X, Y, 650, Box(0, 0, 1000, 1000)))
    assert over.to_pixels(np.array([to_utm(over.centre)]))[0] == pytest.approx((500, 500), abs=0.01)
