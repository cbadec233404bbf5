"""A portal, and an installation that synchronises with it."""

import pytest

from tests.bot.portal.server import serving
from tests.bot.syncing.city import City


@pytest.fixture
async def city(tmp_path):
    async with serving() as portal:
        city = City(tmp_path, portal)
        city.build()
        yield city
