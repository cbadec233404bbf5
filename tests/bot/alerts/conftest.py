"""A world on a Monday morning, over a database of its own."""

from datetime import timedelta

import pytest

from tests.bot.alerts.world import TUESDAY, World, local
from tests.bot.db.conftest import migrated, sessions, url  # noqa: F401 -- fixtures, asked for by name

MONDAY = TUESDAY - timedelta(days=1)


@pytest.fixture
def world(sessions, answering):  # noqa: F811 -- the fixture
    return World(sessions, answering, local(MONDAY, 10))
