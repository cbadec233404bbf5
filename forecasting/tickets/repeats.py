"""Recognising tickets that another file already brought, as a yearly file does after its quarters.

Every file leaves a sample: all its tickets that start in one minute of so many. Two samples of the same tickets
share them, whatever the files' names, columns or order.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forecasting.errors import OverlappingTicketsError, RepeatedTicketsError

SAMPLE_ROWS = 50_000  # enough to see a repeated month of a year; half a megabyte on disk
REPEATED_SHARE = 0.05
"""From this share on two files share tickets. Different tickets coincide in all of second, validity, place and
kind far more rarely (two in a thousand); one repeated month of a yearly file is 8 %."""
CONTAINED_SHARE = 0.95
"""From this share on a file has the other's tickets: an edition corrects a few, and a week ends in the next quarter."""
_MINUTE = 60
_TICKET = ("area", "kind", "start", "end")


def named(tickets: pl.DataFrame, series: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Write the sampled tickets with their area and kind instead of a file's own series codes."""
    names = pl.DataFrame(
        {"series": range(len(series)), "area": [a for a, _ in series], "kind": [k for _, k in series]},
        schema={"series": pl.UInt16, "area": pl.String, "kind": pl.String},
    )
    return tickets.join(names, on="series", how="left").select(*_TICKET).sort(_TICKET)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file's name, how many tickets it has, and those of them (`tickets`) that start in one minute of `every`."""

    name: str
    kept: int
    every: int
    tickets: pl.DataFrame


def contains(label: Path, new: Sample, old: Sample) -> bool:
    """Tell whether the new file, `label`, has the tickets of the old one and more; not when they share none.

    Raises RepeatedTicketsError when the old one has the new one's, OverlappingTicketsError when they share a part.
    """
    every = max(new.every, old.every)
    of_new = repeated_share(new.tickets, old.tickets, every)
    of_old = repeated_share(old.tickets, new.tickets, every)
    if of_old >= CONTAINED_SHARE and new.kept > old.kept:
        return True
    if of_new >= CONTAINED_SHARE:
        raise RepeatedTicketsError(label, old.name, of_new)
    if max(of_new, of_old) >= REPEATED_SHARE:
        raise OverlappingTicketsError(label, old.name, max(of_new, of_old))
    return False


def repeated_share(new: pl.DataFrame, old: pl.DataFrame, every: int) -> float:
    """Give the share of the new file's sampled tickets that the old file has, both thinned to one in `every`."""
    thinned = new.filter(in_sample(every))
    if thinned.is_empty():
        return 0.0
    return thinned.join(old.filter(in_sample(every)), on=list(_TICKET), how="semi").height / thinned.height


def in_sample(every: int) -> pl.Expr:
    """Tell the tickets that start in one minute of `every` (a power of two: a coarser sample is part of a finer)."""
    return pl.col("start") // _MINUTE % every == 0
