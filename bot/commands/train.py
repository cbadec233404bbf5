"""`sermadrid train`: tickets, or the demonstration, → a published forecast."""

import os
from html import unescape
from pathlib import Path

import click

from bot.clock import utc_now
from bot.errors import TrainingRefusedError
from bot.progress import progress_bar
from bot.services.admin.retraining import refusal_words
from bot.settings import load_settings
from bot.training_data import training_data
from bot.training_reports import kept_reports
from forecasting.service_hours import ServiceCalendar
from forecasting.training import Outcome
from forecasting.training import train as train_panel


@click.command()
@click.option("--demo", is_flag=True, help="Train on the demonstration even when tickets have been ingested.")
@click.option(
    "--force",
    is_flag=True,
    help="Publish even a forecast that is worse than the one it replaces, or that cannot be tried.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Processes.",
)
@click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Instead of SERMADRID_DATA_DIR."
)
def train(*, demo: bool, force: bool, workers: int, data_dir: Path | None) -> None:
    """Train on the ingested tickets (without any: on the demonstration) and publish the forecast."""
    settings = load_settings()
    if data_dir is not None:
        settings = settings.model_copy(update={"data_dir": data_dir})
    now, calendar = utc_now(), ServiceCalendar.load()
    with progress_bar("Training data"):
        panel, sources = training_data(settings, calendar, now, demo=demo)
    with progress_bar("Training") as tell:
        outcome = train_panel(
            panel,
            calendar,
            settings.models_dir,
            now,
            workers=workers,
            progress=tell,
            sources=sources,
            reports=kept_reports(settings, now),
            force=force,
        )
    _report(outcome)


def _report(outcome: Outcome) -> None:
    manifest = outcome.manifest
    for name, scores in manifest.scores.items():
        figures = "  ".join(f"{metric} {value:.3f}" for metric, value in scores.items() if metric != "n")
        click.echo(f"{name:16} {figures}", err=True)
    if not outcome.promoted:
        raise TrainingRefusedError(_why(outcome))
    kind = "demonstration data" if manifest.demo else "tickets"
    click.echo(
        f"Published {manifest.version}: {len(manifest.series)} series from {kind} until {manifest.trained_until}, "
        f"forecast to {manifest.table_until}.",
        err=True,
    )


def _why(outcome: Outcome) -> str:
    """Return why the gate refused, in words."""
    faults = ((each.fault, each.ours, each.theirs) for each in outcome.refusals)
    return " ".join(unescape(refusal_words(each, "en")) for each in faults)
