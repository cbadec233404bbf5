"""The landmarks: readable, in the right place, and enough of them."""

from collections import Counter
from math import hypot

import pytest

from geodata.errors import ResourceError
from geodata.geocoding import Found, LocalGeocoder
from geodata.geocoding.region import in_region
from geodata.landmarks import AREA_KINDS, Landmark, load_landmarks
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_utm
from geodata.streets import StreetIndex

LANDMARKS = load_landmarks()
KINDS = """
airport area church culture district hospital hotel leisure mall market metro monument museum office palace
park square stadium station theatre town university
"""


def test_there_are_hundreds_inside_and_outside_the_zone():
    index = NeighbourhoodIndex.load()
    inside = sum(index.locate(each.point) is not None for each in LANDMARKS)
    assert len(LANDMARKS) >= 350
    assert inside >= 250
    assert len(LANDMARKS) - inside >= 100
    assert sum(each.kind == "district" for each in LANDMARKS) == 21


def test_no_landmark_is_written_twice_and_every_kind_is_known():
    twice = [
        each for each, times in Counter((each.name, each.kind) for each in LANDMARKS).items() if times > 1
    ]
    assert twice == []
    assert {each.kind for each in LANDMARKS} <= set(KINDS.split())


def test_every_landmark_is_around_madrid_unless_it_is_a_town_farther_off():
    assert [each.name for each in LANDMARKS if not in_region(each.point) and each.kind != "town"] == []


def test_a_landmark_stands_in_the_neighbourhood_it_names():
    index = NeighbourhoodIndex.load()
    elsewhere = {}
    for each in LANDMARKS:
        near = [found.code for found, _ in index.within(each.point, 60)]
        if each.neighbourhood and each.neighbourhood not in near:
            elsewhere[each.name] = (each.neighbourhood, near)
    assert elsewhere == {}


def test_a_landmark_with_an_address_stands_near_it():
    geocoder = LocalGeocoder.load()
    addressed = [each for each in LANDMARKS if each.address]
    assert len(addressed) >= 50
    for landmark in addressed:
        answer = geocoder.find(landmark.address)
        assert isinstance(answer, Found), landmark.name
        assert answer.place.precision == "house", landmark.name
        (x, y), (house_x, house_y) = to_utm(landmark.point), to_utm(answer.place.point)
        assert hypot(x - house_x, y - house_y) <= 250, landmark.name


def test_a_square_stands_where_the_street_index_has_it():
    squares = {street.label: street for street in StreetIndex.load() if street.kind in {"plaza", "glorieta"}}
    compared = 0
    for landmark in LANDMARKS:
        if landmark.name in squares:
            compared += 1
            x, y = to_utm(landmark.point)
            away = min(hypot(x - at.x, y - at.y) for at in squares[landmark.name].positions)
            assert away <= 320, (landmark.name, away)  # Plaza de España is 250 m wide
    assert compared >= 10


def test_museums_and_their_like_answer_to_spanish_and_english():
    prado = Landmark("Museo del Prado", ("Prado",), "museum", Point(40.4138, -3.6921))
    assert {"Museo del Prado", "Prado", "museo prado", "prado museum"} <= set(prado.names())
    goya = Landmark("Goya", (), "metro", Point(40.4, -3.7))
    assert list(goya.names()) == ["Goya"]


def test_towns_lie_outside_the_zone():
    index = NeighbourhoodIndex.load()
    assert [each.name for each in LANDMARKS if each.kind == "town" and index.locate(each.point)] == []
    assert all(each.neighbourhood is None for each in LANDMARKS if each.kind in {"town", "airport"})
    assert {"district", "area", "town"} == AREA_KINDS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        ("name\nPrado\n", "damaged"),
        ("name,aliases,kind,lat,lon,neighbourhood,address\nPrado,,museum,north,-3.6,,\n", "damaged"),
    ],
)
def test_a_missing_or_damaged_file_is_named(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "landmarks.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_landmarks(tmp_path)
    assert caught.value.reason == reason
