from geodata.maps.area_names import name_neighbourhoods
from geodata.maps.layers import outlines_of
from geodata.maps.style import LIGHT
from geodata.maps.viewport import Box, Viewport
from tests.geodata.maps.page import SIZES, Page, view
from tests.geodata.maps.world import X, Y, neighbourhoods


def test_neighbourhoods_are_named_inside_themselves():
    page = Page()
    name_neighbourhoods(outlines_of(neighbourhoods()), view(), page, LIGHT, SIZES)
    places = dict(page.areas)
    assert set(places) == {"PONIENTE", "LEVANTE"}
    assert places["PONIENTE"][0] < 500 < places["LEVANTE"][0]


def test_from_afar_names_are_written_without_capitals():
    page = Page()
    name_neighbourhoods(outlines_of(neighbourhoods()), view(3_500), page, LIGHT, SIZES)
    assert {text for text, _ in page.areas} <= {"Poniente", "Levante"}
    assert page.areas


def test_a_corner_too_small_for_a_name_has_none():
    page = Page()
    corner = Viewport.around(X - 40, Y + 500, 60, Box(0, 0, 60, 60))
    name_neighbourhoods(outlines_of(neighbourhoods()), corner, page, LIGHT, SIZES)
    assert page.areas == []
