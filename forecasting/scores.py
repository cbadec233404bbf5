"""How good a forecast was: errors of the mean, of the quantiles, and what the ranges covered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.quantiles import HIGH, HIGHEST, LOW, LOWEST, QUANTILE_LEVELS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores over `n` slots; lower is better but for the coverages, and `bias`, best at zero.

    `wape`: Σ|actual − mean| / Σ actual; `bias`: Σ(mean − actual) / Σ actual; `mase`: mean absolute
    error over that of repeating the week before, within the history; `pinball`: mean quantile loss,
    over the mean actual; `coverage80`, `coverage90`: share of the slots inside those ranges.
    Scores without a value (nothing was parked; no quantiles) are NaN.
    """

    n: int
    wape: float
    bias: float
    mase: float
    pinball: float
    coverage80: float
    coverage90: float

    def to_dict(self) -> Mapping[str, float]:
        """Name to value, JSON-ready but for NaN."""
        return asdict(self)


def score(
    actual: Floats, mean: Floats, quantiles: Floats | None = None, *, scale: float = float("nan")
) -> Scores:
    """Score forecasts of known slots: `actual`, `mean` (n,), `quantiles` (n, levels); `scale`: for MASE."""
    total = float(actual.sum())
    error = mean - actual
    absolute = float(np.abs(error).sum())
    inside80 = inside90 = loss = float("nan")
    if quantiles is not None and len(actual):
        inside80 = float(np.mean((actual >= quantiles[:, LOW]) & (actual <= quantiles[:, HIGH])))
        inside90 = float(np.mean((actual >= quantiles[:, LOWEST]) & (actual <= quantiles[:, HIGHEST])))
        loss = pinball(actual, quantiles)
    return Scores(
        n=len(actual),
        wape=_over(absolute, total),
        bias=_over(float(error.sum()), total),
        mase=_over(_over(absolute, len(actual)), scale),
        pinball=_over(loss * len(actual), total),
        coverage80=inside80,
        coverage90=inside90,
    )


def pinball(actual: Floats, quantiles: Floats) -> float:
    """Mean quantile loss over slots and levels, in spaces."""
    levels = np.array(QUANTILE_LEVELS)
    above = actual[:, None] - quantiles
    return float(np.maximum(levels * above, (levels - 1) * above).mean())


def naive_scale(history: Floats) -> float:
    """Mean absolute difference to the week before; `history`: (days, 24) with NaN for unknown. NaN when unknown."""
    week = 7
    difference = np.abs(history[week:] - history[:-week])
    known = np.isfinite(difference)
    return _over(float(difference[known].sum()), int(known.sum()))


def _over(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else float("nan")
