"""`sermadrid db`: the database copied, put back and looked through."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.clock import utc_now
from bot.db.backup import back_up, check, restore
from bot.db.revision import refuse_unknown
from bot.errors import DamagedDatabaseError, EmptyDatabaseError
from bot.settings import Settings, load_settings
from bot.upkeep import running_alone

FILE = click.Path(path_type=Path)


@click.group()
def db() -> None:
    """Back up, restore and check the database."""


@db.command("backup")
@click.argument("target", type=click.Path(), required=False)  # a Path would lose the slash at its end
def backup_(target: str | None) -> None:
    """Copy the database to TARGET, a file or a folder (the backups' own); the bot may be running.

    With a slash at its end TARGET is a folder, made where there is none. Only an older backup is written over.
    """
    settings = load_settings()
    with _stopped_as_by_hand():
        file = back_up(settings.database_file, _place(target, settings), utc_now())
    click.echo(f"Backed up to {file}")


def _place(target: str | None, settings: Settings) -> Path:
    """Return the file or folder to copy to; what can only be a folder is made."""
    place = settings.backups if target is None else Path(target)
    if target is None or target.endswith(os.sep):
        place.mkdir(parents=True, exist_ok=True)
    return place


@db.command("restore")
@click.argument("backup", type=FILE)
def restore_(backup: Path) -> None:
    """Put BACKUP in the place of the database, which is kept aside; the bot must not be running."""
    settings = load_settings()
    with _stopped_as_by_hand(), running_alone(settings):
        aside = restore(backup, settings.database_file, utc_now())
    click.echo(f"{settings.database_file} is {backup.name} now.")
    if aside is not None:
        click.echo(f"What was there before is kept as {aside}")


@db.command("check")
@click.argument("file", type=FILE, required=False)
def check_(file: Path | None) -> None:
    """Say whether FILE (the database) is whole, its revision, and how much is in it."""
    findings = check(file or load_settings().database_file)
    if findings.problems:
        raise DamagedDatabaseError(findings.file, findings.problems)
    if findings.is_empty:
        raise EmptyDatabaseError(findings.file)
    refuse_unknown(findings.file, findings.revision, findings.rows)
    age = "the newest" if findings.is_current else "brought up to date at the next start"
    table = Table("table", "rows", box=None)
    for name, count in findings.rows.items():
        table.add_row(name, str(count))
    Console(soft_wrap=True, highlight=False).print(table)
    click.echo(f"{findings.file} is whole, revision {findings.revision} ({age}).")


@contextmanager
def _stopped_as_by_hand() -> Iterator[None]:
    """Have SIGTERM end the block as Ctrl-C does: nothing unfinished stays behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
