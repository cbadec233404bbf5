"""One series taken apart: log scale of a day = level + course of the year + special day."""

from dataclasses import dataclass

import numpy as np

from forecasting.forecasters.annual import REGULATED_DAYS, YEAR, Season, Target, annual_index, special_effects
from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import DayGrid, Ints, days_of_year, weekdays
from forecasting.forecasters.day_scale import log_scales, outliers, usual_week, weekly_medians

ROUNDS = 4
"""Backfitting settles within so many rounds: the fifth moves nothing by a thousandth."""

LEVEL_WIDTH = 14.0
"""Weeks; standard deviation of the slow level that is taken out before the year's course is drawn."""

_FAR = 1e-12  # the weight of weeks out of reach, so that a long gap still has a level
_WEEK = 7
_REGULATED_DAYS_A_YEAR = YEAR * REGULATED_DAYS


@dataclass(frozen=True, slots=True, eq=False)
class Decomposition:
    """`scales`: (days,) log scales against `usual` (7, 24), NaN for unknown, suspended and outlying days."""

    usual: Floats
    scales: Floats
    season: Season
    weekday: Ints
    day_of_year: Ints
    years: float

    def deseasonalised(self, kinds: Ints) -> Floats:
        """Take the season off the log scales, (days,)."""
        return np.asarray(self.scales - self.season.of(self.day_of_year, kinds))


def decompose(grid: DayGrid, target: Target) -> Decomposition:
    """Backfit level, year and special days; the season is shrunk towards `target`."""
    weekday, day_of_year = weekdays(grid.days), days_of_year(grid.days)
    usual = usual_week(grid.occupied, weekday)
    raw = log_scales(grid.occupied, usual[weekday])
    season, scales = target.season, raw
    for number in range(ROUNDS):
        odd = outliers(raw - season.of(day_of_year, grid.kinds))
        if number < ROUNDS - 1:  # a special day is odd until its effect is known
            odd &= grid.kinds < 0
        scales = np.where(odd, np.nan, raw)
        known = np.flatnonzero(np.isfinite(scales))
        if not len(known):
            break
        level = slow_level(scales - season.of(day_of_year, grid.kinds))
        age = (len(scales) - 1 - known).astype(np.float64)
        seen = _Seen(known, day_of_year[known], grid.kinds[known], age)
        season = _season(scales - level, seen, season, target)
    return Decomposition(
        usual, scales, season, weekday, day_of_year, float(np.isfinite(scales).sum()) / _REGULATED_DAYS_A_YEAR
    )


def slow_level(residual: Floats) -> Floats:
    """Kernel smooth of the weeks' medians, (days,), finite everywhere when anything is known."""
    weekly = weekly_medians(residual)
    known = np.isfinite(weekly)
    reach = np.arange(1 - len(weekly), len(weekly))
    kernel = np.exp(-0.5 * (reach / LEVEL_WIDTH) ** 2) + _FAR
    total = np.convolve(np.where(known, weekly, 0.0), kernel, "valid")
    smooth = total / np.convolve(known.astype(np.float64), kernel, "valid")
    return np.asarray(np.repeat(smooth, _WEEK)[-len(residual) :])


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Days with a believable scale: place in the year, kind, and days before the last."""

    rows: Ints
    day_of_year: Ints
    kind: Ints
    age: Floats


def _season(residual: Floats, seen: _Seen, current: Season, target: Target) -> Season:
    values = residual[seen.rows]
    special = Season(np.zeros(YEAR), current.special).of(seen.day_of_year, seen.kind)
    annual = annual_index(values - special, seen.day_of_year, seen.age, target, current.annual)
    return Season(annual, special_effects(values - annual[seen.day_of_year], seen.kind, target))
