"""Regulated spaces: how many of which colour, by neighbourhood and by stretch of kerb."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from geodata.places import Point
from geodata.projection import to_utm, to_wgs84_arrays
from geodata.tables import NONE, RESOURCES, Streets, Stretches, read_streets, read_stretches

Colour = Literal["blue", "green", "high_rotation", "orange", "red"]
COLOURS: tuple[Colour, ...] = get_args(Colour)

HALVED_AT = 100.0
"""Metres away at which a street's spaces count half as much as on the spot: some minute and a half on foot."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of kerb with spaces of one colour.

    `street` is the label ("Calle de Ponzano"), "" where the official file names none; `number` is
    the house it lies at ("20", "1 B"), "" where there is none; `x`, `y` are metres in EPSG:25830.
    """

    street: str
    number: str
    neighbourhood: str
    point: Point
    x: float
    y: float
    colour: Colour
    spaces: int


@dataclass(frozen=True, slots=True)
class StreetSpaces:
    """A street's spaces by colour within reach of a point; `metres` to the nearest stretch that has some.

    `street` is the label ("Calle de Ponzano").
    """

    street: str
    spaces: Mapping[Colour, int]
    metres: float


class SpaceIndex:
    """Every stretch with spaces; the neighbourhood is the one that the official file declares."""

    def __init__(self, stretches: Stretches, streets: Streets) -> None:
        offered = np.flatnonzero(stretches.spaces)
        # Sorted by x, so that a search looks at a narrow band of rows only.
        self._rows = stretches.take(offered[np.argsort(stretches.x_dm[offered], kind="stable")])
        self._x, self._y = self._rows.metres().T.copy()
        self._labels = np.append(streets.label, "")  # so that NONE, the last, has no name
        self._totals = _totals(self._rows)
        self._by_neighbourhood: dict[str, dict[Colour, int]] = {}
        for (code, colour), total in self._totals.items():
            self._by_neighbourhood.setdefault(code, {})[colour] = total

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> "SpaceIndex":
        """Read the compact figures; raises ResourceError."""
        return cls(read_stretches(resources), read_streets(resources))

    def totals(self) -> Mapping[tuple[str, Colour], int]:
        """Return the spaces of every (neighbourhood, colour) that has any, in order."""
        return MappingProxyType(self._totals)

    def in_neighbourhood(self, code: str) -> Mapping[Colour, int]:
        """Return the spaces by colour; a colour without spaces is left out, an unknown code has none."""
        return MappingProxyType(self._by_neighbourhood.get(code, {}))

    def near(self, point: Point, metres: float) -> list[tuple[Stretch, float]]:
        """Return the stretches at most `metres` away, each with its distance in metres, nearest first."""
        places, distances = self._within(point, metres)
        order = np.argsort(distances, kind="stable")
        return list(zip(self._stretches(places[order]), distances[order].tolist(), strict=True))

    def totals_near(self, point: Point, metres: float) -> Mapping[tuple[str, Colour], int]:
        """Return the spaces of every (neighbourhood, colour) at most `metres` away, without their stretches."""
        places, _ = self._within(point, metres)
        return _totals(self._rows.take(places))

    def streets_near(
        self, point: Point, metres: float, colours: Collection[str], neighbourhood: str | None = None
    ) -> list[StreetSpaces]:
        """Return the streets with spaces of these colours at most `metres` away, the most promising first.

        A street counts for its spaces in reach ÷ (1 + metres to its nearest ÷ 100): forty spaces at 100 m are
        as good as twenty on the spot. Of two that count the same the nearer comes first. Only stretches in
        `neighbourhood` ("07-05") where one is given, as for a resident; those without a street are left out.
        """
        places, distances = self._within(point, metres)
        wanted = np.isin(self._rows.colours, list(colours))[self._rows.colour[places]]
        wanted &= self._rows.street[places] != NONE
        if neighbourhood is not None:
            wanted &= (self._rows.neighbourhoods == neighbourhood)[self._rows.neighbourhood[places]]
        rows, distances = self._rows.take(places[wanted]), distances[wanted]
        streets, street = np.unique(rows.street, return_inverse=True)
        spaces = _sums(street, len(streets), rows)
        nearest = np.full(len(streets), np.inf)
        np.minimum.at(nearest, street, distances)
        worth = spaces.sum(axis=1) / (1 + nearest / HALVED_AT)
        order = np.lexsort((nearest, -worth))
        labels = self._labels[streets[order]].tolist()
        return list(map(StreetSpaces, labels, _by_colour(spaces[order], rows), nearest[order].tolist()))

    def _within(self, point: Point, metres: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the rows at most `metres` away, and their distances in metres."""
        x, y = to_utm(point)
        first, last = np.searchsorted(self._x, (x - metres, np.nextafter(x + metres, np.inf)))
        distances = np.hypot(self._x[first:last] - x, self._y[first:last] - y)
        close = np.flatnonzero(distances <= metres)
        return first + close, distances[close]

    def _stretches(self, places: NDArray[np.intp]) -> Iterator[Stretch]:
        rows, x, y = self._rows.take(places), self._x[places], self._y[places]
        lat, lon = to_wgs84_arrays(x, y)
        suffixes, neighbourhoods, colours = rows.words()
        return map(
            Stretch,
            self._labels[rows.street].tolist(),
            map(_written_number, rows.number.tolist(), suffixes),
            neighbourhoods,
            map(Point, lat.tolist(), lon.tolist()),
            x.tolist(),
            y.tolist(),
            cast("list[Colour]", colours),
            rows.spaces.tolist(),
        )


def _totals(rows: Stretches) -> dict[tuple[str, Colour], int]:
    sums = _sums(rows.neighbourhood, len(rows.neighbourhoods), rows)
    codes, colours = rows.neighbourhoods.tolist(), cast("list[Colour]", rows.colours.tolist())
    return {(codes[code], colours[colour]): int(sums[code, colour]) for code, colour in np.argwhere(sums)}


def _sums(group: NDArray[np.integer], groups: int, rows: Stretches) -> NDArray[np.int64]:
    """Return the spaces of each group of rows by colour, shape (groups, colours)."""
    sums = np.zeros((groups, len(rows.colours)), dtype=np.int64)
    np.add.at(sums, (group, rows.colour), rows.spaces)
    return sums


def _by_colour(sums: NDArray[np.int64], rows: Stretches) -> Iterator[dict[Colour, int]]:
    """Yield each group's spaces; colours without any are left out."""
    colours = cast("list[Colour]", rows.colours.tolist())
    for counts in sums.tolist():
        yield {colour: spaces for colour, spaces in zip(colours, counts, strict=True) if spaces}


def _written_number(number: int, suffix: str) -> str:
    if number == NONE:
        return ""
    return f"{number} {suffix}" if suffix else str(number)
