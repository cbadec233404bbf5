from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PIL import Image

from geodata.maps import Around, Fitted, Kerbs, Layers, LegendEntry, MapRequest, Pin, Walk, draw_map
from geodata.maps.layout import Layout
from geodata.maps.style import DARK, LIGHT, Sizes
from geodata.maps.viewport import Viewport
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_utm
from geodata.streets import StreetIndex
from tests.geodata.maps.vision import luminance
from tests.geodata.maps.world import EAST, WEST, at, close, layers, opened, request, stretches

LARGEST_FILE = 250_000
LEVELS = ("easy", "medium", "hard", "unregulated", "unknown")
LEGEND = tuple(LegendEntry(sample, sample.capitalize()) for sample in (*LEVELS, "blue", "green"))
PONZANO = Point(40.4378, -3.6994)


@pytest.fixture(scope="module")
def world():
    return layers()


@pytest.fixture(scope="module")
def city():
    return Layers.of(NeighbourhoodIndex.load(), StreetIndex.load(), Kerbs.load())


def pixel_of(asked: MapRequest, point: Point) -> tuple[int, int]:
    box = Layout.of(asked, Sizes.of(asked.size)).map
    view = Viewport.around(*to_utm(asked.view.point), asked.view.metres, box)
    x, y = view.to_pixels(np.array([to_utm(point)]))[0]
    return int(x), int(y)


def count(picture: Image.Image, ink) -> int:
    return int((np.abs(np.array(picture).astype(int) - ink).max(axis=2) <= 6).sum())


def test_the_picture_is_a_png_of_the_size_asked_for(world):
    for size in ((1000, 1000), (720, 1280), (1280, 720), (320, 320)):
        png = draw_map(world, request(size=size))
        assert png.startswith(b"\x89PNG")
        assert opened(png).size == size


@pytest.mark.parametrize("level", ["easy", "unregulated"])
def test_a_neighbourhood_has_its_levels_colour(world, level):
    asked = request(levels={EAST: level}, walk=None)
    picture = opened(draw_map(world, asked))
    assert close(picture.getpixel(pixel_of(asked, at(300, 300))), LIGHT.levels[level].base)


@pytest.mark.parametrize("level", ["medium", "hard", "unknown"])
def test_a_neighbourhood_has_its_levels_colour_and_pattern(world, level):
    asked = request(levels={WEST: "easy", EAST: level})
    picture = opened(draw_map(world, asked))
    fill = LIGHT.levels[level]
    x, y = pixel_of(asked, at(300, 300))
    part = picture.crop((x - 40, y - 40, x + 40, y + 40))
    assert count(part, fill.base) > 6_400 * 0.4
    assert count(part, fill.mark) > 6_400 * 0.03


def test_a_neighbourhood_without_level_is_unknown(world):
    plain = draw_map(world, request(levels={WEST: "easy"}))
    assert plain == draw_map(world, request(levels={WEST: "easy", EAST: "unknown"}))


def test_outside_the_zone_is_paper(world):
    asked = request(view=Around(at(0, 600), 450.0))
    assert close(opened(draw_map(world, asked)).getpixel(pixel_of(asked, at(200, 800))), LIGHT.paper)


def test_the_pin_stands_on_its_place(world):
    for east, north in ((0, 0), (-300, 200), (333, -111)):
        asked = request(pin=Pin(at(east, north)))
        picture = opened(draw_map(world, asked))
        x, y = pixel_of(asked, at(east, north))
        assert close(picture.getpixel((x, y)), LIGHT.pin)
        assert close(picture.getpixel((x, y - 26)), LIGHT.pin)


def test_the_pins_label_is_beside_it(world):
    bare, labelled = (opened(draw_map(world, request(pin=Pin(at(0, 0), label)))) for label in ("", "Plaza"))
    assert count(labelled, LIGHT.panel) > count(bare, LIGHT.panel) + 1_000


def test_the_focus_has_a_strong_border(world):
    asked = request(focus=EAST)
    bare, emphasised = opened(draw_map(world, request())), opened(draw_map(world, asked))
    x, y = pixel_of(asked, at(0, 250))
    assert close(emphasised.getpixel((x, y)), LIGHT.focus)
    assert not close(bare.getpixel((x, y)), LIGHT.focus)


def test_streets_are_pale_lines(world):
    asked = request()
    x, y = pixel_of(asked, at(-60, -194))
    assert count(opened(draw_map(world, asked)).crop((x - 6, y - 12, x + 6, y + 12)), LIGHT.street) > 60


