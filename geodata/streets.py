"""The street index: every street with regulated spaces, its house numbers and where they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from geodata.errors import UnknownStreetError
from geodata.tables import DECIMETRES, RESOURCES, read_streets, read_stretches


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
        stretches = read_stretches(resources).drop_nulls("street")
        located = stretches.select(
            "street",
            "number",
            "suffix",
            "neighbourhood",
            x=pl.col("x_dm") / DECIMETRES,
            y=pl.col("y_dm") / DECIMETRES,
        )
        numbers, positions = _numbers(located), _positions(located)
        return cls(
            tuple(
                Street(
                    row_id,
                    kind,
                    name,
                    label,
                    tuple(numbers.get(row_id, ())),
                    tuple(positions.get(row_id, ())),
                )
                for row_id, kind, name, label in read_streets(resources).iter_rows()
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


def _numbers(located: pl.DataFrame) -> dict[int, list[HouseNumber]]:
    key = ["street", "number", "suffix", "neighbourhood"]
    rows = located.drop_nulls("number").group_by(key).agg(pl.col("x", "y").mean().round(1)).sort(key)
    by_street: dict[int, list[HouseNumber]] = {}
    for street, number, suffix, neighbourhood, x, y in rows.iter_rows():
        by_street.setdefault(street, []).append(HouseNumber(number, suffix, x, y, neighbourhood))
    return by_street


def _positions(located: pl.DataFrame) -> dict[int, list[StreetPosition]]:
    key = ["street", "neighbourhood"]
    from_middle = (pl.col("x") - pl.col("x").mean()).pow(2) + (pl.col("y") - pl.col("y").mean()).pow(2)
    rows = (
        located.with_columns(away=from_middle.over(key), stretches=pl.len().over(key))
        .sort("street", -pl.col("stretches").cast(pl.Int64), "neighbourhood", "away", "x", "y")
        .unique(key, keep="first", maintain_order=True)
        .with_columns(pl.col("x", "y").round(1))
    )
    by_street: dict[int, list[StreetPosition]] = {}
    for street, neighbourhood, x, y in rows.select("street", "neighbourhood", "x", "y").iter_rows():
        by_street.setdefault(street, []).append(StreetPosition(x, y, neighbourhood))
    return by_street
