"""Maps on a ground that comes over HTTP, and what is drawn when it does not come."""

import logging
from contextlib import asynccontextmanager

import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from geodata.maps import DrawingThreads, Fitted, LocalMapRenderer, Pin, draw_map
from geodata.maps.layout import Layout
from geodata.maps.mapbox import ATTRIBUTION, OWN_STRIP, PAUSES, MapboxMapRenderer
from geodata.maps.style import Sizes
from tests.geodata.maps.mapbox_server import (
    GROUND,
    TOKEN,
    Asked,
    drawn,
    mapbox_server,
    never,
    pixel,
    png,
    static_images,
)
from tests.geodata.maps.test_breaker import Clock
from tests.geodata.maps.world import EAST, WEST, at, close, layers, opened, request

WORLD = layers()
LOCAL = LocalMapRenderer(DrawingThreads(WORLD))


@pytest.fixture
async def server():
    async with mapbox_server() as serving:
        yield serving


@asynccontextmanager
async def maps_over(server, token=TOKEN, clock=None):
    """A renderer on the server's ground."""
    async with static_images(server, token) as images:
        yield MapboxMapRenderer(images, LOCAL, clock or Clock())


def answering(**response):
    async def behave(_: Asked) -> web.StreamResponse:
        return web.Response(**response)

    return behave


def picture_of(size):
    return answering(body=png(Image.new("RGB", size, GROUND)), content_type="image/png")


async def dropped(asked: Asked) -> web.StreamResponse:
    """Promise a picture and break the connection in its midst."""
    raise ConnectionResetError


async def cut_short(asked: Asked) -> web.StreamResponse:
    return web.Response(body=png(drawn(asked))[:200], content_type="image/png")


async def test_the_map_lies_on_the_services_ground(server):
    asked = request(view=Fitted((EAST, WEST)), levels={WEST: "easy", EAST: "easy"})
    async with maps_over(server) as maps:
        picture = opened(await maps.render(asked))
    assert maps.outcomes == {"mapbox": 1}
    assert picture.size == asked.size
    box = Layout.of(asked, Sizes.of(asked.size)).map
    assert close(picture.getpixel((30, round(box.top) + 30)), GROUND, 12)


async def test_it_asks_as_the_service_documents(server):
    async with maps_over(server) as maps:
        await maps.render(request(pin=Pin(at(0, 0), "Aquí"), focus=WEST))
        await maps.render(request(theme="dark"))
    assert server.refused == []
    assert [asked.style for asked in server.asked] == ["light-v11", "dark-v11"]
    assert all(len(f"{server.address}{asked.url}") <= 8192 for asked in server.asked)


async def test_no_neighbourhood_of_the_view_lies_under_the_services_strip(server):
    asked = request(view=Fitted(), size=(1000, 600))
    async with maps_over(server) as maps:
        await maps.render(asked)
    (read,) = server.asked
    lowest = max(pixel(read, *place)[1] for path in read.paths for place in path.line)
    assert 0 < lowest < read.size[1] - OWN_STRIP


async def test_the_services_are_named_on_the_picture(server):
    asked = request()
    async with maps_over(server) as maps:
        named = opened(await maps.render(asked))
    assert ATTRIBUTION == "© Mapbox © OpenStreetMap"
    box = Layout.of(asked, Sizes.of(asked.size)).map
    right, bottom = round(box.right), round(box.bottom) - 52
    plate = np.array(named.crop((right - 400, bottom - 26, right, bottom)).convert("L"))
    assert (plate > 240).mean() > 0.5
    assert (plate < 130).mean() > 0.04


async def test_the_services_own_strip_is_left_as_it_came(server):
    asked = request(colours=frozenset({"blue"}))
    ground = []

    async def behave(read: Asked) -> web.StreamResponse:
        ground.append(drawn(read))
        return web.Response(body=png(ground[0]), content_type="image/png")

    server.behave = behave
    async with maps_over(server) as maps:
        picture = opened(await maps.render(asked))
    box = Layout.of(asked, Sizes.of(asked.size)).map
    strip = (0, round(box.bottom) - 48, 1000, round(box.bottom) - 2)
    top = int(box.top)
    theirs = ground[0].crop((0, strip[1] - top, 1000, strip[3] - top))
    away = np.abs(np.array(picture.crop(strip)).astype(int) - np.array(theirs))
    assert np.median(away) <= 6
    assert (away.max(axis=2) > 40).mean() < 0.01


