"""Migrations, run from code: at start-up, from a checkout or an installed wheel alike."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations

HEAD: Final = "head"
BASE: Final = "base"


async def upgrade(engine: AsyncEngine, revision: str = HEAD) -> None:
    """Bring an open database up to `revision`, in one transaction; nothing happens when it is there."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), revision))


async def downgrade(engine: AsyncEngine, revision: str = BASE) -> None:
    """Take an open database back to `revision`; what the later ones kept is lost."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), revision))


def alembic_config(connection: Connection) -> Config:
    """Return alembic's settings for a connection: the revisions are where `migrations` was installed."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
