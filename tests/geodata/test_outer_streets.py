"""The streets outside the zone: readable, really outside, and none of them a street of the zone."""

from collections import Counter

import pytest

from geodata.errors import ResourceError
from geodata.gazetteer.folding import fold, words
from geodata.gazetteer.vocabulary import canonical
from geodata.geocoding.region import in_region
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.outer_streets import OuterNumbers, OuterStreet, load_outer_numbers, load_outer_streets
from geodata.places import Point
from geodata.projection import to_wgs84
from geodata.streets import StreetIndex

STREETS = load_outer_streets()
NUMBERS = load_outer_numbers()
CAMARENA = OuterStreet("calle", "de Camarena", "Aluche", Point(40.387, -3.761))


def key(kind: str, name: str) -> tuple[str, ...]:
    return (fold(kind), *canonical(words(name)))


def test_there_are_many_and_each_is_written_once():
    times = Counter((*key(each.kind, each.name), each.area) for each in STREETS)
    assert len(STREETS) >= 1200
    assert [each for each, count in times.items() if count > 1] == []


def test_every_point_is_around_madrid_and_outside_the_zone():
    index = NeighbourhoodIndex.load()
    points = {each.point for each in STREETS} | {each.stretch.point for each in NUMBERS}
    assert [each for each in points if not in_region(each) and each.lon < -3.4] == []
    assert [each for each in points if index.nearest(each)[1] < 200] == []


def test_an_area_is_one_place():
    points = {}
    for each in STREETS:
        points.setdefault(each.area, set()).add(each.point)
    assert [area for area, found in points.items() if len(found) > 3] == []


def test_no_street_outside_bears_type_and_name_of_one_inside():
    inside = {key(street.kind, street.name) for street in StreetIndex.load()}
    assert [each for each in STREETS if key(each.kind, each.name) in inside] == []


def test_numbers_outside_belong_to_a_street_of_the_zone_and_are_none_of_its_known_ones():
    inside = {key(street.kind, street.name): street for street in StreetIndex.load()}
    index = NeighbourhoodIndex.load()
    for numbers in NUMBERS:
        street = inside[key(numbers.stretch.kind, numbers.stretch.name)]
        known = [each for each in street.numbers if each.number in numbers]
        assert known == [], street.label
        assert numbers.first < numbers.last
        last = max(street.numbers)
        near, away = index.nearest(to_wgs84(last.x, last.y))
        assert away == 0.0, (street.label, near)


def test_a_label_says_where_the_street_is():
    assert CAMARENA.address() == "Calle de Camarena (Aluche)"
    assert CAMARENA.address(5) == "Calle de Camarena, 5 (Aluche)"


@pytest.mark.parametrize(
    ("number", "outside"), [(9, False), (10, True), (11, False), (20, True), (21, False), (22, False)]
)
def test_numbers_outside_may_be_those_of_one_side(number, outside):
    assert (number in OuterNumbers(CAMARENA, 10, 20, frozenset({0}))) == outside


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        ("kind,name\ncalle,de Camarena\n", "damaged"),
        ("kind,name,area,lat,lon\ncalle,de Camarena,Aluche,north,-3.7\n", "damaged"),
    ],
)
def test_a_missing_or_damaged_file_is_named(tmp_path, content, reason):
    for file, load in (("outer_streets.csv", load_outer_streets), ("outer_numbers.csv", load_outer_numbers)):
        if content is not None:
            (tmp_path / file).write_text(content, encoding="utf-8")
        with pytest.raises(ResourceError) as caught:
            load(tmp_path)
        assert caught.value.reason == reason
