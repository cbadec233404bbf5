"""What to call a point: the nearest known house, else a landmark or a street close by."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf, isfinite
from typing import Generic, TypeVar

import numpy as np

from geodata.landmarks import AREA_KINDS, STATION_KINDS, Landmark
from geodata.places import Place, Point
from geodata.projection import to_utm
from geodata.streets import HouseNumber, Street, StreetPosition

MAX_HOUSE_METRES = 60.0  # half a block: farther than this the nearest house may stand in another street
MAX_LANDMARK_METRES = 80.0  # across a square
MAX_STREET_METRES = 150.0  # a block: farther than this another street is nearer

T = TypeVar("T")


class PointLabels:
    """Names of points: houses, landmarks, and wherever else a street is known to be.

    `official` are the streets of the index, whose house numbers can be trusted; `streets` the same and
    more, with what was written by hand; `source` names the geocoder in the places.
    """

    def __init__(
        self,
        official: Iterable[Street],
        landmarks: Iterable[Landmark],
        streets: Iterable[Street],
        source: str,
    ) -> None:
        official = tuple(official)
        houses = [(street.label, house) for street in official for house in street.numbers]
        named = [each for each in landmarks if each.kind not in AREA_KINDS | STATION_KINDS]
        counts = {street.id: len(street.numbers) for street in official}
        others = [
            (street.label, (at.x, at.y))
            for street in streets
            for at in _known_points(street, counts.get(street.id))
        ]
        self._houses = _Nearest(houses, [(house.x, house.y) for _, house in houses])
        self._landmarks = _Nearest(named, [to_utm(each.point) for each in named])
        self._streets = _Nearest([label for label, _ in others], [at for _, at in others])
        self._source = source

    def at(self, point: Point) -> Place | None:
        """Return the point itself under the name of what is near; None if nothing is."""
        x, y = to_utm(point)
        house, to_house = self._houses.to(x, y)
        if house and to_house <= MAX_HOUSE_METRES:
            return Place(_address(*house), point, self._source, "house")
        landmark, to_landmark = self._landmarks.to(x, y)
        if landmark and to_landmark <= MAX_LANDMARK_METRES:
            return Place(landmark.name, point, self._source, "landmark")
        street, to_street = self._streets.to(x, y)
        if house and to_house < to_street:
            street, to_street = house[0], to_house
        if street and to_street <= MAX_STREET_METRES:
            return Place(street, point, self._source, "street")
        return None


class _Nearest(Generic[T]):
    """Things at points in EPSG:25830 metres, one point for each."""

    def __init__(self, things: Sequence[T], at: Sequence[tuple[float, float]]) -> None:
        self._things = things
        self._at = np.array(at, dtype=np.float64).reshape(-1, 2)

    def to(self, x: float, y: float) -> tuple[T | None, float]:
        """Return the thing nearest to the point and how many metres away it is."""
        if not self._things:
            return None, inf
        away = np.hypot(*(self._at - (x, y)).T)
        nearest = int(away.argmin())
        metres = float(away[nearest])
        return self._things[nearest], metres if isfinite(metres) else inf  # a pole is far from everything


def _known_points(street: Street, official_houses: int | None) -> Iterator[StreetPosition | HouseNumber]:
    yield from street.positions
    if len(street.numbers) != official_houses:
        yield from street.numbers


def _address(label: str, house: HouseNumber) -> str:
    return f"{label}, {house.number} {house.suffix}".strip()
