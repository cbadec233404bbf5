from datetime import date

import numpy as np
import pytest

from forecasting.forecasters.baselines import BASELINES
from forecasting.forecasters.day_grid import HOUR, local_slots
from forecasting.forecasters.ladder import SmoothingLadder
from forecasting.scores import score
from forecasting.series import Panel, Series
from forecasting.service_hours import ServiceCalendar
from tests.forecasting.simulated import ZONE, simulated_panel, simulated_series, slots_of, truth

CALENDAR = ServiceCalendar.load()
AHEAD = slots_of(date(2024, 4, 1), date(2024, 9, 29))
EVERYBODY = (SmoothingLadder(), SmoothingLadder(pooled=False), *BASELINES)
by_name = pytest.mark.parametrize("forecaster", EVERYBODY, ids=lambda f: f.name)


def with_occupied(series, occupied):
    return Series(series.key, series.capacity, series.slots, occupied)


def fitted(series, forecaster=EVERYBODY[0]):
    return forecaster.fit(Panel((series,), demo=True), CALENDAR)[series.key]


def mean_of(series):
    return fitted(series).predict(AHEAD).mean.sum()


@pytest.fixture(scope="module")
def series():
    return simulated_series()


@pytest.fixture(scope="module")
def models(series):
    return {forecaster.name: fitted(series, forecaster) for forecaster in EVERYBODY}


@by_name
def test_a_forecast_is_zero_outside_the_schedule(models, forecaster, series):
    free = ~CALENDAR.mask(series.key.neighbourhood, AHEAD)
    prediction = models[forecaster.name].predict(AHEAD)
    assert free.any()
    assert not prediction.mean[free].any()
    assert not prediction.quantiles[free].any()


@by_name
def test_quantiles_are_finite_ordered_and_within_the_spaces(models, forecaster):
    for slots in (
        AHEAD,
        slots_of(date(2019, 1, 1), date(2019, 3, 1)),
        slots_of(date(2030, 1, 1), date(2030, 3, 1)),
    ):
        prediction = models[forecaster.name].predict(slots)
        assert np.isfinite(prediction.mean).all()
        assert np.isfinite(prediction.quantiles).all()
        assert (np.diff(prediction.quantiles, axis=1) >= 0).all()
        assert prediction.quantiles.min() >= 0
        assert prediction.quantiles.max() <= 100


@by_name
def test_one_slot_is_the_same_slot_of_a_batch(models, forecaster):
    model = models[forecaster.name]
    batch = model.predict(AHEAD)
    for place in (10, 1000, 3000):
        alone = model.predict(AHEAD[place : place + 1])
        assert alone.mean[0] == batch.mean[place]
        assert (alone.quantiles[0] == batch.quantiles[place]).all()
    backwards = model.predict(AHEAD[::-1])
    assert (backwards.mean[::-1] == batch.mean).all()


@by_name
def test_fitting_twice_gives_the_same_model(models, forecaster, series):
    again = fitted(series, forecaster).predict(AHEAD)
    before = models[forecaster.name].predict(AHEAD)
    assert (again.mean == before.mean).all()
    assert (again.quantiles == before.quantiles).all()


@by_name
def test_no_slots_are_no_forecasts(models, forecaster):
    prediction = models[forecaster.name].predict(AHEAD[:0])
    assert prediction.mean.shape == (0,)
    assert prediction.quantiles.shape == (0, 7)


def test_the_ladder_knows_the_year_that_simple_repeats_do_not(models):
    days, hours = local_slots(AHEAD, ZONE)
    regulated = CALENDAR.mask("07-05", AHEAD)
    actual = truth(days, hours)[regulated]
    wape = {name: score(actual, model.predict(AHEAD).mean[regulated]).wape for name, model in models.items()}
    assert wape["ladder"] < 0.08
    assert wape["ladder"] < 0.7 * min(wape["seasonal-naive"], wape["last-year"])


