"""The database's connections, set up so that SQLite keeps its promises."""

import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.db.failing import named_failures
from bot.db.reserve import let_go, set_aside
from bot.db.revision import newest_revision, recorded_revision, refuse_unknown, tables_of
from bot.db.sessions import Sessions
from bot.errors import MigrationUnderWayError, UnusableFileError
from bot.locks import LockedError, locked_within

SQLITE: Final = "sqlite"

SQLITE_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",  # off by default, on every connection
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer; Litestream needs it too
    "PRAGMA synchronous = NORMAL",  # safe with WAL against a crash of the process
    "PRAGMA busy_timeout = 5000",  # milliseconds to wait for another process's writer
)
READER_PRAGMAS: Final = (
    "PRAGMA query_only = ON",  # a write that is not in `sessions.begin()` is a mistake
    "PRAGMA cache_size = -512",  # KiB of pages each: the system keeps the file's pages once for all of them
)

HIDE_VALUES: Final = True
"""An error that is logged has its statement, but not whose row it was, nor what people wrote."""

OWNER_ONLY: Final = 0o600
"""The mode of a database's file: it tells of people. SQLite gives its side files the same."""

READERS: Final = 3
"""Connections that read; each is a thread and half a MB of pages, and a read takes half a millisecond."""

MIGRATION_SECONDS: Final = 30.0
"""A migration of some thousand chats takes less than one; who waits longer waits for something that hangs."""


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Sessions]:
    """Migrate the database at `url` to the newest revision, and yield its sessions until the end.

    A SQLite database is a file for its owner only, whose folder is made when it is missing. What it says of its file,
    then and later, ends the block by its name.

    Raises:
        NewerDatabaseError: a newer version wrote it.
        ForeignDatabaseError: it is another program's.
        DamagedDatabaseError: it is damaged, or no database.
        UnusableFileError: it cannot be read or written.
        MigrationUnderWayError: another has been migrating for longer than it is worth waiting.
    """
    file = _file(make_url(url))
    _refuse_unusable(file)
    writer = create_engine(url)
    reader = _reading_engine(url) if writer.dialect.name == SQLITE else writer
    has_reserve = file is not None and let_go(file)
    try:
        with named_failures(_place(writer.url)):
            await _bring_up_to_date(writer)
            has_reserve = True
            yield Sessions(reader, writer)
    finally:
        await reader.dispose()
        await writer.dispose()
        if has_reserve and file is not None:  # beside what is no database of ours, nothing is made
            set_aside(file)


async def upgrade_database(url: str) -> None:
    """Bring the database at a SQLAlchemy `url` (an async driver) up to the newest revision, and close it."""
    async with open_database(url):
        pass


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    """Migrate only what is behind: alembic takes 12 MB and a tenth of a second that a start can do without.

    Of two that start at once, one migrates and the other waits for it.

    Raises what `open_database` does.
    """
    recorded = await recorded_revision(engine)
    if recorded == newest_revision():
        return
    refuse_unknown(_place(engine.url), recorded, await tables_of(engine))
    from bot.db.upgrade import upgrade  # noqa: PLC0415 -- see above

    async with _migrating(engine.url):
        if await recorded_revision(engine) != newest_revision():
            await upgrade(engine)


@asynccontextmanager
async def _migrating(url: URL) -> AsyncIterator[None]:
    """Hold the lock beside a database file; others have locks of their own."""
    file = _file(url)
    if file is None:
        yield
        return
    try:
        async with locked_within(file.with_name(f"{file.name}.migrating"), MIGRATION_SECONDS):
            yield
    except LockedError as error:
        raise MigrationUnderWayError(file, MIGRATION_SECONDS) from error


def create_engine(url: str) -> AsyncEngine:
    """Return an engine for `url` that writes; on SQLite with one connection, foreign keys and a write-ahead log.

    SQLite's driver begins a transaction with its first change of rows, and then as a writer at once: one
    that began by reading could not become a writer after another had written, and would fail as "locked".
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != SQLITE:
        return create_async_engine(parsed, hide_parameters=HIDE_VALUES)
    file = _file(parsed)
    if file is not None:
        _make(file)
    engine = create_async_engine(
        parsed,
        pool_size=1,
        max_overflow=0,
        connect_args={"isolation_level": "IMMEDIATE"},
        hide_parameters=HIDE_VALUES,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _reading_engine(url: str) -> AsyncEngine:
    """Return an engine for a SQLite file that only reads: without transactions, so nothing to roll back."""
    engine = create_async_engine(
        url,
        pool_size=READERS,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        hide_parameters=HIDE_VALUES,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "connect", _set_reader_pragmas)
    return engine


def _file(url: URL) -> Path | None:
    """Return a SQLite database's file; None for other databases."""
    if url.get_backend_name() != SQLITE:
        return None
    return Path(str(url.database))


def _make(file: Path) -> None:
    """Make an empty database for its owner only where there is none; one that is there keeps its mode."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with suppress(OSError):  # what keeps it from us keeps it from SQLite, too, and is named there
            file.touch(OWNER_ONLY)


def _refuse_unusable(file: Path | None) -> None:
    """Refuse a file that is kept from us before its driver tries: its thread would complain to a loop that is gone."""
    if file is None or not file.parent.exists():
        return
    if file.is_dir():
        raise UnusableFileError(file, os.strerror(errno.EISDIR))
    wanted, rights = (file, os.R_OK | os.W_OK) if file.exists() else (file.parent, os.W_OK | os.X_OK)
    if not os.access(wanted, rights):
        raise UnusableFileError(wanted, os.strerror(errno.EACCES))


def _place(url: URL) -> Path:
    """Return what names a database in a sentence: its file, of others their name."""
    return _file(url) or Path(str(url.database))


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own connection
    _execute(connection, *SQLITE_PRAGMAS)


def _set_reader_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 -- as above
    _execute(connection, *READER_PRAGMAS)


def _execute(connection: Any, *statements: str) -> None:  # noqa: ANN401 -- as above
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
