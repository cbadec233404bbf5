"""The SQLite file as a whole: copied while it is in use, put back, and looked through.

A copy is whole, checked and on the disk before it has its name; what a restored file takes the place of
is kept aside. SQLite's own backup does the copying, so that nothing in the write-ahead log is missed.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.db.failing import named
from bot.db.revision import VERSION_TABLE, known_revisions, newest_revision
from bot.errors import BackupError, DamagedDatabaseError, NoDatabaseError, UnusableFileError

SIDE_FILES: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database; of another database, they would damage it."""

OWNER_ONLY: Final = 0o600  # a copy tells of people as the database does
STAMP: Final = "%Y%m%dT%H%M%SZ"
NAME: Final = "sermadrid-{stamp}.db"
BACKUPS: Final = "sermadrid-*Z.db"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a database file is like: rows by table, its revision, and what is wrong with it."""

    file: Path
    revision: str | None
    rows: Mapping[str, int]
    problems: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether the revision is the newest that this version knows."""
        return self.revision == newest_revision()


def check(file: Path) -> Findings:
    """Return what a database file is like, damaged or not; it may be in use.

    Raises:
        NoDatabaseError: there is no such file.
        UnusableFileError: it cannot be read.
    """
    if not file.is_file():
        raise NoDatabaseError(file)
    try:
        with closing(_connected(file)) as connection:
            return _looked_through(file, connection)
    except sqlite3.Error as error:
        by_name = named(error, file)
        if isinstance(by_name, UnusableFileError):
            raise by_name from error
        return Findings(file, None, {}, (str(error),))


def back_up(database: Path, target: Path, now: datetime) -> Path:
    """Copy a database to a file, or to a new one in a folder, named by the time (aware); returns the file.

    Raises:
        NoDatabaseError: there is no database.
        DamagedDatabaseError: the database is damaged, and so would be the copy; an older one stays.
        BackupError: the copy cannot be written.
    """
    if not database.is_file():
        raise NoDatabaseError(database)
    file = target / NAME.format(stamp=_stamp(now)) if target.is_dir() else target
    if file.resolve() == database.resolve():
        raise BackupError(file, "it is the database itself")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, file)
    except OSError as error:
        raise BackupError(file, error.strerror or str(error)) from error
    return file


def restore(backup: Path, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; returns where the old one is kept, if there was one.

    Nobody may be using the database: who calls holds the lock of a bot that runs.

    Raises:
        NoDatabaseError: there is no such backup.
        DamagedDatabaseError: it is damaged.
        BackupError: it is of no known version, or cannot be written.
    """
    findings = check(backup)
    if findings.problems:
        raise DamagedDatabaseError(backup, findings.problems)
    if findings.revision not in known_revisions():
        raise BackupError(backup, "it is no database of this version, or of one before")
    aside = database.with_name(f"{database.name}.before-{_stamp(now)}") if database.exists() else None
    fresh = database.with_name(f".{database.name}.restored")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(backup, fresh)
        if aside is not None:
            _move_aside(database, aside)
        fresh.replace(database)
    except OSError as error:
        raise BackupError(database, error.strerror or str(error)) from error
    return aside


def prune_backups(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder; returns those deleted."""
    old = sorted(folder.glob(BACKUPS))[:-keep]
    for file in old:
        file.unlink()
    return old


def _copy(source: Path, target: Path) -> None:
    """Copy a database into one file, checked and on the disk before it has its name."""
    unfinished = target.with_name(f".{target.name}.new")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    try:
        try:
            with closing(_connected(source)) as reading, closing(sqlite3.connect(unfinished)) as writing:
                reading.backup(writing)
                writing.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        except sqlite3.Error as error:
            raise DamagedDatabaseError(source, (str(error),)) from error
        problems = check(unfinished).problems
        if problems:
            raise DamagedDatabaseError(source, problems)
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _move_aside(database: Path, aside: Path) -> None:
    """Rename a database with what belongs to it: SQLite's side files, and what Litestream knows of it."""
    for name in (*(f"{{}}{suffix}" for suffix in SIDE_FILES), ".{}-litestream", "{}"):
        file = database.with_name(name.format(database.name))
        if file.exists():
            file.rename(aside.with_name(name.format(aside.name)))


def _looked_through(file: Path, connection: sqlite3.Connection) -> Findings:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [
        f"a row of {table} refers to one of {parent} that is not there"
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 -- its own tables
    revision = None
    if counts.pop(VERSION_TABLE, 0):
        (revision,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 -- a constant
    return Findings(file, revision, counts, tuple(problems))


def _connected(file: Path) -> sqlite3.Connection:
    """Open a database that exists; SQLite would make an empty one of any other name."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime(STAMP)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
