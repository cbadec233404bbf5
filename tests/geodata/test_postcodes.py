"""Postcodes of the city: a whole table, a point in the right place, and how they are asked for."""

import pytest

from geodata.errors import ResourceError
from geodata.geocoding import Found, LocalGeocoder, NotFound
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.postcodes import load_postcodes


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder.load()


def test_every_postcode_of_the_city_is_there_and_stands_in_the_neighbourhood_it_names():
    index, postcodes = NeighbourhoodIndex.load(), load_postcodes()
    assert list(postcodes) == [str(code) for code in range(28001, 28056)]
    for each in postcodes.values():
        located = index.locate(each.point)
        assert (located and located.code) == (None if each.area else each.neighbourhoods[0]), each
        assert all(index.get(code) for code in each.neighbourhoods)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        ("a,b\n1,2\n", "damaged"),
        ("postcode,area,lat,lon,neighbourhoods\n28001,,40.4,-3.7,\n", "damaged"),
    ],
)
def test_a_missing_or_damaged_file_of_postcodes_is_named(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "postcodes.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_postcodes(tmp_path)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("phrase", "label", "code"),
    [
        ("28010", "28010 (Almagro)", "07-04"),
        ("en 28004", "28004 (Justicia)", "01-04"),
        ("28013 Madrid", "28013 (Palacio)", "01-01"),
        ("C.P. 28031", "28031 (Villa de Vallecas)", None),
    ],
)
def test_a_postcode_alone_is_the_middle_of_its_area(geocoder, phrase, label, code):
    place = geocoder.find(phrase).place
    assert (place.label, place.precision, place.neighbourhood) == (label, "neighbourhood", code)


@pytest.mark.parametrize(
    "phrase", ["28921", "calle mayor 10, 28921", "calle mayor 10, 28801 Alcalá de Henares"]
)
def test_a_postcode_of_another_town_is_never_inside(geocoder, phrase):
    answer = geocoder.find(phrase)
    if isinstance(answer, Found):
        assert answer.place.neighbourhood is None
    else:
        assert answer == NotFound("outside_madrid")


def test_a_postcode_beside_a_street_only_decides_between_namesakes(geocoder):
    assert geocoder.find("imperial 5, 28005").place.label == "Paseo Imperial, 5"
    assert geocoder.find("ponzano 20, 28013").place.label == "Calle de Ponzano, 20"


def test_a_postcode_is_a_place_name_in_a_message(geocoder):
    assert geocoder.gazetteer.match(["28010", "manana"]) == 1
    assert geocoder.gazetteer.match(["28921", "manana"]) == 0
