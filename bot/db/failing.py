"""What SQLite says when a file is damaged, or is kept from us, by name; the rest stays as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from bot.errors import BotError, DamagedDatabaseError, UnusableFileError

PRIMARY: Final = 0xFF
"""The part of SQLite's codes that says what failed; the rest says where."""

DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
KEPT_FROM_US: Final = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
    }
)


NO_ROOM_WORDS: Final = "database or disk is full"
"""SQLite's own for SQLITE_FULL; when it makes the -shm it calls the same thing an I/O error."""


def named(error: BaseException | None, file: Path) -> BotError | None:
    """Return the named error of what the driver says of a database file; None for mistakes of who asked."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
    if code in DAMAGE:
        return DamagedDatabaseError(file, (str(error),))
    return UnusableFileError(file, _why(error)) if code in KEPT_FROM_US else None


def ails(error: BaseException | None) -> bool:
    """Tell whether an error is the database's own (full, locked, kept from us, damaged) and no mistake of who asked."""
    return isinstance(error, DBAPIError) and named(error.orig, Path()) is not None


@contextmanager
def named_failures(file: Path) -> Iterator[None]:
    """Raise what ends the block by its name.

    Raises:
        DamagedDatabaseError: the file is no database, or damaged.
        UnusableFileError: it cannot be read or written.
    """
    try:
        yield
    except DBAPIError as error:
        by_name = named(error.orig, file)
        if by_name is None:
            raise
        raise by_name from error


def _why(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorcode", 0)
    return NO_ROOM_WORDS if code == sqlite3.SQLITE_IOERR_SHMSIZE else str(error)
