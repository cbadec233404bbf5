"""A training that learns from reports publishes what it learned with the version, and takes it back with it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forecasting.publishing import UNSEEN, ModelFolder
from forecasting.series import Panel
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from forecasting.training import train
from tests.forecasting.reports import report
from tests.forecasting.simulated import simulated_series

CALENDAR = ServiceCalendar.load()
NOW = datetime(2024, 4, 20, 3, tzinfo=UTC)
PANEL = Panel((simulated_series(first=date(2024, 1, 8)),), demo=True)
HERE = ("07-05", "blue", "morning")


def denials(*, demo=True):
    return [report("not_found", f"p{n}", day=n, demo=demo) for n in range(120)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A version without reports, and one after it that learned from some."""
    models = tmp_path_factory.mktemp("models")
    train(PANEL, CALENDAR, models, NOW)
    return models, train(PANEL, CALENDAR, models, NOW + timedelta(days=1), reports=denials())


def test_what_was_learned_is_served_with_its_version(trained):
    models, outcome = trained
    assert outcome.promoted
    assert UNSEEN in outcome.manifest.files
    scores = outcome.manifest.scores["unseen"]
    assert scores["kept"] == 1
    assert scores["log_loss"] < scores["assumed_log_loss"]
    store = ForecastStore.open(models)
    assert store.unseen.cells[HERE].n == 120


def test_a_rollback_takes_back_what_was_learned(trained):
    models, outcome = trained
    store, folder = ForecastStore.open(models), ModelFolder(models)
    folder.rollback()
    assert store.refresh()
    assert not store.unseen
    folder.promote(outcome.manifest.version)
    assert store.refresh()
    assert store.unseen


def test_reports_about_real_tickets_teach_a_demonstration_nothing(tmp_path):
    outcome = train(PANEL, CALENDAR, tmp_path, NOW, reports=denials(demo=False))
    assert UNSEEN not in outcome.manifest.files
    assert "unseen" not in outcome.manifest.scores


def test_shares_that_were_altered_after_publishing_are_not_served(trained):
    models, outcome = trained
    file = models / outcome.manifest.version / UNSEEN
    content = file.read_bytes()
    try:
        file.write_bytes(content.replace(b'"n": 120', b'"n": 121'))
        store = ForecastStore.open(models)
        assert store.manifest.version != outcome.manifest.version
        assert UNSEEN in store.damage
    finally:
        file.write_bytes(content)
