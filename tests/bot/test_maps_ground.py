"""Which ground the bot's maps are drawn on, by its settings."""

from datetime import UTC, timedelta
from functools import partial

import pytest

from bot.bootstrap import open_services
from bot.domain import ChatMemory
from bot.settings import Settings
from geodata.maps.static_images import StaticImages
from tests.geodata.maps.mapbox_server import TOKEN, mapbox_server


@pytest.fixture
async def mapbox(monkeypatch):
    """The service on this machine, in place of the real one."""
    async with mapbox_server() as server:
        monkeypatch.setattr(
            "bot.bootstrap.online.StaticImages", partial(StaticImages, base_url=server.address)
        )
        yield server


@pytest.fixture
def zone(data_dir, now):
    """Draw the whole zone as the bot with these settings does."""

    async def draw(*, online, **chosen):
        settings = Settings(data_dir=data_dir, online_geocoding=False, **chosen)
        async with open_services(settings, lambda: now.astimezone(UTC), online=online) as services:
            reply = services.conversation.on_zone(ChatMemory(1, "es"), now + timedelta(hours=1), now)
            return await reply.picture.draw()

    return draw


async def test_with_a_token_maps_are_drawn_on_mapboxs_ground(mapbox, zone):
    picture = await zone(online=True, mapbox_token=TOKEN)
    assert picture.startswith(b"\x89PNG")
    assert [asked.style for asked in mapbox.asked] == ["light-v11"]
    assert mapbox.refused == []


async def test_without_a_token_nobody_is_asked(mapbox, zone):
    assert (await zone(online=True)).startswith(b"\x89PNG")
    assert mapbox.asked + mapbox.refused == []


async def test_offline_nobody_is_asked_even_with_a_token(mapbox, zone):
    assert await zone(online=False, mapbox_token=TOKEN) == await zone(online=False)
    assert mapbox.asked + mapbox.refused == []


async def test_a_token_that_is_refused_leaves_the_local_map(mapbox, zone):
    assert await zone(online=True, mapbox_token="pk.other") == await zone(online=False)  # noqa: S106
    assert mapbox.refused == [401]
