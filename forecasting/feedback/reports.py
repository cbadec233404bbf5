"""What is kept of an answer to "did you find a space?", and how much one person may say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Outcome = Literal["at_once", "after_a_while", "not_found"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

DAILY_CAP = 3
"""Reports that count of one reporter and UTC day: nobody parks more often and still looks for a space each time."""

CELL_SHARE = 0.10
"""At most this share of a cell's weight may be one reporter's: ten agree before one person's view is the cell's."""

CELL_LEAST = 3.0
"""Reports' worth that a reporter has in a cell in any case: a cell begins with few people."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the chance that was said stood on, without the place.

    Of the `searched` spaces a share `known` is taken by what is known or assumed of others (tickets,
    and the other colours whole), and of a share `doubtful` the unseen cars decide: with an unseen
    share u of 0..1, `known + doubtful * u` is taken.
    """

    known: float
    doubtful: float
    searched: int

    def taken(self, unseen: float) -> float:
        """Return the share of the spaces taken, 0..1, for an unseen share."""
        return min(max(self.known + self.doubtful * unseen, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Report:
    """One answer: where (a neighbourhood, never a place) and when (`slot`, an aware hour start), and what came of it.

    `reporter` is opaque and serves only to cap what one person may say. `said` is the chance of a
    space at once that was shown, 0..1, by the model `version`; `demo` says that its tickets were simulated.
    """

    neighbourhood: str
    colour: str
    slot: datetime
    outcome: Outcome
    reporter: str
    said: float
    version: str
    basis: Basis
    demo: bool = False


def admitted(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Return the reports by slot, without those beyond a reporter's daily cap."""
    ordered = sorted(reports, key=_order)
    counts: Counter[tuple[str, object]] = Counter()
    kept = []
    for report in ordered:
        day = (report.reporter, report.slot.date())
        counts[day] += 1
        if counts[day] <= DAILY_CAP:
            kept.append(report)
    return tuple(kept)


def trusted_share(own: int, others: int) -> float:
    """Return how much each of a reporter's `own` reports of a cell counts, 0..1, beside those of `others`.

    A reporter's total is at most max(CELL_LEAST, others * s / (1 - s)), s being CELL_SHARE.
    """
    return min(1.0, max(CELL_LEAST, others * CELL_SHARE / (1 - CELL_SHARE)) / own)


def _order(report: Report) -> tuple[datetime, str, str, str, str]:
    """Sort so that the same reports give the same result in whatever order they come."""
    return report.slot, report.reporter, report.neighbourhood, report.colour, report.outcome
