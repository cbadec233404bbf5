"""Two streets in one phrase, and the corner where they meet."""

from itertools import groupby, pairwise
from math import hypot, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.geocoding import Found, Geocoding, LocalGeocoder
from geodata.geocoding.crossings import MAX_METRES
from geodata.geocoding.two_streets import Pair, two_streets
from geodata.places import Point
from geodata.projection import to_utm
from geodata.streets import Street, StreetIndex


def neighbourhood_of(street: Street) -> str:
    return street.numbers[0].neighbourhood


INDEX = StreetIndex.load()
GEOCODER = LocalGeocoder.load()
BY_NEIGHBOURHOOD = [
    list(streets)
    for _, streets in groupby(
        sorted((each for each in INDEX if each.numbers), key=neighbourhood_of), neighbourhood_of
    )
]
STREETS = st.sampled_from(BY_NEIGHBOURHOOD).flatmap(st.sampled_from)
NEIGHBOURS = st.sampled_from(BY_NEIGHBOURHOOD).flatmap(
    lambda streets: st.tuples(st.sampled_from(streets), st.sampled_from(streets))
)
WAYS = st.sampled_from(
    ["{} con {}", "{} esquina {}", "{} esquina a {}", "corner of {} and {}", "{} y {}", "{} / {}"]
)


@pytest.mark.parametrize(
    "phrase",
    [
        "alcala con goya",
        "alcala esquina goya",
        "Alcalá esq. Goya",
        "cruce de Alcalá con Goya",
        "Alcalá haciendo esquina con Goya",
        "en la esquina de Alcalá y Goya",
        "corner of Alcalá and Goya",
        "Alcalá & Goya",
        "Alcalá / Goya",
        "c/Alcalá / c/Goya",
        "Calle de Alcalá esquina a Calle de Goya, Madrid",
        "alcalá con goia",
    ],
)
def test_two_streets_are_their_corner_however_they_are_joined(phrase):
    place = GEOCODER.find(phrase).place
    assert (place.label, place.neighbourhood) == ("Calle de Alcalá con Calle de Goya", "04-02")
    assert metres_between(place.point, Point(40.4250, -3.6733)) < MAX_METRES


@pytest.mark.parametrize(
    ("phrase", "label", "code"),
    [
        ("serrano con goya", "Calle de Serrano con Calle de Goya", "04-01"),
        (
            "esquina de serrano con ortega y gasset",
            "Calle de Serrano con Calle de José Ortega y Gasset",
            "04-06",
        ),
        (
            "ortega y gasset y serrano",
            "Calle de José Ortega y Gasset con Calle de Serrano",
            "04-06",
        ),
        ("goya con vergara", "Calle de Goya con Calle del Príncipe de Vergara", "04-02"),
        ("bravo murillo con cea bermúdez", "Calle de Bravo Murillo con Calle de Cea Bermúdez", "07-06"),
        ("alfonso doce con antonio maura", "Calle de Alfonso XII con Calle de Antonio Maura", "03-05"),
        ("avenida de menendez pelayo con ibiza", "Avenida de Menéndez Pelayo con Calle de Ibiza", "03-04"),
    ],
)
def test_a_corner_bears_both_names_as_they_were_said(phrase, label, code):
    place = GEOCODER.find(phrase).place
    assert (place.label, place.neighbourhood, place.source) == (label, code, "index")


@pytest.mark.parametrize(
    ("phrase", "first"),
    [
        ("Ponzano esquina Ibiza", "Ponzano"),
        ("Ponzano 20 con Ríos Rosas", "Ponzano 20"),
        ("Goya con mi madre", "Goya"),
        ("Sol and Lavapiés", "Sol"),
        ("calle Goya con calle Goya", "calle Goya"),
    ],
)
def test_where_two_streets_do_not_meet_the_first_is_meant(phrase, first):
    assert GEOCODER.find(phrase) == GEOCODER.find(first)


def test_where_the_first_of_two_is_unknown_the_second_is_meant():
    assert GEOCODER.find("reunión semanal con Ponzano") == GEOCODER.find("Ponzano")


@pytest.mark.parametrize("phrase", ["Ortega y Gasset", "Ortega y Gasset 20", "Ramón y Cajal", "Dos de Mayo"])
def test_a_name_with_and_in_it_is_one_street(phrase):
    assert not is_corner(GEOCODER.find(phrase))


@pytest.mark.parametrize(
    "street", [each for each in INDEX if {"y", "e", "con"} & {*each.name.lower().split()}]
)
def test_no_street_of_the_index_is_taken_for_two(street):
    for phrase in (street.label, street.name, f"{street.name}, Madrid", f"{street.name} 3"):
        answer = GEOCODER.find(phrase)
        assert not is_corner(answer)


@given(NEIGHBOURS, WAYS)
def test_the_corner_is_near_both_streets_in_whichever_order_they_are_said(neighbours, way):
    one, other = neighbours
    there, back = (
        GEOCODER.find(way.format(*pair)) for pair in ((one.label, other.label), (other.label, one.label))
    )
    corners = [each.place for each in (there, back) if is_corner(each)]
    if corners:
        assert corners[0].point == corners[1].point
        assert corners[0].neighbourhood == corners[1].neighbourhood
        assert all(metres_to(street, corners[0].point) <= MAX_METRES for street in (one, other))


@given(STREETS)
def test_the_label_of_a_corner_finds_the_corner_again(street):
    others = ("Calle de Goya", "Calle de Bravo Murillo", "Paseo de las Delicias")
    for answer in (GEOCODER.find(f"{street.label} con {other}") for other in others):
        if is_corner(answer):
            assert GEOCODER.find(answer.place.label).place.point == answer.place.point


@given(st.text())
def test_any_text_may_be_asked_for_two_streets(text):
    for pair in two_streets(text):
        assert isinstance(pair, Pair)
        assert pair.first.strip() == pair.first


@pytest.mark.parametrize(
    "phrase", ["", "con", "esquina", "esquina de", "y", "goya con", "con goya", "c/ Goya", "s/n"]
)
def test_one_name_is_not_two(phrase):
    assert [pair for pair in two_streets(phrase) if pair.first and pair.second] == []


def is_corner(answer: Geocoding) -> bool:
    return isinstance(answer, Found) and " con " in answer.place.label


def metres_between(one: Point, other: Point) -> float:
    (x, y), (a, b) = to_utm(one), to_utm(other)
    return hypot(x - a, y - b)


def metres_to(street: Street, point: Point) -> float:
    """How far the point is from the lines along the houses of the street of the index."""
    x, y = to_utm(point)
    best = min((hypot(x - each.x, y - each.y) for each in (*street.numbers, *street.positions)), default=inf)
    for side in (0, 1):
        houses = [each for each in street.numbers if each.number % 2 == side]
        for one, other in pairwise(houses):
            best = min(best, _to_line((x, y), (one.x, one.y), (other.x, other.y)))
    return best


def _to_line(at: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    (x, y), (a, b), (c, d) = at, start, end
    length = (c - a) ** 2 + (d - b) ** 2
    share = min(1.0, max(0.0, ((x - a) * (c - a) + (y - b) * (d - b)) / length)) if length else 0.0
    return hypot(x - a - share * (c - a), y - b - share * (d - b))
