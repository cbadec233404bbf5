import math
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_utm, to_wgs84
from geodata.spaces import COLOURS, SpaceIndex
from tests.geodata.official_files import X, Y

PONZANO_60 = Point(40.4417, -3.6987)


@pytest.fixture(scope="module")
def madrid():
    return SpaceIndex.load()


@pytest.fixture
def city(small):
    return SpaceIndex.load(small.folder)


def test_spaces_are_counted_by_neighbourhood_and_colour(city):
    assert city.totals() == {("01-01", "blue"): 3, ("01-01", "green"): 12, ("01-02", "green"): 17}
    assert city.in_neighbourhood("01-01") == {"blue": 3, "green": 12}


def test_a_neighbourhood_without_spaces_has_no_colours(city):
    assert city.in_neighbourhood("07-05") == {}


def test_totals_cannot_be_changed_from_outside(city):
    with pytest.raises(TypeError):
        city.totals()["01-01", "blue"] = 0


def test_stretches_near_a_point_come_nearest_first(city):
    found = city.near(to_wgs84(X + 61.0, Y + 50.0), 30.0)
    assert [(each.number, each.colour, each.spaces, round(metres)) for each, metres in found] == [
        ("4", "blue", 3, 1),
        ("4", "green", 5, 9),
        ("2", "green", 7, 11),
    ]


def test_a_stretch_says_where_it_is(city):
    stretch, _ = city.near(to_wgs84(X + 250.0, Y + 50.0), 1.0)[0]
    assert (stretch.street, stretch.number, stretch.neighbourhood) == ("Calle del Amparo", "1 B", "01-02")
    assert (stretch.x, stretch.y) == (X + 250.0, Y + 50.0)
    assert to_utm(stretch.point) == pytest.approx((stretch.x, stretch.y), abs=0.01)


def test_a_stretch_without_street_has_no_name_and_still_counts(city):
    stretch, _ = city.near(to_wgs84(X + 270.0, Y + 50.0), 1.0)[0]
    assert (stretch.street, stretch.number, stretch.spaces) == ("", "", 7)


def test_a_stretch_without_spaces_is_not_offered(city):
    assert all(each.spaces > 0 for each, _ in city.near(to_wgs84(X, Y), 10_000.0))


def test_nothing_is_near_a_point_far_away(city):
    assert city.near(Point(0.0, 0.0), 500.0) == []


def test_the_packaged_spaces_are_the_published_ones(madrid):
    by_colour = {
        colour: sum(n for (_, each), n in madrid.totals().items() if each == colour) for colour in COLOURS
    }
    assert by_colour == {"blue": 21_164, "green": 153_686, "high_rotation": 373, "orange": 1_450, "red": 358}
    assert len({code for code, _ in madrid.totals()}) == 63