def test_spaces_are_marked_in_the_colours_asked_for_only(world):
    none, green, blue = (
        opened(draw_map(world, request(colours=frozenset(of)))) for of in ([], ["green"], ["blue"])
    )
    assert count(blue, LIGHT.spaces["blue"]) > 300
    assert count(none, LIGHT.spaces["blue"]) == count(green, LIGHT.spaces["blue"]) == 0


def test_more_spaces_make_a_larger_mark():
    shown = []
    for spaces in (1, 4, 16):
        drawn = layers(stretches((0, 1, 100.0, 100.0, "red", spaces)))
        shown.append(count(opened(draw_map(drawn, request(colours=frozenset({"red"})))), LIGHT.spaces["red"]))
    assert 0 < shown[0] < shown[1] < shown[2]


def test_the_walk_is_a_circle_around_the_pin(world):
    asked = request(pin=Pin(at(0, 0)), walk=Walk(300.0), levels={WEST: "easy", EAST: "easy"})
    picture = opened(draw_map(world, asked))
    x, y = pixel_of(asked, at(0, 0))
    radius = abs(pixel_of(asked, at(300, 0))[0] - x)
    ring = [(x + radius * np.cos(a), y - radius * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 400)]
    dark = [luminance(picture.getpixel((round(px), round(py)))) < 0.2 for px, py in ring]
    assert 0.3 < np.mean(dark) < 0.75


def test_a_ribbon_shows_across_the_picture(world):
    picture = opened(draw_map(world, request(ribbon="DATOS DE DEMOSTRACIÓN")))
    assert count(picture, LIGHT.ribbon) > 1000 * 25
    assert count(opened(draw_map(world, request())), LIGHT.ribbon) == 0


def test_the_legend_shows_every_sample(world):
    asked = request(levels={WEST: "easy", EAST: "easy"}, legend=LEGEND)
    footer = Layout.of(asked, Sizes.of(asked.size)).footer
    picture = opened(draw_map(world, asked)).crop((0, int(footer.top), 1000, 1000))
    for level in LEVELS:
        assert count(picture, LIGHT.levels[level].base) > 100
    for colour in ("blue", "green"):
        assert count(picture, LIGHT.spaces[colour]) > 100


def test_the_source_is_named_on_the_map(world):
    bare, named = (
        opened(draw_map(world, request(attribution=of))) for of in ((), ("© Ayuntamiento de Madrid",))
    )
    assert count(named, LIGHT.panel) > count(bare, LIGHT.panel) + 2_000


def test_the_dark_theme_is_dark(world):
    light, dark = (np.array(opened(draw_map(world, request(theme=theme)))) for theme in ("light", "dark"))
    assert dark.mean() < 110
    assert light.mean() > 180
    asked = request(theme="dark")
    assert close(dark[pixel_of(asked, at(-200, 300))[::-1]].tolist(), DARK.levels["easy"].base)


def test_the_same_request_gives_the_same_bytes(world):
    asked = request(
        pin=Pin(at(0, 0), "Plaza"), colours=frozenset({"blue", "green"}), legend=LEGEND, focus=EAST
    )
    assert draw_map(world, asked) == draw_map(world, asked) == draw_map(layers(), asked)


def test_threads_do_not_disturb_each_other(world):
    asked = [
        request(title=f"Plaza {number}", pin=Pin(at(50 * number, 0), str(number))) for number in range(8)
    ]
    alone = [draw_map(world, each) for each in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(partial(draw_map, world), asked)) == alone


