"""Where the names of streets go: along them."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from geodata.maps.fonts import font, printable, width
from geodata.maps.layers import StreetLine
from geodata.maps.lettering import Lettering
from geodata.maps.style import Sizes, Style
from geodata.maps.viewport import Bounds, Coordinates, Viewport

MOST_TRIED = 40
MOST_STREET_NAMES = 24
"""More names make the picture a street plan."""

STRAIGHT = 14.0
"""Pixels that anchors may lie beside a name's line: both sides of a wide street, but no bend."""

SHIFTS = (0.0, 0.3, -0.3, 0.48, -0.48)
"""Where along a street a name is tried, as shares of the room it leaves: the middle first."""

COVERED = 0.6
"""Share of that length that must lie between the outermost anchors of the part."""

UPRIGHT = math.pi / 2 - 0.02
"""Radians: streets this close to upright are read upwards, like all others of their kind."""

AIR = 1.25
"""Length of street that a name needs, as a multiple of its own."""


def name_streets(
    streets: Iterable[StreetLine], view: Viewport, pen: Lettering, style: Style, sizes: Sizes
) -> None:
    """Write the names of the longest streets in view along them, where they fit."""
    longest = sorted(streets, key=lambda street: -_extent(street.bounds, view.bounds))
    written = 0
    for street in longest[:MOST_TRIED]:
        text = printable(street.name)
        anchors = view.to_pixels(_inside(street.anchors, view))
        if text and len(anchors) > 1 and _name(text, anchors, pen, style, sizes):
            written += 1
        if written == MOST_STREET_NAMES:
            break


def _extent(one: Bounds, window: Bounds) -> float:
    """Return the longer side of what the two share."""
    return max(
        min(one[2], window[2]) - max(one[0], window[0]), min(one[3], window[3]) - max(one[1], window[1])
    )


def _inside(anchors: Coordinates, view: Viewport) -> Coordinates:
    left, lower, right, upper = view.bounds
    x, y = anchors.T
    seen: Coordinates = anchors[(x > left) & (x < right) & (y > lower) & (y < upper)]
    return seen


def _name(text: str, anchors: Coordinates, pen: Lettering, style: Style, sizes: Sizes) -> bool:
    need = width(text, font(sizes.street)) * AIR
    for x, y, degrees in _straights(anchors, need):
        if pen.slanted((x, y), degrees, text, sizes.street, (style.street_text, style.halo)):
            return True
    return False


def _straights(anchors: Coordinates, need: float) -> Iterator[tuple[float, float, float]]:
    """Yield (x, y, degrees) of straight parts that are long enough, the middle of the street first."""
    along = anchors @ _axis(anchors)
    low, high = along.min(), along.max()
    room = high - low - need
    if room < 0:
        return
    for shift in SHIFTS:
        part = anchors[np.abs(along - (low + high) / 2 - shift * room) <= need / 2]
        if len(part) < 2:  # noqa: PLR2004 - a line takes two points
            continue
        axis = _axis(part)
        frame = np.column_stack([axis, (-axis[1], axis[0])])
        placed = part @ frame
        least, most = placed.min(axis=0), placed.max(axis=0)
        length, breadth = most - least
        if breadth <= 2 * STRAIGHT and length >= need * COVERED:
            x, y = frame @ (least + most) / 2
            yield float(x), float(y), float(np.degrees(np.arctan2(-axis[1], axis[0])))


def _axis(points: Coordinates) -> Coordinates:
    """Return the unit vector of the points' main direction, pointing right so that words read that way."""
    x, y = (points - points.sum(axis=0) / len(points)).T
    angle = math.atan2(2 * float(x @ y), float(x @ x - y @ y)) / 2
    if angle > UPRIGHT:
        angle -= math.pi
    return np.array((math.cos(angle), math.sin(angle)))
