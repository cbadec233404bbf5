"""Room for opening the database on a full disk: SQLite makes a file of 32 KiB beside it, even for who only reads.

SQLite deletes that file (-shm) when the last connection closes, so that without a reserve a bot that copes with a full
disk while it runs could not start on it. The reserve is there while the database is closed, and the -shm while it is
open. After a kill SQLite's own file is still there, and is used again.
"""

import os
from pathlib import Path
from typing import Final

RESERVE: Final = "{}.reserve"

BYTES: Final = 32 * 1024
"""As much as SQLite's first -shm takes, so that there is always room for one in the place of the other."""


def let_go(database: Path) -> bool:
    """Delete the reserve, so that SQLite has its room; tell whether there was one. SQLite says what keeps it from us."""
    try:
        _reserve(database).unlink()
    except OSError:
        return False
    return True


def set_aside(database: Path) -> None:
    """Make the reserve, for the owner only like the database; where there is no room for it there is none."""
    reserve = _reserve(database)
    try:
        with open(reserve, "wb", opener=_for_the_owner) as file:
            file.write(os.urandom(BYTES))  # not zeros: they take no room where the file system compresses
    except OSError:
        let_go(database)


def _reserve(database: Path) -> Path:
    return database.with_name(RESERVE.format(database.name))


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
