"""What every map is drawn from, made once: outlines, street lines and kerbs, as arrays of metres (EPSG:25830)."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import NoOutlineError
from geodata.maps.kerbs import Kerbs
from geodata.maps.viewport import Bounds, Coordinates, Viewport, overlap
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.streets import Street, StreetIndex

LONGEST_GAP = 120.0
"""Metres between two anchors on one side of a street that still belong to one line: a long block."""


WOBBLE = 4.0
"""Metres that anchors stray from their kerb's line."""

COARSEST_STREETS = 4.5
"""Metres a pixel: beyond it streets and kerbs would be a mist over the levels."""

NOWHERE: Bounds = (0.0, 0.0, 0.0, 0.0)

FINEST = 5.0
"""Metres: how exactly the widest part of an outline is found."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A neighbourhood's rings, outer ones first; `area` in square metres orders the painting.

    `widest` is the centre and the radius of the largest circle inside.
    """

    code: str
    name: str
    shape: shapely.Geometry
    outer: tuple[Coordinates, ...]
    holes: tuple[Coordinates, ...]
    bounds: Bounds
    area: float
    widest: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street as drawn: one line a side and run of close house numbers; `anchors` are all its numbers."""

    name: str
    lines: tuple[Coordinates, ...]
    anchors: Coordinates
    bounds: Bounds


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Everything that can be drawn of the city, or what of it lies within some bounds."""

    outlines: tuple[Outline, ...]
    streets: tuple[StreetLine, ...]
    kerbs: Kerbs
    street_bounds: NDArray[np.float64]
    """Shape (streets, 4)."""

    @classmethod
    def of(cls, neighbourhoods: NeighbourhoodIndex, streets: StreetIndex, kerbs: Kerbs) -> Self:
        """Prepare the figures for drawing."""
        lines = street_lines(streets)
        bounds = np.array([street.bounds for street in lines]).reshape(-1, 4)
        return cls(outlines_of(neighbourhoods), lines, kerbs, bounds)

    def within(self, view: Viewport) -> Self:
        """Return what lies in view; no streets and no kerbs where it is too wide for them."""
        outlines = tuple(each for each in self.outlines if overlap(each.bounds, view.bounds))
        bounds = view.bounds if view.metres_per_pixel <= COARSEST_STREETS else NOWHERE
        left, lower, right, upper = bounds
        low_x, low_y, high_x, high_y = self.street_bounds.T
        near = (low_x < right) & (high_x > left) & (low_y < upper) & (high_y > lower)
        lines = tuple(self.streets[number] for number in np.flatnonzero(near))
        return type(self)(outlines, lines, self.kerbs.within(bounds), self.street_bounds[near])

    def focused(self, code: str | None) -> list[Outline]:
        """Return the outlines with that of the code first."""
        return sorted(self.outlines, key=lambda outline: outline.code != code)


def outlines_of(index: NeighbourhoodIndex) -> tuple[Outline, ...]:
    """Return the outlines, largest first, so that an enclosed one is painted over what encloses it."""
    found = []
    for each in index:
        with suppress(NoOutlineError):
            found.append(_outline(each.code, each.name, index.outline(each.code)))
    return tuple(sorted(found, key=lambda outline: -outline.area))


def _outline(code: str, name: str, shape: shapely.Geometry) -> Outline:
    parts = shapely.get_parts(shape)
    outer = tuple(shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in parts)
    holes = tuple(
        shapely.get_coordinates(shapely.get_interior_ring(part, number))
        for part in parts
        for number in range(shapely.get_num_interior_rings(part))
    )
    middle = widest(shape, FINEST)
    shapely.prepare(shape)
    shapely.contains_xy(shape, *middle[:2])  # builds the index now: two threads at once must not
    return Outline(code, name, shape, outer, holes, shape.bounds, float(shape.area), middle)


def widest(shape: shapely.Geometry, tolerance: float) -> tuple[float, float, float]:
    """Return (x, y, radius) of the largest circle inside, to so many metres."""
    radius = shapely.maximum_inscribed_circle(shape, tolerance=tolerance)
    (x, y), *_ = shapely.get_coordinates(radius).tolist()
    return x, y, float(shapely.length(radius))


def street_lines(streets: Iterable[Street]) -> tuple[StreetLine, ...]:
    """Return the streets that have at least two house numbers."""
    chosen = [street for street in streets if len(street.numbers) > 1]
    rows = np.array(
        [
            (i, each.number % 2, each.number, each.x, each.y)
            for i, street in enumerate(chosen)
            for each in street.numbers
        ]
    ).reshape(-1, 5)
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    places, owners = rows[:, 3:], rows[:, 0].astype(np.int64)
    drawn: list[list[Coordinates]] = [[] for _ in chosen]
    for owner, line in _lines(places, rows[:, :2]):
        drawn[owner].append(line)
    anchors = np.split(places, np.flatnonzero(np.diff(owners)) + 1)
    return tuple(
        StreetLine(_short_name(street), tuple(lines), points, (*points.min(axis=0), *points.max(axis=0)))
        for street, lines, points in zip(chosen, drawn, anchors if chosen else (), strict=True)
    )


def _lines(places: Coordinates, sides: Coordinates) -> Iterator[tuple[int, Coordinates]]:
    """Yield (street, line) of house numbers in order: broken where the side changes or the next is far away.

    `sides` has the rows (street, odd or even). The lines leave out the small steps that anchors take along
    a straight kerb.
    """
    apart = np.hypot(*np.diff(places, axis=0).T) > LONGEST_GAP
    broken = apart | (np.diff(sides, axis=0) != 0).any(axis=1)
    run = np.concatenate([np.zeros(min(1, len(places)), dtype=np.int64), np.cumsum(broken)])
    long_enough = (np.bincount(run) > 1)[run]
    _, first, which = np.unique(run[long_enough], return_index=True, return_inverse=True)
    owners = sides[long_enough][first, 0].astype(np.int64)
    lines = shapely.linestrings(places[long_enough], indices=which)
    for owner, line in zip(
        owners.tolist(), shapely.simplify(lines, WOBBLE, preserve_topology=False), strict=True
    ):
        yield owner, shapely.get_coordinates(line)


def _short_name(street: Street) -> str:
    """Return the name as maps write it: most streets are a "calle", so the word says nothing."""
    name = street.name if street.kind.casefold() == "calle" else street.label
    return name[:1].upper() + name[1:]
