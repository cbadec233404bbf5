"""Reports → the unseen share of each neighbourhood, colour and part of the day, by Bayes' rule on a grid.

For a colour the city differs from what was assumed by a shift S of log-odds, each part of the day by a
shift s near that, and every neighbourhood has a share u of its own around its assumption moved by s:

    S ~ the assumption's range,   s | S ~ normal(S, TOGETHER),   u | s ~ beta(assumption moved by s, KINSHIP)
    report | u, habits

Habits (`habits`) are the whole city's and learned too. All sums are over grids, so the result is exact,
the same for the same reports, and has no starting point or step size.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from forecasting.availability import Range
from forecasting.feedback.grids import (
    GRID,
    SHIFTS,
    Floats,
    drift,
    kinship,
    log_mixed,
    normalised,
    prior,
    summary,
)
from forecasting.feedback.habits import HABITS, HABITS_PRIOR, ChanceOf, Likelihoods
from forecasting.feedback.reports import Report, admitted
from forecasting.feedback.shares import Cell, LearnedShare, LearnedShares

PartOf = Callable[[int], str]
"""A local hour → its part of the day, as the answers have it."""

Assumed = Mapping[Cell, Range]
"""The assumed unseen share of every cell that answers may be about."""

KINSHIP = 15.0
"""Cars seen that the city counts for in each neighbourhood: with it, two in three neighbourhoods lie within 0.12
of a share of two thirds, about what separates a quiet residential street from a busy one. An assumption."""

TOGETHER = 0.5
"""Log-odds by which a part of the day may differ from the whole day's shift: in two of three, a share of a half by
no more than 0.12. Whoever lives in a street leaves the car there by day and by night. An assumption."""


@dataclass(frozen=True, slots=True)
class Model:
    """What learning stands on: the answers' own chance and parts of the day, and the assumptions to begin with.

    `zone` is the clock of the parts of the day.
    """

    chance_of: ChanceOf
    assumed: Assumed
    part_of: PartOf
    zone: ZoneInfo

    def cell(self, report: Report) -> Cell:
        """Return the cell that a report is about."""
        part = self.part_of(report.slot.astimezone(self.zone).hour)
        return report.neighbourhood, report.colour, part

    def usable(self, reports: Sequence[Report]) -> tuple[Report, ...]:
        """Return the reports that count, by slot: within the daily caps, and of a cell with an assumption."""
        return tuple(report for report in admitted(reports) if self.cell(report) in self.assumed)


def learn(reports: Sequence[Report], model: Model) -> LearnedShares:
    """Return what the reports teach of their colours, for every neighbourhood that has them and the whole day."""
    own: dict[Cell, list[Report]] = defaultdict(list)
    for report in model.usable(reports):
        own[model.cell(report)].append(report)
    likelihoods = Likelihoods(model.chance_of)
    found: dict[str, dict[Cell, Floats]] = defaultdict(dict)
    for cell in sorted(own):
        found[cell[1]][cell] = likelihoods.of(own[cell])
    colours = {colour: _Colour(cells, model.assumed) for colour, cells in found.items()}
    evidence = np.log(HABITS_PRIOR) + sum(colour.evidence for colour in colours.values())
    habits = normalised(evidence)[0]
    learned = {}
    for cell in sorted(model.assumed):
        colour = colours.get(cell[1])
        if colour is not None:
            density = colour.posterior(cell, habits)
            learned[cell] = LearnedShare(summary(density), len(own.get(cell, ())))
    return LearnedShares(learned)


class _Colour:
    """A colour's tree: the city's shift, that of each part of the day, and each neighbourhood's share.

    What the leaves say goes up the tree, and comes down to each branch without what it said itself.
    All logarithms; the first axis is the habits'.
    """

    def __init__(self, cells: Mapping[Cell, Floats], assumed: Assumed) -> None:
        self._cells, self._assumed = cells, assumed
        self._kinships: dict[float, Floats] = {}
        self._said = {
            cell: log_mixed(self._kinship(assumed[cell].mean), found) for cell, found in cells.items()
        }
        self._parts: dict[str, Floats] = {}
        for cell, said in self._said.items():
            self._parts[cell[2]] = self._parts.get(cell[2], _NOTHING) + said
        self._up = {part: log_mixed(_DRIFT, said) for part, said in self._parts.items()}
        before = np.mean([prior(assumed[cell]) for cell in cells], axis=0)
        self._top: Floats = np.log(before) + sum(self._up.values(), _NOTHING)
        self.evidence: Floats = np.array([normalised(row)[1] for row in self._top])
        """How well each habit explains the reports, (habits,), in logarithms."""

    def posterior(self, cell: Cell, habits: Floats) -> Floats:
        """Return the density (STEPS,) of a cell's share, with reports of its own or without."""
        part, kin = cell[2], self._kinship(self._assumed[cell].mean)
        above = log_mixed(_DRIFT.T, self._top - self._up.get(part, _NOTHING))
        shift = above + self._parts.get(part, _NOTHING) - self._said.get(cell, _NOTHING)
        own = self._cells.get(cell, np.zeros((HABITS, len(GRID))))
        density = np.zeros(len(GRID))
        for habit, plausible in enumerate(habits):
            others = normalised(shift[habit])[0] @ kin
            density += plausible * normalised(np.log(others) + own[habit])[0]
        return density

    def _kinship(self, assumed: float) -> Floats:
        if assumed not in self._kinships:
            self._kinships[assumed] = kinship(assumed, KINSHIP)
        return self._kinships[assumed]


_DRIFT = drift(TOGETHER)
_NOTHING: Floats = np.zeros((HABITS, len(SHIFTS)))
