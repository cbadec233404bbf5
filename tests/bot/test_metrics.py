"""What happens is counted and timed, in a registry of its own, and only by who serves."""

import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.bootstrap import open_services
from bot.errors import StepFaultError
from bot.measured import MeasuredGeocoder, MeasuredRenderer
from bot.metrics import Metrics
from bot.observing import UNOBSERVED, Observer
from bot.settings import Settings
from forecasting.publishing import ModelFolder
from geodata.errors import GeocoderUnavailableError
from geodata.geocoding import Ambiguous, Found, NotFound
from geodata.places import Place, Point

NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)
SOL = Place("Puerta del Sol", Point(40.4169, -3.7035), "streets", "street")


@pytest.fixture
def metrics():
    return Metrics(lambda: NOW)


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


class Hearing(Observer):
    def __init__(self):
        self.heard = []

    def geocoded(self, service, outcome, seconds):
        assert seconds >= 0
        self.heard.append((service, outcome))

    def map_drawn(self, outcome, seconds):
        assert seconds >= 0
        self.heard.append(("map", outcome))


class Oracle:
    """A geocoder that says or raises what it was told to."""

    name, storable = "oracle", False

    def __init__(self, answer):
        self.answer = answer

    async def geocode(self, phrase):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    reverse = geocode


def test_updates_are_timed_by_kind(metrics):
    metrics.update_handled("message", 0.2)
    metrics.update_handled("message", 0.4)
    metrics.update_handled("callback_query", 0.1)
    assert value(metrics, "sermadrid_update_seconds_count", kind="message") == 2
    assert value(metrics, "sermadrid_update_seconds_sum", kind="message") == pytest.approx(0.6)
    assert value(metrics, "sermadrid_update_seconds_count", kind="callback_query") == 1


def test_refused_updates_and_errors_are_counted(metrics):
    metrics.update_refused("duplicate")
    metrics.failed(KeyError("x"))
    assert value(metrics, "sermadrid_updates_refused_total", reason="duplicate") == 1
    assert value(metrics, "sermadrid_errors_total", error="KeyError") == 1
    assert value(metrics, "sermadrid_failures_total") == 1


def test_an_error_of_another_process_is_counted_by_its_class_there(metrics):
    metrics.failed(StepFaultError(["KeyError", "Exception"], "x", ["a.py:1"], "its traceback"))
    assert value(metrics, "sermadrid_errors_total", error="KeyError") == 1


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("sermadrid_failures_total", {}),
        ("sermadrid_updates_refused_total", {"reason": "unreadable"}),
        ("sermadrid_map_seconds_count", {"outcome": "failed"}),
        ("sermadrid_alerts_total", {"outcome": "failed"}),
        ("sermadrid_training_seconds_count", {"outcome": "refused"}),
        ("sermadrid_job_seconds_count", {"job": "backup", "outcome": "failed"}),
        ("sermadrid_job_done_timestamp_seconds", {"job": "backup"}),
    ],
)
def test_what_has_not_happened_yet_counts_zero_so_that_its_first_time_is_an_increase(metrics, name, labels):
    metrics.job_expected("backup")
    assert value(metrics, name, **labels) == 0


def test_an_alert_is_late_after_five_minutes(metrics):
    metrics.alerts_due(3)
    metrics.alert_sent(timedelta(seconds=70))
    metrics.alert_sent(timedelta(minutes=6))
    metrics.alerts_failed(1)
    assert value(metrics, "sermadrid_alerts_due") == 3
    assert value(metrics, "sermadrid_alerts_total", outcome="sent") == 2
    assert value(metrics, "sermadrid_alerts_total", outcome="failed") == 1
    assert value(metrics, "sermadrid_alerts_late_total") == 1
    assert value(metrics, "sermadrid_alert_delay_seconds_sum") == 430


def test_a_job_that_failed_keeps_the_hour_of_the_last_that_did_not(metrics):
    metrics.job_ended("backup", "done", 2.0)
    done = value(metrics, "sermadrid_job_done_timestamp_seconds", job="backup")
    assert done == NOW.timestamp()
    metrics.job_ended("backup", "failed", 2.0)
    assert value(metrics, "sermadrid_job_done_timestamp_seconds", job="backup") == done
    assert value(metrics, "sermadrid_job_seconds_count", job="backup", outcome="failed") == 1


def test_a_job_that_is_expected_keeps_when_it_ended_well(metrics):
    metrics.job_was_done("backup", NOW)
    metrics.job_expected("backup")
    assert value(metrics, "sermadrid_job_done_timestamp_seconds", job="backup") == NOW.timestamp()


