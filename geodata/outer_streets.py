"""Streets outside the regulated zone, and from which house number a street of the zone is outside it.

The figures of the zone know only streets with regulated spaces. Without these tables a real street
elsewhere would be taken for a misspelt one inside. Both were written by hand from general knowledge.

`resources/outer_streets.csv`: `kind`, `name` as spoken ("de Camarena"), `area` (a part of Madrid or a
town), `lat`, `lon` (WGS84 degrees; the middle of the area, good to about 800 m).
`resources/outer_numbers.csv`: `kind`, `name`, `parity` ("odd", "even" or "both"), `first` and `last`
(the house numbers outside), `area`, `lat`, `lon`.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from geodata.errors import ResourceError
from geodata.places import Point
from geodata.tables import RESOURCES

STREETS_FILE = "outer_streets.csv"
NUMBERS_FILE = "outer_numbers.csv"

_REMAINDERS = {"odd": frozenset({1}), "even": frozenset({0}), "both": frozenset({0, 1})}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OuterStreet:
    """A street without regulated spaces: `kind` "calle", `name` "de Camarena", `area` "Aluche"."""

    kind: str
    name: str
    area: str
    point: Point

    def address(self, number: int | None = None) -> str:
        """Return what people read: "Calle de Camarena, 5 (Aluche)"."""
        house = "" if number is None else f", {number}"
        return f"{self.kind.capitalize()} {self.name}{house} ({self.area})"


@dataclass(frozen=True, slots=True)
class OuterNumbers:
    """The house numbers of a street of the zone that stand outside it: those of `stretch`.

    `remainders` are those of the numbers divided by two: {1} for a side with odd ones only.
    """

    stretch: OuterStreet
    first: int
    last: int
    remainders: frozenset[int]

    def __contains__(self, number: int) -> bool:
        """Tell whether the house stands outside the zone."""
        return self.first <= number <= self.last and number % 2 in self.remainders


def load_outer_streets(resources: Path = RESOURCES) -> tuple[OuterStreet, ...]:
    """Read the streets outside the zone; raises ResourceError."""
    return _read(resources / STREETS_FILE, _street)


def load_outer_numbers(resources: Path = RESOURCES) -> tuple[OuterNumbers, ...]:
    """Read the house numbers outside the zone; raises ResourceError."""
    return _read(resources / NUMBERS_FILE, _numbers)


def _read(file: Path, parse: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return tuple(parse(row) for row in csv.DictReader(lines))
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResourceError(file, "damaged") from error


def _street(row: dict[str, str]) -> OuterStreet:
    return OuterStreet(row["kind"], row["name"], row["area"], Point(float(row["lat"]), float(row["lon"])))


def _numbers(row: dict[str, str]) -> OuterNumbers:
    return OuterNumbers(_street(row), int(row["first"]), int(row["last"]), _REMAINDERS[row["parity"]])
