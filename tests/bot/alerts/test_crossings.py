"""News is a threshold that is crossed, or what was said and is so no more; nothing is told twice."""

from datetime import UTC, datetime, timedelta  # noqa: I001

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.crossings import (
    COOL_DOWN,
    CORRECTIONS_APART,
    HYSTERESIS_POINTS,
    Found,
    Memory,
    Said,
    Threshold,
    judge,
)
from bot.alerts.wishes import level_threshold
from forecasting.availability import level_of
import itertools

NOW = datetime(2026, 3, 12, 19, 0, tzinfo=UTC)
ABOUT = NOW + timedelta(hours=13)
DAY = timedelta(days=1)
AT_LEAST_75, BELOW_60 = Threshold("at_least", 75), Threshold("below", 60)

points = st.integers(1, 19).map(lambda steps: 5 * steps)
thresholds = st.builds(Threshold, st.sampled_from(["at_least", "below"]), points)


def found(value):
    return Found(level_of(value / 100), value)


def told(threshold, memory, value, about_at, at, version="v1"):  # noqa: PLR0913, PLR0917
    """The memory after a message."""
    is_met = threshold.is_met(value, was_met=memory.is_met)
    return Memory(is_met, at, Said(about_at, found(value), version))


def run(threshold, values, apart=DAY):
    """What is told of one forecast after another, each of an occasion of its own."""
    memory, reasons = Memory(), []
    for n, value in enumerate(values):
        at = NOW + n * apart
        verdict = judge(threshold, memory, found(value), at + DAY)
        is_told = verdict is not None and verdict.may_be_told(at)
        reasons.append(verdict.why if is_told else None)
        if is_told:
            memory = told(threshold, memory, value, at + DAY, at)
    return reasons


# --- thresholds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "met", "not_met"), [("easy", 85, 80), ("medium", 60, 55), ("hard", 55, 60)]
)
def test_a_level_is_a_threshold_at_its_bound(level, met, not_met):
    threshold = level_threshold(level)
    assert threshold.level == level
    assert threshold.is_met(met, was_met=False)
    assert not threshold.is_met(not_met, was_met=False)


@given(thresholds, points)
def test_what_is_met_stays_met_within_the_hysteresis(threshold, value):
    if threshold.is_met(value, was_met=False):
        assert threshold.is_met(value, was_met=True)
    away = (threshold.points - value) * (1 if threshold.sense == "at_least" else -1)
    assert threshold.is_met(value, was_met=True) == (
        away <= HYSTERESIS_POINTS if threshold.sense == "at_least" else away < HYSTERESIS_POINTS
    )


# --- crossings ----------------------------------------------------------------------------------------


def test_both_ways_are_told_and_nothing_in_between():
    assert run(AT_LEAST_75, [70, 75, 80, 70, 65, 60, 75]) == [
        None, "reached", None, None, "left", None, "reached",
    ]  # fmt: skip
    assert run(BELOW_60, [65, 55, 60, 65, 55]) == [None, "reached", None, "left", "reached"]


def test_what_is_not_met_at_the_start_is_no_news():
    assert run(BELOW_60, [90, 80, 70]) == [None, None, None]


@given(thresholds, st.lists(points, max_size=40))
def test_nothing_is_told_twice_without_a_crossing(threshold, values):
    reasons = [why for why in run(threshold, values) if why]
    assert reasons == [("reached", "left")[n % 2] for n in range(len(reasons))]


@given(thresholds, st.lists(points, max_size=40))
def test_a_forecast_that_trembles_by_one_step_is_told_once_at_most(threshold, values):
    trembling = [threshold.points + 5 * (n % 2) for n, _ in enumerate(values)]
    assert len([why for why in run(threshold, trembling) if why]) <= 1


@given(thresholds, st.lists(points, max_size=30), st.integers(1, 40))
def test_two_crossings_that_are_told_are_a_cool_down_apart(threshold, values, hours):
    apart = timedelta(hours=hours)
    reasons = run(threshold, values, apart)
    times = [n * apart for n, why in enumerate(reasons) if why]
    assert all(later - earlier >= COOL_DOWN for earlier, later in itertools.pairwise(times))


def test_a_crossing_that_cools_down_is_told_when_it_has():
    assert run(AT_LEAST_75, [75, 60, 60, 60, 60], timedelta(hours=2)) == [
        "reached", None, None, "left", None,
    ]  # fmt: skip


@given(thresholds, points)
def test_what_was_not_told_is_news_again_the_next_time(threshold, value):
    first = judge(threshold, Memory(), found(value), ABOUT)
    again = judge(threshold, Memory(), found(value), ABOUT + DAY)
    assert first == again


# --- corrections --------------------------------------------------------------------------------------


def test_a_forecast_that_changes_what_was_said_of_an_occasion_is_news():
    memory = told(Threshold("at_least", 50), Memory(), 55, ABOUT, NOW)
    verdict = judge(Threshold("at_least", 50), memory, found(90), ABOUT)
    assert verdict.why == "corrected"
    assert not verdict.may_be_told(NOW + CORRECTIONS_APART - timedelta(minutes=1))
    assert verdict.may_be_told(NOW + CORRECTIONS_APART)


@pytest.mark.parametrize(
    ("said", "now", "about"),
    [
        (65, 75, ABOUT),  # the same level
        (60, 55, ABOUT),  # another level, but a single step
        (90, 55, ABOUT + DAY),  # another occasion
    ],
)
def test_small_changes_and_other_occasions_are_no_correction(said, now, about):
    threshold = Threshold("at_least", 50)
    memory = told(threshold, Memory(), said, ABOUT, NOW)
    assert judge(threshold, memory, found(now), about) is None


def test_a_correction_that_crosses_back_need_not_cool_down():
    memory = told(AT_LEAST_75, Memory(), 85, ABOUT, NOW)
    verdict = judge(AT_LEAST_75, memory, found(55), ABOUT)
    assert verdict.why == "left"
    assert verdict.may_be_told(NOW + timedelta(hours=1))


def test_a_trip_has_no_threshold_and_is_only_corrected():
    memory = Memory(told_at=NOW, said=Said(ABOUT, found(90), "v1"))
    assert judge(None, Memory(), found(30), ABOUT) is None
    assert judge(None, memory, found(85), ABOUT) is None
    assert judge(None, memory, found(30), ABOUT).why == "corrected"
