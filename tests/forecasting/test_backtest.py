import json
import math
from datetime import date

import numpy as np
import pytest

from forecasting.backtest import USEFUL, panel_until, quarter_origins, run_backtest
from forecasting.backtest_picture import draw_backtest
from forecasting.errors import NotEnoughDataError, TrainingCancelledError
from forecasting.forecasters.base import Prediction
from forecasting.forecasters.baselines import LAST_YEAR, SEASONAL_NAIVE
from forecasting.forecasters.day_grid import HOUR, local_slots
from forecasting.quantiles import QUANTILE_LEVELS
from forecasting.series import Panel, Series
from forecasting.service_hours import ServiceCalendar
from tests.forecasting.simulated import ZONE, simulated_panel, simulated_series

CALENDAR = ServiceCalendar.load()
ORIGINS = [date(2023, 9, 30), date(2023, 12, 31)]


class Oracle:
    """Knows the panel's future, and remembers what it was shown."""

    name = "oracle"

    def __init__(self, panel):
        self.truth = {
            series.key: dict(zip(series.slots.tolist(), series.occupied, strict=True)) for series in panel
        }
        self.shown = []

    def fit(self, panel, calendar):
        self.shown.append(panel)
        return {series.key: Known(self.truth[series.key]) for series in panel}


class Known:
    def __init__(self, truth):
        self.truth = truth

    def predict(self, slots):
        mean = np.array([self.truth[slot] for slot in slots.tolist()])
        return Prediction(mean, np.tile(mean[:, None], len(QUANTILE_LEVELS)))


@pytest.fixture(scope="module")
def panel():
    return simulated_panel(2, first=date(2022, 9, 1))


@pytest.fixture(scope="module")
def result(panel):
    return run_backtest(panel, CALENDAR, (SEASONAL_NAIVE, LAST_YEAR), ORIGINS)


def test_a_forecaster_sees_nothing_after_the_origin(panel):
    oracle = Oracle(panel)
    run_backtest(panel, CALENDAR, [oracle], ORIGINS)
    ends = [local_slots(shown.series[0].slots[-1:], ZONE) for shown in oracle.shown]
    assert [(day[0].item(), hour[0]) for day, hour in ends] == [(origin, 23) for origin in ORIGINS]


def test_an_oracle_scores_without_error_in_every_band(panel):
    result = run_backtest(panel, CALENDAR, [Oracle(panel)], ORIGINS)
    assert {row["wape"] for row in result.means("lead")} == {0.0}
    assert [row["lead"] for row in result.means("lead")] == [7, 28, 91, 182]


def test_only_regulated_hours_are_scored(panel):
    result = run_backtest(panel, CALENDAR, [Oracle(panel)], [date(2023, 10, 1)], leads=[5])
    hours_of_monday_to_friday = 5 * 12
    assert result.trials[0].scores.n == hours_of_monday_to_friday


def test_unknown_hours_are_not_scored(panel):
    series = panel.series[0]
    gap = np.where(series.slots < np.datetime64("2023-10-20"), series.occupied, np.nan)
    holed = Panel((Series(series.key, series.capacity, series.slots, gap),), demo=True)
    result = run_backtest(holed, CALENDAR, [SEASONAL_NAIVE], [date(2023, 9, 30)])
    assert [trial.lead for trial in result.trials] == [7, 28]


def test_means_group_by_what_is_asked(result):
    assert {row["series"] for row in result.means("series")} == {"07-01/blue", "07-02/blue"}
    assert {row["neighbourhood"] for row in result.means("neighbourhood", "colour")} == {"07-01", "07-02"}
    by_origin = result.means("forecaster", "origin")
    assert [(row["forecaster"], row["origin"]) for row in by_origin] == [
        ("seasonal-naive", "2023-09-30"),
        ("last-year", "2023-09-30"),
        ("seasonal-naive", "2023-12-31"),
        ("last-year", "2023-12-31"),
    ]


def test_the_table_has_a_line_for_each_forecaster_and_lead(result):
    lines = result.table().splitlines()
    assert lines[0].split()[:4] == ["forecaster", "lead", "trials", "n"]
    assert len(lines) == 1 + 2 * 4
    assert len({len(line) for line in lines}) == 1


def test_json_keeps_every_trial_and_says_that_the_data_are_simulated(result):
    raw = json.loads(result.to_json())
    assert raw["demo"] is True
    assert len(raw["trials"]) == len(result.trials)
    assert raw["trials"][0]["scores"]["wape"] == pytest.approx(result.trials[0].scores.wape)


def test_json_has_null_where_a_score_is_unknown(panel):
    empty = Panel(
        tuple(
            Series(
                s.key,
                s.capacity,
                s.slots,
                np.where(s.slots > np.datetime64("2023-09-30T22"), 0.0, s.occupied),
            )
            for s in panel
        ),
        demo=False,
    )
    result = run_backtest(empty, CALENDAR, [SEASONAL_NAIVE], [date(2023, 9, 30)])
    assert "NaN" not in result.to_json()
    assert math.isnan(result.means("lead")[0]["wape"])


def test_the_picture_is_a_png(result):
    assert draw_backtest(result).startswith(b"\x89PNG")


def test_quarter_origins_leave_the_useful_leads_to_score(panel):
    origins = quarter_origins(panel, CALENDAR, count=3)
    assert origins == [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]
    assert (date(2024, 3, 31) - origins[-1]).days >= USEFUL


def test_a_panel_too_short_has_no_origins():
    with pytest.raises(NotEnoughDataError):
        quarter_origins(Panel((), demo=True), CALENDAR)
    short = Panel((simulated_series(first=date(2024, 1, 8)),), demo=True)
    with pytest.raises(NotEnoughDataError):
        quarter_origins(short, CALENDAR)


def test_a_series_too_young_for_an_origin_sits_it_out(panel):
    young = simulated_series("07-09/green", first=date(2023, 9, 4))
    mixed = Panel((*panel, young), demo=True)
    assert len(panel_until(mixed, CALENDAR, date(2023, 9, 30))) == 2
    assert len(panel_until(mixed, CALENDAR, date(2023, 12, 31))) == 3


def test_progress_reaches_one_and_cancelling_stops(panel):
    seen = []
    run_backtest(panel, CALENDAR, [SEASONAL_NAIVE], ORIGINS, progress=seen.append)
    assert seen == [0.5, 1.0]
    with pytest.raises(TrainingCancelledError):
        run_backtest(panel, CALENDAR, [SEASONAL_NAIVE], ORIGINS, cancelled=lambda: True)


def test_a_series_ends_where_its_hours_end(panel):
    assert panel.series[0].slots[-1] + HOUR == np.datetime64("2024-04-01T00", "s")
