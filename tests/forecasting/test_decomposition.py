import numpy as np
import pytest

from forecasting.forecasters.annual import YEAR, Season, Target, annual_index, special_effects
from forecasting.forecasters.day_grid import DayGrid, days_of_year, weekdays
from forecasting.forecasters.day_scale import log_scales, outliers, usual_week, weekly_means, weekly_medians
from forecasting.forecasters.decomposition import decompose, slow_level
from forecasting.forecasters.pooling import pool_seasons
from forecasting.series import SeriesKey

FIRST = np.datetime64("2021-01-04")
KEY = SeriesKey("07-05", "blue")
FLAT = Season.flat(2)


def days(count):
    return FIRST + np.arange(count) * np.timedelta64(1, "D")


def grid_of(scale, kinds=None):
    """Twelve hours a day of ten spaces at scale 1."""
    occupied = np.full((len(scale), 24), np.nan)
    occupied[:, 9:21] = 10.0 * scale[:, None]
    return DayGrid(KEY, 100.0, FIRST, occupied, np.full(len(scale), -1) if kinds is None else kinds)


def test_the_usual_week_is_the_median_of_each_hour():
    occupied = np.full((21, 24), np.nan)
    occupied[::7, 9] = [1.0, 5.0, 12.0]
    week = usual_week(occupied, weekdays(days(21)))
    assert week[0, 9] == 5.0
    assert np.isfinite(week).sum() == 1


def test_a_street_empty_more_often_than_not_is_described_by_its_mean():
    occupied = np.full((28, 24), np.nan)
    occupied[::7, 9] = [0.0, 0.0, 0.0, 2.0]
    assert usual_week(occupied, weekdays(days(28)))[0, 9] == 0.5


def test_missing_hours_do_not_move_a_days_scale():
    expected = np.tile(np.arange(24.0), (2, 1))
    occupied = 2 * expected
    occupied[1, 10:] = np.nan
    assert log_scales(occupied, expected) == pytest.approx([np.log(2)] * 2)


def test_suspended_and_unknown_days_have_no_scale():
    expected = np.ones((3, 24))
    occupied = np.stack([np.full(24, 0.05), np.full(24, np.nan), np.ones(24)])
    assert np.isnan(log_scales(occupied, expected)).tolist() == [True, True, False]


def test_weeks_are_counted_back_from_the_last_day():
    values = np.array([9.0, *([1.0] * 7), *([2.0] * 6), np.nan])
    assert weekly_means(values).tolist() == [9.0, 1.0, 2.0]
    assert weekly_medians(values).tolist() == [9.0, 1.0, 2.0]
    assert np.isnan(weekly_means(np.full(7, np.nan))).all()


def test_an_odd_week_is_an_outlier_and_a_lasting_break_is_not():
    rng = np.random.default_rng(0)
    residual = rng.normal(0, 0.05, 280)
    residual[140:147] += 1.5
    residual[200:] -= 0.6
    found = outliers(residual)
    assert found[140:147].all()
    assert not found[205:].any()
    assert found.sum() < 12
    assert not outliers(np.full(14, np.nan)).any()


def test_the_year_is_learned_and_shrunk_towards_its_target():
    place = days_of_year(days(3 * 365))
    course = 0.3 * np.cos(2 * np.pi * place / YEAR)
    age = np.arange(len(place))[::-1].astype(float)
    free = annual_index(course, place, age, Target(FLAT, 0.01), FLAT.annual)
    shrunk = annual_index(course, place, age, Target(FLAT, 2.0), FLAT.annual)
    assert np.corrcoef(free, 0.3 * np.cos(2 * np.pi * np.arange(YEAR) / YEAR))[0, 1] > 0.999
    assert np.ptp(free) == pytest.approx(0.6, rel=0.05)
    assert 0.3 * np.ptp(free) < np.ptp(shrunk) < 0.8 * np.ptp(free)
    assert free.mean() == pytest.approx(0)


def test_seasons_never_seen_are_those_of_the_target():
    place = days_of_year(days(90))
    august = np.where((np.arange(YEAR) >= 213) & (np.arange(YEAR) < 244), -0.7, 0.0)
    index = annual_index(np.zeros(90), place, np.arange(90.0), Target(Season(august, np.zeros(2))), august)
    assert index[228] - index[190] == pytest.approx(-0.7)


def test_few_special_days_move_half_way():
    kind = np.array([-1, 0, 0, 1])
    effects = special_effects(
        np.array([9.0, -0.4, -0.4, 0.2]), kind, Target(Season(np.zeros(YEAR), np.array([0.0, 0.1])), days=2.0)
    )
    assert effects == pytest.approx([-0.2, 0.4 / 3])


def test_level_season_and_special_days_come_apart_again():
    count = 4 * 365
    place = days_of_year(days(count))
    rng = np.random.default_rng(1)
    kinds = np.where(np.isin(place, (0, 1, 2, 3, 358, 360)), 0, -1)
    log_scale = (
        0.25 * np.cos(2 * np.pi * place / YEAR) + np.where(kinds == 0, -0.5, 0.0) + rng.normal(0, 0.03, count)
    )
    parts = decompose(grid_of(np.exp(log_scale), kinds), Target(FLAT))
    assert parts.season.special[0] == pytest.approx(-0.5, abs=0.12)
    assert parts.season.annual[15] - parts.season.annual[190] == pytest.approx(0.45, abs=0.1)
    assert np.nanstd(parts.deseasonalised(kinds)) < 0.08
    assert parts.years == pytest.approx(5, rel=0.05)


def test_a_wild_day_is_dropped_from_the_scales():
    scale = np.exp(np.random.default_rng(2).normal(0, 0.04, 200))
    scale[100] *= 6
    parts = decompose(grid_of(scale), Target(FLAT))
    assert np.isnan(parts.scales[100])
    assert np.isfinite(parts.scales).sum() > 195


def test_the_slow_level_spans_gaps_of_any_length():
    residual = np.full(1000, np.nan)
    residual[:20], residual[-20:] = 1.0, 2.0
    level = slow_level(residual)
    assert np.isfinite(level).all()
    assert (level[0], level[-1]) == pytest.approx((1.0, 2.0), abs=0.01)


def test_the_pool_is_the_median_of_the_grown_series():
    seasons = [
        (Season(np.zeros(YEAR), np.array([effect, 0.0])), years)
        for effect, years in [(-0.1, 3.0), (-0.2, 2.0), (-0.9, 2.0), (5.0, 0.4)]
    ]
    assert pool_seasons(seasons, 2).special.tolist() == [-0.2, 0.0]
    assert not pool_seasons(seasons[-1:], 2).special.any()
