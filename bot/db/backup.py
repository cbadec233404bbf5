"""The SQLite file as a whole: copied while it is in use, put back, and looked through.

A copy is whole, checked and on the disk before it has its name; what a restored file takes the place of
is kept aside. SQLite's own backup does the copying, so that nothing in the write-ahead log is missed.
"""

import errno
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.db.engine import OWNER_ONLY
from bot.db.failing import named
from bot.db.revision import OF_OTHERS, VERSION_TABLE, known_revisions, newest_revision
from bot.errors import (
    NO_ROOM,
    BackupError,
    BotError,
    DamagedDatabaseError,
    EmptyDatabaseError,
    NoDatabaseError,
    NoRoomError,
    UnusableFileError,
)

SIDE_FILES: Final = ("-shm", "-journal", "-wal")
"""What SQLite keeps beside a database, the telling one last; beside another, it would be taken for that one's."""

STAMP: Final = "%Y%m%dT%H%M%SZ"
NAME: Final = "sermadrid-{stamp}.db"
BACKUPS: Final = "sermadrid-*Z.db"
UNFINISHED: Final = ".{name}.new"
"""What a copy is called until it is whole."""

LONGEST_COPYING: Final = timedelta(hours=1)
"""A database of some megabytes takes a second; what is unfinished after so long was killed."""


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

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever written to it, as in a file of no bytes, which SQLite opens as any other."""
        return self.revision is None and all(name.startswith(OF_OTHERS) for name in self.rows)


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
        EmptyDatabaseError: nothing is in it; an older copy stays, too.
        NoRoomError: there is no room for the copy.
        BackupError: the copy cannot be written, or what has its name is no backup.
        UnusableFileError: what has its name cannot be read.
    """
    if not database.is_file():
        raise NoDatabaseError(database)
    if target.is_dir():
        _delete_unfinished(target, now)
    file = target / NAME.format(stamp=_stamp(now)) if target.is_dir() else target
    if file.resolve() == database.resolve():
        raise BackupError(file, "it is the database itself")
    _refuse_any_but_backups(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, file)
    except OSError as error:
        raise _unwritten(file, error) from error
    return file


def _refuse_any_but_backups(file: Path) -> None:
    """Keep what is no database of this bot, such as its log or the reporters' key, from being written over."""
    if file.name.lower().endswith(SIDE_FILES):
        raise BackupError(file, "SQLite would take it for a part of the database beside it")
    if file.exists() and (not file.is_file() or check(file).revision not in known_revisions()):
        raise BackupError(file, "it is there already, and is no backup of this bot: choose another name")


def restore(backup: Path, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; returns where the old one, or what was left of it, is kept.

    Nobody may be using the database: who calls holds the lock of a bot that runs.

    Raises:
        NoDatabaseError: there is no such backup.
        DamagedDatabaseError: it is damaged.
        NoRoomError: there is no room for it beside the database.
        BackupError: it is of no known version, or cannot be written.
    """
    findings = check(backup)
    if findings.problems:
        raise DamagedDatabaseError(backup, findings.problems)
    if findings.revision not in known_revisions():
        raise BackupError(backup, "it is no database of this version, or of one before")
    fresh = database.with_name(f".{database.name}.restored")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        _copy(backup, fresh)
        try:
            aside = _moved_aside(database, database.with_name(f"{database.name}.before-{_stamp(now)}"))
            fresh.replace(database)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(database, error) from error
    return aside


def prune_backups(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder; returns those deleted."""
    old = sorted(folder.glob(BACKUPS))[:-keep]
    for file in old:
        file.unlink()
    return old


def _copy(source: Path, target: Path) -> None:
    """Copy a database into one file, checked and on the disk before it has its name."""
    unfinished = target.with_name(UNFINISHED.format(name=target.name))
    _delete(unfinished)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    try:
        _fill(unfinished, source)
        findings = check(unfinished)
        if findings.problems:
            raise DamagedDatabaseError(source, findings.problems)
        if findings.is_empty:
            raise EmptyDatabaseError(source)
        _sync(unfinished)
        _delete_side_files(target)
        unfinished.replace(target)
        _sync(target.parent)
    finally:
        _delete(unfinished)


def _fill(copy: Path, source: Path) -> None:
    try:
        with closing(_connected(source)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    except sqlite3.Error as error:
        raise _not_copied(error, source) from error


def _not_copied(error: sqlite3.Error, source: Path) -> Exception:
    """Return what ended a copying: damage is the source's, a want of room the copy's; the rest may be either's."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, str(error))
    by_name = named(error, source)
    if isinstance(by_name, UnusableFileError):
        return OSError(errno.EIO, f"{source} cannot be copied to it: {error}")
    return by_name or error


def _unwritten(file: Path, error: OSError) -> BotError:
    if error.errno in NO_ROOM:
        return NoRoomError(file)
    return BackupError(file, error.strerror or str(error))


def _moved_aside(database: Path, aside: Path) -> Path | None:
    """Rename a database with what belongs to it: SQLite's side files, and what Litestream knows of it.

    These may be all that is left of it, and SQLite would write them into the next database of that name.
    Returns the new place of the database, or else of what is left; None when nothing was there.
    """
    moved = None
    for name in (".{}-litestream", *(f"{{}}{suffix}" for suffix in SIDE_FILES), "{}"):
        file = database.with_name(name.format(database.name))
        if file.exists():
            moved = file.rename(aside.with_name(name.format(aside.name)))
    return moved


def _delete_unfinished(folder: Path, now: datetime) -> None:
    """Delete the copies that were killed; one that another process is at is younger."""
    young = UNFINISHED.format(name=NAME.format(stamp=_stamp(now - LONGEST_COPYING)))
    for file in folder.glob(UNFINISHED.format(name=BACKUPS)):
        if file.name < young:
            _delete(file)


def _delete(file: Path) -> None:
    """Delete a database with its side files, where there is one."""
    _delete_side_files(file)
    file.unlink(missing_ok=True)


def _delete_side_files(file: Path) -> None:
    for suffix in SIDE_FILES:
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)


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
