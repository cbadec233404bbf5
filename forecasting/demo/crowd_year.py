"""A simulated crowd that reports for months, and forecasts that learn from it as trainings do.

The truth is the assumptions moved away from, some neighbourhoods more than others. Each month is
answered with what was learned from the months before it: the record shows whether learning helps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from forecasting.demo.crowd import Crowd
from forecasting.feedback import Cell, LearnedShares, Report, answering_model, learn_on_trial

AREAS: Final = tuple(
    (f"{d:02d}-0{b}", colour) for d in range(4, 8) for b in (1, 2, 3) for colour in ("blue", "green")
)
"""Twelve neighbourhoods of four districts: enough for a city, quick to learn from."""

CITY_SHIFT: Final = {"blue": 0.9, "green": -0.7}
"""Log-odds between the truth and what is assumed, in the whole city: blue fuller, green emptier."""

SPREAD: Final = 0.5  # log-odds, of neighbourhoods around that
FIRST_MONTH: Final = date(2025, 9, 1)
MONTHS: Final = 8
DAYS: Final = 28  # of each month
_STREAM: Final = 0x7EA  # keeps these draws apart from the crowd's


@dataclass(frozen=True, slots=True)
class Year:
    """What a crowd reported, by slot, and the shares learned from all of it."""

    reports: tuple[Report, ...]
    truth: Mapping[Cell, float]
    learned: LearnedShares


def simulated_year(each: int, zone: ZoneInfo, *, liars: float = 0.0, seed: int = 0) -> Year:
    """Simulate `each` reports a month of every neighbourhood, colour and part of the day; equal arguments, equal years."""
    model = answering_model(AREAS, zone)
    truth = {cell: _moved(assumed.mean, cell, seed) for cell, assumed in model.assumed.items()}
    reports: list[Report] = []
    learned = LearnedShares()
    for month in _months():
        said = {cell: (learned.unseen_for(*cell) or assumed).mean for cell, assumed in model.assumed.items()}
        crowd = Crowd(truth, said, model.chance_of, zone, liars, seed=seed + month.toordinal())
        reports += crowd.reports(each, month, DAYS)
        learned, _ = learn_on_trial(reports, model)
    return Year(tuple(reports), truth, learned)


def _months() -> Sequence[date]:
    years = (divmod(FIRST_MONTH.month - 1 + n, 12) for n in range(MONTHS))
    return [date(FIRST_MONTH.year + year, month + 1, 1) for year, month in years]


def _moved(assumed: float, cell: Cell, seed: int) -> float:
    draws = np.random.default_rng([seed, _STREAM, *"/".join(cell).encode()])
    odds = np.log(assumed / (1 - assumed)) + CITY_SHIFT[cell[1]] + draws.normal(0, SPREAD)
    return float(1 / (1 + np.exp(-odds)))