def test_the_centre_and_san_isidro_have_no_blue_spaces(madrid):
    without_blue = {code for code, _ in madrid.totals()} - {
        c for c, colour in madrid.totals() if colour == "blue"
    }
    assert without_blue >= {"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "11-03"}


def test_colours_that_are_rare_are_where_the_city_put_them(madrid):
    rare = {key: spaces for key, spaces in madrid.totals().items() if key[1] in ("orange", "red")}
    assert rare == {("08-05", "red"): 358, ("09-01", "orange"): 1_278, ("01-01", "orange"): 172}


def test_every_neighbourhood_with_spaces_is_known(madrid):
    known = {each.code for each in NeighbourhoodIndex.load()}
    assert {code for code, _ in madrid.totals()} <= known


def test_the_spaces_of_the_whole_city_take_little_memory(madrid):
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    index = SpaceIndex.load()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index.totals() == madrid.totals()
    assert kept - before < 3_000_000


@given(st.floats(40.38, 40.50), st.floats(-3.75, -3.63), st.floats(0.0, 400.0))
def test_the_narrow_search_finds_what_a_full_search_finds(madrid, lat, lon, metres):
    point = Point(lat, lon)
    found = madrid.near(point, metres)
    x, y = to_utm(point)
    everywhere = [math.hypot(a - x, b - y) for a, b in zip(madrid._x, madrid._y, strict=True)]
    distances = [distance for _, distance in found]
    assert distances == sorted(distances)
    assert distances == pytest.approx(sorted(each for each in everywhere if each <= metres))


@pytest.mark.parametrize("metres", [0, 150, 400, 50_000])
def test_spaces_near_a_point_add_up_to_those_of_the_stretches_near_it(metres):
    index, point = SpaceIndex.load(), Point(40.4378, -3.6994)
    sums = {}
    for stretch, _ in index.near(point, metres):
        key = stretch.neighbourhood, stretch.colour
        sums[key] = sums.get(key, 0) + stretch.spaces
    assert index.totals_near(point, metres) == sums


def test_streets_are_told_with_their_spaces_of_the_wanted_colours(city):
    found = city.streets_near(to_wgs84(X + 61.0, Y + 50.0), 30.0, ["blue", "green"])
    (street,) = found
    assert street.street == "Calle de las Aguas"
    assert street.spaces == {"blue": 3, "green": 12}
    assert street.metres == pytest.approx(1.0, abs=0.01)


def test_the_distance_of_a_street_is_that_of_its_nearest_stretch_of_a_wanted_colour(city):
    (street,) = city.streets_near(to_wgs84(X + 61.0, Y + 50.0), 30.0, {"green"})
    assert street.spaces == {"green": 12}
    assert street.metres == pytest.approx(9.0, abs=0.01)


def test_fifteen_spaces_a_little_farther_are_worth_more_than_ten_nearby(city):
    found = city.streets_near(to_wgs84(X + 170.0, Y + 50.0), 200.0, ["green", "blue"])
    assert [(each.street, round(each.metres)) for each in found] == [
        ("Calle de las Aguas", 100),
        ("Calle del Amparo", 80),
    ]


def test_ten_spaces_nearby_are_worth_more_than_fifteen_much_farther(city):
    found = city.streets_near(to_wgs84(X + 240.0, Y + 50.0), 200.0, ["green", "blue"])
    assert [(each.street, round(each.metres)) for each in found] == [
        ("Calle del Amparo", 10),
        ("Calle de las Aguas", 170),
    ]


def test_a_stretch_without_a_street_is_no_street(city):
    at_the_unnamed = to_wgs84(X + 270.0, Y + 50.0)
    assert city.near(at_the_unnamed, 5.0)
    assert city.streets_near(at_the_unnamed, 5.0, COLOURS) == []


def test_there_are_no_streets_without_colours_or_spaces(city):
    assert city.streets_near(to_wgs84(X, Y), 500.0, []) == []
    assert city.streets_near(to_wgs84(X, Y), 500.0, ["red"]) == []
    assert city.streets_near(Point(0.0, 0.0), 500.0, COLOURS) == []


def test_a_resident_is_told_the_streets_of_the_own_neighbourhood_only(city):
    point = to_wgs84(X + 60.0, Y + 50.0)
    (own,) = city.streets_near(point, 500.0, ["green"], "01-02")
    assert own.street == "Calle del Amparo"
    assert city.streets_near(point, 500.0, ["green"], "99-99") == []


def test_the_best_street_near_a_house_is_its_own(madrid):
    first, *others = madrid.streets_near(PONZANO_60, 250.0, ["blue", "green"])
    assert first.street == "Calle de Ponzano"
    assert others


@given(
    st.builds(Point, st.floats(40.38, 40.50), st.floats(-3.75, -3.63)),
    st.floats(0.0, 400.0),
    st.sets(st.sampled_from(COLOURS)),
    st.sampled_from([None, "07-05", "04-01"]),
)
def test_streets_are_their_stretches_put_together_best_first(madrid, point, metres, colours, own):
    expected = {}
    for stretch, away in madrid.near(point, metres):
        if stretch.street and stretch.colour in colours and own in (None, stretch.neighbourhood):
            spaces, nearest = expected.setdefault(stretch.street, ({}, away))
            spaces[stretch.colour] = spaces.get(stretch.colour, 0) + stretch.spaces
            expected[stretch.street] = (spaces, min(nearest, away))
    found = madrid.streets_near(point, metres, colours, own)
    assert {each.street: (each.spaces, each.metres) for each in found} == expected
    worth = [sum(each.spaces.values()) / (1 + each.metres / 100) for each in found]
    assert worth == pytest.approx(sorted(worth, reverse=True))
