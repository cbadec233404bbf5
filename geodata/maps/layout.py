"""How a picture is shared out: the words above, the map, the legend below."""

from dataclasses import dataclass

from geodata.maps.fonts import cut, font, printable, width
from geodata.maps.request import LegendEntry, MapRequest
from geodata.maps.style import Sizes
from geodata.maps.viewport import Box

MOST_LEGEND_SHARE = 0.3
"""Of the height: rows of the legend beyond it are left out, the map comes first."""

LINE, RIBBON, ROW = 1.25, 1.7, 1.55
"""Heights of a line of the title, of the ribbon and of a row of the legend, as multiples of their letters."""

SAMPLE_WIDE, SAMPLE_HIGH, SAMPLE_GAP = 1.25, 0.88, 0.7
"""A sample's width and height as multiples of the letters, and its distance from the words in gaps."""


@dataclass(frozen=True, slots=True)
class LegendItem:
    """An entry at its place: the sample's box, and the words to the right of it."""

    entry: LegendEntry
    sample: Box
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the picture, in pixels; `ribbon` has no height when there is none."""

    header: Box
    ribbon: Box
    map: Box
    footer: Box
    legend: tuple[LegendItem, ...]

    @classmethod
    def of(cls, request: MapRequest, sizes: Sizes) -> "Layout":
        """Share out the picture."""
        wide, high = request.size
        lines = (
            bool(printable(request.title)) * sizes.title,
            bool(printable(request.subtitle)) * sizes.subtitle,
        )
        header = Box(0, 0, wide, sum(lines) * LINE + (sizes.gap * 2 if any(lines) else 0))
        ribbon_height = sizes.legend * RIBBON if printable(request.ribbon) else 0
        ribbon = Box(0, header.bottom, wide, header.bottom + ribbon_height)
        rows = _rows(request.legend, wide - 4 * sizes.gap, sizes)
        row_height = sizes.legend * ROW
        rows = rows[: int(high * MOST_LEGEND_SHARE / row_height)]
        footer_height = len(rows) * row_height + (sizes.gap * 1.6 if rows else 0)
        footer = Box(0, high - footer_height, wide, high)
        items = _placed(rows, footer, row_height, sizes)
        return cls(header, ribbon, Box(0, ribbon.bottom, wide, footer.top), footer, items)


Row = list[tuple[LegendEntry, str, float]]


def _rows(entries: tuple[LegendEntry, ...], room: float, sizes: Sizes) -> list[Row]:
    letters = font(sizes.legend)
    rows: list[Row] = []
    left = 0.0
    for entry in entries:
        text = cut(entry.label, letters, room - 2 * sizes.legend)
        takes = _sample_width(sizes) + sizes.gap * SAMPLE_GAP + width(text, letters) + 2 * sizes.gap
        if not rows or takes - 2 * sizes.gap > left:
            rows.append([])
            left = room
        rows[-1].append((entry, text, takes))
        left -= takes
    return rows


def _sample_width(sizes: Sizes) -> float:
    return sizes.legend * SAMPLE_WIDE


def _placed(rows: list[Row], footer: Box, row_height: float, sizes: Sizes) -> tuple[LegendItem, ...]:
    items = []
    for number, row in enumerate(rows):
        x = footer.left + 2 * sizes.gap
        middle = footer.top + sizes.gap * 0.8 + (number + 0.5) * row_height
        for entry, text, takes in row:
            half = sizes.legend * SAMPLE_HIGH / 2
            items.append(
                LegendItem(entry, Box(x, middle - half, x + _sample_width(sizes), middle + half), text)
            )
            x += takes
    return tuple(items)
