"""The street index: every street with regulated spaces, its house numbers and where they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.errors import UnknownStreetError
from geodata.tables import DECIMETRES, NONE, RESOURCES, Stretches, read_streets, read_stretches


class HouseNumber(NamedTuple):
    """A house with regulated spaces in front: "1 B" is number 1, suffix "B"; metres in EPSG:25830.

    `x`, `y` are the middle of the kerb positions that the official file gives the number
    (99 % of them lie within 48 m of each other).
    """

    number: int
    suffix: str
    x: float
    y: float
    neighbourhood: str


class StreetPosition(NamedTuple):
    """A point on the street inside one of its neighbourhoods; metres in EPSG:25830."""

    x: float
    y: float
    neighbourhood: str


@dataclass(frozen=True, slots=True)
class Street:
    """A street: `kind` "calle", `name` "las Aguas", `label` "Calle de las Aguas".

    `numbers` are in order, and empty where every stretch is without number. `positions` has one
    point for each neighbourhood that the street runs through, the one with most stretches first; the
    point is that of the stretch in the middle. Neither is ever outside the regulated zone: a number
    without regulated spaces is not here.
    """

    id: int
    kind: str
    name: str
    label: str
    numbers: tuple[HouseNumber, ...]
    positions: tuple[StreetPosition, ...] = ()


class StreetIndex:
    """The streets in order of id; ids hold for one edition of the figures only."""

    def __init__(self, streets: tuple[Street, ...]) -> None:
        self._streets = streets
        self._by_id = {street.id: street for street in streets}

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> "StreetIndex":
        """Read the compact figures; raises ResourceError."""
        stretches = read_stretches(resources)
        named = stretches.take(np.flatnonzero(stretches.street != NONE))
        numbers, positions = _numbers(named), _positions(named)
        names = zip(*(column.tolist() for column in read_streets(resources)), strict=True)
        return cls(
            tuple(
                Street(street, kind, name, label, tuple(numbers[street]), tuple(positions[street]))
                for street, (kind, name, label) in enumerate(names)
            )
        )

    def __iter__(self) -> Iterator[Street]:
        return iter(self._streets)

    def __len__(self) -> int:
        return len(self._streets)

    def get(self, street_id: int) -> Street:
        """Return the street with this id; raises UnknownStreetError."""
        try:
            return self._by_id[street_id]
        except KeyError:
            raise UnknownStreetError(street_id) from None


def _numbers(stretches: Stretches) -> Mapping[int, list[HouseNumber]]:
    rows = stretches.take(np.flatnonzero(stretches.number != NONE))
    rows = rows.take(np.lexsort((rows.neighbourhood, rows.suffix, rows.number, rows.street)))
    first, _ = _runs(rows.street, rows.number, rows.suffix, rows.neighbourhood)
    x, y = (_means(rows, first).round() / DECIMETRES).T.tolist()
    rows = rows.take(first)
    suffixes, neighbourhoods, _ = rows.words()
    houses = map(HouseNumber, rows.number.tolist(), suffixes, x, y, neighbourhoods)
    by_street: dict[int, list[HouseNumber]] = defaultdict(list)
    for street, house in zip(rows.street.tolist(), houses, strict=True):
        by_street[street].append(house)
    return by_street


def _positions(stretches: Stretches) -> Mapping[int, list[StreetPosition]]:
    rows = stretches.take(np.lexsort((stretches.neighbourhood, stretches.street)))
    first, run = _runs(rows.street, rows.neighbourhood)
    x, y = (np.column_stack([rows.x_dm, rows.y_dm]) - _means(rows, first)[run]).T
    nearest_the_middle = np.lexsort((rows.y_dm, rows.x_dm, x**2 + y**2, run))[first]
    count = np.bincount(run)
    rows = rows.take(nearest_the_middle)
    most_first = np.lexsort((rows.neighbourhood, -count, rows.street))
    rows = rows.take(most_first)
    x, y = rows.metres().T.tolist()
    positions = map(StreetPosition, x, y, rows.words()[1])
    by_street: dict[int, list[StreetPosition]] = defaultdict(list)
    for street, position in zip(rows.street.tolist(), positions, strict=True):
        by_street[street].append(position)
    return by_street


def _runs(*sorted_columns: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal rows begins, and the run of each row."""
    begins = np.ones(len(sorted_columns[0]), dtype=np.bool_)
    begins[1:] = np.any([column[1:] != column[:-1] for column in sorted_columns], axis=0)
    return np.flatnonzero(begins), np.cumsum(begins) - 1


def _means(rows: Stretches, first: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the middle of each run, shape (runs, 2), in decimetres."""
    places = np.column_stack([rows.x_dm, rows.y_dm]).astype(np.int64)
    counts = np.diff(first, append=len(places))
    return np.add.reduceat(places, first) / counts[:, None]
