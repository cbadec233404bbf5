"""`sermadrid data`: official files in, demonstration files out."""

import asyncio
import logging
import sys
from collections.abc import Set as AbstractSet
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import get_args

import click

from bot.clock import utc_now
from bot.commands.days import Day
from bot.commands.sync_progress import sync_progress
from bot.failures import EXPECTED, in_words
from bot.geography import figures_in_force
from bot.portal.addresses import Dataset
from bot.presentation.syncing import advice_lines, outcome_lines
from bot.progress import progress_bar
from bot.services.syncing import QUARTERS, READ, SyncRequest, SyncService
from bot.settings import load_settings
from bot.training_data import capacities
from forecasting.demo import TicketQuirks, write_demo_tickets
from forecasting.errors import TicketFileError
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.manifest import IngestedFile
from forecasting.tickets.shortfalls import Shortfall
from forecasting.tickets.store import TicketStore
from geodata.building import BuildReport, Step, build_resources
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.tables import RESOURCES

SOME_PATH = click.Path(path_type=Path)
STEPS: tuple[Step, ...] = get_args(Step)
FAILED = 2
"""The status when something could not be fetched or read; what could be is here all the same."""
DATE = Day()

log = logging.getLogger(__name__)


@click.group()
def data() -> None:
    """Read the city's official files, or write files like them."""


@data.command("build-resources")
@click.option("--boundaries", type=SOME_PATH, required=True, help="The neighbourhoods' shapefile (.shp).")
@click.option("--spaces", type=SOME_PATH, required=True, help="The CSV of streets and spaces.")
@click.option(
    "--out", type=SOME_PATH, default=RESOURCES, show_default="the package's own", help="Folder to write."
)
def build(boundaries: Path, spaces: Path, out: Path) -> None:
    """Make the compact geography that the bot carries from the official files."""
    with progress_bar("Building") as tell:
        report = build_resources(
            boundaries, spaces, out, progress=lambda step: tell(STEPS.index(step) / len(STEPS))
        )
    _tell_build(report, out)


@data.command("ingest")
@click.argument("files", type=SOME_PATH, nargs=-1, required=True)
def ingest(files: tuple[Path, ...]) -> None:
    """Read official ticket files: CSV, ZIP, or folders of them. What was read before is passed over.

    A file that is refused does not stop the rest; the status is 2 then.
    """
    settings = load_settings()
    store = TicketStore(settings.tickets_dir, ServiceCalendar.load(), _tell_waiting)
    known = {each.code for each in NeighbourhoodIndex.load(figures_in_force(settings.resources_dir))}
    taken = [_taken_in(store, path, known) for path in files]
    if not all(taken):
        sys.exit(FAILED)


@data.command("forget")
@click.argument("file")
def forget(file: str) -> None:
    """Take the tickets of an ingested file out again, by its name or its digest."""
    store = TicketStore(load_settings().tickets_dir, waiting=_tell_waiting)
    store.forget(store.digest_of(file))
    click.echo(f"{file}: its tickets are out; the next training learns without them")


@data.command("sync")
@click.option(
    "--only",
    type=click.Choice(get_args(Dataset)),
    multiple=True,
    default=READ,
    show_default=", ".join(READ),
    help="Data set; may be given several times. Nothing reads the meters: they are only kept.",
)
@click.option(
    "--quarters",
    type=click.IntRange(1),
    default=QUARTERS,
    show_default=True,
    help="Newest quarters of tickets to have.",
)
@click.option("--force", is_flag=True, help="Fetch what is unchanged, too, and what was refused before.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be fetched; nothing is written.")
def sync(*, only: tuple[Dataset, ...], quarters: int, force: bool, dry_run: bool) -> None:
    """Fetch the newest editions of the city's open data, and put them to use; what fails changes nothing."""
    request = SyncRequest(only, quarters, force=force, dry_run=dry_run)
    with sync_progress() as watch:
        report = asyncio.run(SyncService(load_settings()).sync(request, watch))
    for error in report.errors:
        if not isinstance(error, EXPECTED):
            log.error("What is told below as a fault of the program:", exc_info=error)
    for outcome in report.outcomes:
        for line in outcome_lines(outcome, "en"):
            click.echo(unescape(line), err=outcome.state == "failed")
    for line in advice_lines(report, "en"):
        click.echo(unescape(line))
    if report.failed:
        sys.exit(FAILED)


