"""Densities of a share on a grid: what is believed before, between neighbourhoods, and after."""

import numpy as np
from numpy.typing import NDArray

from forecasting.availability import Range

Floats = NDArray[np.float64]

STEPS = 100
"""Cells of the grid: a hundredth of the spaces, finer than any answer shows."""

GRID: Floats = (np.arange(STEPS) + 0.5) / STEPS
"""The cells' middles: never 0 or 1, where a beta density may be infinite."""

SHIFTS: Floats = np.linspace(-4, 4, 65)
"""Log-odds by which the city may differ from what was assumed: 4 turns a share of a half into 2 or 98 %."""

PRIOR_TRUST = 0.9
"""The rest is spread evenly over all shares: what is assumed may be wrong altogether, and then answers decide."""

EIGHTY_PERCENT = 2.5631
"""Standard deviations between the ends of a normal density's 80 % range."""

LOW, HIGH = 0.10, 0.90


def prior(assumed: Range) -> Floats:
    """Return how plausible each of SHIFTS is, (shifts,): a normal density as wide as the assumption's range.

    Its 80 % range is the assumption's in log-odds; a part is spread evenly.
    """
    low, high = _log_odds(np.array([assumed.low, assumed.high]))
    spread = (high - low) / EIGHTY_PERCENT
    return _with_doubt(_rows((-((SHIFTS / spread) ** 2) / 2)[None, :])[0])


def drift(spread: float) -> Floats:
    """Return the densities (shifts, shifts) of a shift near another one, a row for each; `spread` in log-odds."""
    return _with_doubt(_rows(-(((SHIFTS[None, :] - SHIFTS[:, None]) / spread) ** 2) / 2))


def kinship(assumed: float, weight: float) -> Floats:
    """Return the densities (shifts, STEPS) of a neighbourhood's share, a row for each shift of the city.

    Each is a beta around the assumed share moved by the city's shift; `weight` is its a + b: how many
    cars seen the city counts for in a neighbourhood.
    """
    means = 1 / (1 + np.exp(-(_log_odds(np.array([assumed])) + SHIFTS)))
    a, b = means[:, None] * weight, (1 - means[:, None]) * weight
    return _with_doubt(_rows((a - 1) * np.log(GRID) + (b - 1) * np.log(1 - GRID)))


def summary(density: Floats) -> Range:
    """Return a density's mean and 80 % range; the ends are interpolated inside the grid's cells."""
    edges = np.arange(STEPS + 1) / STEPS
    below = np.concatenate([[0.0], np.cumsum(density)])
    low, high = np.interp([LOW, HIGH], below / below[-1], edges)
    return Range(float(density @ GRID / density.sum()), float(low), float(high))


def log_mixed(densities: Floats, logarithms: Floats) -> Floats:
    """Return log(densities @ exp(logarithms)) for each row of logarithms, (rows, n), without overflow."""
    top = logarithms.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(logarithms - top) @ densities.T))


def normalised(logarithms: Floats) -> tuple[Floats, float]:
    """Return the density of unnormalised logarithms, and the logarithm of their sum."""
    top = float(logarithms.max())
    density = np.exp(logarithms - top)
    total = float(density.sum())
    return density / total, top + float(np.log(total))


def _log_odds(share: Floats) -> Floats:
    bounded = np.clip(share, GRID[0], GRID[-1])
    return np.asarray(np.log(bounded / (1 - bounded)))


def _rows(logarithms: Floats) -> Floats:
    """Return each row as a density that sums to 1."""
    density = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(density / density.sum(axis=1, keepdims=True))


def _with_doubt(density: Floats) -> Floats:
    return np.asarray(PRIOR_TRUST * density + (1 - PRIOR_TRUST) / density.shape[-1])
