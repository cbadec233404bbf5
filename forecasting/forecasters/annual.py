"""The course of the year and the special days, as log effects on a day's scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import Ints

YEAR = 366
BANDWIDTH = 9.0
"""Days; a narrower kernel learns the weather of single weeks, a wider one blurs August's edges."""

HALF_LIFE = 730.0
"""Days after which a year counts half."""

PRIOR_YEARS = 0.6
"""The shrinkage target weighs as much as so many years of own data."""

PRIOR_DAYS = 2.0
"""The target of a special day's effect weighs as much as so many such days."""

REGULATED_DAYS = 0.8
"""Share of days with regulated hours (six of seven, less holidays): turns counts of days into years."""

_HUBER = 3.0  # standard deviations beyond which a day pulls no harder


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """Log effects: `annual` (366,) by day of the year, `special` (kinds,) by number of the kind of day."""

    annual: NDArray[np.floating[Any]]
    special: NDArray[np.floating[Any]]

    @classmethod
    def flat(cls, kinds: int) -> "Season":
        """No season at all."""
        return cls(np.zeros(YEAR), np.zeros(kinds))

    def of(self, day_of_year: Ints, kind: Ints) -> Floats:
        """Add up the days' effects, shape (days,)."""
        if not len(self.special):
            return self.annual[day_of_year].astype(np.float64)
        effect = self.annual[day_of_year] + np.where(kind >= 0, self.special[kind], 0.0)
        return effect.astype(np.float64)

    def rounded(self) -> "Season":
        """Keep half precision, for storing: a two-thousandth of an effect is beyond measure."""
        return Season(self.annual.astype(np.float16), self.special.astype(np.float16))


def _kernel_spectrum() -> NDArray[np.complex128]:
    """Fourier transform of the cyclic Gaussian: smoothing round the year is then one product."""
    away = np.minimum(np.arange(YEAR), YEAR - np.arange(YEAR))
    weights = np.exp(-0.5 * (away / BANDWIDTH) ** 2)
    return np.fft.rfft(weights / weights.sum())


_SPECTRUM = _kernel_spectrum()


def _around(values: NDArray[Any]) -> Floats:
    """Kernel sums round the year, (366,)."""
    return np.asarray(np.fft.irfft(np.fft.rfft(values) * _SPECTRUM, YEAR))


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a season is shrunk towards: `season` counts as much as `years` and `days` of own data."""

    season: Season
    years: float = PRIOR_YEARS
    days: float = PRIOR_DAYS


def annual_index(
    residual: Floats, day_of_year: Ints, age: Floats, target: Target, current: NDArray[np.floating[Any]]
) -> Floats:
    """Smooth the residuals over the cycle of the year, shrunk towards `target`; mean zero.

    `residual`: (days,) known values only; `age`: days before the last; `current`: the estimate so
    far, from which Huber weights are taken.
    """
    away = np.abs(residual - current[day_of_year])
    limit = _HUBER * float(np.median(away)) / 0.6745  # median deviation of a normal's standard deviation
    weight = 0.5 ** (age / HALF_LIFE) * np.minimum(1.0, limit / np.maximum(away, max(limit, 1e-9)))
    seen = np.maximum(_around(np.bincount(day_of_year, weight, YEAR)), 0.0)
    total = _around(np.bincount(day_of_year, weight * residual, YEAR))
    years = seen / REGULATED_DAYS
    index = (total / REGULATED_DAYS + target.years * target.season.annual) / (years + target.years)
    return np.asarray(index - index.mean())


def special_effects(residual: Floats, kind: Ints, target: Target) -> Floats:
    """Mean residual by kind of day, shrunk towards `target`; `kind`: (days,), -1 for ordinary days."""
    prior = target.season.special
    special = kind >= 0
    count = np.bincount(kind[special], minlength=len(prior))
    total = np.bincount(kind[special], residual[special], len(prior))
    return np.asarray((total + target.days * prior) / (count + target.days))
