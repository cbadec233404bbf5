"""The real bot as a process over a Bot API at a loopback address, on a data folder that a drill may damage."""

import shutil
from contextlib import asynccontextmanager

import pytest

from benchmarks.endurance.bot_process import running
from bot.bot_api import BotApi, Faults
from bot.bot_api.http import served
from tests.bot.alerts.conftest import world  # noqa: F401 -- a fixture, asked for by name
from tests.bot.db.conftest import migrated, sessions, url  # noqa: F401 -- as above
from tests.bot.drills.somebody import ADMIN, Somebody


@pytest.fixture
def folder(tmp_path, data_dir):
    """A data folder of the drill's own, with a published forecast that it may damage."""
    shutil.copytree(data_dir / "models", tmp_path / "data" / "models")
    return tmp_path / "data"


@pytest.fixture
def faults():
    """How Telegram fails."""
    return Faults()


@pytest.fixture
def api():
    """What Telegram remembers, however often the bot starts."""
    return BotApi()


@pytest.fixture
def ana(api):
    """Somebody who talks to the bot."""
    return Somebody(api)


@pytest.fixture
def start(folder, api, faults):
    """Starts the bot, ready at once or after what it was started for; killed where the block ends."""

    @asynccontextmanager
    async def starting(*unready):
        async with (
            served(api, faults=faults) as address,
            running(folder, address, api.token, ADMIN, unready) as bot,
        ):
            yield bot

    return starting
