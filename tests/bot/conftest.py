"""A published forecast, and what answers from it."""

from datetime import datetime

import pytest

from benchmarks.endurance.bot_process import free_port
from bot.bootstrap import open_answering
from bot.domain import MADRID
from bot.handlers import activity
from bot.logs import Redaction
from bot.settings import Settings
from tests.bot.published import publish


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    """A data folder with a small published forecast for March 2025."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder / "models")
    return folder


@pytest.fixture(scope="session")
def answering(data_dir):
    """What answers questions, from the embedded figures and the small forecast."""
    return open_answering(Settings(data_dir=data_dir))


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine, too, answers are quick ones, which show no sign of life before them."""
    monkeypatch.setattr(activity, "PATIENCE_SECONDS", 60.0)


@pytest.fixture
def port():
    """A port where nobody listens."""
    return free_port()


@pytest.fixture
def now():
    """A Wednesday morning."""
    return datetime(2025, 3, 12, 10, 15, tzinfo=MADRID)


@pytest.fixture
def redacted_log(caplog):
    """What is written down, with the filter that the root handler has."""
    redaction = Redaction()
    caplog.handler.addFilter(redaction)
    yield caplog
    caplog.handler.removeFilter(redaction)
