"""Training and comparing models: what `bot.steps.worker` does in a process of its own."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.clock import utc_now
from bot.settings import Settings, load_settings
from bot.steps.processes import Tell
from bot.training_data import training_data
from bot.training_reports import kept_reports
from forecasting.backtest import quarter_origins, run_backtest
from forecasting.backtest_picture import draw_backtest
from forecasting.forecasters.baselines import BASELINES
from forecasting.forecasters.ladder import SmoothingLadder
from forecasting.service_hours import ServiceCalendar
from forecasting.training import train

ORIGINS = 4
"""Ends of quarters to stand at: a year."""


def retrain(job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Train in `data_dir`, with so many `workers` if the job names any: else one core is left to who asks meanwhile.

    Returns the `manifest` (JSON), whether it was `promoted`, and its `refusals`. Raises TicketStoreError and what
    `forecasting.training.train` does.
    """
    settings, now, calendar = _settings(job), utc_now(), ServiceCalendar.load()
    tell("training", 0.0)
    panel, sources = training_data(settings, calendar, now)
    outcome = train(
        panel,
        calendar,
        settings.models_dir,
        now,
        workers=job.get("workers") or max(1, (os.cpu_count() or 1) - 1),
        progress=lambda share: tell("training", share),
        sources=sources,
        reports=kept_reports(settings, now),
    )
    return {
        "manifest": outcome.manifest.to_json(),
        "promoted": outcome.promoted,
        "refusals": [[each.fault, each.ours, each.theirs] for each in outcome.refusals],
        "remarks": (),
    }


def backtest(job: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Compare the model with the simplest ones on what `data_dir` has, and draw it into the file `picture`.

    Returns the `wape` by forecaster and whether the data are a `demo`. Raises TicketStoreError, NotEnoughDataError.
    """
    tell("comparing", 0.0)
    calendar = ServiceCalendar.load()
    panel, _ = training_data(_settings(job), calendar, utc_now())
    result = run_backtest(
        panel,
        calendar,
        (SmoothingLadder(), *BASELINES),
        quarter_origins(panel, calendar, ORIGINS),
        progress=lambda share: tell("comparing", share),
    )
    Path(job["picture"]).write_bytes(draw_backtest(result))
    wape = {str(row["forecaster"]): float(row["wape"]) for row in result.means("forecaster")}
    return {"wape": wape, "demo": result.demo, "remarks": ()}


def _settings(job: Mapping[str, Any]) -> Settings:
    return load_settings().model_copy(update={"data_dir": Path(job["data_dir"])})
