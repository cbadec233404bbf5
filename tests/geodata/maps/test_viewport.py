import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.maps.viewport import MIDDLE, NARROWEST, WIDEST, Box, Viewport, enclosing, overlap

BOX = Box(0, 100, 1000, 900)
metres = st.floats(-5_000, 5_000)


@given(x=metres, y=metres, half=st.floats(30, 5_000))
def test_pixels_and_metres_round_trip(x, y, half):
    view = Viewport.around(440_000.0, 4_474_000.0, half, BOX)
    place = np.array([(440_000.0 + x, 4_474_000.0 + y)])
    assert view.to_metres(view.to_pixels(place)) == pytest.approx(place, abs=1e-3)


@given(half=st.floats(30, 20_000))
def test_the_centre_lies_in_the_middle_of_the_box(half):
    view = Viewport.around(440_000.0, 4_474_000.0, half, BOX)
    assert view.to_pixels(np.array([(440_000.0, 4_474_000.0)]))[0] == pytest.approx((500, 500))


def test_north_is_up_and_east_is_right():
    view = Viewport.around(0.0, 0.0, 400.0, BOX)
    north, east = view.to_pixels(np.array([(0.0, 100.0), (100.0, 0.0)]))
    assert tuple(north) == (500, 400)
    assert tuple(east) == (600, 500)


def test_the_span_reaches_the_nearer_edges():
    view = Viewport.around(0.0, 0.0, 400.0, BOX)
    assert view.metres_per_pixel == 1.0
    assert view.bounds == (-500.0, -400.0, 500.0, 400.0)
    assert view.pixels(250.0) == 250.0


@pytest.mark.parametrize(("asked", "across"), [(-5.0, NARROWEST), (0.0, NARROWEST), (1e9, WIDEST)])
def test_absurd_spans_are_kept_within_reason(asked, across):
    assert Viewport.around(0.0, 0.0, asked, BOX).metres_per_pixel == across / 800


@given(
    left=metres,
    lower=metres,
    wide=st.floats(1, 20_000),
    high=st.floats(1, 20_000),
    margin=st.sampled_from([0.0, 0.04, 0.2]),
)
def test_fitting_holds_all_of_the_bounds(left, lower, wide, high, margin):
    view = Viewport.fitting((left, lower, left + wide, lower + high), BOX, margin)
    shown = view.bounds
    assert shown[0] <= left + 1e-6
    assert shown[1] <= lower + 1e-6
    assert shown[2] >= left + wide - 1e-6
    assert shown[3] >= lower + high - 1e-6


def test_fitting_fills_the_tighter_direction():
    view = Viewport.fitting((0.0, 0.0, 1000.0, 100.0), BOX, margin=0.0)
    assert view.metres_per_pixel == 1.0


def test_boxes_know_their_measures():
    assert (BOX.width, BOX.height, BOX.centre) == (1000, 800, (500.0, 500.0))
    assert BOX.grown(10) == Box(-10, 90, 1010, 910)


def test_a_box_holds_itself_but_not_what_sticks_out():
    assert BOX.holds(BOX)
    assert not BOX.holds(BOX.grown(1))
    assert not BOX.holds(Box(float("nan"), 200, 300, 300))


def test_enclosing_takes_in_all_bounds_and_has_an_answer_without_any():
    assert enclosing([(0.0, 1.0, 2.0, 3.0), (-1.0, 2.0, 1.0, 9.0)]) == (-1.0, 1.0, 2.0, 9.0)
    assert enclosing([]) == MIDDLE


def test_bounds_that_only_touch_do_not_overlap():
    assert overlap((0, 0, 2, 2), (1, 1, 3, 3))
    assert not overlap((0, 0, 1, 1), (1, 0, 2, 1))


def test_another_part_of_the_picture_has_all_ground_at_the_same_pixels():
    view = Viewport.around(440_000, 4_474_000, 500, Box(0, 100, 1000, 900))
    part = view.within(Box(0, 100, 1000, 960))
    ground = np.array([(440_000.0, 4_474_000.0), (440_123.0, 4_473_800.0)])
    assert part.to_pixels(ground) == pytest.approx(view.to_pixels(ground))
    assert part.bounds[1] < view.bounds[1]
    assert part.bounds[3] == pytest.approx(view.bounds[3])
