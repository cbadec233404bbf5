import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.forecasters.level import ALPHAS, SHORT_ALPHAS, fit_level, recursion, smooth


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


def test_the_level_returns_part_of_the_way_to_its_year():
    level = fit_level(weekly([*([0.0] * 60), *([1.0] * 12)]))
    ahead = level.ahead(np.array([1.0, 60.0, 10_000.0]))
    assert level.anchor < ahead[2] < ahead[1] < ahead[0] <= level.now + 0.2
    assert ahead[2] == pytest.approx(level.anchor + 0.7 * (level.now - level.anchor), abs=0.01)


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
