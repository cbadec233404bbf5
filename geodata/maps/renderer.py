"""The locally drawn map: no network, no key, the same bytes for the same request."""

from typing import Protocol

from geodata.maps.area_names import name_neighbourhoods
from geodata.maps.canvas import Canvas
from geodata.maps.drawing import Drawing
from geodata.maps.ground import Ground
from geodata.maps.layers import Layers
from geodata.maps.lettering import Lettering
from geodata.maps.png import encoded
from geodata.maps.request import MapRequest
from geodata.maps.scene import Scene, draw_all, write_all
from geodata.maps.street_names import name_streets


class MapRenderer(Protocol):
    """Draws requests; implementations differ in where the ground comes from."""

    async def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG."""


class LocalMapRenderer:
    """Draws from the package's own figures."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing

    async def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG; the event loop goes on meanwhile."""
        return await self.drawing.over_layers(draw_map, request)


def draw_map(layers: Layers, request: MapRequest) -> bytes:
    """Return the picture as PNG; odd places and words make an odd picture, never an error.

    Safe to call from several threads.
    """
    scene = Scene.of(request, layers.outlines)
    view, style, sizes = scene.view, scene.style, scene.sizes
    shown = layers.within(view)
    overlays = scene.overlays(request.attribution)
    canvas = Canvas(request.size, style.paper)
    Ground(canvas, view, style, sizes.unit).draw(shown, request)
    draw_all(overlays, canvas)
    picture = canvas.finished()
    del canvas  # as large as the picture, which is about to be copied
    pen = Lettering(picture, scene.layout.map)
    write_all(overlays, pen)
    name_neighbourhoods(shown.focused(request.focus), view, pen, style, sizes)
    name_streets(shown.streets, view, pen, style, sizes)
    return encoded(picture)
