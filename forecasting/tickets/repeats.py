"""Recognising tickets that another file already brought, as a yearly file does after its quarters.

Every file leaves a sample: all its tickets that start in one minute of so many. Two samples of the same tickets
share them, whatever the files' names, columns or order.
"""

import polars as pl

SAMPLE_ROWS = 50_000  # enough to see a repeated month of a year; half a megabyte on disk
REPEATED_SHARE = 0.05
"""From this share on a file repeats another. Different tickets coincide in all of second, validity, place and
kind far more rarely (two in a thousand); one repeated month of a yearly file is 8 %."""
_MINUTE = 60
_TICKET = ("area", "kind", "start", "end")


def named(tickets: pl.DataFrame, series: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Write the sampled tickets with their area and kind instead of a file's own series codes."""
    names = pl.DataFrame(
        {"series": range(len(series)), "area": [a for a, _ in series], "kind": [k for _, k in series]},
        schema={"series": pl.UInt16, "area": pl.String, "kind": pl.String},
    )
    return tickets.join(names, on="series", how="left").select(*_TICKET).sort(_TICKET)


def repeated_share(new: pl.DataFrame, old: pl.DataFrame, every: int) -> float:
    """Give the share of the new file's sampled tickets that the old file has, both thinned to one in `every`."""
    thinned = new.filter(in_sample(every))
    if thinned.is_empty():
        return 0.0
    return thinned.join(old.filter(in_sample(every)), on=list(_TICKET), how="semi").height / thinned.height


def in_sample(every: int) -> pl.Expr:
    """Tell the tickets that start in one minute of `every` (a power of two: a coarser sample is part of a finer)."""
    return pl.col("start") // _MINUTE % every == 0
