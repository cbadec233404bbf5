"""`sermadrid models`: published forecasts, and which of them serves."""

import click
from rich.table import Table

from bot.commands.tables import print_table
from bot.settings import load_settings
from forecasting.errors import CorruptModelError
from forecasting.publishing import VERSIONS_KEPT, ModelFolder

RIVAL = "seasonal-naive"


@click.group()
def models() -> None:
    """List, promote, roll back and prune published forecasts."""


@models.command("list")
def list_versions() -> None:
    """List the versions, the one that serves with a star; damaged ones say so."""
    folder = _folder()
    serving = folder.serving()
    table = Table("", "version", "data", "until", "WAPE", "naive", "series", box=None)
    for version in folder.versions():
        star = "*" if version == serving else ""
        try:
            folder.verify(version)
            manifest = folder.manifest(version)
        except CorruptModelError as error:
            table.add_row(star, version, f"damaged: {error}")
            continue
        ours, naive = (manifest.scores.get(name, {}).get("wape") for name in ("ladder", RIVAL))
        kind = "demonstration" if manifest.demo else "tickets"
        figures = ("–" if wape is None else f"{wape:.3f}" for wape in (ours, naive))
        table.add_row(star, version, kind, f"{manifest.trained_until}", *figures, str(len(manifest.series)))
    print_table(table)
    try:
        folder.current()
    except CorruptModelError as error:
        click.echo(f"{error}. To mend it: sermadrid models rollback, or promote.", err=True)


@models.command("promote")
@click.argument("version")
def promote(version: str) -> None:
    """Let VERSION serve from now on."""
    _folder().promote(version)
    click.echo(f"{version} serves now.")


@models.command("rollback")
def rollback() -> None:
    """Let the newest whole version before the current one serve; of all, where it is unknown which is current."""
    click.echo(f"{_folder().rollback()} serves now.")


@models.command("prune")
@click.option(
    "--keep", type=click.IntRange(1), default=VERSIONS_KEPT, show_default=True, help="Newest to keep."
)
def prune(keep: int) -> None:
    """Delete old versions; the one that serves stays."""
    deleted = _folder().prune(keep)
    click.echo("Deleted: " + (", ".join(deleted) or "none"))


def _folder() -> ModelFolder:
    return ModelFolder(load_settings().models_dir)
