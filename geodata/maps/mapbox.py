"""Maps on Mapbox's ground: its streets and names, with our levels, spaces and words over them. © Mapbox, © OpenStreetMap.

Mapbox draws its map with the neighbourhoods in their levels' colours. The patterns that tell levels apart without
colour, the spaces, the names and everything else are drawn here, with the pieces of the local map; where Mapbox
gives no picture in time, the local map is drawn. Its pictures are temporary by its terms: they may be kept in memory, not stored.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from time import monotonic
from typing import Literal

from PIL import Image

from geodata.maps.area_names import name_neighbourhoods
from geodata.maps.breaker import Breaker
from geodata.maps.canvas import Canvas
from geodata.maps.ground import Ground
from geodata.maps.layers import Layers
from geodata.maps.lettering import Lettering
from geodata.maps.mapbox_url import image_path
from geodata.maps.mercator import RATIO, MercatorViewport
from geodata.maps.png import encoded
from geodata.maps.renderer import LocalMapRenderer
from geodata.maps.request import MapRequest
from geodata.maps.scene import Scene, draw_all, write_all
from geodata.maps.static_images import Failure, StaticImages
from geodata.maps.street_names import name_streets
from geodata.maps.style import Ink, Style

log = logging.getLogger(__name__)

Outcome = Literal["mapbox", "local"] | Failure
"""Who drew a picture at last, and why it was not Mapbox; nothing but "local" while Mapbox is left alone."""

PAUSES: Mapping[Failure, float] = {"refused": 600.0, "rate_limited": 60.0, "timeout": 20.0}
"""Seconds without Mapbox after each: a token is not mended sooner, its limit is a minute's, and nobody is to wait
for a service that is slow. What fails otherwise fails at once."""

ATTRIBUTION = "© Mapbox © OpenStreetMap"

OWN_STRIP = 26 * RATIO
"""Pixels at the lower edge of Mapbox's picture, where its logo and its attribution stand and must be seen."""

CLEAR: Ink = (0, 0, 0, 0)

READABLE = ("PNG", "JPEG")


class MapboxMapRenderer:
    """Draws over Mapbox's ground, where `local` draws, and has that draw where there is none.

    `outcomes` counts every `Outcome`, for the metrics.
    """

    def __init__(
        self, images: StaticImages, local: LocalMapRenderer, clock: Callable[[], float] = monotonic
    ) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self._images, self._local, self._drawing = images, local, local.drawing
        self._breaker = Breaker(clock)

    async def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG; the event loop goes on meanwhile."""
        picture = None if self._breaker.is_open else await self._over_mapbox(request)
        self.outcomes["local" if picture is None else "mapbox"] += 1
        return await self._local.render(request) if picture is None else picture

    async def _over_mapbox(self, request: MapRequest) -> bytes | None:
        scene, path = await self._drawing.over_layers(_asked, request, self._images.longest_path)
        ground = await self._images.fetch(path)
        if isinstance(ground, bytes):
            drawn = await self._drawing.over_layers(_drawn, scene, ground)
            if drawn is not None:
                return drawn
            ground = "failed"
        self._note(ground)
        return None

    def _note(self, failure: Failure) -> None:
        self.outcomes[failure] += 1
        log.warning("Mapbox gave no picture: %s", failure)
        if failure in PAUSES:
            self._breaker.trip(PAUSES[failure])


def _asked(layers: Layers, request: MapRequest, longest_path: int) -> tuple[Scene, str]:
    """Return what is to be drawn, on Mapbox's ground, and where that ground is found."""
    scene = Scene.of(request, layers.outlines, OWN_STRIP)
    view = MercatorViewport.over(scene.view)
    outlines = layers.within(view).outlines
    return replace(scene, view=view), image_path(scene, view, outlines, longest_path)


def _drawn(layers: Layers, scene: Scene, ground: bytes) -> bytes | None:
    """Return the picture over the ground; None when that is no picture of its size."""
    picture = _placed(ground, scene)
    if picture is None:
        return None
    request, view, style, sizes = scene.request, scene.view, scene.style, scene.sizes
    shown = layers.within(view)
    edge = replace(scene.layout.map, bottom=scene.layout.map.bottom - OWN_STRIP)
    overlays = scene.overlays((ATTRIBUTION, *request.attribution), edge)
    canvas = Canvas(request.size, CLEAR)
    over = Ground(canvas, view, _with_clear_levels(style), sizes.unit)
    over.levels(shown.outlines, request.levels)
    over.borders(shown.outlines, request.focus)
    over.kerbs(shown.kerbs, request.colours)
    canvas.plate(replace(edge, top=edge.bottom, bottom=view.box.bottom), CLEAR)
    draw_all(overlays, canvas)
    picture = canvas.finished(picture)
    pen = Lettering(picture, edge)
    write_all(overlays, pen)
    name_neighbourhoods(shown.focused(request.focus), view, pen, style, sizes)
    name_streets(shown.streets, view, pen, style, sizes)
    return encoded(picture)


def _placed(ground: bytes, scene: Scene) -> Image.Image | None:
    """Return a picture with the ground at its place; None when the bytes are no picture of the size asked for."""
    box = scene.view.box
    try:
        with Image.open(BytesIO(ground), formats=READABLE) as opened:
            if opened.size != (round(box.width), round(box.height)):
                return None
            picture = Image.new("RGB", scene.request.size, scene.style.paper)
            picture.paste(opened.convert("RGB"), (round(box.left), round(box.top)))
            return picture
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _with_clear_levels(style: Style) -> Style:
    """Return the style with areas that leave what is under them, and only their patterns over it."""
    levels = {level: replace(fill, base=(*fill.base[:3], 0)) for level, fill in style.levels.items()}
    return replace(style, paper=CLEAR, levels=levels)
