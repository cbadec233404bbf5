"""Landmarks: places that people name instead of an address, inside and outside the regulated zone.

`resources/landmarks.csv` was written by hand from general knowledge; positions are good to about
200 m. Columns: `name`, `aliases` (separated by "|"), `kind`, `lat`, `lon` (WGS84 degrees),
`neighbourhood` ("DD-BB" where the landmark stands inside the zone, else blank) and `address` (blank,
or a street with number, so that the position can be checked against the street index).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import ResourceError
from geodata.places import Point
from geodata.tables import RESOURCES

LANDMARKS_FILE = "landmarks.csv"

STATION_KINDS = frozenset({"metro", "station"})
AREA_KINDS = frozenset({"district", "area", "town"})
ADDRESSED_KINDS = frozenset({"square"})
"""Landmarks that have house numbers of their own."""

_TYPE_WORDS = {
    "museum": ("museo", "museum"),
    "hospital": ("hospital", "hospital"),
    "theatre": ("teatro", "theatre"),
    "market": ("mercado", "market"),
    "stadium": ("estadio", "stadium"),
    "park": ("parque", "park"),
    "university": ("universidad", "university"),
    "mall": ("centro comercial", "shopping centre"),
}
"""Kind → the word that Spanish puts before such a name and English after it."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A named place: `kind` "museum", "metro", "town"…; `neighbourhood` None outside the zone."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    point: Point
    neighbourhood: str | None = None
    address: str = ""

    def names(self) -> Iterator[str]:
        """Yield every name it answers to, the own one first: "Museo del Prado" also as "Prado museum"."""
        yield self.name
        yield from self.aliases
        if self.kind in _TYPE_WORDS:
            spanish, english = _TYPE_WORDS[self.kind]
            for name in (self.name, *self.aliases):
                bare = name.lower().removeprefix(f"{spanish} ").removesuffix(f" {english}")
                yield f"{spanish} {bare}"
                yield f"{bare} {english}"


def load_landmarks(resources: Path = RESOURCES) -> tuple[Landmark, ...]:
    """Read the landmarks; raises ResourceError."""
    file = resources / LANDMARKS_FILE
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return tuple(_landmark(row) for row in csv.DictReader(lines))
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResourceError(file, "damaged") from error


def _landmark(row: dict[str, str]) -> Landmark:
    return Landmark(
        name=row["name"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        kind=row["kind"],
        point=Point(float(row["lat"]), float(row["lon"])),
        neighbourhood=row["neighbourhood"] or None,
        address=row["address"],
    )