ODD = {
    "a pin outside the view": {"pin": Pin(at(50_000, 0), "Lejos")},
    "a pin in the sea": {"view": Around(Point(36.0, -2.0)), "pin": Pin(Point(36.0, -2.0), "Mar")},
    "the other side of the Earth": {"view": Around(Point(-40.0, 176.0)), "pin": Pin(Point(-40.0, 176.0))},
    "no place at all": {
        "view": Around(Point(float("nan"), float("nan"))),
        "pin": Pin(Point(float("nan"), 0.0)),
    },
    "degrees that do not exist": {"view": Around(Point(95.0, 200.0)), "pin": Pin(Point(95.0, 200.0))},
    "no levels": {"levels": {}},
    "levels of unknown neighbourhoods": {"levels": {"99-99": "easy"}, "focus": "99-99"},
    "unknown codes to fit": {"view": Fitted(("99-99", ""))},
    "unknown colours": {"colours": frozenset({"purple"}), "legend": (LegendEntry("purple", "Morado"),)},
    "no words": {"title": "", "attribution": ()},
    "very long words": {
        "title": "Calle de la Virgen 😀 " * 30,
        "subtitle": "x" * 500,
        "pin": Pin(at(0, 0), "Etiqueta 🧑‍🚀 " * 40),
        "ribbon": "DEMO " * 99,
        "attribution": ("© Fuente " * 40,),
        "legend": (LegendEntry("easy", "palabra " * 99),),
        "walk": Walk(300.0, "minutos " * 40),
    },
    "control characters": {"title": "a\x00\n\u202e\ud800b", "pin": Pin(at(0, 0), "\x07\u200b")},
    "a walk of nothing": {"pin": Pin(at(0, 0)), "walk": Walk(0.0, "0 min")},
    "a walk around the Earth": {"pin": Pin(at(0, 0)), "walk": Walk(4e7, "mucho")},
    "a walk that is no number": {"pin": Pin(at(0, 0)), "walk": Walk(float("nan"), "?")},
    "a span of nothing": {"view": Around(at(0, 0), 0.0)},
    "a negative span": {"view": Around(at(0, 0), -5.0)},
    "a span wider than Spain": {"view": Around(at(0, 0), 1e9)},
    "a pin on the lower edge": {"pin": Pin(at(0, -440), "Abajo")},
    "a pin in the upper corner": {"pin": Pin(at(-440, 440), "Arriba")},
}


@pytest.mark.parametrize("case", ODD)
def test_odd_input_makes_a_picture_all_the_same(world, case):
    for size in ((1000, 1000), (320, 320)):
        asked = request(size=size, colours=frozenset({"blue"}))
        picture = opened(draw_map(world, replace(asked, **ODD[case])))
        assert picture.size == size
        assert len(picture.getcolors(maxcolors=10**6)) > 4


def test_a_city_without_anything_is_drawn_too():
    empty = Layers.of(NeighbourhoodIndex([], [], []), StreetIndex(()), Kerbs.of(stretches()))
    assert opened(draw_map(empty, request(colours=frozenset({"blue"})))).size == (1000, 1000)
    assert opened(draw_map(empty, request(view=Fitted()))).size == (1000, 1000)


CITY_REQUEST = MapRequest(
    view=Around(PONZANO),
    title="Calle de Ponzano, 20",
    subtitle="martes 4 de marzo, 11:00",
    pin=Pin(PONZANO, "Calle de Ponzano, 20"),
    levels={"07-04": "medium", "07-05": "hard", "07-03": "easy"},
    focus="07-05",
    walk=Walk(400.0, "5 min"),
    colours=frozenset({"blue", "green"}),
    legend=LEGEND,
)


@pytest.mark.parametrize(
    "changed",
    [{}, {"theme": "dark"}, {"view": Around(PONZANO, 900.0)}, {"view": Fitted()}, {"size": (1280, 1280)}],
    ids=["light", "dark", "wide", "zone", "large"],
)
def test_real_maps_are_light_enough_to_send(city, changed):
    assert 20_000 < len(draw_map(city, replace(CITY_REQUEST, **changed))) < LARGEST_FILE


def test_a_real_map_shows_streets_spaces_and_levels(city):
    picture = opened(draw_map(city, CITY_REQUEST))
    for ink in (
        LIGHT.spaces["blue"],
        LIGHT.spaces["green"],
        LIGHT.street,
        LIGHT.levels["hard"].base,
        LIGHT.pin,
    ):
        assert count(picture, ink) > 300


def test_the_whole_zone_shows_every_neighbourhood_at_its_centre(city):
    index = NeighbourhoodIndex.load()
    drawn = [each.code for each in index if each.code in {outline.code for outline in city.outlines}]
    asked = MapRequest(view=Fitted(), title="", levels=dict.fromkeys(drawn, "easy"), attribution=())
    picture = opened(draw_map(city, asked))
    assert len(drawn) >= 60
    assert count(picture, LIGHT.levels["easy"].base) > 1_000_000 * 0.15
    assert count(picture, LIGHT.levels["unknown"].base) < 500


def test_the_title_changes_the_picture_only_above_the_map(city):
    one, other = (
        np.array(opened(draw_map(city, replace(CITY_REQUEST, title=title)))) for title in ("Uno", "Otro")
    )
    header = int(Layout.of(CITY_REQUEST, Sizes.of(CITY_REQUEST.size)).header.bottom)
    assert (np.abs(one[:header].astype(int) - other[:header]) > 40).any()
    assert np.abs(one[header:].astype(int) - other[header:]).max() < 40