FAULTS = {
    "unauthorized": (answering(status=401), "refused"),
    "forbidden": (answering(status=403), "refused"),
    "not found": (answering(status=404), "failed"),
    "misread": (answering(status=422), "failed"),
    "too many": (answering(status=429), "rate_limited"),
    "broken": (answering(status=500), "failed"),
    "moved": (answering(status=302, headers={"Location": "/elsewhere"}), "failed"),
    "a page": (answering(text="<html>", content_type="text/html"), "failed"),
    "empty": (answering(body=b"", content_type="image/png"), "failed"),
    "garbage": (answering(body=b"\x89PNG\r\n\x1a\nnonsense", content_type="image/png"), "failed"),
    "cut short": (cut_short, "failed"),
    "too small": (picture_of((100, 100)), "failed"),
    "too large a file": (answering(body=b"\x89PNG" * 2_000_000, content_type="image/png"), "failed"),
    "dropped": (dropped, "failed"),
    "slow": (never, "timeout"),
}


@pytest.mark.parametrize(("behave", "failure"), FAULTS.values(), ids=FAULTS)
async def test_without_a_ground_the_local_map_is_drawn(server, behave, failure):
    server.behave = behave
    async with maps_over(server) as maps:
        assert await maps.render(request()) == draw_map(WORLD, request())
    assert maps.outcomes == {failure: 1, "local": 1}
    assert len(server.asked) == 1


async def test_without_a_service_the_local_map_is_drawn():
    async with mapbox_server() as server:
        pass
    async with maps_over(server) as maps:
        assert await maps.render(request()) == draw_map(WORLD, request())
    assert maps.outcomes == {"failed": 1, "local": 1}


@pytest.mark.parametrize(("behave", "failure"), [FAULTS[of] for of in ("unauthorized", "too many", "slow")])
async def test_a_service_that_would_fail_again_is_left_alone_for_a_while(server, behave, failure):
    clock = Clock()
    server.behave = behave
    async with maps_over(server, clock=clock) as maps:
        await maps.render(request())
        server.behave = None
        clock.now += PAUSES[failure] - 0.1
        await maps.render(request())
        assert maps.outcomes == {failure: 1, "local": 2}
        clock.now += 0.1
        await maps.render(request())
        assert maps.outcomes["mapbox"] == 1
    assert len(server.asked) == 2


async def test_a_single_fault_does_not_keep_the_next_map_from_the_service(server):
    async with maps_over(server) as maps:
        server.behave = answering(status=500)
        await maps.render(request())
        server.behave = None
        await maps.render(request())
    assert maps.outcomes["mapbox"] == 1


SECRET = "pk.secret/with+signs"  # noqa: S105 - of nobody


@pytest.mark.parametrize("behave", [None, *(FAULTS[of][0] for of in ("broken", "slow", "moved", "dropped"))])
async def test_the_token_is_in_no_log_and_no_representation(server, caplog, behave):
    caplog.set_level(logging.DEBUG)
    server.behave = behave
    async with static_images(server) as images:
        maps = MapboxMapRenderer(images, LOCAL, Clock())
        await maps.render(request())
        shown = f"{images!r} {images} {maps!r} {maps}"
    ours = [record for record in caplog.records if record.name != "aiohttp.access"]
    assert TOKEN not in shown + "".join(f"{record.getMessage()}{record.exc_text}" for record in ours)


async def test_a_token_with_odd_signs_is_written_into_the_address_safely(server):
    async with maps_over(server, SECRET) as maps:
        await maps.render(request())
    assert server.refused == [401]
    assert maps.outcomes == {"refused": 1, "local": 1}
