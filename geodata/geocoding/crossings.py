"""The corner of two streets: where their house numbers, known or in between, come nearest to each other."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import shapely
from shapely.geometry import GeometryCollection, LineString, Point
from shapely.geometry.base import BaseGeometry

from geodata.addresses import AREA, STATION, Reading, read_address
from geodata.gazetteer import Gazetteer, Named
from geodata.geocoding.base import Found
from geodata.geocoding.on_street import of_kind
from geodata.geocoding.two_streets import Pair
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Place
from geodata.projection import to_wgs84
from geodata.streets import Street

MAX_METRES = 150.0  # a block: streets that stay farther apart do not meet


class _Corner(NamedTuple):
    """Two streets as said, how near they come in metres, and the middle between in EPSG:25830 metres."""

    metres: float
    first: Street
    second: Street
    x: float
    y: float


class CrossingFinder:
    """Places where two streets of the zone meet; `source` names the geocoder in them."""

    def __init__(self, gazetteer: Gazetteer, neighbourhoods: NeighbourhoodIndex, source: str) -> None:
        self._gazetteer = gazetteer
        self._neighbourhoods = neighbourhoods
        self._source = source

    def find(self, pair: Pair) -> Found | None:
        """Return the corner of the two, that of the nearest namesakes; None if they do not meet.

        Names as written go before parts of names and slips.
        """
        sides = [self._readings(pair.first), self._readings(pair.second)]
        exact = [self._exact(readings) for readings in sides]
        if corner := _nearest(*exact):
            return Found(self._place(corner))
        guessed = [
            list(self._guessed(readings, slips=pair.certain and not streets))
            for streets, readings in zip(exact, sides, strict=True)
        ]
        meant = [[*streets, *others] for streets, others in zip(exact, guessed, strict=True)]
        corner = _nearest(*meant) if any(guessed) else None
        return Found(self._place(corner), corrected=True) if corner else None

    def _readings(self, side: str) -> list[Reading]:
        """Return the readings that name a street alone: a house number is a better place than the corner."""
        readings = read_address(side)
        return [each for each in readings if each.number is None and each.kind not in {STATION, AREA}]

    def _exact(self, readings: Sequence[Reading]) -> list[Street]:
        return [street for each in readings for street in _streets(each, self._gazetteer.exact(each.name))]

    def _guessed(self, readings: Sequence[Reading], *, slips: bool) -> Iterator[Street]:
        for lookup in (self._gazetteer.by_part, *([self._gazetteer.close] if slips else [])):
            for reading in readings:
                guess = lookup(reading.name)
                if guess.sure:
                    yield from _streets(reading, guess.things)

    def _place(self, corner: _Corner) -> Place:
        point = to_wgs84(corner.x, corner.y)
        nearest, _ = self._neighbourhoods.nearest(point)  # the middle of a wide street may be outside
        label = f"{corner.first.label} con {corner.second.label}"
        return Place(label, point, self._source, "street", nearest.code)


def _streets(reading: Reading, things: Sequence[Named]) -> list[Street]:
    return of_kind([each for each in things if isinstance(each, Street)], reading.kind)


def _nearest(first: Sequence[Street], second: Sequence[Street]) -> _Corner | None:
    corners = (_corner(one, other) for one, other in product(first, second) if one.label != other.label)
    met = (corner for corner in corners if corner and corner.metres <= MAX_METRES)
    return min(met, key=lambda corner: corner.metres, default=None)


def _corner(first: Street, second: Street) -> _Corner | None:
    """Return where the two come nearest; the same point in whichever order they are said."""
    one, other = sorted((first, second), key=lambda each: each.label)
    between = shapely.shortest_line(_shape(one), _shape(other))
    if between is None:
        return None
    middle = between.interpolate(0.5, normalized=True)
    return _Corner(between.length, first, second, middle.x, middle.y)


def _shape(street: Street) -> BaseGeometry:
    """Return the lines along the houses of each side, and where else the street is known to be."""
    sides = ([(each.x, each.y) for each in street.numbers if each.number % 2 == side] for side in (0, 1))
    lines = [LineString(side) for side in sides if len(side) > 1]
    houses = [Point(each.x, each.y) for each in street.numbers]
    others = [Point(each.x, each.y) for each in street.positions]
    return GeometryCollection([*lines, *houses, *others])
