"""Doubt: a value with its range, and the equally likely points that stand for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]

POINTS: Final = np.array((0.1, 0.3, 0.5, 0.7, 0.9))
"""Five equally likely points of a doubt, each the middle of its fifth: enough for an average and an 80 % range."""

RANGE_LEVELS: Final = (0.1, 0.5, 0.9)
"""What `low`, `mean` and `high` of an assumption are taken for; its mean and median are not told apart."""

RANGE_ENDS: Final = (0.1, 0.9)
"""Where an 80 % range begins and ends."""


@dataclass(frozen=True, slots=True)
class Range:
    """A value with its 80 % range."""

    mean: float
    low: float
    high: float

    def points(self) -> Shares:
        """Return the five equally likely points of the range, shape (5,)."""
        return np.asarray(points_of([self])[0])


@cache
def _weights(levels: tuple[float, ...]) -> Shares:
    """Return what turns quantiles at `levels` into the points: linear between the levels, flat beyond them."""
    return np.array([np.interp(POINTS, levels, unit) for unit in np.eye(len(levels))])


def points_of(ranges: Sequence[Range]) -> Shares:
    """Return the five equally likely points of each range, shape (n, 5)."""
    ends = np.array([(one.low, one.mean, one.high) for one in ranges])
    return np.asarray(ends @ _weights(RANGE_LEVELS))


def spread(levels: tuple[float, ...], values: Sequence[float]) -> Shares:
    """Return the five equally likely points of quantiles: `values` (rising) at the rising `levels`, shape (5,)."""
    return np.asarray(np.asarray(values) @ _weights(levels))


def summary(values: Shares) -> Range:
    """Return the mean and the 80 % range of equally likely values, of any shape."""
    return summaries(values.reshape(1, -1))[0]


def summaries(values: Shares) -> list[Range]:
    """Return the mean and the 80 % range of each row of equally likely values, shape (rows, …)."""
    ordered = np.sort(values.reshape(len(values), -1), axis=1)
    count = ordered.shape[1]
    # Each value is the middle of its share of the whole: the i-th stands at (i + 1/2) / count.
    places = np.clip(np.multiply(RANGE_ENDS, count) - 0.5, 0, count - 1)
    below = places.astype(np.intp)
    above = np.minimum(below + 1, count - 1)
    ends = ordered[:, below] + (ordered[:, above] - ordered[:, below]) * (places - below)
    means = np.add.reduce(ordered, axis=1) / count
    rows = zip(means.tolist(), ends.tolist(), strict=True)
    return [Range(mean, min(low, mean), max(high, mean)) for mean, (low, high) in rows]
