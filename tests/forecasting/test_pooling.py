import numpy as np

from forecasting.forecasters.annual import YEAR, Season
from forecasting.forecasters.pooling import LEAST_YEARS, Lesson, pool, pool_seasons, teaching


def season(height, special=0.0):
    annual = np.zeros(YEAR)
    annual[:183] = height
    return Season(annual, np.array([special]))


def test_the_shared_season_is_the_median_of_the_grown():
    lessons = [(season(h, s), 2.0) for h, s in ((0.1, 0.1), (0.2, 0.2), (9.0, 9.0))]
    pooled = pool_seasons([*lessons, (season(-5.0, -5.0), LEAST_YEARS - 0.1)], 1)
    assert pooled.annual[0] - pooled.annual[-1] == 0.2
    assert abs(pooled.annual.mean()) < 1e-12
    assert pooled.special.tolist() == [0.2]


def test_no_grown_series_is_no_season():
    pooled = pool_seasons([(season(1.0, 1.0), 0.5)], 1)
    assert not pooled.annual.any()
    assert not pooled.special.any()


def test_teachers_are_hardly_shrunk():
    target = teaching(3)
    assert target.season.special.tolist() == [0, 0, 0]
    assert target.years < 0.1 > target.days


def test_errors_are_averaged_over_those_who_can_tell():
    one, other = np.array([[1.0, 2.0]]), np.array([[3.0, 2.0]])
    lessons = [Lesson(season(0.0), 2.0, errors) for errors in (one, other, None)]
    assert pool(lessons, 1).errors.tolist() == [[2.0, 2.0]]
    assert pool(lessons[2:], 1).errors is None
    assert pool([], 1).errors is None
