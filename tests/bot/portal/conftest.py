"""A portal on this machine, and a client that waits for nothing."""

from contextlib import asynccontextmanager

import pytest

from bot.portal.client import PortalClient, open_http
from bot.portal.hosts import Hosts
from bot.portal.limits import Limits
from tests.bot.portal.server import serving


class Pauses(list):
    """Remembers how long would have been waited."""

    async def __call__(self, seconds):
        self.append(seconds)


@pytest.fixture
async def portal():
    async with serving() as portal:
        yield portal


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
def connected(portal, pauses):
    """Return a client of the portal, with other limits if they are given."""

    @asynccontextmanager
    async def connect(**changed):
        limits = Limits(**{"reserve": 0, "read": 60.0, **changed})
        async with open_http(limits, "sermadrid-tests") as http:
            yield PortalClient(http, Hosts.official_and([portal.address]), limits, pauses)

    return connect
