"""Whether what was learned may replace the assumptions: a trial on the latest reports, which it did not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from forecasting.feedback.learning import Model, learn
from forecasting.feedback.reports import Report
from forecasting.feedback.shares import LearnedShares

HELD_OUT = 0.25
"""The latest quarter of the reports judges what the earlier ones taught: as a training meets the weeks after it."""

LEAST_HELD_OUT = 25
"""Fewer judge nothing: their log loss moves by 0.1 by chance alone."""

SUREST = 0.99
"""Chances are scored between 1 % and 99 %: one surprise is not worth an endless loss."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How the learned shares did on `n` held-out reports: mean log loss of "at once", theirs and the assumptions'.

    All are 0 when there were too few reports; `kept` says that the learned shares serve.
    """

    n: int
    learned: float
    assumed: float
    kept: bool

    def to_dict(self) -> dict[str, float]:
        """Return the figures as a manifest keeps its scores."""
        losses = {"log_loss": self.learned, "assumed_log_loss": self.assumed}
        return {"n": self.n, **losses, "kept": int(self.kept)}


def learn_on_trial(reports: Sequence[Report], model: Model) -> tuple[LearnedShares, Trial]:
    """Learn from all reports if learning from the earlier ones foretold the latest better than the assumptions do.

    Otherwise, and with too few reports, the shares are empty: the assumptions stay.
    """
    usable = model.usable(reports)
    held_out = int(len(usable) * HELD_OUT)
    if held_out < LEAST_HELD_OUT:
        return LearnedShares(), Trial(0, 0.0, 0.0, kept=False)
    earlier, latest = usable[:-held_out], usable[-held_out:]
    learned, assumed = (_loss(shares, latest, model) for shares in (learn(earlier, model), LearnedShares()))
    kept = learned < assumed
    return (learn(usable, model) if kept else LearnedShares()), Trial(held_out, learned, assumed, kept=kept)


def log_loss(chance: float, *, hit: bool) -> float:
    """Return how surprising what happened was, in natural logarithms; 0 is a certainty that came true."""
    bounded = min(max(chance, 1 - SUREST), SUREST)
    return -log(bounded if hit else 1 - bounded)


def _loss(shares: LearnedShares, reports: Sequence[Report], model: Model) -> float:
    total = 0.0
    for report in reports:
        cell = model.cell(report)
        share = shares.unseen_for(*cell) or model.assumed[cell]
        chance = model.chance_of(report.basis.taken(share.mean), report.basis.searched)
        total += log_loss(chance, hit=report.outcome == "at_once")
    return total / len(reports)
