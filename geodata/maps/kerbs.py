"""Stretches of kerb with spaces as marks on the ground: bars along their street, as long as the spaces take."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geodata.maps.viewport import Bounds, Coordinates
from geodata.tables import NONE, RESOURCES, Stretches, read_stretches

METRES_A_SPACE = 5.0
"""Kerb that one car in line takes (a usual design length)."""

SHORTEST, LONGEST = 4.0, 45.0
"""Metres of a bar: a single space is still seen, and a large stretch stays between two crossings."""

NEIGHBOURS = 3
REACH = 90.0
"""A stretch lies along the line of so many stretches on either side of it, no farther than so many metres."""

SLENDER = 0.12
"""Largest ratio of the squared spreads across and along those neighbours that still makes a line."""


SIDES = 3
"""Of a street: even numbers, odd numbers, and what has no number."""


@dataclass(frozen=True, slots=True)
class Kerbs:
    """Marks, one row each: ends (n, 2) in metres, spaces, colour; ends are equal where no line is known.

    A colour is a place in `palette`.
    """

    starts: Coordinates
    ends: Coordinates
    spaces: NDArray[np.uint16]
    colours: NDArray[np.uint16]
    palette: NDArray[np.str_]

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> Self:
        """Read the compact figures; raises ResourceError."""
        return cls.of(read_stretches(resources))

    @classmethod
    def of(cls, stretches: Stretches) -> Self:
        """Lay each stretch along its neighbours on its side of the street."""
        rows, side = _by_side(stretches)
        middles = rows.metres()
        reach = np.clip(rows.spaces * METRES_A_SPACE, SHORTEST, LONGEST)[:, None] / 2
        along = _directions(middles, side) * reach
        return cls(middles - along, middles + along, rows.spaces, rows.colour, rows.colours)

    def within(self, bounds: Bounds) -> "Kerbs":
        """Return the marks whose middles lie within the bounds."""
        left, lower, right, upper = bounds
        x, y = ((self.starts + self.ends) / 2).T
        near = (x > left) & (x < right) & (y > lower) & (y < upper)
        return self._chosen(near)

    def of_colour(self, colour: str) -> "Kerbs":
        """Return the marks of one colour."""
        return self._chosen(self.palette[self.colours] == colour)

    def _chosen(self, rows: NDArray[np.bool_]) -> "Kerbs":
        return replace(
            self,
            starts=self.starts[rows],
            ends=self.ends[rows],
            spaces=self.spaces[rows],
            colours=self.colours[rows],
        )


def _by_side(stretches: Stretches) -> tuple[Stretches, NDArray[np.int64]]:
    """Return the stretches in order of house on each side of each street, and the side's number of each."""
    parity = np.where(stretches.number == NONE, NONE, stretches.number % 2)
    side = stretches.street * np.int64(SIDES) + parity
    order = np.lexsort((stretches.y_dm, stretches.x_dm, stretches.suffix, stretches.number, side))
    return stretches.take(order), side[order]


def _directions(points: Coordinates, sides: NDArray[np.int64]) -> Coordinates:
    """Return unit vectors (n, 2) along each point's neighbours on its side; zero where they make no line."""
    count = np.ones(len(points))
    sums, products = np.zeros((len(points), 2)), np.zeros((len(points), 3))
    for step in (step for away in range(1, NEIGHBOURS + 1) for step in (-away, away)):
        offset = np.roll(points, step, axis=0) - points
        fits = (np.roll(sides, step) == sides) & (np.hypot(*offset.T) < REACH)
        count += fits
        offset *= fits[:, None]
        sums += offset
        products += np.column_stack([offset[:, 0] ** 2, offset[:, 1] ** 2, offset[:, 0] * offset[:, 1]])
    mean = sums / count[:, None]
    squares = products / count[:, None]
    xx, yy = (squares[:, :2] - mean**2).T
    xy = squares[:, 2] - mean[:, 0] * mean[:, 1]
    angle = np.arctan2(2 * xy, xx - yy) / 2
    half, root = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    slender = (root > 0) & (half - root <= SLENDER * (half + root))
    directions: Coordinates = np.column_stack([np.cos(angle), np.sin(angle)]) * slender[:, None]
    return directions
