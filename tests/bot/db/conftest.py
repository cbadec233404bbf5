"""A database file, its sessions and a clock."""

import asyncio
import shutil

import pytest

from bot.db import open_database, upgrade_database
from tests.bot.db.filling import Clock


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An empty database file of the newest revision: copied, it saves each test the migrations."""
    file = tmp_path_factory.mktemp("migrated") / "chats.db"
    asyncio.run(upgrade_database(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
def url(migrated, tmp_path):
    file = shutil.copy(migrated, tmp_path / "chats.db")
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def sessions(url):
    async with open_database(url) as opened:
        yield opened


@pytest.fixture
def clock():
    return Clock()
