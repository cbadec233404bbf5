"""The database's connections, set up so that SQLite keeps its promises."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.db.revision import newest_revision, recorded_revision

SQLITE_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",  # off by default, on every connection
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer; Litestream needs it too
    "PRAGMA synchronous = NORMAL",  # safe with WAL against a crash of the process
    "PRAGMA busy_timeout = 5000",  # milliseconds to wait for another writer
)


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Migrate the database at `url` to the newest revision, and yield its sessions until the end.

    A SQLite file's folder is made when it is missing. Sessions keep their objects readable after commit.
    """
    engine = create_engine(url)
    try:
        await _bring_up_to_date(engine)
        yield async_sessionmaker(engine, expire_on_commit=False)
    finally:
        await engine.dispose()


async def upgrade_database(url: str) -> None:
    """Bring the database at a SQLAlchemy `url` (an async driver) up to the newest revision, and close it."""
    async with open_database(url):
        pass


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    """Migrate only what is behind: alembic takes 12 MB and a tenth of a second that a start can do without."""
    if await recorded_revision(engine) != newest_revision():
        from bot.db.upgrade import upgrade  # noqa: PLC0415 -- see above

        await upgrade(engine)


def create_engine(url: str) -> AsyncEngine:
    """Return an engine for `url`; on SQLite with foreign keys enforced and a write-ahead log."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own connection
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
