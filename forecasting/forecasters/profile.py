"""The shape of the week, by month: how a day's scale spreads over its hours."""

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import HOURS, days_of_year, weekdays

HALF_LIFE = 26 * 7.0
SHORT_HALF_LIFE = 2 * 7.0
"""Days after which a day counts half: half a year, or two weeks for a history under half a year."""

SEASON_HALF_LIFE = 730.0
SEASON_WIDTH = 25.0
"""Days around the month's middle that count as the same season (a Gaussian's standard deviation)."""

SEASON_SHARE = 0.7
"""The rest is the recent shape. The season weighs more: August's mornings are its own."""

CLIP = 4.0
"""An hour counts at most so many times what the usual week expects of it."""

_WEEK = 7
_MONTHS = 12
_MIDDLES = np.array([15, 45, 75, 106, 136, 167, 197, 228, 259, 289, 320, 350])  # days of the year
_YEAR = 366
_PRIOR = 0.5  # days of the overall shape mixed into every cell, so that a cell never seen has one


def monthly_profiles(
    occupied: Floats, scale: Floats, usual: Floats, days: NDArray[np.datetime64], *, short: bool
) -> Floats:
    """Occupied spaces at scale 1 by (month, weekday, hour), shape (12, 7, 24); finite everywhere.

    `occupied`: (days, 24); `scale`: (days,) the days' fitted scales, NaN for days to leave out;
    `usual`: (7, 24), the week that the scales refer to, NaN where nothing is known.
    """
    weekday, day_of_year = weekdays(days), days_of_year(days)
    age = np.arange(len(scale))[::-1].astype(np.float64)
    recent = 0.5 ** (age / (SHORT_HALF_LIFE if short else HALF_LIFE))
    away = np.abs(day_of_year[None, :] - _MIDDLES[:, None])
    away = np.minimum(away, _YEAR - away)
    season = np.exp(-0.5 * (away / SEASON_WIDTH) ** 2) * 0.5 ** (age / SEASON_HALF_LIFE)
    profiles = np.broadcast_to(filled_week(usual), (_MONTHS, _WEEK, HOURS)).copy()
    for day in range(_WEEK):
        rows = (weekday == day) & np.isfinite(scale)
        if not rows.any():
            continue
        hours, weight = occupied[rows], scale[rows, None]
        seen = np.isfinite(hours) & np.isfinite(usual[day])
        capped = np.where(seen, np.minimum(hours, CLIP * weight * np.nan_to_num(usual[day])), 0.0)
        shares = np.where(seen, weight, 0.0)
        prior = _PRIOR * profiles[:, day]
        lately = _ratio(recent[rows][None, :], capped, shares, prior)
        if short:
            profiles[:, day] = lately
        else:
            same_season = _ratio(season[:, rows], capped, shares, _PRIOR * lately)
            profiles[:, day] = (1 - SEASON_SHARE) * lately + SEASON_SHARE * same_season
    return profiles


def filled_week(usual: Floats) -> Floats:
    """Fill hours never seen: with the same hour of the other weekdays, else the nearest hour's value."""
    known = np.isfinite(usual)
    if not known.any():
        return np.zeros_like(usual)
    count = known.sum(axis=0)
    by_hour = np.divide(np.where(known, usual, 0.0).sum(axis=0), count, out=np.zeros(HOURS), where=count > 0)
    seen = np.flatnonzero(count)
    nearest = seen[np.abs(np.arange(HOURS)[:, None] - seen[None, :]).argmin(axis=1)]
    return np.where(known, usual, by_hour[nearest])


def _ratio(weights: Floats, hours: Floats, shares: Floats, prior: Floats) -> Floats:
    """Weighted sum of the hours over that of the shares, (months or 1, 24), with a prior of _PRIOR days."""
    return np.asarray((weights @ hours + prior) / (weights @ shares + _PRIOR))
