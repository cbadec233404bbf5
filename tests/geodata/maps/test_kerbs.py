import numpy as np
import pytest

from geodata.maps.kerbs import LONGEST, METRES_A_SPACE, SHORTEST, Kerbs
from tests.geodata.maps.world import BLUE, X, Y, stretches


def lengths(kerbs):
    return np.hypot(*(kerbs.ends - kerbs.starts).T)


def test_marks_lie_along_their_street():
    kerbs = Kerbs.of(BLUE)
    across = np.abs((kerbs.ends - kerbs.starts)[:, 1])
    assert across.max() < 0.5
    assert lengths(kerbs) == pytest.approx(np.full(len(BLUE.spaces), 4 * METRES_A_SPACE), abs=0.1)


def test_a_slanted_street_has_slanted_marks():
    kerbs = Kerbs.of(
        stretches(*((0, number, 10.0 * number, 20.0 * number, "green", 2) for number in range(1, 20, 2)))
    )
    along = (kerbs.ends - kerbs.starts) / lengths(kerbs)[:, None]
    assert np.abs(along[:, 1] / along[:, 0]) == pytest.approx(np.full(10, 2.0), abs=0.01)


@pytest.mark.parametrize(("spaces", "length"), [(1, METRES_A_SPACE), (5, 5 * METRES_A_SPACE), (183, LONGEST)])
def test_a_mark_grows_with_its_spaces_up_to_a_limit(spaces, length):
    kerbs = Kerbs.of(stretches(*((0, number, 20.0 * number, 0.0, "blue", spaces) for number in (1, 3, 5))))
    assert lengths(kerbs) == pytest.approx(np.full(3, max(length, SHORTEST)), abs=0.1)


def test_a_lone_stretch_has_no_direction():
    kerbs = Kerbs.of(stretches((0, 1, 0.0, 0.0, "blue", 9)))
    assert lengths(kerbs) == pytest.approx([0.0])
    assert kerbs.starts[0] == pytest.approx((X, Y))


def test_scattered_stretches_have_no_direction():
    square = [(1, 0.0, 0.0), (3, 40.0, 40.0), (5, 40.0, 0.0), (7, 0.0, 40.0)]
    kerbs = Kerbs.of(stretches(*((0, number, east, north, "blue", 3) for number, east, north in square)))
    assert lengths(kerbs).max() == 0.0


def test_neighbours_of_another_street_or_side_do_not_count():
    kerbs = Kerbs.of(
        stretches((0, 1, 0.0, 0.0, "blue", 3), (1, 1, 0.0, 20.0, "blue", 3), (0, 2, 0.0, 40.0, "blue", 3))
    )
    assert lengths(kerbs).max() == 0.0


def test_stretches_without_street_or_number_are_marked_too():
    kerbs = Kerbs.of(stretches((None, None, 0.0, 0.0, "blue", 3), (0, None, 300.0, 0.0, "green", 2)))
    assert sorted(kerbs.spaces) == [2, 3]


def test_marks_are_chosen_by_place_and_colour():
    kerbs = Kerbs.of(
        stretches((0, 1, 0.0, 0.0, "blue", 3), (1, 1, 5.0, 0.0, "green", 2), (2, 1, 900.0, 0.0, "blue", 1))
    )
    near = kerbs.within((X - 10, Y - 10, X + 10, Y + 10))
    assert sorted(near.spaces) == [2, 3]
    assert near.of_colour("blue").spaces.tolist() == [3]
    assert len(near.of_colour("purple").spaces) == 0


def test_no_stretches_are_no_marks():
    assert len(Kerbs.of(stretches()).spaces) == 0


def test_the_packaged_marks_are_the_whole_city():
    kerbs = Kerbs.load()
    assert len(kerbs.spaces) > 30_000
    assert kerbs.spaces.sum() > 150_000
    assert np.isfinite(kerbs.starts).all()
    assert (lengths(kerbs) > 0).mean() > 0.75
