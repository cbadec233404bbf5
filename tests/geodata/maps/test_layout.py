from itertools import combinations

import pytest

from geodata.maps import LegendEntry
from geodata.maps.fonts import font, width
from geodata.maps.layout import MOST_LEGEND_SHARE, Layout
from geodata.maps.style import Sizes
from geodata.maps.viewport import Box
from tests.geodata.maps.world import request

LEGEND = tuple(LegendEntry("easy", f"Palabra larga {number}") for number in range(9))


def layout(**changed):
    asked = request(**changed)
    return Layout.of(asked, Sizes.of(asked.size))


@pytest.mark.parametrize("size", [(1000, 1000), (720, 1280), (1280, 720), (320, 320)])
def test_the_parts_share_the_picture_without_gap_or_overlap(size):
    parts = layout(size=size, subtitle="Hoy", ribbon="Demostración", legend=LEGEND)
    assert parts.header.top == 0
    assert parts.header.bottom == parts.ribbon.top
    assert parts.ribbon.bottom == parts.map.top
    assert parts.map.bottom == parts.footer.top
    assert parts.footer.bottom == size[1]
    assert parts.map.height > size[1] * 0.3


def test_without_words_the_map_is_the_picture():
    assert layout(title="", legend=()).map == Box(0, 0, 1000, 1000)


def test_a_title_of_nothing_but_missing_characters_takes_no_room():
    assert layout(title="🧑‍🚀").header.height == 0


def test_legend_entries_lie_side_by_side_inside_the_footer():
    parts = layout(legend=LEGEND)
    letters = font(Sizes.of((1000, 1000)).legend)
    boxes = [
        Box(i.sample.left, i.sample.top, i.sample.right + 8 + width(i.text, letters), i.sample.bottom)
        for i in parts.legend
    ]
    assert len(boxes) == len(LEGEND)
    assert all(parts.footer.holds(box) for box in boxes)
    for one, other in combinations(boxes, 2):
        assert (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )


def test_an_endless_legend_leaves_the_map_its_room():
    parts = layout(legend=LEGEND * 20)
    assert parts.footer.height <= 1000 * MOST_LEGEND_SHARE + 40
    assert len(parts.legend) < len(LEGEND) * 20


def test_a_long_entry_is_shortened():
    (item,) = layout(legend=(LegendEntry("easy", "palabra " * 50),)).legend
    assert item.text.endswith("…")
