import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.maps.polyline import encoded
from geodata.places import Point
from geodata.projection import to_utm
from tests.geodata.maps.mapbox_server import decoded

STEP = 1e-5
"""Degrees: what five decimals tell apart."""

places = st.builds(Point, st.floats(39.5, 41.5), st.floats(-5.0, -2.0))


def metres(*line):
    return np.array([to_utm(place) for place in line])


@given(st.lists(places, min_size=1, max_size=30))
def test_a_line_is_read_back_to_the_metre(line):
    read = np.array(decoded(encoded(metres(*line))))
    assert np.abs(read - [(place.lat, place.lon) for place in line]).max() <= STEP


@given(st.lists(places, min_size=1, max_size=30))
def test_a_line_is_printable_ascii_between_a_question_mark_and_a_tilde(line):
    assert all("?" <= character <= "~" for character in encoded(metres(*line)))


def test_these_tests_read_the_published_example():
    line = [Point(38.5, -120.2), Point(40.7, -120.95), Point(43.252, -126.453)]
    assert decoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@") == [(place.lat, place.lon) for place in line]


def test_a_point_takes_its_step_from_the_one_before():
    here = Point(40.43, -3.70)
    assert encoded(metres(here, here)).endswith("??")
