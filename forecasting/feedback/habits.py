"""How people search and how they answer, which no report says and all of them together do.

Perseverance: after a full street somebody goes on to the next one with a chance r. Noise: a reporter
tells nothing of the streets with a chance e, and then any outcome is as likely as another.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from forecasting.feedback.grids import GRID, Floats
from forecasting.feedback.reports import OUTCOMES, Report, trusted_share

ChanceOf = Callable[[float, int], float]
"""(share taken, spaces) → the chance that one is free: the function that the answers use."""

PERSEVERANCE = (0.3, 0.5, 0.7, 0.9)
"""Each as plausible as another before any report."""

NOISE = (0.0, 0.1, 0.2, 0.3, 0.4)
"""Shares of the reporters that tell nothing: liars, jokers, wrong buttons, another day's memory."""

NOISE_PRIOR = (0.60, 0.20, 0.10, 0.06, 0.04)
"""Before any report: most people say what they found; with half of them noise there would be nothing to learn from."""

HABITS = len(PERSEVERANCE) * len(NOISE)

HABITS_PRIOR: Floats = np.tile(np.array(NOISE_PRIOR), len(PERSEVERANCE)) / len(PERSEVERANCE)
"""(habits,): noise varies fastest."""

_LEAST = 1e-9  # no outcome is impossible: the grid's ends would otherwise forbid what happened


def outcome_chances(chance: Floats, perseverance: float) -> Floats:
    """Return the chances (outcomes, …) of "at once", "after a while", "not found", a street's being `chance`.

    At once is the first street. After a while is a later one, of those that perseverance reaches, each
    with the same chance: the sum over n >= 1 of ((1 - c) r)^n c. Not found is the rest.
    """
    onward = (1 - chance) * perseverance
    later = chance * onward / (1 - onward)
    return np.stack([chance, later, 1 - chance - later])


class Likelihoods:
    """Log-likelihoods of reports over habits and unseen shares; the answers' function is asked once a basis."""

    def __init__(self, chance_of: ChanceOf) -> None:
        self._chance_of = chance_of
        self._known: dict[tuple[float, float, int], Floats] = {}

    def of(self, reports: Sequence[Report]) -> Floats:
        """Return the log-likelihood (habits, STEPS) of one cell's reports, each reporter's by its weight.

        A reporter is honest in all of them or noise in all of them: that is how liars show.
        """
        own: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            own[report.reporter].append(report)
        total = np.zeros((HABITS, len(GRID)))
        for said in own.values():
            trust = trusted_share(len(said), len(reports) - len(said))
            total += trust * _with_noise(np.sum([self._honest(one) for one in said], axis=0), len(said))
        return total

    def _honest(self, report: Report) -> Floats:
        """Return the log-likelihoods (perseverances, STEPS) of an honest report."""
        basis = report.basis
        key = (round(basis.known, 2), round(basis.doubtful, 2), basis.searched)
        if key not in self._known:
            chance = np.array([self._chance_of(basis.taken(float(u)), basis.searched) for u in GRID])
            plain = np.stack([outcome_chances(chance, r) for r in PERSEVERANCE], axis=1)
            self._known[key] = np.log(np.maximum(plain, _LEAST))
        found: Floats = self._known[key][OUTCOMES.index(report.outcome)]
        return found


def _with_noise(honest: Floats, reports: int) -> Floats:
    """Mix a reporter's honest log-likelihoods (perseverances, STEPS) with noise: (habits, STEPS)."""
    noise = np.array(NOISE)[None, :, None]
    random = -reports * np.log(len(OUTCOMES))
    with np.errstate(divide="ignore"):  # no noise at all is one of the levels
        mixed = np.logaddexp(np.log1p(-noise) + honest[:, None, :], np.log(noise) + random)
    return np.asarray(mixed.reshape(HABITS, -1))
