"""Which revision a database has, and which is the newest: told without loading the migrations' machinery."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations.versions
from bot.errors import ForeignDatabaseError, NewerDatabaseError

VERSION_TABLE = "alembic_version"
OF_OTHERS: Final = ("sqlite_", "_litestream_")
"""How tables begin that SQLite and Litestream keep in any database."""


def known_revisions() -> frozenset[str]:
    """Return the revisions there are: modules of `migrations.versions` begin with theirs ("0001_chats")."""
    (folder,) = migrations.versions.__path__
    return frozenset(path.name.partition("_")[0] for path in Path(folder).glob("[0-9]*_*.py"))


def newest_revision() -> str:
    """Return the newest revision."""
    return max(known_revisions())


def refuse_unknown(file: Path, revision: str | None, tables: Collection[str]) -> None:
    """Refuse a database that no migration of ours begins at; a new one, without tables, is none of those.

    Raises:
        NewerDatabaseError: its revision is one to come.
        ForeignDatabaseError: it has another program's tables, or revision.
    """
    if revision in known_revisions():
        return
    if revision is not None and revision.isdecimal() and revision > newest_revision():
        raise NewerDatabaseError(file, revision)
    if revision is not None or any(not name.startswith(OF_OTHERS) for name in tables):
        raise ForeignDatabaseError(file)


async def tables_of(engine: AsyncEngine) -> Collection[str]:
    """Return the names of the database's tables but for that of its revision."""
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return frozenset(names) - {VERSION_TABLE}


async def recorded_revision(engine: AsyncEngine) -> str | None:
    """Return the revision that the database says it has; None for a new one."""
    async with engine.connect() as connection:
        return await connection.run_sync(_recorded)


def _recorded(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 -- a constant
