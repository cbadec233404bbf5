"""How busy each day was as a whole, against the usual week; and which days to believe.

A day is one number, the sum of its known hours over what the usual week has in the same hours, so
missing hours cost precision and nothing else. Logs of it are what the ladder smooths.
"""

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import HOURS, Ints

SUSPENDED = 0.08
"""Days under this share of the usual are suspensions (lockdown, snow, strikes), not demand."""

OUTLIER_MADS = 4.5
OUTLIER_LEAST = 0.25
"""Days further than both from their weeks are dropped: 4.5 median deviations, and a quarter in logs."""

LOCAL_WEEKS = 5
"""Days are judged against the median of so many weeks: one odd week stands out, a lasting break does not."""

_SPARSE = 0.5
_WEEK = 7


def usual_week(occupied: Floats, weekday: Ints) -> Floats:
    """Median by (weekday, hour), shape (7, 24), NaN where nothing is known.

    Series that are empty more often than not have medians of zero; theirs is the mean.
    """
    median = np.full((_WEEK, HOURS), np.nan)
    mean = median.copy()
    for day in range(_WEEK):
        rows = occupied[weekday == day]
        if len(rows):
            count = np.isfinite(rows).sum(axis=0)
            total = np.where(np.isfinite(rows), rows, 0.0).sum(axis=0)
            median[day] = _row_medians(rows.T)
            mean[day] = np.divide(total, count, out=mean[day], where=count > 0)
    return mean if np.nansum(median) < _SPARSE * np.nansum(mean) else median


def log_scales(occupied: Floats, expected: Floats) -> Floats:
    """Log of each day's sum over the expected sum of the same known hours; both (days, 24), out (days,).

    NaN for days without known hours and for suspended days.
    """
    known = np.isfinite(occupied) & np.isfinite(expected)
    seen = np.where(known, occupied, 0.0).sum(axis=1)
    usual = np.where(known, expected, 0.0).sum(axis=1)
    ratio = np.divide(seen, usual, out=np.zeros(len(seen)), where=usual > 0)
    believable = ratio >= SUSPENDED
    return np.asarray(np.log(ratio, out=np.full(len(ratio), np.nan), where=believable))


def weekly_means(values: Floats) -> Floats:
    """Means of whole weeks counted back from the last day, oldest first; NaN where nothing is known."""
    padded = np.concatenate([np.full(-len(values) % _WEEK, np.nan), values]).reshape(-1, _WEEK)
    known = np.isfinite(padded)
    count = known.sum(axis=1)
    total = np.where(known, padded, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


def weekly_medians(values: Floats) -> Floats:
    """As `weekly_means`, with medians."""
    padded = np.concatenate([np.full(-len(values) % _WEEK, np.nan), values]).reshape(-1, _WEEK)
    return _row_medians(padded)


def outliers(residual: Floats) -> NDArray[np.bool_]:
    """Days far from their own weeks' median; `residual`: (days,) log scales without season, NaN unknown."""
    weekly = weekly_medians(residual)
    half = LOCAL_WEEKS // 2
    padded = np.pad(weekly, half, constant_values=np.nan)
    local = _row_medians(np.lib.stride_tricks.sliding_window_view(padded, LOCAL_WEEKS))
    away = residual - np.repeat(local, _WEEK)[-len(residual) :]
    known = np.isfinite(away)
    if not known.any():
        return known
    limit = max(OUTLIER_LEAST, OUTLIER_MADS * float(np.median(np.abs(away[known]))))
    return np.asarray(known & (np.abs(np.where(known, away, 0.0)) > limit))


def _row_medians(rows: Floats) -> Floats:
    """Medians of rows that may be wholly NaN."""
    ordered = np.sort(rows, axis=1)  # NaN last
    count = np.isfinite(ordered).sum(axis=1)
    index = np.arange(len(rows))
    low, high = (
        ordered[index, np.maximum(count - 1, 0) // 2],
        ordered[index, np.minimum(count // 2, rows.shape[1] - 1)],
    )
    return np.asarray(np.where(count > 0, (low + high) / 2, np.nan))
