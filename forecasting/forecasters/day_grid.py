"""A series as a matrix of local days by local hours, which never folds time by a fixed period.

August shortens the day and holidays empty it: a matrix indexed by (weekday, hour) keeps every slot
in its place, where a seasonal period counted in slots would drift.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecasting.forecasters.base import Floats
from forecasting.series import Series, SeriesKey
from forecasting.service_hours import ServiceCalendar

DAY = np.timedelta64(1, "D")
HOUR = np.timedelta64(1, "h")
HOURS = 24
ORDINARY_KINDS = ("plain", "holiday")
"""Kinds of days without an effect of their own: a holiday that is regulated behaves as its hours say."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DayGrid:
    """Contiguous local days of one series.

    `first`: datetime64[D] of row 0; `occupied`: (days, 24) by local hour, NaN where unregulated or
    unknown; `kinds`: (days,) index into the special kinds, -1 for ordinary days; `capacity`: spaces.
    """

    key: SeriesKey
    capacity: float
    first: np.datetime64
    occupied: Floats
    kinds: Ints

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The local dates of the rows."""
        return self.first + np.arange(len(self.occupied)) * DAY

    @property
    def last(self) -> np.datetime64:
        """The last local date."""
        return np.datetime64(self.first + (len(self.occupied) - 1) * DAY)

    def until(self, day: np.datetime64) -> "DayGrid":
        """Give the grid as it was known at the end of `day`."""
        rows = max(0, int((day - self.first) / DAY) + 1)
        return replace(self, occupied=self.occupied[:rows], kinds=self.kinds[:rows])


@dataclass(frozen=True, slots=True)
class DayKinds:
    """Numbers for a calendar's special kinds of days, the same for every series of a panel."""

    calendar: ServiceCalendar
    names: tuple[str, ...]

    @classmethod
    def between(cls, calendar: ServiceCalendar, first: date, last: date) -> "DayKinds":
        """Give numbers to the kinds that occur from `first` to `last`, both local dates."""
        days = np.arange(np.datetime64(first), np.datetime64(last) + DAY)
        found = {calendar.day_kind(day) for day in days.tolist()}
        return cls(calendar, tuple(sorted(found.difference(ORDINARY_KINDS))))

    def of(self, days: NDArray[np.datetime64]) -> Ints:
        """Look up the numbers of the days' kinds; -1 for ordinary days and kinds never seen."""
        number = {name: index for index, name in enumerate(self.names)}
        unique, where = np.unique(days.astype("datetime64[D]"), return_inverse=True)
        kinds = [number.get(self.calendar.day_kind(day), -1) for day in unique.tolist()]
        return np.array(kinds, dtype=np.int64)[where]


def local_slots(slots: NDArray[np.datetime64], zone: str) -> tuple[NDArray[np.datetime64], Ints]:
    """Local date (datetime64[D]) and hour (0..23) of UTC slots."""
    aware = pl.Series(slots.astype("datetime64[ms]")).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    naive: NDArray[Any] = aware.dt.replace_time_zone(None).to_numpy()
    days = naive.astype("datetime64[D]")
    return days, ((naive - days) / HOUR).astype(np.int64)


def day_grid(series: Series, kinds: DayKinds) -> DayGrid | None:
    """Lay out a series from its first to its last known regulated day; None when there is none."""
    calendar = kinds.calendar
    known = np.isfinite(series.occupied) & calendar.mask(series.key.neighbourhood, series.slots)
    if not known.any():
        return None
    days, hours = local_slots(series.slots, str(calendar.zone))
    first, last = days[known].min(), days[known].max()
    rows = ((days[known] - first) / DAY).astype(np.int64)
    occupied = np.full((int((last - first) / DAY) + 1, HOURS), np.nan)
    occupied[rows, hours[known]] = np.maximum(series.occupied[known], 0.0)
    all_days = first + np.arange(len(occupied)) * DAY
    return DayGrid(series.key, series.capacity, first, occupied, kinds.of(all_days))


def weekdays(days: NDArray[np.datetime64]) -> Ints:
    """Monday 0 … Sunday 6."""
    thursday_1970 = 3
    return (days.astype("datetime64[D]").astype(np.int64) + thursday_1970) % 7


def days_of_year(days: NDArray[np.datetime64]) -> Ints:
    """Place in the year, 0..365: the same number for the same date of every year (29 February is 59)."""
    years = days.astype("datetime64[Y]")
    ordinal = (days.astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64)
    leap = ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64) > 365  # noqa: PLR2004 -- days
    return np.asarray(ordinal + (~leap & (ordinal >= 59)))  # noqa: PLR2004 -- 1 March of a common year


def months(days: NDArray[np.datetime64]) -> Ints:
    """January 0 … December 11."""
    return days.astype("datetime64[M]").astype(np.int64) % 12


def span(grids: Sequence[DayGrid]) -> tuple[np.datetime64, np.datetime64]:
    """First and last day of several grids."""
    return min(grid.first for grid in grids), max(grid.last for grid in grids)
