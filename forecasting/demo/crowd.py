"""A simulated crowd with a known truth: people who look for a space, and say what they found. Some lie.

What it knows is the unseen share of each neighbourhood and part of the day; whether the estimate finds
it again is how learning is tested. Its people are not those of the learning's own model: some give up
at the first full street, some after the fifth, and tickets are never quite what was forecast.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from forecasting.feedback import OUTCOMES, Basis, Outcome, Report

HOURS: Final = {"early": (9, 10), "morning": (10, 14), "afternoon": (14, 19), "night": (19, 21)}
"""Regulated local hours of each part of the day, from and until."""

PAID: Final = {"blue": 0.37, "green": 0.05}  # the city's mean shares of spaces with a ticket
PAID_ELSEWHERE: Final = 0.30
PAID_SPREAD: Final = 0.25  # log, of hours and days around the mean
FORECAST_ERROR: Final = 0.10  # log, of tickets around their forecast
SEARCHED: Final = 12  # one street's kerb
PATIENCE: Final = (1, 2, 3, 3, 4, 5)  # streets tried, one drawn for each search
REPORTS_A_REPORTER: Final = 4
ROUNDED_TO: Final = 0.05  # what is said is said in steps of 5 %
SUNDAY: Final = 6
_STREAM: Final = 0xC0D  # keeps these draws apart from those of the other simulations

Cell = tuple[str, str, str]
"""(neighbourhood, colour, part of the day)."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """People of some cells: `truth` is each cell's unseen share, `said_with` the share behind what they were told.

    `chance_of`: (share taken, spaces) to a chance; `liars`: share of the people who answer at random;
    `zone`: the clock of the parts of the day.
    """

    truth: Mapping[Cell, float]
    said_with: Mapping[Cell, float]
    chance_of: Callable[[float, int], float]
    zone: ZoneInfo
    liars: float = 0.0
    seed: int = 0

    def reports(self, each: int, first: date, days: int) -> tuple[Report, ...]:
        """Draw `each` reports a cell from the days from `first` on, by slot; equal crowds draw equal reports."""
        found = []
        for n, cell in enumerate(sorted(self.truth)):
            rng = np.random.default_rng([self.seed, _STREAM, n])
            found += [self._report(cell, rng, each, first, days) for _ in range(each)]
        return tuple(sorted(found, key=_slot))

    def _report(self, cell: Cell, rng: np.random.Generator, each: int, first: date, days: int) -> Report:
        neighbourhood, colour, part = cell
        slot = self._moment(part, rng, first, days)
        paid = min(PAID.get(colour, PAID_ELSEWHERE) * float(np.exp(rng.normal(0, PAID_SPREAD))), 0.95)
        came = min(paid * float(np.exp(rng.normal(0, FORECAST_ERROR))), 1.0)
        person = int(rng.integers(0, max(each // REPORTS_A_REPORTER, 1)))
        basis = Basis(paid, 1 - paid, SEARCHED)
        chance = self.chance_of(came + (1 - came) * self.truth[cell], SEARCHED)
        outcome, lie = _search(chance, rng), OUTCOMES[int(rng.integers(0, len(OUTCOMES)))]
        lies = _is_liar(person, self.liars)
        said = self.chance_of(basis.taken(self.said_with[cell]), SEARCHED)
        return Report(
            neighbourhood,
            colour,
            slot,
            lie if lies else outcome,
            f"{'/'.join(cell)}#{person}",
            round(round(said / ROUNDED_TO) * ROUNDED_TO, 2),
            "simulated",
            basis,
            demo=True,
        )

    def _moment(self, part: str, rng: np.random.Generator, first: date, days: int) -> datetime:
        """Draw a regulated hour start, in UTC; Sundays become the Mondays after them."""
        day = first + timedelta(days=int(rng.integers(0, days)))
        day += timedelta(days=day.weekday() == SUNDAY)
        hour = int(rng.integers(*HOURS[part]))
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.zone).astimezone(UTC)


def _search(chance: float, rng: np.random.Generator) -> Outcome:
    """Drive through streets until one has a space, or patience ends."""
    for street in range(int(rng.choice(PATIENCE))):
        if rng.random() < chance:
            return "at_once" if street == 0 else "after_a_while"
    return "not_found"


def _is_liar(person: int, share: float) -> bool:
    """Tell whether somebody lies: every fifth where the share is 0.2, and always the same ones."""
    return int((person + 1) * share + 1e-9) > int(person * share + 1e-9)


def _slot(report: Report) -> datetime:
    return report.slot
