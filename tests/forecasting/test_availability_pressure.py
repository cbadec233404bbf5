"""An hour against its norm, its trend, and what is really better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.availability import (
    Load,
    Occupied,
    Range,
    availability,
    is_better,
    level_of,
    mean_chance,
    pressure,
    sureness,
    trend,
)
from forecasting.quantiles import QUANTILE_LEVELS

NORM = tuple(0.4 + 0.2 * level for level in QUANTILE_LEVELS)
STILL = (0.7, 0.7, 0.7)
shares = st.floats(0, 1)


def occupied(times=1.0, spaces=100, norm=NORM):
    return Occupied(spaces, QUANTILE_LEVELS, tuple(times * 0.5 for _ in QUANTILE_LEVELS), norm)


def found(unseen, low=None, high=None, paid=0.1):
    share = Range(unseen, unseen if low is None else low, unseen if high is None else high)
    return availability((Load("green", 480, np.full(5, paid), share),))


# Pressure.


def test_the_median_hour_is_usual():
    assert pressure([occupied()], STILL).rank.mean == pytest.approx(0.5)
    assert pressure([occupied()], STILL).standing == "usual"


def test_an_hour_fuller_than_seven_in_ten_is_busier():
    one = pressure([occupied(0.54 / 0.5)], STILL)
    assert one.rank.mean == pytest.approx(0.7)
    assert one.standing == "busier"


def test_an_emptier_hour_is_quieter_and_no_rank_is_beyond_what_the_norm_knows():
    one = pressure([occupied(0.1)], STILL)
    assert one.standing == "quieter"
    assert one.rank.mean == pytest.approx(QUANTILE_LEVELS[0])


def test_a_doubtful_forecast_has_a_doubtful_rank():
    wide = Occupied(100, QUANTILE_LEVELS, NORM, NORM)
    rank = pressure([wide], STILL).rank
    assert (rank.low, rank.mean, rank.high) == pytest.approx((0.1, 0.5, 0.9), abs=0.01)


def test_the_larger_colour_weighs_more():
    small, large = occupied(2.0, spaces=10), occupied(0.9, spaces=1000)
    assert pressure([small, large], STILL).standing == "quieter"


def test_a_norm_without_spread_ranks_nothing():
    assert pressure([occupied(norm=(0.5,) * 7)], STILL).rank.mean == 0.5


def test_without_colours_there_is_no_pressure():
    assert pressure([], STILL) is None


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((0.6, 0.7, 0.8), "filling"),
        ((0.8, 0.7, 0.6), "emptying"),
        ((0.7, 0.9, 0.71), "steady"),
        ((None, 0.6, 0.8), "filling"),
        ((0.8, 0.6, None), "emptying"),
        ((None, 0.6, None), None),
    ],
)
def test_the_trend_is_that_of_the_neighbouring_hours(taken, expected):
    assert trend(taken) == expected


@given(st.lists(shares, min_size=7, max_size=7), st.lists(shares, min_size=7, max_size=7))
def test_a_rank_lies_within_its_range(forecast, norm):
    one = pressure([Occupied(9, QUANTILE_LEVELS, sorted(forecast), sorted(norm))], STILL)
    assert 0 <= one.rank.low <= one.rank.mean <= one.rank.high <= 1


# Comparison.


def test_a_place_that_is_clearly_emptier_is_better():
    assert is_better(found(0.5), found(0.9), shared_doubt=False)
    assert not is_better(found(0.9), found(0.5), shared_doubt=False)


def test_a_little_emptier_is_no_news():
    assert mean_chance(found(0.78)) > mean_chance(found(0.8))
    assert not is_better(found(0.78), found(0.8), shared_doubt=True)


def test_what_is_unknown_of_both_hides_a_difference_unless_they_share_it():
    emptier, fuller = found(0.70, 0.50, 0.90), found(0.82, 0.62, 0.98)
    assert is_better(emptier, fuller, shared_doubt=True)
    assert not is_better(emptier, fuller, shared_doubt=False)


@given(st.lists(shares, min_size=3, max_size=3), st.lists(shares, min_size=3, max_size=3), st.booleans())
def test_of_two_places_at_most_one_is_better(one, other, shared):
    first, second = (found(mean, low, high) for low, mean, high in (sorted(one), sorted(other)))
    assert not (
        is_better(first, second, shared_doubt=shared) and is_better(second, first, shared_doubt=shared)
    )
    assert not is_better(first, first, shared_doubt=shared)


def test_sureness_counts_the_combinations_of_all_doubts():
    one, other = ((0.5, 0.9), (0.1, 0.3)), ((0.4, 0.6), (0.2, 0.2))
    assert sureness(one, other, shared=True) == pytest.approx((3 / 4 + 2 / 4) / 2)
    assert sureness(one, other, shared=False) == pytest.approx((3 + 4 + 0 + 2) / 16)


def test_a_better_place_may_still_be_of_the_same_level():
    emptier, fuller = found(0.74), found(0.84)
    assert level_of(mean_chance(emptier)) == level_of(mean_chance(fuller)) == "medium"
    assert is_better(emptier, fuller, shared_doubt=True)
