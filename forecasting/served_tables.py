"""What a training leaves for serving: the table of coming hours, the usual weeks, and the norms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import (
    DAY,
    HOUR,
    HOURS,
    DayGrid,
    DayKinds,
    days_of_year,
    local_slots,
    months,
    weekdays,
)
from forecasting.forecasters.intervals import HORIZON, YEAR_DAYS
from forecasting.forecasters.ladder import spread
from forecasting.forecasters.panel_fit import SeriesFit
from forecasting.publishing import PROFILE, TABLE
from forecasting.quantiles import COLUMNS, QUANTILE_LEVELS
from forecasting.served_version import WHOLE_YEAR

LEAST_NORM_DAYS = 4
"""An hour of the week seen less often in a year has no norm."""

SECONDS_AN_HOUR = 3600
_MONTHS = 12
_WEEK = 7


def served_files(fits: Sequence[SeriesFit], kinds: DayKinds, last: np.datetime64) -> Mapping[str, bytes]:
    """Contents of table.parquet and profile.parquet, in the order of `fits`; `last`: the data's last local day.

    Values are shares of the spaces, rounded to float16 as they are served.
    """
    coming = _coming(last, str(kinds.calendar.zone))
    table = [_table(number, fit, kinds, coming) for number, fit in enumerate(fits)]
    weeks = [_weeks(number, fit, kinds, last) for number, fit in enumerate(fits)]
    norms = [_norms(number, fit.grid) for number, fit in enumerate(fits)]
    return {TABLE: _parquet(table), PROFILE: _parquet([*weeks, *norms])}


def _utc_margin(day: np.datetime64) -> np.datetime64:
    """Give an instant before the day begins anywhere."""
    instant: np.datetime64 = (day - DAY).astype("datetime64[h]")
    return instant


@dataclass(frozen=True, slots=True, eq=False)
class _Slots:
    """UTC hour starts with their local days and hours, (n,)."""

    starts: NDArray[np.datetime64]
    days: NDArray[np.datetime64]
    hours: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> "_Slots":
        """Return the chosen slots."""
        return _Slots(self.starts[chosen], self.days[chosen], self.hours[chosen])


def _coming(last: np.datetime64, zone: str) -> _Slots:
    """Every slot of the HORIZON local days after `last`."""
    starts = np.arange(_utc_margin(last), _utc_margin(last + (HORIZON + 3) * DAY), HOUR).astype(
        "datetime64[s]"
    )
    slots = _Slots(starts, *local_slots(starts, zone))
    return slots.where((slots.days > last) & (slots.days <= last + HORIZON * DAY))


def _table(number: int, fit: SeriesFit, kinds: DayKinds, coming: _Slots) -> pl.DataFrame:
    slots = coming.where(kinds.calendar.mask(fit.grid.key.neighbourhood, coming.starts))
    days, hours = slots.days, slots.hours
    unique, row = np.unique(days, return_inverse=True)
    mean = fit.model.means(unique, kinds.of(unique))[row, hours]
    values = np.column_stack([mean, spread(fit.model, fit.ratios, days, mean)]) / fit.grid.capacity
    where = {"hour": (slots.starts.astype(np.int64) // SECONDS_AN_HOUR).astype(np.int32)}
    return _frame(number, where, values)


def _weeks(number: int, fit: SeriesFit, kinds: DayKinds, last: np.datetime64) -> pl.DataFrame:
    """Draw each month's usual week, as wide as the whole history strayed from it and the longest lead misses."""
    year = last + np.arange(1, YEAR_DAYS + 1) * DAY
    usual = _usual_weeks(fit, year)
    history = usual[months(fit.grid.days), weekdays(fit.grid.days)]
    known = np.isfinite(fit.grid.occupied) & (history > 0)
    around = fit.ratios[-1]
    if known.any():
        strayed = np.quantile(fit.grid.occupied[known] / history[known], QUANTILE_LEVELS)
        below = np.array(QUANTILE_LEVELS) < 0.5  # noqa: PLR2004 -- the median
        around = np.where(below, np.minimum(around, strayed), np.maximum(around, strayed))
    month, weekday, hour = np.nonzero(_regulated_weeks(fit.grid, kinds, year))
    mean = usual[month, weekday, hour]
    values = (
        np.column_stack([mean, np.minimum(mean[:, None] * around, fit.model.ceiling)]) / fit.grid.capacity
    )
    return _frame(number, {"month": month + 1, "weekday": weekday, "hour": hour}, values)


def _usual_weeks(fit: SeriesFit, year: NDArray[np.datetime64]) -> Floats:
    """Expect occupied spaces by (month, weekday, hour) at the series' level of the year, (12, 7, 24)."""
    model = fit.model
    ordinary = np.full(len(year), -1)
    season = np.exp(model.season.of(days_of_year(year), ordinary))
    month = months(year)
    mean = np.bincount(month, season, _MONTHS) / np.maximum(np.bincount(month, minlength=_MONTHS), 1)
    return np.asarray(np.exp(model.level.anchor) * mean[:, None, None] * model.profiles)


def _regulated_weeks(grid: DayGrid, kinds: DayKinds, year: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which (month, weekday, hour) the calendar regulates on some day of the year, (12, 7, 24)."""
    calendar = kinds.calendar
    slots = np.arange(_utc_margin(year[0]), _utc_margin(year[-1] + 2 * DAY), HOUR).astype("datetime64[s]")
    slots = slots[calendar.mask(grid.key.neighbourhood, slots)]
    days, hours = local_slots(slots, str(calendar.zone))
    regulated = np.zeros((_MONTHS, _WEEK, HOURS), dtype=bool)
    regulated[months(days), weekdays(days), hours] = True
    return regulated


def _norms(number: int, grid: DayGrid) -> pl.DataFrame:
    """Sum up what each hour of the week was like over the last year of the series."""
    occupied, weekday = grid.occupied[-YEAR_DAYS:], weekdays(grid.days[-YEAR_DAYS:])
    places, values = [], []
    for day in range(_WEEK):
        rows = occupied[weekday == day]
        for hour in np.flatnonzero(np.isfinite(rows).sum(axis=0) >= LEAST_NORM_DAYS):
            seen = rows[np.isfinite(rows[:, hour]), hour]
            places.append((WHOLE_YEAR, day, int(hour)))
            values.append([seen.mean(), *np.quantile(seen, QUANTILE_LEVELS)])
    month, weekdays_, hours = np.array(places, dtype=np.int64).reshape(-1, 3).T
    shares = np.array(values, dtype=np.float64).reshape(-1, len(COLUMNS)) / grid.capacity
    return _frame(number, {"month": month, "weekday": weekdays_, "hour": hours}, shares)


def _frame(number: int, where: Mapping[str, NDArray[np.integer]], values: Floats) -> pl.DataFrame:
    rounded = values.astype(np.float16).astype(np.float32)
    columns = {name: place.astype(np.int32) for name, place in where.items()}
    series = np.full(len(values), number, dtype=np.uint16)
    return pl.DataFrame({"series": series, **columns, **dict(zip(COLUMNS, rounded.T, strict=True))})


def _parquet(frames: Sequence[pl.DataFrame]) -> bytes:
    buffer = BytesIO()
    pl.concat(frames).write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
