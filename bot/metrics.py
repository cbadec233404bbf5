"""The instruments, for Prometheus: what an `Observer` hears, and what is looked up when somebody asks.

Each `Metrics` has a registry of its own. Nothing else of the bot knows Prometheus, and only who serves
loads this module.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib.metadata import version
from typing import Final, Protocol, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.clock import Clock, utc_now
from bot.domain import MADRID
from bot.errors import class_name
from bot.observing import AlertOutcome, DrawingOutcome, JobOutcome, Observer, Refusal, TrainingOutcome
from forecasting.manifest import Manifest

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

LATE_AFTER: Final = timedelta(minutes=5)
"""An alert is late after this: some ticks of a minute, and the time that sending many takes."""

_ANSWER_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30)
_GEOCODING_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
_DELAY_SECONDS: Final = (15, 30, 60, 120, 300, 600, 1800, 3600)
_JOB_SECONDS: Final = (0.1, 1, 10, 60, 300, 900, 1800, 3600)


class Forecasts(Protocol):
    """The published forecast: forecasting.store.ForecastStore."""

    damage: str | None

    @property
    def manifest(self) -> Manifest:
        """Of the version that serves."""
        ...


class Metrics(Observer):
    """An observer that counts and times; `exposition` writes it down."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        ProcessCollector(registry=self.registry)
        self._gauge("sermadrid_build_info", "The version that runs.", "version").labels(
            version("sermadrid")
        ).set(1)
        self._updates = self._histogram(
            "sermadrid_update_seconds", "From taking an update to its answer.", _ANSWER_SECONDS, "kind"
        )
        self._refused = self._counter(
            "sermadrid_updates_refused", "Updates that were not handled, by reason.", "reason"
        )
        self._failures = self._counter("sermadrid_failures", "What handlers and jobs let through.")
        self._errors = self._counter("sermadrid_errors", "The same, by the error's class.", "error")
        self._geocodings = self._histogram(
            "sermadrid_geocoding_seconds", "Questions to geocoders.", _GEOCODING_SECONDS, "service", "outcome"
        )
        self._maps = self._histogram("sermadrid_map_seconds", "Drawing maps.", _ANSWER_SECONDS, "outcome")
        self._alerts_due = self._gauge(
            "sermadrid_alerts_due", "Alerts that are due and were not told by the end of the last tick."
        )
        self._alerts = self._counter("sermadrid_alerts", "Alerts: sent, failed.", "outcome")
        self._alerts_late = self._counter(
            "sermadrid_alerts_late", f"Alerts sent more than {LATE_AFTER} after they were due."
        )
        self._delays = self._histogram(
            "sermadrid_alert_delay_seconds", "From an alert's hour to its message.", _DELAY_SECONDS
        )
        self._trainings = self._histogram(
            "sermadrid_training_seconds", "Trainings, by what came of them.", _JOB_SECONDS, "outcome"
        )
        self._jobs = self._histogram(
            "sermadrid_job_seconds", "Scheduled jobs.", _JOB_SECONDS, "job", "outcome"
        )
        self._job_ended = self._gauge(
            "sermadrid_job_done_timestamp_seconds", "When a scheduled job last ended well; 0: not yet.", "job"
        )

        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """Have every series whose labels are known: Prometheus sees no increase in one that begins with its first event."""
        for instrument, labels in (
            (self._refused, Refusal),
            (self._maps, DrawingOutcome),
            (self._alerts, AlertOutcome),
            (self._trainings, TrainingOutcome),
        ):
            for label in get_args(labels):
                instrument.labels(label)

    def update_handled(self, kind: str, seconds: float) -> None:
        """Time an update."""
        self._updates.labels(kind).observe(seconds)

    def update_refused(self, reason: Refusal) -> None:
        """Count an update that was not handled."""
        self._refused.labels(reason).inc()

    def failed(self, error: BaseException) -> None:
        """Count an error by its class; one of another process by the class that it had there."""
        self._failures.inc()
        self._errors.labels(class_name(error)).inc()

    def geocoded(self, service: str, outcome: str, seconds: float) -> None:
        """Time a question to a geocoder."""
        self._geocodings.labels(service, outcome).observe(seconds)

    def map_drawn(self, outcome: DrawingOutcome, seconds: float) -> None:
        """Time a drawing."""
        self._maps.labels(outcome).observe(seconds)

    def alerts_due(self, count: int) -> None:
        """Keep how many alerts are due and not told."""
        self._alerts_due.set(count)

    def alert_sent(self, delay: timedelta) -> None:
        """Count an alert, and whether it was late."""
        self._alerts.labels("sent").inc()
        self._delays.observe(delay.total_seconds())
        if delay > LATE_AFTER:
            self._alerts_late.inc()

    def alerts_failed(self, count: int) -> None:
        """Count alerts that are given up."""
        self._alerts.labels("failed").inc(count)

    def trained(self, outcome: TrainingOutcome, seconds: float) -> None:
        """Time a training."""
        self._trainings.labels(outcome).observe(seconds)

    def job_expected(self, job: str) -> None:
        """Have the series of a job that is going to be done."""
        for outcome in get_args(JobOutcome):
            self._jobs.labels(job, outcome)
        self._job_ended.labels(job)

    def job_ended(self, job: str, outcome: JobOutcome, seconds: float) -> None:
        """Time a job, and keep when it last ended well."""
        self._jobs.labels(job, outcome).observe(seconds)
        if outcome == "done":
            self._job_ended.labels(job).set(self._clock().timestamp())

    def job_was_done(self, job: str, at: datetime) -> None:
        """Keep when a job last ended well, in a process before this one."""
        self._job_ended.labels(job).set(at.timestamp())

    def watch_forecast(self, forecasts: Forecasts) -> None:
        """Tell the age of the forecast that serves and of its data, whether it is simulated or a stopgap."""

        def age(manifest: Manifest) -> float:
            return (self._clock() - manifest.created).total_seconds()

        def data_age(manifest: Manifest) -> float:
            midnight = datetime.combine(manifest.trained_until + timedelta(days=1), time(), MADRID)
            return (self._clock() - midnight.astimezone(UTC)).total_seconds()

        self.watch(
            "sermadrid_model_age_seconds", "Since the forecast was trained.", lambda: age(forecasts.manifest)
        )
        self.watch(
            "sermadrid_data_age_seconds",
            "Since the last tickets known.",
            lambda: data_age(forecasts.manifest),
        )
        self.watch("sermadrid_model_demo", "1 on demonstration data.", lambda: float(forecasts.manifest.demo))
        self.watch(
            "sermadrid_model_damaged",
            "1 when an older forecast serves because the newest is damaged.",
            lambda: float(forecasts.damage is not None),
        )

    def watch(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Look a value up whenever somebody asks."""
        self._gauge(name, meaning).set_function(value)

    def exposition(self) -> bytes:
        """Return every metric in Prometheus' text format (CONTENT_TYPE)."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, meaning, labels, buckets=buckets, registry=self.registry)
