"""Ranges from the model's own past misses: split conformal quantiles of actual over forecast.

The model is refitted as of several dates of the last year, and what then came is divided by what
it had said. Few and recent origins fall far short of their promised coverage (one mild winter says
nothing about August); eight over a year hold it.
"""

from collections.abc import Sequence

import numpy as np

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import DAY, Ints
from forecasting.quantiles import MEDIAN, QUANTILE_LEVELS

ORIGINS = 8
YEAR_DAYS = 365
HORIZON = 182
"""Days ahead that ranges are calibrated for, and that the served table covers."""

LEAD_EDGES = np.array([1, 7, 28, 63, 112])
"""Last days of the lead buckets but the open last one: misses grow with lead, fast at first."""

BUCKETS = len(LEAD_EDGES) + 1
OWN_SHARE = 0.5
"""Half the series' own quantiles, half the panel's: own ones alone are few, pooled ones alone too alike."""

WIDENING = 1.08
"""Ranges are drawn out so far from their median: eight origins of one year saw fewer kinds of years
than will come. Without it, backtests cover two to four points less than promised."""

LEAST_MISSES = 120
"""About two weeks of hours: fewer own misses in a bucket give way to the panel's."""

UNKNOWN_SPREAD = 0.35
"""Log spread assumed where no miss is known at all (a first history of weeks): wide on purpose."""

_NORMAL_DEVIATES = np.array([-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645])  # of QUANTILE_LEVELS


def pseudo_origins(last: np.datetime64) -> list[np.datetime64]:
    """Days as of which the model is refitted, newest first; `last`: the data's last day."""
    return [np.datetime64(last - round(n * YEAR_DAYS / ORIGINS) * DAY) for n in range(1, ORIGINS + 1)]


def bucket(lead: Ints) -> Ints:
    """Lead bucket of each lead in days (1: the day after the last known one)."""
    return np.searchsorted(LEAD_EDGES, lead, side="left")


def own_quantiles(lead: Ints, ratio: Floats) -> Floats:
    """Quantiles of actual over forecast by lead bucket, (BUCKETS, levels); NaN rows where misses are too few."""
    table = np.full((BUCKETS, len(QUANTILE_LEVELS)), np.nan)
    where = bucket(lead)
    for number in range(BUCKETS):
        misses = ratio[where == number]
        if len(misses) >= LEAST_MISSES or (number == 0 and len(misses)):
            table[number] = np.quantile(misses, QUANTILE_LEVELS)
    return table


def pool_quantiles(tables: Sequence[Floats]) -> Floats:
    """Median table over the series, (BUCKETS, levels), complete: empty buckets borrow from the nearest."""
    stacked = np.stack(tables) if tables else np.full((1, BUCKETS, len(QUANTILE_LEVELS)), np.nan)
    pooled = np.exp(UNKNOWN_SPREAD * np.tile(_NORMAL_DEVIATES, (BUCKETS, 1)))
    known = np.isfinite(stacked[:, :, 0])
    full = np.flatnonzero(known.any(axis=0))
    for number in range(BUCKETS):
        if len(full):
            source = int(full[np.abs(full - number).argmin()])
            pooled[number] = np.median(stacked[known[:, source], source], axis=0)
    return pooled


def blend_quantiles(own: Floats, pooled: Floats) -> Floats:
    """Mix the ratios that a series is served with, (BUCKETS, levels), rising along the levels."""
    share = np.where(np.isfinite(own), OWN_SHARE, 0.0)
    mixed = share * np.nan_to_num(own) + (1 - share) * pooled
    middle = mixed[:, [MEDIAN]]
    return np.sort(np.maximum(middle + WIDENING * (mixed - middle), 0.0), axis=1)
