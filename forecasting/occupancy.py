"""Tickets in force over time, exactly: vehicles in a slot, weighted with the time that they are in it.

Vehicle-seconds of a slot = width x carry-in + sum over starts in it of (slot end - start)
                                             - sum over ends in it of (slot end - end),
carry-in = starts minus ends in all slots before. Two group-bys and a cumulative sum: no ticket is ever split,
however many slots it spans. The sums add up: those of two files are those of their tickets together, so quarters
join exactly at their borders.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

SLOT = 900  # seconds: finer than any tariff step that matters, and a quarter's sums stay at some megabytes
HOUR = 3600  # seconds

SUMS_SCHEMA = {
    "series": pl.UInt16,
    "slot": pl.UInt32,  # number of SLOTs since 1970, UTC
    "started": pl.UInt32,  # tickets that start in the slot
    "net": pl.Int32,  # starts minus ends in the slot
    "inside": pl.Int64,  # vehicle-seconds of starts minus those of ends, to the slot's end
}

_CELL = 2**32  # series and slot as one number, which groups faster than two


def partial_sums(tickets: pl.DataFrame) -> pl.DataFrame:
    """Sum tickets up (columns series, start, end in UTC seconds) as SUMS_SCHEMA, empty slots left out."""
    return _added(pl.concat([_edges(tickets, "start", 1), _edges(tickets, "end", -1)]))


def merged(sums: list[pl.DataFrame]) -> pl.DataFrame:
    """Add partial sums up; the series codes must mean the same in all of them."""
    if not sums:
        return pl.DataFrame(schema=SUMS_SCHEMA)
    parts = pl.concat([frame.lazy() for frame in sums])
    return _added(parts.select(_cell("slot"), pl.col("started", "net", "inside").cast(pl.Int64)))


def _cell(slot: str) -> pl.Expr:
    return (pl.col("series").cast(pl.UInt64) * _CELL + pl.col(slot)).alias("cell")


def _edges(tickets: pl.DataFrame, side: str, sign: int) -> pl.LazyFrame:
    """Give one row a ticket: where it starts (or ends), and the vehicle-seconds from there to the slot's end."""
    at = pl.col(side).cast(pl.Int64)
    return (
        tickets.lazy()
        .with_columns(slot=at // SLOT)
        .select(
            _cell("slot"),
            started=pl.lit(max(sign, 0), pl.Int64),
            net=pl.lit(sign, pl.Int64),
            inside=sign * (SLOT - at % SLOT),
        )
    )


def _added(edges: pl.LazyFrame) -> pl.DataFrame:
    total = (
        edges.group_by("cell")
        .agg(pl.all().sum())
        .with_columns(series=pl.col("cell") // _CELL, slot=pl.col("cell") % _CELL)
    )
    typed = total.select(pl.col(name).cast(kind) for name, kind in SUMS_SCHEMA.items())
    return typed.collect(engine="streaming").sort("series", "slot")


class HourlyOccupancy:
    """Adds partial sums of many files up to hourly mean vehicles for a fixed set of series and hours.

    `first_hour`, `hours`: UTC hours since 1970, and how many of them.
    """

    def __init__(self, n_series: int, first_hour: int, hours: int) -> None:
        self._first_hour = first_hour
        self._shape = (n_series, hours)
        self._net = np.zeros(n_series * hours)
        self._inside = np.zeros(n_series * hours)

    def add(self, sums: pl.DataFrame, row_of_series: NDArray[np.int64]) -> None:
        """Add partial sums; `row_of_series[code]`: the row that the file's series code belongs to, -1 for none.

        Edges before the first hour count as carry-in; edges after the last hour do not matter.
        """
        rows = row_of_series[sums["series"].to_numpy()]
        slots = sums["slot"].to_numpy().astype(np.int64)
        n_hours = self._shape[1]
        hours = slots * SLOT // HOUR - self._first_hour
        wanted = (rows >= 0) & (hours < n_hours)
        net, inside = sums["net"].to_numpy()[wanted], sums["inside"].to_numpy()[wanted]
        hours, slots, rows = hours[wanted], slots[wanted], rows[wanted]
        to_hour_end = HOUR - (slots * SLOT % HOUR + SLOT)
        vehicle_seconds = inside + net * to_hour_end
        before = hours < 0  # moved to the start of the first hour, in force for all of it
        vehicle_seconds = np.where(before, net * HOUR, vehicle_seconds)
        where = rows * n_hours + np.maximum(hours, 0)
        size = self._net.size
        self._net += np.bincount(where, net, size)
        self._inside += np.bincount(where, vehicle_seconds, size)

    def vehicles(self) -> NDArray[np.float64]:
        """Mean vehicles with a ticket in force, shape (series, hours)."""
        net, inside = self._net.reshape(self._shape), self._inside.reshape(self._shape)
        carry_in = np.cumsum(net, axis=1) - net
        hourly: NDArray[np.float64] = inside / HOUR + carry_in
        return hourly
