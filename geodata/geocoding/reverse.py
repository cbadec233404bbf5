"""The address of a point: the nearest house that the street index knows."""

from collections.abc import Iterable

import numpy as np

from geodata.places import Place, Point
from geodata.projection import to_utm
from geodata.streets import Street

MAX_METRES = 60.0  # half a block: farther than this the nearest house may stand in another street


class HouseLabels:
    """Every known house number with its position; `source` names the geocoder in its places."""

    def __init__(self, streets: Iterable[Street], source: str) -> None:
        houses = [(street.label, house) for street in streets for house in street.numbers]
        self._houses = houses
        self._at = np.array([(house.x, house.y) for _, house in houses], dtype=np.float64).reshape(-1, 2)
        self._source = source

    def at(self, point: Point) -> Place | None:
        """Return the point itself under the nearest house's address; None if no house is near."""
        if not self._houses:
            return None
        away = np.hypot(*(self._at - np.array(to_utm(point))).T)
        nearest = int(away.argmin())
        if not away[nearest] <= MAX_METRES:  # also where a pole or an infinite point has no distance
            return None
        label, house = self._houses[nearest]
        return Place(f"{label}, {house.number} {house.suffix}".strip(), point, self._source, "house")
