"""Which revision a database has, and which is the newest: told without loading the migrations' machinery."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations.versions

VERSION_TABLE = "alembic_version"


def known_revisions() -> frozenset[str]:
    """Return the revisions there are: modules of `migrations.versions` begin with theirs ("0001_chats")."""
    (folder,) = migrations.versions.__path__
    return frozenset(path.name.partition("_")[0] for path in Path(folder).glob("[0-9]*_*.py"))


def newest_revision() -> str:
    """Return the newest revision."""
    return max(known_revisions())


async def recorded_revision(engine: AsyncEngine) -> str | None:
    """Return the revision that the database says it has; None for a new one."""
    async with engine.connect() as connection:
        return await connection.run_sync(_recorded)


def _recorded(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 -- a constant
