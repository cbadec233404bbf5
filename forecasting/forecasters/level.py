"""The level of a series: exponential smoothing of its weeks, chosen by errors weeks ahead."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter  # type: ignore[import-untyped]
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from forecasting.forecasters.base import Floats
from forecasting.forecasters.day_grid import Ints
from forecasting.forecasters.day_scale import weekly_means

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
SHORT_ALPHAS = (0.5, 0.6)
"""Short histories are still settling: they follow their last weeks."""

SHORT_WEEKS = 26
HORIZONS = (1, 4, 8, 13)
"""Weeks ahead at which an alpha is judged: the horizons that quarterly files leave useful."""

WARM_UP = 8
REVERSIONS = np.array([0.0, 0.3, 0.6, 1.0])
REVERSION_DAYS = 60.0
"""The level returns one of these parts of the way to its mean of a year, with this e-fold (measured, not derived)."""

POOLED_SHARE = 0.7
"""How much the panel's errors count against a series' own when its smoothing is chosen: a few dozen forecasts of
one series choose by chance, a panel's thousands do not."""

TEACHING_WEEKS = 60
"""Known weeks from which a series' errors tell the panel something: more than a year, so that the level may return."""

YEAR_WEEKS = 52
MAX_CARRY = 0.8
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Log level after the last day: `now`, the `anchor` that it reverts to, and the daily carry-over.

    `weeks`: smoothed log level of each week of the `days` of history, counted back from the last
    day, for dates before the forecast.
    """

    now: float
    anchor: float
    reversion: float
    carry: float
    last_residual: float
    weeks: NDArray[np.float32]
    days: int
    alpha: float

    @property
    def path(self) -> Floats:
        """Level of each day of the history, (days,)."""
        return np.repeat(self.weeks.astype(np.float64), _WEEK)[-self.days :]

    def ahead(self, lead: Floats) -> Floats:
        """Log level `lead` days after the last day, (n,); for leads of 0 and less see `path`."""
        kept = 1.0 - self.reversion * (1.0 - np.exp(-lead / REVERSION_DAYS))
        carried = self.last_residual * self.carry**lead if self.carry > 0 else 0.0
        return np.asarray(self.anchor + (self.now - self.anchor) * kept + carried)


def fit_level(deseasonalised: Floats, shared: Floats | None = None) -> Level:
    """Fit to daily log scales without season, shape (days,), NaN unknown; at least one must be known.

    `shared`: what `smoothing_errors` are over the panel; the short history of some weeks has no use for it.
    """
    weekly = weekly_means(deseasonalised)
    known = np.flatnonzero(np.isfinite(weekly))
    values = weekly[known]
    alpha, reversion = _chosen(values, known, shared)
    level = smooth(values, alpha)
    held = np.maximum(np.searchsorted(known, np.arange(len(weekly)), side="right") - 1, 0)
    weeks, days = level[held], len(deseasonalised)
    carry, last = _carry_over(deseasonalised - np.repeat(weeks, _WEEK)[-days:])
    anchor = float(_trailing_means(values)[-1])
    return Level(float(level[-1]), anchor, reversion, carry, last, weeks.astype(np.float32), days, alpha)


def panel_errors(deseasonalised: Floats) -> Floats | None:
    """Give a series' `smoothing_errors` for the panel to pool, None when its history is too short to tell."""
    weekly = weekly_means(deseasonalised)
    known = np.flatnonzero(np.isfinite(weekly))
    return smoothing_errors(weekly[known], known, ALPHAS) if len(known) >= TEACHING_WEEKS else None


def _chosen(values: Floats, weeks: Ints, shared: Floats | None) -> tuple[float, float]:
    if len(values) < SHORT_WEEKS:
        errors = smoothing_errors(values, weeks, SHORT_ALPHAS)[:, 0]
        return SHORT_ALPHAS[int(errors.argmin())], 0.0
    errors = smoothing_errors(values, weeks, ALPHAS)
    if shared is not None:
        errors = (1 - POOLED_SHARE) * errors + POOLED_SHARE * shared
    row, column = np.unravel_index(errors.argmin(), errors.shape)
    return ALPHAS[row], float(REVERSIONS[column])


def smooth(values: Floats, alpha: float) -> Floats:
    """Give the level after each value, (n,): statsmodels' simple exponential smoothing from the first weeks' mean."""
    if len(values) == 1:
        return values.copy()
    start = float(values[:WARM_UP].mean())
    model = SimpleExpSmoothing(values, initialization_method="known", initial_level=start)
    with np.errstate(divide="ignore", invalid="ignore"):  # its AIC of a constant series is the log of zero
        return np.asarray(model.fit(smoothing_level=alpha, optimized=False).level, dtype=np.float64)


def recursion(values: Floats, alpha: float) -> Floats:
    """Compute what `smooth` does, some fifty times sooner: the alphas are compared by it."""
    start = float(values[:WARM_UP].mean())
    level, _ = lfilter([alpha], [1.0, alpha - 1.0], values, zi=[(1.0 - alpha) * start])
    return np.asarray(level, dtype=np.float64)


def _trailing_means(values: Floats) -> Floats:
    """Mean of the last year's values at each place."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    end = np.arange(1, len(values) + 1)
    start = np.maximum(end - YEAR_WEEKS, 0)
    return np.asarray((total[end] - total[start]) / (end - start))


def smoothing_errors(values: Floats, weeks: Ints, alphas: tuple[float, ...]) -> Floats:
    """Mean absolute error over HORIZONS by (alpha, reversion), over the least of them, (len(alphas), len(REVERSIONS)).

    From origins after the warm-up; `weeks` are the values' numbers and may have gaps. Ones when nothing can be told.
    """
    levels = np.stack([recursion(values, alpha) for alpha in alphas])
    anchors = _trailing_means(values)
    errors = []
    for ahead in HORIZONS:
        target = np.searchsorted(weeks, weeks + ahead)
        origin = np.flatnonzero(target < len(weeks))
        origin = origin[(weeks[target[origin]] == weeks[origin] + ahead) & (origin >= WARM_UP)]
        if len(origin):
            kept = 1.0 - REVERSIONS * (1.0 - np.exp(-ahead * _WEEK / REVERSION_DAYS))
            away = (levels[:, origin] - anchors[origin])[:, None, :] * kept[:, None]
            errors.append(np.abs(values[target[origin]] - anchors[origin] - away).mean(axis=2))
    mean = np.mean(errors, axis=0) if errors else np.zeros((len(alphas), len(REVERSIONS)))
    least = float(mean.min())
    return np.asarray(mean / least) if least > 0 else np.ones_like(mean)


def _carry_over(residual: Floats) -> tuple[float, float]:
    """First-order autocorrelation of the daily residuals (0..MAX_CARRY), and the last day's residual."""
    before, after = residual[:-1], residual[1:]
    both = np.isfinite(before) & np.isfinite(after)
    last = float(residual[-1]) if len(residual) and np.isfinite(residual[-1]) else 0.0
    spread = float((before[both] ** 2).sum())
    if spread <= 0:
        return 0.0, last
    carry = float((before[both] * after[both]).sum()) / spread
    return min(max(carry, 0.0), MAX_CARRY), last
