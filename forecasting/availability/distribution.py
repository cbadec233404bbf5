"""Tickets and what they do not show → every likely state of the spaces in reach, and the chance in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.availability.assumptions import assumptions
from forecasting.availability.levels import Level, level_of, shown, shown_points
from forecasting.availability.ranges import Range, Shares, points_of, spread, summaries
from forecasting.availability.reach import chances, chances_alike, clustering, searched


@dataclass(frozen=True, slots=True)
class Load:
    """One colour's spaces in reach, with what fills them.

    `paid`: the share with a ticket as five equally likely points, 0 to 1 (see `paid_points`);
    `unseen`: the share of the rest that is taken all the same.
    """

    colour: str
    spaces: int
    paid: Shares
    unseen: Range


Scenarios = tuple[tuple[float, ...], ...]
"""Equally likely values: a row for each point of what is unseen, in it one for each point of the forecast."""


@dataclass(frozen=True, slots=True)
class Availability:
    """The chance of a free space among those that a short search passes.

    `chance` is as shown (steps of 5 %); `level` is the mean's, `hardest` and `easiest` those of the
    80 % range's ends. `taken` is the share of spaces taken, seen and unseen; `unseen_part` is how
    much of that no ticket shows. `reached` spaces lie within the walk, `searched` of them are
    passed. `scenarios` holds the chance in every combination of the two doubts, unrounded.
    """

    level: Level
    hardest: Level
    easiest: Level
    chance: Range
    taken: Range
    unseen_part: float
    reached: int
    searched: int
    clustering: float
    scenarios: Scenarios

    @property
    def is_assumed(self) -> bool:
        """Whether assumptions carry the result so far that a percentage would be nothing else."""
        return self.unseen_part > assumptions().assumed


def paid_points(levels: tuple[float, ...], quantiles: Sequence[float]) -> Shares:
    """Return the points of a forecast share given by its quantiles at `levels`, shape (5,), within 0 and 1."""
    return np.minimum(np.maximum(spread(levels, quantiles), 0), 1)


def availability(loads: Sequence[Load]) -> Availability | None:
    """Return the chance of a space among the loads' colours; None without spaces.

    All colours are light together and heavy together, in tickets as in what is unseen: the same day
    and the same people fill them.
    """
    return availabilities([loads])[0]


def availabilities(places: Sequence[Sequence[Load]]) -> list[Availability | None]:
    """Return the availability of several places or hours, in one computation for all of them."""
    kept = [i for i, loads in enumerate(places) if any(load.spaces for load in loads)]
    found: list[Availability | None] = [None] * len(places)
    if not kept:
        return found
    reached = [sum(load.spaces for load in places[i]) for i in kept]
    spaces = [searched(n) for n in reached]
    taken = _taken([places[i] for i in kept], reached)
    scenarios = chances(taken, spaces)
    full, chance, rows = summaries(taken), summaries(scenarios), scenarios.tolist()
    for row, i in enumerate(kept):
        found[i] = _availability(places[i], full[row], chance[row], rows[row])
    return found


def filled(paid: Shares, unseen: Shares) -> Shares:
    """Return the share of spaces taken, from points of both shares: (…, 5) and (…, 5) → (…, unseen's, paid's)."""
    seen = paid[..., None, :]
    return np.asarray(seen + (1 - seen) * unseen[..., :, None])


def chance_points(taken: Shares, reached: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the mean chances in hundredths as `Availability.chance` has them, shape (places,), and nothing else.

    `taken`: (places, unseen's points, paid's points); `reached`: each place's spaces within the walk, at least one.
    """
    sizes, size = np.unique(reached, return_inverse=True)
    spaces = np.array([searched(n) for n in sizes.tolist()], dtype=np.int64)[size]
    means = np.empty(len(reached))
    for n in np.unique(spaces).tolist():
        alike = spaces == n
        means[alike] = chances_alike(taken[alike], n).mean(axis=(1, 2))
    return shown_points(means)


def _availability(
    loads: Sequence[Load], taken: Range, chance: Range, scenarios: list[list[float]]
) -> Availability:
    stepped, reached = shown(chance), sum(load.spaces for load in loads)
    spaces = searched(reached)
    return Availability(
        level=level_of(stepped.mean),
        hardest=level_of(stepped.low),
        easiest=level_of(stepped.high),
        chance=stepped,
        taken=taken,
        unseen_part=_unseen_part(loads, reached, taken.mean),
        reached=reached,
        searched=spaces,
        clustering=clustering(spaces),
        scenarios=tuple(map(tuple, scenarios)),
    )


def _taken(places: Sequence[Sequence[Load]], reached: Sequence[int]) -> Shares:
    """Return the share of all the spaces that is taken: (places, points of the unseen, of the forecast)."""
    loads = [load for place in places for load in place]
    starts = np.cumsum([0, *(len(place) for place in places[:-1])])
    part = [load.spaces / n for place, n in zip(places, reached, strict=True) for load in place]
    paid, unseen = np.stack([load.paid for load in loads]), points_of([load.unseen for load in loads])
    taken = filled(paid, unseen) * np.array(part)[:, None, None]
    return np.asarray(np.add.reduceat(taken, starts, axis=0))


def _unseen_part(loads: Sequence[Load], reached: int, taken: float) -> float:
    paid = sum(sum(load.paid.tolist()) / load.paid.size * load.spaces for load in loads) / reached
    return max(0.0, 1 - paid / taken) if taken > 0 else 0.0
