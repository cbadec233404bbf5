import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.building import build_resources
from geodata.errors import NoOutlineError, UnknownNeighbourhoodError
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_utm, to_wgs84
from tests.geodata.official_files import SIDE, X, Y, row, write_boundaries, write_spaces

PONZANO_60 = Point(40.4417, -3.6987)
LAS_ROZAS = Point(40.4929, -3.8737)


@pytest.fixture(scope="module")
def madrid():
    return NeighbourhoodIndex.load()


@pytest.fixture
def city(small):
    return NeighbourhoodIndex.load(small.folder)


def at(column, line=0.5):
    return to_wgs84(X + column * SIDE, Y + line * SIDE)


def test_a_point_is_in_the_neighbourhood_whose_outline_holds_it(city):
    assert [city.locate(at(column)).code for column in (0.5, 1.5, 2.5)] == ["01-01", "01-02", "07-05"]


def test_a_point_outside_the_zone_is_in_none(city):
    assert city.locate(at(3.5)) is None
    assert city.locate(Point(0.0, 0.0)) is None


def test_a_point_on_a_shared_border_is_in_one_of_the_two(city):
    assert city.locate(at(1.0)).code in {"01-01", "01-02"}


def test_the_nearest_neighbourhood_is_at_no_distance_inside(city):
    assert city.nearest(at(0.5)) == (Neighbourhood("01-01", "Palacio", "Centro"), 0.0)


def test_the_nearest_neighbourhood_outside_is_measured_in_metres(city):
    neighbourhood, metres = city.nearest(at(3.5))
    assert neighbourhood.code == "07-05"
    assert metres == pytest.approx(SIDE / 2, abs=0.01)


def test_those_within_reach_come_nearest_first(city):
    found = city.within(at(0.25), 160.0)
    assert [(each.code, round(metres)) for each, metres in found] == [("01-01", 0), ("01-02", 150)]
    assert city.within(at(9.0), 100.0) == []


def test_an_unknown_code_is_named(city):
    for ask in (city.get, city.outline, city.centre):
        with pytest.raises(UnknownNeighbourhoodError) as unknown:
            ask("99-99")
        assert unknown.value.code == "99-99"


def test_a_neighbourhood_without_outline_has_a_name_and_a_centre_and_no_more(tmp_path):
    at_zofio = {"district": (12, "USERA"), "neighbourhood": (6, "ZOFIO")}
    spaces = write_spaces(tmp_path / "c.csv", [row(x=X + each, **at_zofio) for each in (0.0, 30.0, 70.0)])
    build_resources(write_boundaries(tmp_path / "b.shp"), spaces, tmp_path / "out")
    index = NeighbourhoodIndex.load(tmp_path / "out")
    assert index.get("12-06") == Neighbourhood("12-06", "Zofío", "Usera")
    assert to_utm(index.centre("12-06")) == pytest.approx((X + 30.0, Y + 50.0), abs=0.2)
    with pytest.raises(NoOutlineError) as lacking:
        index.outline("12-06")
    assert lacking.value.code == "12-06"
    assert index.locate(index.centre("12-06")).code == "01-01"
    assert len(index) == 4


def test_the_packaged_figures_hold_the_64_neighbourhoods_in_order(madrid):
    codes = [each.code for each in madrid]
    assert len(madrid) == len(codes) == 64
    assert codes == sorted(codes)
    assert madrid.get("07-05") == Neighbourhood("07-05", "Ríos Rosas", "Chamberí")
    assert madrid.get("11-01").name == "Comillas"
    assert madrid.get("12-07").name == "Pradolongo"


def test_the_packaged_outlines_neither_overlap_nor_gape(madrid):
    shapes = np.array([madrid.outline(each.code) for each in madrid])
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_every_centre_lies_inside(madrid):
    for each in madrid:
        assert madrid.locate(madrid.centre(each.code)) == each
        assert (
            madrid.outline(each.code).boundary.distance(shapely.Point(to_utm(madrid.centre(each.code))))
            > 30.0
        )


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (40.4417, -3.6987, "07-05"),  # Ponzano 60
        (40.4187, -3.6755, "03-04"),  # Ibiza 30
        (40.4147, -3.7009, "01-03"),  # Plaza de Santa Ana
        (40.4169, -3.7035, "01-06"),  # Puerta del Sol
        (40.4929, -3.8737, None),  # Las Rozas
        (40.4722, -3.5803, None),  # Barajas, in the municipality and not in the zone
    ],
)
def test_known_places_are_where_they_are(madrid, lat, lon, code):
    found = madrid.locate(Point(lat, lon))
    assert (found.code if found else None) == code


def test_far_away_is_measured_in_kilometres(madrid):
    neighbourhood, metres = madrid.nearest(LAS_ROZAS)
    assert neighbourhood.code == "09-01"
    assert 12_000 < metres < 14_000


@given(st.floats(40.30, 40.55), st.floats(-3.85, -3.55))
def test_locating_measuring_and_reaching_agree(madrid, lat, lon):
    point = Point(lat, lon)
    located, (closest, metres) = madrid.locate(point), madrid.nearest(point)
    assert (located is None) == (metres > 0.0)
    assert madrid.within(point, metres)[0][1] == metres
    if located is not None:
        assert located == closest
