"""Are a file's tickets about the period that the portal says? Runs in the worker."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from bot.portal.errors import OtherPeriodError, ShortPeriodError
from bot.portal.periods import Period
from bot.services.syncing.covered import ENOUGH
from forecasting.errors import TicketFileError
from forecasting.tickets.manifest import IngestedFile
from forecasting.tickets.reader import TicketReader
from forecasting.tickets.sources import TicketSource, find_sources
from forecasting.tickets.table import TICKET_ZONE

_STRAYS: Final = 0.05
"""Share of its beginning: a quarter's file has 0.02 % of its tickets in others."""


def refuse_other_period(file: Path, period: Period, now: datetime) -> None:
    """Look at the beginning of every table, some megabytes; raises OtherPeriodError when none is about the period.

    What cannot be read is passed over: whoever reads it all will say so. `now`: aware.
    """
    tables = [source for source in find_sources(file) if isinstance(source, TicketSource)]
    starts = pl.concat([_first_starts(table, now) for table in tables] or [pl.Series(dtype=pl.UInt32)])
    if starts.is_empty():
        return
    first, after = (_midnight(day) for day in (period.first, period.following.first))
    if starts.is_between(first, after, closed="left").mean() < _STRAYS:  # type: ignore[operator]  # not empty
        days = (_day(int(starts.quantile(share) or 0)) for share in (_STRAYS, 1 - _STRAYS))
        raise OtherPeriodError(file.name, f"{period}", *days)


def short_of(name: str, period: Period, files: Iterable[IngestedFile]) -> list[ShortPeriodError]:
    """Return an error when the files of the edition `name` cover too few of the period's days."""
    end = period.following.first
    days = {day for file in files for day in file.days if period.first <= day < end}
    if len(days) >= ENOUGH * period.length:
        return []
    return [ShortPeriodError(name, f"{period}", len(days), period.length)]


def _first_starts(table: TicketSource, now: datetime) -> pl.Series:
    """Return when the first tickets of a table start, in UTC seconds."""
    try:
        for batch in TicketReader(table, now).batches(lambda _: None):
            return batch["start"]
    except TicketFileError:
        pass
    return pl.Series(dtype=pl.UInt32)


def _midnight(day: date) -> float:
    return datetime.combine(day, datetime.min.time(), TICKET_ZONE).timestamp()


def _day(seconds: int) -> date:
    return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)).astimezone(TICKET_ZONE).date()
