"""From paid occupancy to "will I find a space?": a chance with its range, and a level.

Tickets are a lower bound of occupancy: residents, zero-emission cars and people who do not pay draw
none. What they leave unseen is an assumption with a range and a source, read from a file
(`assumptions/unseen.toml`), never hidden in the code. Pure: no clock, no files but that one.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, lgamma
from typing import Literal

Level = Literal["easy", "medium", "hard"]
DayPart = Literal["morning", "afternoon", "night"]

SEARCHED_SPACES = 12
"""The spaces that a short search passes, one street's kerb: what the clustering below was measured on."""

CLUSTERING = 0.15
"""How much the spaces of one street fill together (the beta-binomial's φ). At 82 % occupancy a
simulated street of 12 spaces is full 29 % of the time; φ = 0.15 says 28 %, independence says 9 %."""

EASY_FROM, MEDIUM_FROM = 0.90, 0.70
"""Easy: a short search fails at most once in ten. Hard: it fails three times in ten or more, often
enough for a driver to look for another hour, another place or another way to go."""

ROUNDED_TO, SUREST = 0.05, 0.95
"""Chances are shown in steps of 5 % and never as certain: the assumptions carry no finer statement."""

AFTERNOON_FROM, NIGHT_FROM = 14, 19
"""Local hours that begin the day parts of the assumptions file: the afternoon when offices empty, the
night when residents are back (the press calls 19–20 h the hardest hour of all)."""


@dataclass(frozen=True, slots=True)
class Range:
    """A value with its 80 % range."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Load:
    """One colour's share of spaces with a ticket (a range of 0 to 1), and its spaces in reach."""

    colour: str
    spaces: int
    paid: Range


@dataclass(frozen=True, slots=True)
class Availability:
    """The chance of a free space among those that a short search passes, 0 to 1 in steps of 5 %.

    `level` is the mean's; `hardest` and `easiest` are those of the range's ends. `taken` is the
    share of spaces taken, seen and unseen.
    """

    level: Level
    hardest: Level
    easiest: Level
    chance: Range
    taken: Range
    searched: int


@cache
def unseen_shares() -> Mapping[str, Mapping[str, Range]]:
    """Return, by colour and day part, the share of spaces without a ticket that are taken all the same."""
    text = files("forecasting").joinpath("assumptions/unseen.toml").read_text(encoding="utf-8")
    return {
        colour: {part: Range(**values) for part, values in parts.items()}
        for colour, parts in tomllib.loads(text)["unseen"].items()
    }


def day_part(hour: int) -> DayPart:
    """Return the part of the day that a local hour (0–23) belongs to."""
    if hour >= NIGHT_FROM:
        return "night"
    return "afternoon" if hour >= AFTERNOON_FROM else "morning"


def chance_of_space(taken: float, spaces: float) -> float:
    """Return the chance that at least one of `spaces` is free when a share `taken` of them is taken.

    Beta-binomial: P(all taken) = B(a + n, b) / B(a, b), with mean a / (a + b) = `taken` and
    a + b = 1/φ − 1.
    """
    if spaces <= 0 or taken >= 1:
        return 0.0
    if taken <= 0:
        return 1.0
    weight = 1 / CLUSTERING - 1
    a = taken * weight
    full = lgamma(a + spaces) + lgamma(weight) - lgamma(weight + spaces) - lgamma(a)
    return max(0.0, 1 - exp(full))  # rounding may leave a hair below nothing


def level_of(chance: float) -> Level:
    """Return the level of a chance between 0 and 1."""
    if chance >= EASY_FROM:
        return "easy"
    return "medium" if chance >= MEDIUM_FROM else "hard"


def availability(loads: tuple[Load, ...], hour: int) -> Availability | None:
    """Return the chance of a space among the loads' colours at a local hour; None without spaces.

    The range is the whole way from the lightest forecast with the lightest unseen share to the
    heaviest with the heaviest: it holds both doubts together, so it is wide on purpose.
    """
    total = sum(load.spaces for load in loads)
    if total == 0:
        return None
    searched = min(SEARCHED_SPACES, total)
    part = day_part(hour)
    taken = Range(
        mean=_taken(loads, part, "mean"), low=_taken(loads, part, "low"), high=_taken(loads, part, "high")
    )
    chance = Range(
        mean=_rounded(chance_of_space(taken.mean, searched)),
        low=_rounded(chance_of_space(taken.high, searched)),
        high=_rounded(chance_of_space(taken.low, searched)),
    )
    return Availability(
        level=level_of(chance.mean),
        hardest=level_of(chance.low),
        easiest=level_of(chance.high),
        chance=chance,
        taken=taken,
        searched=searched,
    )


def _taken(loads: tuple[Load, ...], part: DayPart, end: Literal["mean", "low", "high"]) -> float:
    """Return the share of all the loads' spaces taken, at one end of every range."""
    total = sum(load.spaces for load in loads)
    unseen = unseen_shares()
    taken = 0.0
    for load in loads:
        paid = min(max(getattr(load.paid, end), 0.0), 1.0)
        hidden = getattr(unseen[load.colour][part], end)
        taken += (paid + (1 - paid) * hidden) * load.spaces / total
    return taken


def _rounded(chance: float) -> float:
    return min(round(round(chance / ROUNDED_TO) * ROUNDED_TO, 2), SUREST)
