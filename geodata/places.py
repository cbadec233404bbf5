"""Where something is: points, and places that people name."""

from dataclasses import dataclass
from typing import Literal

Precision = Literal["house", "street", "landmark", "neighbourhood", "point"]


@dataclass(frozen=True, slots=True)
class Point:
    """A position in WGS84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Place:
    """A point with the name that people read, and how surely it is known.

    `label` is in natural order with the number asked for ("Calle de Ponzano, 20"); `source` names
    the geocoder; `neighbourhood` is the code ("07-05") that the source itself declares, which wins
    over the outline that the point falls in. `storable` is False where its source's terms forbid keeping it.
    """

    label: str
    point: Point
    source: str
    precision: Precision
    neighbourhood: str | None = None
    storable: bool = True
