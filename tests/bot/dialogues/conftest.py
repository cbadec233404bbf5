"""The real services on a database file, with a clock that the tests move, over both transports."""

from contextlib import asynccontextmanager
from datetime import UTC, timedelta

import pytest

from bot.bootstrap import connected
from bot.db import open_database
from bot.reporters import Reporters
from tests.bot.dialogues.driver import Talker, connected_application, talking


class Clock:
    """Tells the time that it was set to."""

    def __init__(self, now):
        self.now = now.astimezone(UTC)

    def __call__(self):
        return self.now

    def passes(self, **time):
        """Move on by hours, minutes, days."""
        self.now += timedelta(**time)

    def strikes(self, moment):
        """Move to a moment (aware)."""
        self.now = moment.astimezone(UTC)


@pytest.fixture
def clock(now):
    """A Wednesday, 10:15 in Madrid."""
    return Clock(now)


@pytest.fixture(params=["memory", "http"])
def transport(request):
    """How the bot reaches Telegram: in this process, or over loopback HTTP with the library's own client."""
    return request.param


@pytest.fixture
def opened(answering, tmp_path, clock):
    """Opens the services on the database file; every opening but the first is a restart."""

    @asynccontextmanager
    async def opening():
        async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'chats.db'}") as sessions:
            services = connected(answering, sessions, Reporters(b"key"), clock)
            await services.sent_pictures.load()
            yield services

    return opening


@pytest.fixture
def meet(opened, transport):
    """Meets somebody in a chat with the bot."""

    @asynccontextmanager
    async def meeting(**how):
        async with opened() as services, talking(services, transport=transport, **how) as talker:
            yield talker

    return meeting


@pytest.fixture
def restarted(opened, transport):
    """Starts the bot again for somebody who met it: their chat and the database stay, all else is new."""

    @asynccontextmanager
    async def restarting(talker):
        async with (
            opened() as services,
            connected_application(services, talker.api, transport) as application,
        ):
            yield Talker(application, talker.person)

    return restarting
