import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.places import Point
from geodata.projection import to_utm, to_wgs84, to_wgs84_arrays


def test_the_puerta_del_sol_is_where_the_national_survey_has_it():
    x, y = to_utm(Point(40.416729, -3.703339))
    assert (x, y) == (pytest.approx(440_340, abs=60), pytest.approx(4_474_260, abs=60))


def test_the_central_meridian_of_zone_30_is_at_half_a_million_metres():
    x, _ = to_utm(Point(40.4, -3.0))
    assert x == pytest.approx(500_000.0, abs=0.001)


def test_a_hundred_metres_east_is_a_hundred_metres():
    here, there = to_wgs84(440_000.0, 4_474_000.0), to_wgs84(440_100.0, 4_474_000.0)
    assert there.lon > here.lon
    assert (there.lon - here.lon) * 111_320 * np.cos(np.radians(40.4)) == pytest.approx(100.0, abs=0.5)


@given(st.floats(40.2, 40.7), st.floats(-4.0, -3.4))
def test_there_and_back_again_is_the_same_point(lat, lon):
    back = to_wgs84(*to_utm(Point(lat, lon)))
    assert (back.lat, back.lon) == (pytest.approx(lat, abs=1e-8), pytest.approx(lon, abs=1e-8))


def test_many_points_at_once_are_the_same_as_one_by_one():
    x, y = np.array([440_000.0, 445_000.5]), np.array([4_474_000.0, 4_480_000.5])
    lat, lon = to_wgs84_arrays(x, y)
    assert [Point(*each) for each in zip(lat, lon, strict=True)] == [
        to_wgs84(*each) for each in zip(x, y, strict=True)
    ]
