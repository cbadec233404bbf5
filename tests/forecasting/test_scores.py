import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.quantiles import COLUMNS, HIGH, HIGHEST, LOW, LOWEST, QUANTILE_LEVELS
from forecasting.scores import naive_scale, pinball, score


def test_the_named_places_are_the_ranges_that_they_say():
    assert [QUANTILE_LEVELS[i] for i in (LOWEST, LOW, HIGH, HIGHEST)] == [0.05, 0.1, 0.9, 0.95]
    assert COLUMNS == ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")


def test_wape_and_bias_are_over_what_was_parked():
    scores = score(np.array([10.0, 30.0]), np.array([12.0, 24.0]))
    assert scores.wape == pytest.approx(8 / 40)
    assert scores.bias == pytest.approx(-4 / 40)
    assert math.isnan(scores.pinball)


def test_mase_is_the_error_over_that_of_repeating_the_week():
    assert score(np.array([10.0, 10.0]), np.array([8.0, 12.0]), scale=4.0).mase == pytest.approx(0.5)


def test_coverage_counts_what_lies_inside_each_range():
    quantiles = np.tile(np.array([1.0, 2, 3, 4, 5, 6, 7]), (4, 1))
    scores = score(np.array([1.5, 4.0, 6.5, 9.0]), np.full(4, 4.0), quantiles)
    assert scores.coverage80 == pytest.approx(0.25)
    assert scores.coverage90 == pytest.approx(0.75)


def test_the_pinball_loss_punishes_each_side_by_its_level():
    quantiles = np.full((1, len(QUANTILE_LEVELS)), 10.0)
    assert pinball(np.array([12.0]), quantiles) == pytest.approx(2 * np.mean(QUANTILE_LEVELS))


def test_nothing_parked_has_no_ratio():
    scores = score(np.zeros(3), np.ones(3))
    assert math.isnan(scores.wape)
    assert scores.n == 3


def test_the_naive_scale_skips_unknown_hours():
    history = np.full((14, 24), np.nan)
    history[0, 9], history[7, 9], history[1, 9] = 10.0, 16.0, 3.0
    assert naive_scale(history) == pytest.approx(6.0)
    assert math.isnan(naive_scale(np.full((14, 24), np.nan)))


@given(st.lists(st.floats(0.1, 1e4), min_size=1, max_size=30))
def test_a_perfect_forecast_has_no_error(values):
    actual = np.array(values)
    scores = score(actual, actual, np.tile(actual[:, None], len(QUANTILE_LEVELS)))
    assert (scores.wape, scores.bias, scores.pinball) == (0.0, 0.0, 0.0)
    assert scores.coverage80 == 1.0
