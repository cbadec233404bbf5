"""Occupancy series: one a neighbourhood and colour, on UTC hour starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Colour = Literal["blue", "green", "high_rotation", "orange", "red"]

HOUR = np.timedelta64(1, "h")


class SeriesKey(NamedTuple):
    """Which series: an area ("07-05" in Madrid) and a colour; written "07-05/blue"."""

    neighbourhood: str
    colour: str

    def __str__(self) -> str:
        return f"{self.neighbourhood}/{self.colour}"

    @classmethod
    def parse(cls, text: str) -> "SeriesKey":
        """Read "07-05/blue"; a text without a slash is an area without colours (another city's car park)."""
        neighbourhood, _, colour = text.partition("/")
        return cls(neighbourhood, colour)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Mean vehicles with a ticket in force in each slot.

    `slots`: contiguous UTC hour starts, datetime64[s], shape (n,); `occupied`: float64, shape (n,),
    NaN where unknown; `capacity`: spaces.
    """

    key: SeriesKey
    capacity: float
    slots: NDArray[np.datetime64]
    occupied: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """All the series that one training sees; `demo` says that they were simulated."""

    series: tuple[Series, ...]
    demo: bool

    def __iter__(self) -> Iterator[Series]:
        return iter(self.series)

    def __len__(self) -> int:
        return len(self.series)