def test_a_fifth_missing_moves_the_mean_by_less_than_6_per_cent(series):
    rng = np.random.default_rng(3)
    scattered = np.where(rng.random(len(series.occupied)) < 0.2, np.nan, series.occupied)
    days = (np.arange(len(series.occupied)) // 24) % 5 == 0
    blocks = np.where(days, np.nan, series.occupied)
    whole = mean_of(series)
    assert mean_of(with_occupied(series, scattered)) == pytest.approx(whole, rel=0.06)
    assert mean_of(with_occupied(series, blocks)) == pytest.approx(whole, rel=0.06)


@pytest.mark.parametrize("weeks_before_the_end", [0, 1, 3, 20])
@pytest.mark.parametrize("factor", [6.0, 0.0])
def test_an_absurd_week_moves_the_mean_by_less_than_10_per_cent(series, weeks_before_the_end, factor):
    end = len(series.occupied) - weeks_before_the_end * 7 * 24
    occupied = series.occupied.copy()
    occupied[end - 7 * 24 : end] *= factor
    assert mean_of(with_occupied(series, occupied)) == pytest.approx(mean_of(series), rel=0.10)


def test_six_weeks_of_history_give_a_sane_forecast():
    short = simulated_series(first=date(2024, 2, 19), last=date(2024, 3, 31))
    near = slots_of(date(2024, 4, 8), date(2024, 4, 28))
    days, hours = local_slots(near, ZONE)
    regulated = CALENDAR.mask("07-05", near)
    prediction = fitted(short).predict(near)
    actual = truth(days, hours)[regulated]
    assert score(actual, prediction.mean[regulated]).wape < 0.15
    wide = prediction.quantiles[regulated][:, 5] - prediction.quantiles[regulated][:, 1]
    assert (wide > 0.2 * prediction.mean[regulated]).all()


def test_a_lasting_break_is_followed_within_two_months(series):
    occupied = series.occupied.copy()
    occupied[-60 * 24 :] *= 0.6
    assert mean_of(with_occupied(series, occupied)) < 0.85 * mean_of(series)


def test_a_lockdown_is_not_learned(series):
    occupied = series.occupied.copy()
    closed = (series.slots >= np.datetime64("2023-04-01")) & (series.slots < np.datetime64("2023-06-15"))
    occupied[closed] = 0.0
    assert mean_of(with_occupied(series, occupied)) == pytest.approx(mean_of(series), rel=0.06)


def test_a_late_joiner_learns_august_from_its_neighbours():
    late = simulated_series("07-09/blue", first=date(2023, 10, 2))
    panel = Panel((*simulated_panel(4), late), demo=True)
    august = slots_of(date(2024, 8, 5), date(2024, 8, 11))
    july = slots_of(date(2024, 6, 10), date(2024, 6, 16))

    def fall(forecaster):
        model = forecaster.fit(panel, CALENDAR)[late.key]
        return model.predict(august).mean.max() / model.predict(july).mean.max()

    assert fall(SmoothingLadder()) < 0.7
    assert fall(SmoothingLadder(pooled=False)) > 0.8


def test_series_without_a_known_regulated_hour_are_left_out(series):
    unknown = with_occupied(simulated_series("07-06/blue"), np.full(len(series.slots), np.nan))
    nights = with_occupied(
        simulated_series("07-07/blue"),
        np.where(CALENDAR.mask("07-07", series.slots), np.nan, 1.0),
    )
    panel = Panel((series, unknown, nights), demo=True)
    for forecaster in EVERYBODY:
        assert set(forecaster.fit(panel, CALENDAR)) == {series.key}


def test_a_street_that_is_mostly_empty_keeps_its_small_mean():
    rng = np.random.default_rng(5)
    quiet = simulated_series(level=0.3, noise=0.0)
    quiet = with_occupied(quiet, rng.poisson(quiet.occupied).astype(float))
    prediction = fitted(quiet).predict(AHEAD)
    regulated = CALENDAR.mask("07-05", AHEAD)
    days, hours = local_slots(AHEAD, ZONE)
    assert prediction.mean[regulated].mean() == pytest.approx(
        truth(days, hours, 0.3)[regulated].mean(), rel=0.25
    )
    assert prediction.quantiles[regulated][:, 1].max() < 0.3


def test_ranges_of_80_per_cent_hold_on_days_to_come(series):
    known = series.slots < np.datetime64("2023-10-01T00")
    past = Series(series.key, series.capacity, series.slots[known], series.occupied[known])
    coming = series.slots[~known]
    regulated = CALENDAR.mask("07-05", coming)
    prediction = fitted(past).predict(coming[regulated])
    scores = score(series.occupied[~known][regulated], prediction.mean, prediction.quantiles)
    assert 0.68 < scores.coverage80 < 0.93
    assert 0.80 < scores.coverage90 < 0.98


def test_a_street_fuller_than_its_stated_spaces_is_still_believed(series):
    crowded = Series(series.key, 20.0, series.slots, series.occupied)
    prediction = fitted(crowded).predict(AHEAD)
    assert 20 < prediction.mean.max() < 60
    assert prediction.quantiles.max() <= np.nanquantile(series.occupied, 0.9999)


def test_the_last_day_before_and_after_a_change_of_the_clocks_keeps_its_hours(models):
    monday = np.datetime64("2024-04-01T07", "s")  # nine o'clock, the day after the clocks changed
    day = monday + np.arange(12) * HOUR
    prediction = models["ladder"].predict(np.concatenate([day, [monday - HOUR, monday + 12 * HOUR]]))
    assert (prediction.mean[:12] > 0).all()
    assert not prediction.mean[12:].any()
