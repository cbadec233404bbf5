"""Rolling-origin evaluation: what each forecaster would have said, had it been asked then.

An origin is the last local day whose tickets are known. Ticket files come by the quarter, so origins
are ends of quarters by default; they are published some weeks later, so USEFUL names the leads that
a user really meets. Only regulated slots are scored: the zeros of the night flatter everyone.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from forecasting.errors import NotEnoughDataError
from forecasting.forecasters.base import FittedForecaster, Floats, Forecaster
from forecasting.forecasters.day_grid import DAY, local_slots
from forecasting.scores import Scores, naive_scale, score
from forecasting.series import Panel, Series
from forecasting.service_hours import ServiceCalendar
from forecasting.workers import Cancelled, Progress, stop_if

LEADS = (7, 28, 91, 182)
"""Last days of the lead bands: 1–7, 8–28, 29–91 and 92–182 days after the last known one."""

USEFUL = 91
"""The band that matters (29–91): tickets of a quarter are published some weeks after its end."""

LEAST_HISTORY = 42
"""Days of history below which an origin is no test but a guess."""

METRICS = ("wape", "bias", "mase", "pinball", "coverage80", "coverage90")


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecaster's scores for one series ("07-05/blue"), origin and lead band (its last day)."""

    forecaster: str
    series: str
    origin: date
    lead: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """All trials, in the order that they were made; `demo`: the series were simulated."""

    trials: tuple[Trial, ...]
    demo: bool

    def means(self, *by: str) -> list[dict[str, float | int | str]]:
        """Average the metrics over the trials that share the fields `by`, each trial counting the same.

        Fields: "forecaster", "series", "neighbourhood", "colour", "origin", "lead". Rows keep the
        order in which their group first occurred; a metric that is unknown in all its trials is NaN.
        """
        groups: dict[tuple[str | int, ...], list[Scores]] = {}
        for trial in self.trials:
            groups.setdefault(tuple(_field(trial, name) for name in by), []).append(trial.scores)
        return [{**dict(zip(by, key, strict=True)), **_mean(found)} for key, found in groups.items()]

    def table(self, *by: str) -> str:
        """Write `means` as a plain text table; by forecaster and lead unless told otherwise."""
        rows = self.means(*(by or ("forecaster", "lead")))
        if not rows:
            return "no trials"
        cells = [list(rows[0]), *([_text(value) for value in row.values()] for row in rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
        return "\n".join("  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) for line in cells)

    def to_json(self) -> str:
        """Write every trial as JSON; unknown scores are null."""
        trials = [
            {**asdict(t), "origin": t.origin.isoformat(), "scores": _nulls(t.scores.to_dict())}
            for t in self.trials
        ]
        return json.dumps({"demo": self.demo, "trials": trials}, ensure_ascii=False) + "\n"


def quarter_origins(
    panel: Panel, calendar: ServiceCalendar, count: int = 4, ahead: int = USEFUL
) -> list[date]:
    """Give the last `count` ends of quarters that leave `ahead` days to score, oldest first.

    Raises NotEnoughDataError when the panel has none.
    """
    first, last = (_local_date(panel, calendar, pick) for pick in (min, max))
    found: list[date] = []
    day = date(last.year + 1, 1, 1)
    while day > first and len(found) < count:
        end = day - timedelta(days=1)
        if end + timedelta(days=ahead) <= last and end - timedelta(days=LEAST_HISTORY) >= first:
            found.append(end)
        day = (end.replace(day=1) - timedelta(days=45)).replace(day=1)
    if not found:
        raise NotEnoughDataError(f"no end of a quarter from {first} to {last} leaves {ahead} days to score")
    return found[::-1]


def run_backtest(  # noqa: PLR0913 -- what, on what, when, and how to watch it
    panel: Panel,
    calendar: ServiceCalendar,
    forecasters: Sequence[Forecaster],
    origins: Sequence[date],
    *,
    leads: Sequence[int] = LEADS,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> BacktestResult:
    """Fit every forecaster as of every origin, and score it on what came, by series and lead band.

    A series takes part in an origin with LEAST_HISTORY days of history and something to score.
    `progress` is told the share done, 0..1. Raises TrainingCancelledError when `cancelled` says so.
    """
    trials: list[Trial] = []
    steps = [(origin, forecaster) for origin in origins for forecaster in forecasters]
    for done, (origin, forecaster) in enumerate(steps, 1):
        stop_if(cancelled)
        models = forecaster.fit(panel_until(panel, calendar, origin), calendar)
        for series in panel:
            if series.key in models:
                tests = _trials(series, models[series.key], calendar, origin, leads)
                trials.extend(replace(trial, forecaster=forecaster.name) for trial in tests)
        if progress:
            progress(done / len(steps))
    return BacktestResult(tuple(trials), panel.demo)


def panel_until(panel: Panel, calendar: ServiceCalendar, day: date) -> Panel:
    """Cut the panel as it was known at the end of the local `day`; series too young by then are left out."""
    tomorrow = day + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=calendar.zone)
    end = np.datetime64(int(midnight.timestamp()), "s")
    past = []
    for series in panel:
        known = series.slots < end
        if known.any() and (end - series.slots[0]) / DAY >= LEAST_HISTORY:
            past.append(replace(series, slots=series.slots[known], occupied=series.occupied[known]))
    return Panel(tuple(past), panel.demo)


def _trials(
    series: Series, model: FittedForecaster, calendar: ServiceCalendar, origin: date, leads: Sequence[int]
) -> list[Trial]:
    days, _ = local_slots(series.slots, str(calendar.zone))
    lead = ((days - np.datetime64(origin)) / DAY).astype(np.int64)
    known = np.isfinite(series.occupied) & calendar.mask(series.key.neighbourhood, series.slots)
    scored = known & (lead >= 1) & (lead <= max(leads))
    if not scored.any():
        return []
    actual, lead_scored = series.occupied[scored], lead[scored]
    prediction = model.predict(series.slots[scored])
    scale = _history_scale(series, known & (lead <= 0))
    trials = []
    for low, high in zip((0, *leads), leads, strict=False):
        band = (lead_scored > low) & (lead_scored <= high)
        if band.any():
            scores = score(actual[band], prediction.mean[band], prediction.quantiles[band], scale=scale)
            trials.append(Trial("", str(series.key), origin, high, scores))
    return trials


def _history_scale(series: Series, history: np.ndarray) -> float:
    """Naive error of the history's regulated hours; a row is 24 slots, which a week's shift leaves in step."""
    values: Floats = np.where(history, series.occupied, np.nan)
    return naive_scale(values[: len(values) // 24 * 24].reshape(-1, 24))


def _local_date(panel: Panel, calendar: ServiceCalendar, pick: Callable[..., np.datetime64]) -> date:
    ends = [series.slots[[0, -1]] for series in panel if len(series.slots)]
    if not ends:
        raise NotEnoughDataError("the panel is empty")
    days, _ = local_slots(np.array([pick(end) for end in ends]), str(calendar.zone))
    found: date = pick(days).astype("datetime64[D]").item()
    return found


def _field(trial: Trial, name: str) -> str | int:
    neighbourhood, _, colour = trial.series.partition("/")
    fields: dict[str, str | int] = {
        "forecaster": trial.forecaster,
        "series": trial.series,
        "neighbourhood": neighbourhood,
        "colour": colour,
        "origin": trial.origin.isoformat(),
        "lead": trial.lead,
    }
    return fields[name]


def _mean(found: Sequence[Scores]) -> dict[str, float | int | str]:
    row: dict[str, float | int | str] = {"trials": len(found), "n": sum(scores.n for scores in found)}
    for name in METRICS:
        values = [v for v in (scores.to_dict()[name] for scores in found) if math.isfinite(v)]
        row[name] = sum(values) / len(values) if values else math.nan
    return row


def _nulls(scores: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in scores.items()}


def _text(value: float | str) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
