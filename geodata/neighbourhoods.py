"""SER neighbourhoods: their names and outlines, and which one a point lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.errors import NoOutlineError, ResourceError, UnknownNeighbourhoodError
from geodata.places import Point
from geodata.projection import to_utm, to_wgs84
from geodata.tables import OUTLINES_FILE, RESOURCES, read_features


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood of the regulated zone: `code` "07-05", `name` "Ríos Rosas", `district` "Chamberí"."""

    code: str
    name: str
    district: str


class NeighbourhoodIndex:
    """The neighbourhoods, in order of code; distances are metres in EPSG:25830.

    A neighbourhood without outline (the edition of the outlines lacks it) has a name and a centre,
    and is never the answer to a question about a point.
    """

    def __init__(
        self,
        neighbourhoods: list[Neighbourhood],
        outlines: list[BaseGeometry | None],
        centres: list[tuple[float, float]],
    ) -> None:
        self._by_code = {each.code: each for each in neighbourhoods}
        self._centres = {each.code: at for each, at in zip(neighbourhoods, centres, strict=True)}
        pairs = zip(neighbourhoods, outlines, strict=True)
        self._outlines = {each.code: shape for each, shape in pairs if shape is not None}
        self._outlined = [self._by_code[code] for code in self._outlines]
        self._shapes = np.array(list(self._outlines.values()), dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> "NeighbourhoodIndex":
        """Read the compact figures; raises ResourceError."""
        features = read_features(resources)
        try:
            return cls(
                [_neighbourhood(feature["properties"]) for feature in features],
                [_outline(feature["geometry"]) for feature in features],
                [(float(x), float(y)) for x, y in (each["properties"]["centre"] for each in features)],
            )
        except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
            raise ResourceError(resources / OUTLINES_FILE, "damaged") from error

    def __iter__(self) -> Iterator[Neighbourhood]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Neighbourhood:
        """Return the neighbourhood with this code; raises UnknownNeighbourhoodError."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownNeighbourhoodError(code) from None

    def locate(self, point: Point) -> Neighbourhood | None:
        """Return the neighbourhood that the point lies in, None outside the zone.

        On a shared border the lower code answers.
        """
        hits = self._tree.query(shapely.Point(to_utm(point)), predicate="intersects")
        return self._outlined[int(hits.min())] if hits.size else None

    def nearest(self, point: Point) -> tuple[Neighbourhood, float]:
        """Return the neighbourhood closest to the point, and how many metres away: 0.0 inside."""
        distances = self._distances(point)
        closest = int(distances.argmin())
        return self._outlined[closest], float(distances[closest])

    def within(self, point: Point, metres: float) -> list[tuple[Neighbourhood, float]]:
        """Return the neighbourhoods at most `metres` away, each with its distance, nearest first."""
        distances = self._distances(point)
        order = np.argsort(distances, kind="stable")
        return [(self._outlined[i], float(distances[i])) for i in order if distances[i] <= metres]

    def outline(self, code: str) -> BaseGeometry:
        """Return the outline in EPSG:25830 metres; raises UnknownNeighbourhoodError, NoOutlineError."""
        shape = self._outlines.get(self.get(code).code)
        if shape is None:
            raise NoOutlineError(code)
        return shape

    def centre(self, code: str) -> Point:
        """Return a point well inside, where a label can stand; raises UnknownNeighbourhoodError."""
        return to_wgs84(*self._centres[self.get(code).code])

    def _distances(self, point: Point) -> NDArray[np.float64]:
        distances: NDArray[np.float64] = shapely.distance(shapely.Point(to_utm(point)), self._shapes)
        return distances


def _neighbourhood(properties: dict[str, Any]) -> Neighbourhood:
    return Neighbourhood(str(properties["code"]), str(properties["name"]), str(properties["district"]))


def _outline(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    return None if geometry is None else shapely.geometry.shape(geometry)