@data.command("demo-tickets")
@click.option("--from", "first", type=DATE, required=True, help="First day.")
@click.option("--to", "last", type=DATE, required=True, help="Last day, included.")
@click.option("--out", type=SOME_PATH, required=True, help="CSV file to write.")
@click.option(
    "--quirks", is_flag=True, help="As untidy as the real files: other delimiters, test rows, bad times…"
)
@click.option(
    "--scale",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="Share of them.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def demo_tickets(  # noqa: PLR0913 -- one parameter an option
    first: datetime, last: datetime, out: Path, *, quirks: bool, scale: float, seed: int
) -> None:
    """Write simulated tickets in the official format; 180,000 a weekday at full scale."""
    if last < first:
        raise click.BadParameter("the last day is before the first", param_hint="--to")
    layout = TicketQuirks.untidy() if quirks else TicketQuirks.of_year(first.year)
    with progress_bar("Writing") as tell:
        count = write_demo_tickets(
            first.date(),
            last.date(),
            out,
            capacities(load_settings()),
            ServiceCalendar.load(),
            seed=seed,
            quirks=layout,
            scale=scale,
            progress=tell,
        )
    click.echo(f"{out}: {count:,} simulated tickets")


def _taken_in(store: TicketStore, path: Path, known: AbstractSet[str]) -> bool:
    """Take in what a path leads to, and tell of it; returns whether nothing was refused."""
    try:
        with progress_bar(path.name) as tell:
            report = store.ingest(
                path, utc_now(), known, lambda done, total: tell(done / total if total else 1.0)
            )
    except TicketFileError as error:
        _tell_refused(error)
        return False
    for file in report.added:
        _tell_ingested(file)
    for gone in report.replaced:
        click.echo(unescape(in_words(gone)))
    for file in report.known:
        click.echo(f"{file.name}: read before, nothing to do")
    for again in report.repeated:
        click.echo(unescape(in_words(again)))
    for short in report.shortfalls:
        _tell_short(short)
    for refused in report.refused:
        _tell_refused(refused)
    return not report.refused


def _tell_refused(error: TicketFileError) -> None:
    click.echo(f"Error: {unescape(in_words(error))}", err=True)


def _tell_waiting() -> None:
    click.echo("another ingestion is under way: waiting for its end", err=True)


def _tell_build(report: BuildReport, out: Path) -> None:
    click.echo(
        f"{out}: {report.neighbourhoods} neighbourhoods, {report.streets:,} streets, {report.stretches:,} stretches, "
        f"{sum(report.spaces.values()):,} spaces; outlines moved {report.largest_shift:.1f} m at the most; "
        f"{sum(report.sizes.values()) / 1000:.0f} kB"
    )
    for code, rows in report.rows_without_outline.items():
        click.echo(f"neighbourhood {code} has {rows} rows and no outline", err=True)
    for code in report.outlines_without_rows:
        click.echo(f"neighbourhood {code} has an outline and no spaces", err=True)


def _tell_ingested(file: IngestedFile) -> None:
    dropped = (
        ", ".join(f"{reason} {rows:,}" for reason, rows in sorted(file.dropped.items()) if rows) or "none"
    )
    days = ", ".join(f"{first}–{last}" for first, last in file.covered)
    click.echo(f"{file.name}: {file.read:,} rows read, {file.kept:,} kept; dropped: {dropped}; days {days}")
    if file.missing:
        click.echo(f"{file.name}: no tickets on {len(file.missing)} regulated days of its quarter", err=True)


def _tell_short(short: Shortfall) -> None:
    where = f"neighbourhood {short.area}" if short.area else "the city"
    treated = (
        "training takes it for unknown"
        if short.dip
        else "it stays in training: only later quarters can tell whether rows are missing"
    )
    click.echo(
        f"{short.name}: {where} has {short.share:.0%} of the tickets that the quarters around it promise; {treated}",
        err=True,
    )
