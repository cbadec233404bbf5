"""The path of a picture: what it asks for, and that it is never longer than the service takes."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.maps import Around, Fitted, Layers, Pin
from geodata.maps.kerbs import Kerbs
from geodata.maps.mapbox_url import image_path
from geodata.maps.mercator import MercatorViewport
from geodata.maps.scene import Scene
from geodata.maps.style import STYLES
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.streets import StreetIndex
from tests.geodata.maps.mapbox_server import Asked, pixel, read_address
from tests.geodata.maps.world import EAST, WEST, neighbourhoods, request, stretches

ROOM = 8_000
LEVELS = ("easy", "medium", "hard", "unregulated", "refused", "unknown")
MADRID = tuple(each.code for each in NeighbourhoodIndex.load())


def layers_of(index):
    return Layers.of(index, StreetIndex(()), Kerbs.of(stretches()))


@pytest.fixture(scope="module")
def world():
    return layers_of(neighbourhoods())


@pytest.fixture(scope="module")
def city():
    return layers_of(NeighbourhoodIndex.load())


def asked(layers: Layers, room: int = ROOM, **of) -> tuple[Asked, MercatorViewport, str]:
    """What a request asks the service for, as that reads it."""
    scene = Scene.of(request(**of), layers.outlines)
    view = MercatorViewport.over(scene.view)
    path = image_path(scene, view, layers.within(view).outlines, room)
    read = read_address(path)
    assert isinstance(read, Asked), f"refused with {read}"
    return read, view, path


def hexadecimal(ink) -> str:
    return "".join(f"{part:02x}" for part in ink[:3])


@pytest.mark.parametrize(("theme", "style"), [("light", "light-v11"), ("dark", "dark-v11")])
def test_the_theme_chooses_the_style(world, theme, style):
    assert asked(world, theme=theme)[0].style == style


def test_the_ground_is_asked_for_in_twice_the_pixels(world):
    read, view, path = asked(world)
    assert "@2x" in path
    assert read.size == (view.box.width, view.box.height)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neighbourhoods_are_filled_with_their_levels_colours(world, theme):
    read, _, _ = asked(world, theme=theme, levels={WEST: "easy", EAST: "hard"})
    levels = STYLES[theme].levels
    assert {path.fill for path in read.paths} == {hexadecimal(levels[of].base) for of in ("easy", "hard")}


def test_the_focus_is_drawn_last_and_strongest(world):
    read, _, _ = asked(world, focus=WEST)
    assert [path.width for path in read.paths] == [1, 3]
    assert read.paths[-1].ink == hexadecimal(STYLES["light"].focus)


def test_the_pin_is_ours_and_tells_the_service_no_more_than_the_view(world):
    point = Point(40.4153, -3.7074)
    with_pin, without = (
        asked(world, view=Around(point, 650.0), pin=pin)[2] for pin in (Pin(point, "Mi casa"), None)
    )
    assert with_pin == without


def test_an_outline_lands_where_the_service_draws_it(city):
    code = "07-05"
    read, view, _ = asked(city, view=Fitted((code,)), focus=code)
    (outline,) = (each for each in city.outlines if each.code == code)
    ours = shapely.Polygon(view.to_pixels(outline.outer[0]))
    offset = np.array((view.box.left, view.box.top))
    theirs = shapely.Polygon([offset + pixel(read, *place) for place in read.paths[-1].line])
    assert shapely.hausdorff_distance(ours.exterior, theirs.exterior) < 1


def test_with_little_room_the_farthest_are_left_out_and_the_focus_stays(city):
    point = Point(40.4378, -3.6994)
    focus = "07-05"
    all_of_them, few = (
        asked(city, room, view=Around(point, 2_500.0), focus=focus)[0].paths for room in (ROOM, 900)
    )
    assert 0 < len(few) < len(all_of_them)
    assert few[-1].width == all_of_them[-1].width == 3


def test_without_room_the_plain_ground_is_asked_for(city):
    assert asked(city, 110, view=Fitted())[0].paths == []


def test_the_whole_zone_fits_with_every_neighbourhood(city):
    read, _, path = asked(city, view=Fitted(), size=(1000, 1333))
    assert len(path) <= ROOM
    assert len(read.paths) >= len(city.outlines)


views = st.one_of(
    st.builds(
        Around,
        st.builds(Point, st.floats(40.30, 40.56), st.floats(-3.85, -3.50)),
        st.floats(0, 20_000),
    ),
    st.builds(Fitted, st.lists(st.sampled_from(MADRID), max_size=8).map(tuple)),
)


requests = st.fixed_dictionaries(
    {
        "view": views,
        "size": st.tuples(st.integers(320, 1600), st.integers(320, 1600)),
        "levels": st.dictionaries(st.sampled_from(MADRID), st.sampled_from(LEVELS)),
        "focus": st.none() | st.sampled_from(MADRID),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(requests, st.integers(200, ROOM))
def test_no_path_is_longer_than_its_room(city, shown, room):
    assert len(asked(city, room, **shown)[2]) <= room
