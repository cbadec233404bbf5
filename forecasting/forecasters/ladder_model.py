"""The fitted ladder of one series: a few kilobytes of arrays, and how they make a forecast."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.annual import Season
from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import DAY, DayGrid, Ints, days_of_year, months, weekdays
from forecasting.forecasters.decomposition import decompose
from forecasting.forecasters.level import SHORT_WEEKS, Level, fit_level
from forecasting.forecasters.pooling import Shared
from forecasting.forecasters.profile import monthly_profiles

CEILING_QUANTILE = 0.999
"""Occupancy above the stated spaces is believed when a thousandth of the hours reach it."""

_WEEK = 7
_LARGEST = float(np.finfo(np.float16).max)  # 65,504 spaces


@dataclass(frozen=True, slots=True, eq=False)
class LadderModel:
    """`exp(level + season) x profile`, for any day and hour.

    `profiles`: (12, 7, 24) occupied spaces at scale 1, in half precision to be small (a relative error of 1/2000
    at most); `ceiling`: no forecast is above it.
    """

    first: np.datetime64
    last: np.datetime64
    level: Level
    season: Season
    profiles: NDArray[np.float16]
    ceiling: float

    def leads(self, days: NDArray[np.datetime64]) -> Ints:
        """Days from the last one of the history."""
        return ((days - self.last) / DAY).astype(np.int64)

    def means(self, days: NDArray[np.datetime64], kinds: Ints) -> Floats:
        """Expect occupied spaces by local hour, (days, 24), regulated or not; in the history, as fitted."""
        lead = self.leads(days)
        ahead = self.level.ahead(np.maximum(lead, 1).astype(np.float64))
        row = np.clip(lead - 1 + self.level.days, 0, self.level.days - 1)
        level = np.where(lead > 0, ahead, self.level.path[row])
        scale = np.exp(level + self.season.of(days_of_year(days), kinds))
        profile = self.profiles[months(days), weekdays(days)]
        return np.minimum(scale[:, None] * profile, self.ceiling)


def fit_ladder(grid: DayGrid, shared: Shared) -> LadderModel | None:
    """Fit one series as the grid knows it; None when no day can be believed."""
    parts = decompose(grid, shared.target)
    known = np.flatnonzero(np.isfinite(parts.scales))
    if not len(known):
        return None
    end = int(known[-1]) + 1
    level = fit_level(parts.deseasonalised(grid.kinds)[:end], shared.errors)
    fitted = np.exp(level.path + parts.season.of(parts.day_of_year[:end], grid.kinds[:end]))
    believed = np.where(np.isfinite(parts.scales[:end]), fitted, np.nan)
    profiles = monthly_profiles(
        grid.occupied[:end],
        believed,
        parts.usual,
        grid.days[:end],
        short=end < SHORT_WEEKS * _WEEK,
    )
    last = np.datetime64(grid.first + (end - 1) * DAY)
    return LadderModel(grid.first, last, level, parts.season.rounded(), _small(profiles), ceiling(grid))


def _small(profiles: Floats) -> NDArray[np.float16]:
    return np.minimum(profiles, _LARGEST).astype(np.float16)


def ceiling(grid: DayGrid) -> float:
    """Find the most that a forecast may say: the spaces, or what the busiest thousandth of the hours reached."""
    seen = grid.occupied[np.isfinite(grid.occupied)]
    reached = float(np.quantile(seen, CEILING_QUANTILE))
    return max(grid.capacity, reached) if np.isfinite(grid.capacity) else reached
