"""Regulated spaces: how many of which colour, by neighbourhood and by stretch of kerb."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

import numpy as np
import polars as pl

from geodata.places import Point
from geodata.projection import to_utm, to_wgs84_arrays
from geodata.tables import DECIMETRES, RESOURCES, read_streets, read_stretches

Colour = Literal["blue", "green", "high_rotation", "orange", "red"]
COLOURS: tuple[Colour, ...] = get_args(Colour)


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


class SpaceIndex:
    """Every stretch with spaces; the neighbourhood is the one that the official file declares."""

    def __init__(self, stretches: pl.DataFrame, streets: pl.DataFrame) -> None:
        table = (
            stretches.filter(pl.col("spaces") > 0)
            .join(streets.select("street", "label"), on="street", how="left")
            .sort("x_dm", maintain_order=True)
        )
        # Sorted by x, so that a search looks at a narrow band of rows only.
        self._x = table["x_dm"].to_numpy() / DECIMETRES
        self._y = table["y_dm"].to_numpy() / DECIMETRES
        self._lat, self._lon = to_wgs84_arrays(self._x, self._y)
        self._streets = table["label"].fill_null("").to_list()
        self._numbers = table.select(_written_number()).to_series().to_list()
        self._neighbourhoods = table["neighbourhood"].to_list()
        self._colours = cast("list[Colour]", table["colour"].to_list())
        self._spaces = table["spaces"].to_list()
        sums = table.group_by("neighbourhood", "colour").agg(pl.col("spaces").cast(pl.Int64).sum())
        rows = sums.sort("neighbourhood", "colour").iter_rows()
        self._totals: dict[tuple[str, Colour], int] = {(code, colour): total for code, colour, total in rows}

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> "SpaceIndex":
        """Read the compact figures; raises ResourceError."""
        return cls(read_stretches(resources), read_streets(resources))

    def totals(self) -> Mapping[tuple[str, Colour], int]:
        """Return the spaces of every (neighbourhood, colour) that has any, in order."""
        return MappingProxyType(self._totals)

    def in_neighbourhood(self, code: str) -> Mapping[Colour, int]:
        """Return the spaces by colour; a colour without spaces is left out, an unknown code has none."""
        return {colour: total for (place, colour), total in self._totals.items() if place == code}

    def near(self, point: Point, metres: float) -> list[tuple[Stretch, float]]:
        """Return the stretches at most `metres` away, each with its distance in metres, nearest first."""
        x, y = to_utm(point)
        first, last = np.searchsorted(self._x, (x - metres, np.nextafter(x + metres, np.inf)))
        distances = np.hypot(self._x[first:last] - x, self._y[first:last] - y)
        close = np.flatnonzero(distances <= metres)
        order = close[np.argsort(distances[close], kind="stable")]
        return [(self._stretch(int(first + i)), float(distances[i])) for i in order]

    def _stretch(self, row: int) -> Stretch:
        return Stretch(
            street=self._streets[row],
            number=self._numbers[row],
            neighbourhood=self._neighbourhoods[row],
            point=Point(lat=float(self._lat[row]), lon=float(self._lon[row])),
            x=float(self._x[row]),
            y=float(self._y[row]),
            colour=self._colours[row],
            spaces=self._spaces[row],
        )


def _written_number() -> pl.Expr:
    number, suffix = pl.col("number").cast(pl.String).fill_null(""), pl.col("suffix")
    return pl.when(suffix == "").then(number).otherwise(number + " " + suffix)