def test_a_job_that_always_fails_has_never_ended_well(metrics):
    metrics.job_expected("backup")
    metrics.job_ended("backup", "failed", 2.0)
    assert value(metrics, "sermadrid_job_done_timestamp_seconds", job="backup") == 0


def test_a_training_is_timed_by_what_came_of_it(metrics):
    metrics.trained("refused", 90)
    assert value(metrics, "sermadrid_training_seconds_sum", outcome="refused") == 90


@dataclass
class Forecasts:
    manifest: object
    damage: str | None = None


def test_the_forecasts_age_is_looked_up_when_somebody_asks(metrics, data_dir):
    folder = ModelFolder(data_dir / "models")
    forecasts = Forecasts(folder.manifest(folder.current()))
    metrics.watch_forecast(forecasts)
    assert value(metrics, "sermadrid_model_age_seconds") == timedelta(days=11, hours=3).total_seconds()
    # Trained until 28 February: known to the end of that day in Madrid, an hour before that in UTC.
    assert value(metrics, "sermadrid_data_age_seconds") == timedelta(days=11, hours=10).total_seconds()
    assert value(metrics, "sermadrid_model_demo") == 1
    assert value(metrics, "sermadrid_model_damaged") == 0
    forecasts.damage, forecasts.manifest = "cut short", replace(forecasts.manifest, demo=False)
    assert value(metrics, "sermadrid_model_demo") == 0
    assert value(metrics, "sermadrid_model_damaged") == 1


def test_the_exposition_can_be_read_back_and_knows_the_process(metrics):
    metrics.update_handled("message", 0.2)
    families = {one.name for one in text_string_to_metric_families(metrics.exposition().decode())}
    assert {"sermadrid_update_seconds", "sermadrid_build_info", "process_resident_memory_bytes"} <= families


def test_two_installations_in_a_process_do_not_count_each_other(metrics):
    metrics.update_refused("duplicate")
    assert value(Metrics(), "sermadrid_updates_refused_total", reason="duplicate") == 0


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Found(SOL), "found"),
        (Ambiguous((SOL,)), "ambiguous"),
        (NotFound("outside_madrid"), "outside_madrid"),
        (GeocoderUnavailableError("oracle", "timeout"), "timeout"),
    ],
)
async def test_a_geocoders_outcome_is_told_and_passed_on(answer, outcome):
    hearing = Hearing()
    geocoder = MeasuredGeocoder(Oracle(answer), hearing)
    if isinstance(answer, Exception):
        with pytest.raises(GeocoderUnavailableError):
            await geocoder.geocode("Sol")
    else:
        assert await geocoder.geocode("Sol") is answer
    assert hearing.heard == [("oracle", outcome)]
    assert (geocoder.name, geocoder.storable) == ("oracle", False)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(SOL, "found"), (None, "unknown"), (GeocoderUnavailableError("oracle", "denied"), "denied")],
)
async def test_the_way_back_is_told_too(answer, outcome):
    hearing = Hearing()
    geocoder = MeasuredGeocoder(Oracle(answer), hearing)
    if isinstance(answer, Exception):
        with pytest.raises(GeocoderUnavailableError):
            await geocoder.reverse(SOL.point)
    else:
        assert await geocoder.reverse(SOL.point) is answer
    assert hearing.heard == [("oracle", outcome)]


async def test_a_map_that_cannot_be_drawn_is_told():
    class Broken:
        async def render(self, request):
            if request is None:
                raise ValueError("nothing to draw")
            return b"png"

    hearing = Hearing()
    renderer = MeasuredRenderer(Broken(), hearing)
    assert await renderer.render("a request") == b"png"
    with pytest.raises(ValueError, match="nothing to draw"):
        await renderer.render(None)
    assert hearing.heard == [("map", "drawn"), ("map", "failed")]


async def test_services_tell_their_observer_what_they_did(tmp_path, data_dir, now):
    (tmp_path / "models").symlink_to(data_dir / "models")
    hearing = Hearing()
    async with open_services(Settings(data_dir=tmp_path), observer=hearing) as services:
        chat = await services.chats.load(1, "es")
        reply = await services.reception.on_text(chat, "Goya 40", now)
        await reply.picture.draw()
        await services.ping()
    assert [heard for heard in hearing.heard if heard[0] in {"index", "map"}] == [
        ("index", "found"),
        ("map", "drawn"),
    ]


def test_without_metrics_nobody_listens():
    UNOBSERVED.update_handled("message", 1.0)
    UNOBSERVED.alert_sent(timedelta(0))


def test_answering_in_a_terminal_loads_neither_metrics_nor_a_web_server():
    modules = "bot.commands.ask, bot.commands.chat, bot.bootstrap, bot.console"
    heavy = ["prometheus_client", "starlette", "uvicorn", "sentry_sdk"]
    code = f"import sys, {modules}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
