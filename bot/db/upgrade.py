"""Migrations, run from code: at start-up, from a checkout or an installed wheel alike."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from bot.db.engine import SQLITE

HEAD: Final = "head"
BASE: Final = "base"


async def upgrade(engine: AsyncEngine, revision: str = HEAD) -> None:
    """Bring an open database up to `revision`, all the way or not at all; nothing happens when it is there."""
    await _migrate(engine, lambda sync: command.upgrade(alembic_config(sync), revision))


async def downgrade(engine: AsyncEngine, revision: str = BASE) -> None:
    """Take an open database back to `revision`; what the later ones kept is lost."""
    await _migrate(engine, lambda sync: command.downgrade(alembic_config(sync), revision))


async def _migrate(engine: AsyncEngine, steps: Callable[[Connection], None]) -> None:
    """Run the steps in one transaction.

    SQLite changes a table by copying it and dropping the original: with foreign keys in force, what belongs
    to its rows would go with them. And its driver does not begin a transaction for a change of tables.
    """
    is_sqlite = engine.dialect.name == SQLITE
    async with engine.connect() as connection:
        if is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            await connection.run_sync(steps)
            await connection.commit()
        finally:
            await connection.rollback()
            if is_sqlite:
                await connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def alembic_config(connection: Connection) -> Config:
    """Return alembic's settings for a connection: the revisions are where `migrations` was installed."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
