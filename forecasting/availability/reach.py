"""From the share taken to the chance that a short search meets a free space."""

from collections.abc import Sequence
from functools import cache
from math import log

import numpy as np

from forecasting.availability.assumptions import assumptions
from forecasting.availability.ranges import Shares


def searched(reached: int) -> int:
    """Return how many of the spaces in reach a short search passes: the first street's."""
    given = assumptions()
    return max(round(reached * given.search_part), min(reached, given.search_least))


@cache
def clustering(spaces: int) -> float:
    """Return how much so many spaces fill together: the beta-binomial's φ."""
    given = assumptions()
    return float(np.interp(log(max(spaces, 1)), np.log(given.cluster_spaces), given.cluster_phi))


def chances(taken: Shares, spaces: Sequence[int]) -> Shares:
    """Return the chance that at least one space is free, for shares taken (0 to 1) of several places.

    `taken`: shape (places, …); `spaces`: how many are searched in each place. Beta-binomial:
    P(all n taken) = Π (a + i) / (a + b + i) for i from 0 to n − 1, with mean a / (a + b) the share
    taken and a + b = 1/φ − 1.
    """
    shape = (len(spaces),) + (1,) * taken.ndim
    weight = np.array([1 / clustering(n) - 1 for n in spaces]).reshape(shape)
    drawn = np.arange(max(spaces))
    steps = (taken[..., None] * weight + drawn) / (weight + drawn)
    full = np.multiply.reduce(steps, axis=-1, where=drawn < np.reshape(spaces, shape))
    return np.asarray(1 - full, dtype=np.float64)


def chances_alike(taken: Shares, spaces: int) -> Shares:
    """Return the same as `chances`, of places that search the same number of spaces; any shape, same shape out.

    Factor by factor the product stays in the processor's cache: for hundreds of places ten times as fast.
    """
    weight = 1 / clustering(spaces) - 1
    weighted, full = taken * weight, np.ones_like(taken)
    for drawn in range(spaces):
        full *= (weighted + drawn) / (weight + drawn)
    return np.asarray(1 - full)


def chance_of_space(taken: float, spaces: int) -> float:
    """Return the chance that at least one of `spaces` is free when a share `taken` of them is taken."""
    return float(chances(np.array([taken], dtype=np.float64), [spaces])[0])
