"""docs/availability.md: its worked example is recomputed, and what it says of the figures is so."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from forecasting.availability import (
    POINTS,
    Load,
    Range,
    assumptions,
    availability,
    chance_of_space,
    mean_chance,
    rights,
    summary,
)
from forecasting.availability.rights import VISITOR, Driver

PAGE = (Path(__file__).parents[2] / "docs" / "availability.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())
BLUE, GREEN = Range(0.25, 0.10, 0.45), Range(0.85, 0.70, 0.95)
BLUE_SPACES, GREEN_SPACES = 80, 600


def row(name):
    (line,) = (line for line in PAGE.splitlines() if line.startswith(f"| {name}"))
    return np.array([float(one) for one in re.findall(r"\| (\.\d+)", line)])


@pytest.fixture
def example():
    return availability(
        (
            Load("blue", BLUE_SPACES, row("blue, `p`"), BLUE),
            Load("green", GREEN_SPACES, row("green, `p`"), GREEN),
        )
    )


def written(value, digits=3):
    return f"{value:.{digits}f}".lstrip("0")


def test_the_points_of_the_unseen_shares_are_those_of_their_ranges():
    assert row("blue, `u`") == pytest.approx(BLUE.points())
    assert row("green, `u`") == pytest.approx(GREEN.points())


def test_the_middle_state_is_worked_out(example):
    middle = len(POINTS) // 2
    blue, green = row("blue, `p`")[middle], row("green, `p`")[middle]
    blue, green = blue + (1 - blue) * BLUE.mean, green + (1 - green) * GREEN.mean
    together = (BLUE_SPACES * blue + GREEN_SPACES * green) / (BLUE_SPACES + GREEN_SPACES)
    assert f"= {written(blue)} taken" in WORDS
    assert f"= {written(green)}, together" in WORDS
    assert f"/ 680 = {written(together)}" in WORDS
    assert f"680 / 40 = {example.searched} spaces, φ = {written(example.clustering)}" in WORDS
    assert f"chance {written(chance_of_space(together, example.searched))}." in WORDS
    assert example.scenarios[middle][middle] == pytest.approx(chance_of_space(together, example.searched))


def test_the_average_and_the_range_are_those_of_the_25_states(example):
    chance = summary(np.array(example.scenarios))
    assert f"the chance is {written(mean_chance(example))} on average" in WORDS
    assert f"{written(chance.low)} to {written(chance.high)} in four of five" in WORDS
    taken = example.taken
    assert f"{written(taken.mean)} ({written(taken.low)} to {written(taken.high)})" in WORDS
    assert f"and {written(example.unseen_part)} of that shows no ticket" in WORDS


def test_what_is_shown_follows(example):
    mean, low, high = (
        round(100 * one) for one in (example.chance.mean, example.chance.low, example.chance.high)
    )
    assert f"Shown: **{example.level}, {mean} % ({low}–{high} %)**" in WORDS


def test_the_page_tells_the_figures_that_are_in_the_file():
    given = assumptions()
    assert f"*Easy* from {given.easy:.0%}".replace("%", " %") in WORDS
    assert f"*hard* below {given.medium:.0%}".replace("%", " %") in WORDS
    assert 1 / given.search_part == pytest.approx(40)
    assert given.search_least == 6
    assert (given.cluster_spaces, given.cluster_phi) == ((12, 30, 100), (0.15, 0.10, 0.05))
    assert (given.assumed, given.sure, given.gain) == (0.90, 0.90, 0.10)
    assert (given.usual, given.steady) == (0.15, 0.02)
    assert [given.parts[part] for part in ("early", "morning", "afternoon", "night")] == [0, 10, 14, 19]
    assert f"{1 - chance_of_space(0.82, 12):.0%}".replace("%", " %") in WORDS


def test_the_page_tells_the_rules_that_are_in_the_file():
    from_file = rights(VISITOR, "07-05", date(2025, 3, 12)).stays
    assert (from_file["blue"], from_file["green"]) == (240, 120)
    assert "blue (4 h at most) and green (2 h)" in WORDS
    assert f"{Driver().walk_metres} m unless" in WORDS
