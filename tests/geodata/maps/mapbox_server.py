"""The Mapbox Static Images API on this machine, as its documentation has it: overlays are drawn, mistakes refused."""

import asyncio
import re
from contextlib import asynccontextmanager
from io import BytesIO
from math import cos, log, pi, radians, tan
from typing import NamedTuple
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from PIL import Image, ImageColor, ImageDraw

from geodata.maps.static_images import Failure, StaticImages

TOKEN = "pk.made-up.0123456789"  # noqa: S105 - of nobody
GROUND = (200, 210, 220)
LONGEST_URL, LONGEST_SIDE = 8192, 1280
STYLES = {"light-v11", "dark-v11", "streets-v12"}

ADDRESS = re.compile(
    r"/styles/v1/mapbox/(?P<style>[^/]+)/static/(?:(?P<overlay>.+)/)?"
    r"(?P<lon>-?[\d.]+),(?P<lat>-?[\d.]+),(?P<zoom>[\d.]+)/(?P<wide>\d+)x(?P<high>\d+)(?P<ratio>@2x)?"
)
PATH = re.compile(
    r"path-(?P<width>\d+)\+(?P<ink>[0-9a-f]{6})-(?P<opacity>[01][.\d]*)"
    r"\+(?P<fill>[0-9a-f]{6})-(?P<fill_opacity>[01][.\d]*)\((?P<line>[A-Za-z0-9_.~%-]+)\)"
)


class Drawn(NamedTuple):
    """An overlay as the service reads it; `line` has (lat, lon)."""

    width: int
    ink: str
    fill: str
    line: list[tuple[float, float]]


class Asked(NamedTuple):
    """A question: its address as sent, and what it says."""

    url: str
    style: str
    lon: float
    lat: float
    zoom: float
    size: tuple[int, int]
    paths: list[Drawn]


def decoded(text: str) -> list[tuple[float, float]]:
    """Read a polyline with five decimals."""
    numbers, value, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        assert 0 <= bits < 64
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    assert shift == 0
    line, lat, lon = [], 0, 0
    for down, right in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + down, lon + right
        line.append((lat / 1e5, lon / 1e5))
    return line


def read_address(url: str) -> Asked | int:
    """Return what the address asks for, or the status of its refusal."""
    address = url.partition("?")[0]
    found = ADDRESS.fullmatch(address)
    if len(url) > LONGEST_URL:
        return 414
    if found is None or found["style"] not in STYLES:
        return 404
    overlays = found["overlay"].split(",") if found["overlay"] else []
    paths = [PATH.fullmatch(text) for text in overlays]
    wide, high = int(found["wide"]), int(found["high"])
    right = wide <= LONGEST_SIDE and high <= LONGEST_SIDE and float(found["zoom"]) <= 22
    if None in paths or not right:
        return 422
    ratio = 2 if found["ratio"] else 1
    return Asked(
        url,
        found["style"],
        float(found["lon"]),
        float(found["lat"]),
        round(float(found["zoom"]), 2),
        (ratio * wide, ratio * high),
        [Drawn(int(p["width"]), p["ink"], p["fill"], decoded(unquote(p["line"]))) for p in paths],
    )


def pixel(asked: Asked, lat: float, lon: float) -> tuple[float, float]:
    """Web Mercator as the service has it: 512 pixels around the Earth at zoom 0, twice for @2x."""
    world = 512 * 2 * 2**asked.zoom

    def down(of: float) -> float:
        return (1 - log(tan(radians(of)) + 1 / cos(radians(of))) / pi) / 2 * world

    x = asked.size[0] / 2 + (lon - asked.lon) / 360 * world
    return x, asked.size[1] / 2 + down(lat) - down(asked.lat)


def drawn(asked: Asked, ground: Image.Image | None = None) -> Image.Image:
    """Draw the overlays on a plain ground."""
    picture = (ground or Image.new("RGB", asked.size, GROUND)).convert("RGBA")
    for path in asked.paths:
        layer = Image.new("RGBA", asked.size)
        line = [pixel(asked, *place) for place in path.line]
        colours = [(*ImageColor.getrgb(f"#{ink}"), 140) for ink in (path.fill, path.ink)]
        ImageDraw.Draw(layer).polygon(line, fill=colours[0])
        ImageDraw.Draw(layer).line(line, fill=colours[1], width=2 * path.width)
        picture.alpha_composite(layer)
    return picture.convert("RGB")


def png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class MapboxServer:
    """Answers, and remembers what was asked; `behave` in place of drawing gives another answer."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.refused: list[int] = []
        self.behave = None
        self.address = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = read_address(request.raw_path)
        status = 401 if request.query.get("access_token") != TOKEN else asked
        if isinstance(status, int):
            self.refused.append(status)
            return web.json_response({"message": "Not as documented"}, status=status)
        self.asked.append(asked)
        if self.behave is not None:
            return await self.behave(asked)
        return web.Response(body=png(drawn(asked)), content_type="image/png")


@asynccontextmanager
async def mapbox_server():
    """Serve on this machine."""
    server = MapboxServer()
    app = web.Application(handler_args={"max_line_size": 2 * LONGEST_URL})
    app.router.add_get("/{path:.*}", server.handle)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


class Images(StaticImages):
    """A client of the server that waits for as long as it takes, and for what never comes a second."""

    def __init__(self, session: aiohttp.ClientSession, token: str, server: MapboxServer) -> None:
        super().__init__(session, token, server.address)
        self._server = server

    async def fetch(self, path: str) -> bytes | Failure:
        self._timeout = 1.0 if self._server.behave is never else 60.0
        return await super().fetch(path)


@asynccontextmanager
async def static_images(server: MapboxServer, token: str = TOKEN):
    """A client of the server."""
    async with aiohttp.ClientSession() as session:
        yield Images(session, token, server)


async def never(_: Asked) -> web.StreamResponse:
    """Take longer than anybody waits."""
    await asyncio.sleep(60)
    raise AssertionError
