"""`sermadrid train`: tickets, or the demonstration, → a published forecast."""

import os
from datetime import datetime
from pathlib import Path

import click

from bot.bootstrap import utc_now
from bot.commands.progress import progress_bar
from bot.errors import TrainingRefusedError
from bot.settings import load_settings
from forecasting.demo import demo_panel
from forecasting.manifest import DataSource
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.ticket_store import TicketStore
from forecasting.training import Outcome
from forecasting.training import train as train_panel
from geodata.spaces import SpaceIndex


@click.command()
@click.option("--demo", is_flag=True, help="Train on the demonstration even when tickets have been ingested.")
@click.option("--force", is_flag=True, help="Publish even a forecast that is worse than the one it replaces.")
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
    store = TicketStore(settings.tickets_dir, calendar)
    with progress_bar("Training data") as tell:
        panel, sources = _training_data(store, calendar, now, demo=demo)
        tell(1.0)
    with progress_bar("Training") as tell:
        outcome = train_panel(
            panel,
            calendar,
            settings.models_dir,
            now,
            workers=workers,
            progress=tell,
            sources=sources,
            force=force,
        )
    _report(outcome)


def _training_data(
    store: TicketStore, calendar: ServiceCalendar, now: datetime, *, demo: bool
) -> tuple[Panel, tuple[DataSource, ...]]:
    totals = SpaceIndex.load().totals()
    capacities = {SeriesKey(code, colour): spaces for (code, colour), spaces in totals.items() if spaces}
    files = store.files()
    if demo or not files:
        return demo_panel(capacities, calendar, now), ()
    sources = tuple(
        DataSource(file.name, file.digest, file.covered[0][0], file.covered[-1][1], file.kept, file.dropped)
        for file in files
        if file.covered
    )
    return store.panel(capacities), sources


def _report(outcome: Outcome) -> None:
    manifest = outcome.manifest
    for name, scores in manifest.scores.items():
        click.echo(
            f"{name:16} " + "  ".join(f"{metric} {value:.3f}" for metric, value in scores.items()), err=True
        )
    if not outcome.promoted:
        raise TrainingRefusedError("; ".join(str(refusal) for refusal in outcome.refusals))
    kind = "demonstration data" if manifest.demo else "tickets"
    click.echo(
        f"Published {manifest.version}: {len(manifest.series)} series from {kind} until {manifest.trained_until}, "
        f"forecast to {manifest.table_until}.",
        err=True,
    )
