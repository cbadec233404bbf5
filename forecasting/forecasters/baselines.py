"""The forecasts that a model must beat to be worth having: means and repeats of the past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.base import FittedForecaster, Floats, Prediction
from forecasting.forecasters.day_grid import HOURS, DayGrid, day_grid, local_slots, months, weekdays
from forecasting.forecasters.ladder import panel_kinds
from forecasting.forecasters.ladder_model import ceiling
from forecasting.forecasters.profile import filled_week
from forecasting.quantiles import QUANTILE_LEVELS
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar

MONTHS = 12
WEEK = 7
YEAR_DAYS = 365

WeekTable = Callable[[DayGrid], Floats]
"""Learns from a grid what to say by (month, weekday, local hour): shape (12, 7, 24), finite."""


@dataclass(frozen=True, slots=True)
class TableForecaster:
    """A baseline: whatever `learn` reads off the past, said for every date to come."""

    name: str
    learn: WeekTable

    def fit(self, panel: Panel, calendar: ServiceCalendar) -> Mapping[SeriesKey, FittedForecaster]:
        """Read each series' table, and how far its own past strayed from it."""
        kinds = panel_kinds(panel, calendar)
        grids = [grid for grid in (day_grid(series, kinds) for series in panel) if grid is not None]
        return {grid.key: self._fit_one(grid, calendar) for grid in grids}

    def _fit_one(self, grid: DayGrid, calendar: ServiceCalendar) -> "FittedTable":
        table = self.learn(grid)
        said = table[months(grid.days), weekdays(grid.days)]
        known = np.isfinite(grid.occupied) & (said > 0)
        ratio = grid.occupied[known] / said[known]
        around = np.quantile(ratio, QUANTILE_LEVELS) if len(ratio) else np.ones(len(QUANTILE_LEVELS))
        return FittedTable(grid.key, table, around, ceiling(grid), calendar)


@dataclass(frozen=True, slots=True, eq=False)
class FittedTable:
    """One series' table by (month, weekday, local hour) and the ratios of its quantiles."""

    key: SeriesKey
    table: Floats
    around: Floats
    ceiling: float
    calendar: ServiceCalendar

    def predict(self, slots: NDArray[np.datetime64]) -> Prediction:
        """Look up UTC hour starts, shape (n,); zero where the calendar does not regulate."""
        days, hours = local_slots(slots, str(self.calendar.zone))
        regulated = self.calendar.mask(self.key.neighbourhood, slots)
        mean = np.where(regulated, self.table[months(days), weekdays(days), hours], 0.0)
        mean = np.minimum(mean, self.ceiling)
        return Prediction(mean, np.minimum(mean[:, None] * self.around, self.ceiling))


def last_week(grid: DayGrid) -> Floats:
    """Repeat the latest known value of each (weekday, hour)."""
    week = np.full((WEEK, HOURS), np.nan)
    weekday = weekdays(grid.days)
    for day in range(WEEK):
        newest_first = grid.occupied[weekday == day][::-1]
        if len(newest_first):
            week[day] = newest_first[np.isfinite(newest_first).argmax(axis=0), np.arange(HOURS)]
    return _every_month(filled_week(week))


def last_year(grid: DayGrid) -> Floats:
    """Average each (weekday, hour) over the last 365 days."""
    return _every_month(
        filled_week(_week_means(grid.occupied[-YEAR_DAYS:], weekdays(grid.days)[-YEAR_DAYS:]))
    )


def all_years(grid: DayGrid) -> Floats:
    """Average each (month, weekday, hour) over the whole history; months never seen get the year's mean."""
    weekday, month = weekdays(grid.days), months(grid.days)
    overall = filled_week(_week_means(grid.occupied, weekday))
    table = _every_month(overall)
    for number in range(MONTHS):
        rows = month == number
        means = _week_means(grid.occupied[rows], weekday[rows])
        table[number] = np.where(np.isfinite(means), means, overall)
    return table


def _week_means(occupied: Floats, weekday: NDArray[np.int64]) -> Floats:
    week = np.full((WEEK, HOURS), np.nan)
    for day in range(WEEK):
        rows = occupied[weekday == day]
        known = np.isfinite(rows)
        count = known.sum(axis=0)
        total = np.where(known, rows, 0.0).sum(axis=0)
        week[day] = np.divide(total, count, out=week[day], where=count > 0)
    return week


def _every_month(week: Floats) -> Floats:
    return np.broadcast_to(week, (MONTHS, WEEK, HOURS)).copy()


SEASONAL_NAIVE = TableForecaster("seasonal-naive", last_week)
LAST_YEAR = TableForecaster("last-year", last_year)
CLIMATOLOGY = TableForecaster("climatology", all_years)
BASELINES = (SEASONAL_NAIVE, LAST_YEAR, CLIMATOLOGY)
