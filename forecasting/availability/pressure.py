"""How an hour compares with what is normal for it there, and whether the spaces are filling or emptying."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.availability.assumptions import assumptions
from forecasting.availability.ranges import Range, spread, summary

Standing = Literal["quieter", "usual", "busier"]
Trend = Literal["filling", "steady", "emptying"]
MEDIAN = 0.5


@dataclass(frozen=True, slots=True)
class Occupied:
    """A colour's paid occupancy at an hour, and its norm for that weekday and hour over the last year.

    Quantiles of the share of `spaces` with a ticket, at the same `levels`.
    """

    spaces: int
    levels: tuple[float, ...]
    forecast: Sequence[float]
    norm: Sequence[float]


@dataclass(frozen=True, slots=True)
class Pressure:
    """`rank`: the share of such hours (same weekday and hour, last year) that were quieter, with its range.

    `trend` is None where no neighbouring hour is regulated.
    """

    rank: Range
    standing: Standing
    trend: Trend | None


def pressure(colours: Sequence[Occupied], taken: Sequence[float | None]) -> Pressure | None:
    """Return the pressure of the colours together; None without any.

    `taken` is the share of spaces taken, seen and unseen, in the hour before, this one and the one
    after; None where that hour is not regulated. The colours rise and fall together: the same days
    are busy for all of them.
    """
    if not colours:
        return None
    levels = colours[0].levels
    norm = np.sum([one.spaces * np.asarray(one.norm) for one in colours], axis=0)
    vehicles = np.sum([one.spaces * spread(one.levels, one.forecast) for one in colours], axis=0)
    # A norm without any spread ranks nothing.
    ranks = np.full(vehicles.shape, MEDIAN) if norm[0] == norm[-1] else np.interp(vehicles, norm, levels)
    rank = summary(ranks)
    return Pressure(rank, _standing(rank.mean), trend(taken))


def trend(taken: Sequence[float | None]) -> Trend | None:
    """Return how the share taken moves from the first to the last hour that is known; None with fewer than two."""
    known = [one for one in taken if one is not None]
    if len(known) <= 1:
        return None
    change = known[-1] - known[0]
    if abs(change) < assumptions().steady:
        return "steady"
    return "filling" if change > 0 else "emptying"


def _standing(rank: float) -> Standing:
    if abs(rank - MEDIAN) <= assumptions().usual:
        return "usual"
    return "busier" if rank > MEDIAN else "quieter"
