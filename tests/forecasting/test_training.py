from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.errors import (
    NaiveTimeError,
    NotEnoughDataError,
    TrainingCancelledError,
    TrainingUnderWayError,
)
from forecasting.forecasters.day_grid import local_slots
from forecasting.manifest import DataSource
from forecasting.publishing import ModelFolder
from forecasting.series import Panel
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from forecasting.training import train
from tests.forecasting.simulated import ZONE, simulated_panel, simulated_series, slots_of, truth

CALENDAR = ServiceCalendar.load()
NOW = datetime(2024, 4, 20, 3, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
FIRST = date(2022, 9, 5)
SOURCE = DataSource("2024q1.csv", "ab" * 32, date(2024, 1, 1), date(2024, 3, 31), 1000, {"bad time": 3})


@pytest.fixture(scope="module")
def panel():
    return simulated_panel(3, first=FIRST)


@pytest.fixture(scope="module")
def trained(panel, tmp_path_factory):
    models = tmp_path_factory.mktemp("models")
    seen = []
    outcome = train(panel, CALENDAR, models, NOW, progress=seen.append, sources=[SOURCE])
    return models, outcome, seen


def test_a_first_training_is_promoted_and_served(trained):
    models, outcome, _ = trained
    assert outcome.promoted
    assert outcome.refusals == ()
    assert ModelFolder(models).current() == outcome.manifest.version == "20240420T030000Z"
    assert ForecastStore.open(models).manifest == outcome.manifest


def test_the_manifest_says_what_it_was_trained_on_and_how_good_it_is(trained):
    manifest = trained[1].manifest
    assert (manifest.trained_from, manifest.trained_until) == (FIRST, date(2024, 3, 30))
    assert (manifest.table_until - manifest.trained_until).days == 182
    assert manifest.demo
    assert manifest.zone == ZONE
    assert dict(manifest.series) == {"07-01/blue": 100.0, "07-02/blue": 100.0, "07-03/blue": 100.0}
    assert manifest.sources == (SOURCE,)
    assert manifest.scores["ladder"]["wape"] < manifest.scores["seasonal-naive"]["wape"]


def test_progress_rises_to_one(trained):
    seen = trained[2]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_table_says_what_will_come(trained):
    store = ForecastStore.open(trained[0])
    slots = slots_of(date(2024, 4, 8), date(2024, 6, 30))
    slots = slots[CALENDAR.mask("07-01", slots)]
    days, hours = local_slots(slots, ZONE)
    served = [store.at("07-01", "blue", at.replace(tzinfo=UTC)) for at in slots.tolist()]
    error = np.abs(np.array([f.mean for f in served]) - truth(days, hours) / 100)
    assert error.sum() / (truth(days, hours) / 100).sum() < 0.08
    assert {f.origin for f in served} == {"table"}
    assert all(0 <= f.low <= f.mean * 1.2 and f.mean * 0.8 <= f.high <= 1 for f in served)


def test_the_table_knows_the_hours_of_every_day_to_come(trained):
    store = ForecastStore.open(trained[0])
    for day in (date(2024, 4, 2), date(2024, 5, 1), date(2024, 8, 7), date(2024, 9, 28), date(2024, 9, 29)):
        window = CALENDAR.window("07-01", day)
        hours = [hour.hour for hour, _ in store.day("07-01", "blue", day)]
        assert hours == ([] if window is None else list(range(window[0].hour, window[1].hour)))


def test_outside_the_table_the_usual_week_answers_with_a_wider_range(trained):
    store = ForecastStore.open(trained[0])
    inside = store.at("07-01", "blue", datetime(2024, 4, 9, 11, tzinfo=MADRID))
    for year in (2021, 2026):
        outside = store.at("07-01", "blue", datetime(year, 4, 7, 11, tzinfo=MADRID))
        assert outside.origin == "profile"
        assert outside.mean == pytest.approx(inside.mean, rel=0.25)
        assert outside.high - outside.low >= inside.high - inside.low
    assert store.at("07-01", "blue", datetime(2026, 8, 4, 18, tzinfo=MADRID)) is None
    assert store.at("07-01", "blue", datetime(2026, 4, 5, 11, tzinfo=MADRID)) is None


def test_the_norm_is_what_the_last_year_was_like(trained):
    norm = ForecastStore.open(trained[0]).norm("07-01", "blue", 1, 11)
    assert norm.mean == pytest.approx(0.40, rel=0.15)
    assert norm.rank(0.6) == 1.0


def test_a_later_training_is_compared_with_the_current_table(trained, panel, tmp_path):
    until = np.datetime64("2024-01-01T00", "s")
    earlier = Panel(
        tuple(
            replace(s, slots=s.slots[s.slots < until], occupied=s.occupied[s.slots < until]) for s in panel
        ),
        demo=True,
    )
    train(earlier, CALENDAR, tmp_path, NOW - timedelta(days=90))
    outcome = train(panel, CALENDAR, tmp_path, NOW)
    assert outcome.promoted
    figures = outcome.manifest.scores["current"]
    assert figures["n"] > 1000
    assert figures["new_wape"] == pytest.approx(figures["wape"], rel=0.1)


def test_two_processes_learn_the_same_as_one(trained, panel, tmp_path):
    train(panel, CALENDAR, tmp_path, NOW, workers=2)
    version = trained[1].manifest.version
    for name in ("table.parquet", "profile.parquet"):
        assert (tmp_path / version / name).read_bytes() == (trained[0] / version / name).read_bytes()


def test_older_data_and_lost_series_are_refused_with_figures(trained, panel):
    models, first, _ = trained
    until = np.datetime64("2023-12-01T00", "s")
    one = panel.series[0]
    older = replace(one, slots=one.slots[one.slots < until], occupied=one.occupied[one.slots < until])
    outcome = train(Panel((older,), demo=True), CALENDAR, models, NOW + timedelta(days=1))
    assert not outcome.promoted
    assert {refusal.fault for refusal in outcome.refusals} == {"older_data", "lost_series"}
    lost = next(refusal for refusal in outcome.refusals if refusal.fault == "lost_series")
    assert (lost.ours, lost.theirs) == (1, pytest.approx(2.4))
    assert ModelFolder(models).versions() == (first.manifest.version,)


def last_days(panel, days, *, demo):
    """The end of a panel, as if it were all that there is."""
    since = panel.series[0].slots[-1] - np.timedelta64(days, "D")
    series = (replace(s, slots=s.slots[s.slots > since], occupied=s.occupied[s.slots > since]) for s in panel)
    return Panel(tuple(series), demo=demo)


def test_a_week_replaces_two_years_only_by_force(panel, tmp_path):
    train(panel, CALENDAR, tmp_path, NOW)
    week = last_days(panel, 7, demo=True)
    outcome = train(week, CALENDAR, tmp_path, NOW + timedelta(days=1))
    assert (outcome.promoted, [refusal.fault for refusal in outcome.refusals]) == (False, ["untried"])
    assert train(week, CALENDAR, tmp_path, NOW + timedelta(days=1), force=True).forced


def test_one_quarter_of_real_tickets_is_tried_and_replaces_a_demonstration(panel, tmp_path):
    train(panel, CALENDAR, tmp_path, NOW)
    outcome = train(last_days(panel, 91, demo=False), CALENDAR, tmp_path, NOW + timedelta(days=1))
    assert outcome.promoted
    assert outcome.manifest.scores["ladder"]["n"] > 0
    assert not ForecastStore.open(tmp_path).manifest.demo


def test_a_time_without_a_zone_is_refused(panel, tmp_path):
    with pytest.raises(NaiveTimeError):
        train(panel, CALENDAR, tmp_path, NOW.replace(tzinfo=None))


def test_a_cancelled_training_publishes_nothing(panel, tmp_path):
    with pytest.raises(TrainingCancelledError):
        train(panel, CALENDAR, tmp_path, NOW, cancelled=lambda: True)
    assert ModelFolder(tmp_path).versions() == ()


def test_two_trainings_into_one_folder_are_refused(panel, tmp_path):
    with ModelFolder(tmp_path).training(), pytest.raises(TrainingUnderWayError):
        train(panel, CALENDAR, tmp_path, NOW)


def test_a_panel_without_data_is_a_named_error(tmp_path):
    series = simulated_series()
    unknown = replace(series, occupied=np.full(len(series.slots), np.nan))
    for panel in (Panel((), demo=True), Panel((unknown,), demo=True)):
        with pytest.raises(NotEnoughDataError):
            train(panel, CALENDAR, tmp_path, NOW)


def test_series_that_cannot_be_served_are_named_in_the_manifest(tmp_path):
    good = simulated_series(first=date(2024, 1, 8))
    silent = replace(
        simulated_series("07-06/red", first=date(2024, 1, 8)), occupied=np.full(len(good.slots), np.nan)
    )
    spaceless = replace(simulated_series("07-07/red", first=date(2024, 1, 8)), capacity=0.0)
    outcome = train(Panel((good, silent, spaceless), demo=True), CALENDAR, tmp_path, NOW)
    assert dict(outcome.manifest.skipped) == {
        "07-06/red": "no known regulated hour",
        "07-07/red": "no spaces",
    }
    assert list(outcome.manifest.series) == ["07-05/blue"]
