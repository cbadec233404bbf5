import numpy as np
import pytest

from forecasting.forecasters.day_grid import weekdays
from forecasting.forecasters.intervals import (
    BUCKETS,
    LEAST_MISSES,
    blend_quantiles,
    bucket,
    own_quantiles,
    pool_quantiles,
    pseudo_origins,
)
from forecasting.forecasters.profile import filled_week, monthly_profiles
from forecasting.quantiles import QUANTILE_LEVELS

FIRST = np.datetime64("2022-01-03")


def test_eight_origins_are_spread_over_the_last_year():
    origins = pseudo_origins(np.datetime64("2024-03-31"))
    assert len(origins) == 8
    assert origins[-1] == np.datetime64("2023-04-01")
    gaps = -np.diff(np.array(origins)).astype(int)
    assert set(gaps.tolist()) <= {45, 46}


def test_buckets_end_at_their_edges():
    assert bucket(np.array([1, 2, 7, 8, 28, 29, 63, 64, 112, 113, 999])).tolist() == [
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
    ]


def test_own_quantiles_are_those_of_the_misses_of_the_lead():
    ratio = np.linspace(0.5, 1.5, 1001)
    table = own_quantiles(np.full(1001, 40), ratio)
    assert table[3] == pytest.approx(0.5 + np.array(QUANTILE_LEVELS))
    assert np.isnan(table[[0, 1, 2, 4, 5]]).all()


def test_few_misses_say_nothing():
    count = LEAST_MISSES - 1
    assert np.isnan(own_quantiles(np.full(count, 40), np.ones(count))).all()


def test_the_panel_lends_its_median_and_its_nearest_bucket():
    tables = [np.full((BUCKETS, 7), np.nan) for _ in range(3)]
    for table, value in zip(tables, (1.0, 2.0, 9.0), strict=True):
        table[2] = value
    assert (pool_quantiles(tables) == 2.0).all()


def test_nothing_known_is_a_wide_range():
    pooled = pool_quantiles([])
    assert pooled[0, 0] < 0.6
    assert pooled[0, -1] > 1.7


def test_a_series_is_served_a_blend_that_rises():
    own = np.full((BUCKETS, 7), np.nan)
    own[0] = np.linspace(0.6, 1.4, 7)
    pooled = np.tile(np.linspace(0.8, 1.2, 7), (BUCKETS, 1))
    blended = blend_quantiles(own, pooled)
    assert 0.6 < blended[0, 0] < 0.8
    assert blended[1, 0] == pytest.approx(0.8, abs=0.02)
    assert (np.diff(blended, axis=1) >= 0).all()
    assert blended.min() >= 0


def occupied_by(shape, weeks=60):
    days = FIRST + np.arange(7 * weeks) * np.timedelta64(1, "D")
    occupied = np.full((len(days), 24), np.nan)
    occupied[:, 9:21] = shape
    return days, occupied


def test_a_profile_is_the_weeks_shape_in_every_month():
    days, occupied = occupied_by(np.arange(12.0) + 1)
    usual = occupied[weekdays(days).argsort()[::60]]
    profiles = monthly_profiles(occupied, np.ones(len(days)), usual, days, short=False)
    assert profiles[:, :, 9:21] == pytest.approx(np.broadcast_to(np.arange(12.0) + 1, (12, 7, 12)))
    assert np.isfinite(profiles).all()


def test_a_wild_hour_is_clipped_and_days_without_a_scale_are_left_out():
    days, occupied = occupied_by(10.0)
    usual = np.full((7, 24), np.nan)
    usual[:, 9:21] = 10.0
    scale = np.ones(len(days))
    wild = occupied.copy()
    wild[210, 10] = 1e6
    wild[214] *= 50
    scale[214] = np.nan
    profiles = monthly_profiles(wild, scale, usual, days, short=False)
    assert profiles[:, :, 9:21].max() < 15


def test_a_short_history_takes_the_last_weeks_shape():
    days, occupied = occupied_by(10.0, weeks=10)
    occupied[-14:, 9:21] = 20.0
    usual = np.full((7, 24), np.nan)
    usual[:, 9:21] = 10.0
    profiles = monthly_profiles(occupied, np.ones(len(days)), usual, days, short=True)
    assert (profiles[:, :, 10] > 14).all()


def test_hours_never_seen_borrow_from_the_nearest():
    usual = np.full((7, 24), np.nan)
    usual[0, 9], usual[1, 9], usual[0, 14] = 2.0, 4.0, 8.0
    week = filled_week(usual)
    assert (week[5, 9], week[5, 10], week[5, 23]) == (3.0, 3.0, 8.0)
    assert not filled_week(np.full((7, 24), np.nan)).any()
