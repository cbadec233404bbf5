import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.forecasters.level import (
    ALPHAS,
    REVERSIONS,
    SHORT_ALPHAS,
    TEACHING_WEEKS,
    fit_level,
    panel_errors,
    recursion,
    smooth,
    smoothing_errors,
)


@given(
    arrays(np.float64, st.integers(2, 60), elements=st.floats(-3, 3)),
    st.sampled_from(sorted({*ALPHAS, *SHORT_ALPHAS})),
)
def test_the_quick_recursion_is_what_statsmodels_computes(values, alpha):
    assert recursion(values, alpha) == pytest.approx(smooth(values, alpha), abs=1e-9)


def weekly(values):
    return np.repeat(np.asarray(values, dtype=float), 7)


def test_a_wandering_level_is_followed_faster_than_a_noisy_one():
    rng = np.random.default_rng(4)
    noisy = fit_level(weekly(rng.normal(0, 0.2, 150)))
    wandering = fit_level(weekly(np.cumsum(rng.normal(0, 0.2, 150))))
    assert noisy.alpha <= 0.1
    assert wandering.alpha >= 0.3


def test_the_level_returns_the_way_to_its_year_that_the_panel_tells():
    favoured = ALPHAS.index(0.3), 2
    shared = np.full((len(ALPHAS), len(REVERSIONS)), 9.0)
    shared[favoured] = 1.0
    level = fit_level(weekly([*([0.0] * 60), *([1.0] * 12)]), shared)
    ahead = level.ahead(np.array([1.0, 60.0, 10_000.0]))
    assert (level.alpha, level.reversion) == (0.3, REVERSIONS[2])
    assert level.anchor < ahead[2] < ahead[1] < ahead[0] <= level.now + 0.2
    left = 1 - REVERSIONS[2]
    assert ahead[2] == pytest.approx(level.anchor + left * (level.now - level.anchor), abs=0.01)


def test_a_break_that_lasts_is_not_returned_from_and_a_wave_is():
    rng = np.random.default_rng(6)
    walk = fit_level(weekly(np.cumsum(rng.normal(0, 0.1, 150))))
    waves = 0.3 * np.sin(np.arange(150) * 2 * np.pi / 20) + rng.normal(0, 0.02, 150)
    assert walk.reversion == 0
    assert fit_level(weekly(waves)).reversion > 0


def test_errors_are_over_the_best_smoothings_and_a_constant_tells_nothing():
    errors = smoothing_errors(np.cumsum(np.ones(80)), np.arange(80), ALPHAS)
    assert errors.shape == (len(ALPHAS), len(REVERSIONS))
    assert errors.min() == 1
    assert errors[-1, 0] == 1  # a steady climb is followed fastest, and never returned from
    assert (smoothing_errors(np.zeros(80), np.arange(80), ALPHAS) == 1).all()


def test_smoothings_are_judged_across_gaps_at_the_right_distance():
    rng = np.random.default_rng(7)
    values = rng.normal(0, 0.1, 100)
    gap = np.r_[np.arange(40), np.arange(55, 115)]
    assert smoothing_errors(values, gap, ALPHAS) != pytest.approx(
        smoothing_errors(values, np.arange(100), ALPHAS)
    )


def test_only_more_than_a_year_of_weeks_teaches_the_panel():
    rng = np.random.default_rng(8)
    values = weekly(rng.normal(0, 0.1, TEACHING_WEEKS))
    assert panel_errors(values) is not None
    assert panel_errors(values[7:]) is None


def test_a_short_history_keeps_to_its_last_weeks():
    level = fit_level(weekly([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]))
    assert level.alpha in SHORT_ALPHAS
    assert level.reversion == 0
    assert level.now > 0.7


def test_gaps_hold_the_level_and_every_day_has_one():
    values = weekly([1.0] * 40)
    values[70:180] = np.nan
    level = fit_level(values)
    assert level.path == pytest.approx(np.ones(280))
    assert level.now == pytest.approx(1.0)


def test_one_known_day_is_a_level():
    values = np.full(10, np.nan)
    values[8] = 0.5
    level = fit_level(values)
    assert level.now == pytest.approx(0.5)
    assert np.isfinite(level.ahead(np.array([1.0, 90.0]))).all()


def test_yesterdays_surprise_fades():
    rng = np.random.default_rng(5)
    values = np.zeros(400)
    for day in range(1, 400):
        values[day] = 0.7 * values[day - 1] + rng.normal(0, 0.1)
    values[-1] = 0.5
    level = fit_level(values)
    near, far = level.ahead(np.array([1.0, 60.0]))
    assert 0.3 < level.carry <= 0.8
    assert near > far + 0.1
