"""The locally drawn map: no network, no key, the same bytes for the same request."""

from io import BytesIO
from typing import Protocol

import numpy as np
from PIL import Image

from geodata.maps.canvas import Canvas
from geodata.maps.captions import Captions
from geodata.maps.framing import framed
from geodata.maps.ground import Ground
from geodata.maps.kerbs import Kerbs
from geodata.maps.layers import Outline, StreetLine, outlines_of, street_lines
from geodata.maps.layout import Layout
from geodata.maps.lettering import Lettering
from geodata.maps.marker import Marker
from geodata.maps.names import name_neighbourhoods, name_streets
from geodata.maps.plates import Plates
from geodata.maps.request import MapRequest
from geodata.maps.style import STYLES, Sizes
from geodata.maps.viewport import Viewport, overlap
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.streets import StreetIndex

COARSEST_STREETS = 4.5
"""Metres a pixel: beyond it streets and kerbs would be a mist over the levels."""

COLOURS = 192
"""Of the finished picture: more only refine the edges of letters."""

SAMPLED = 2
"""Every second pixel of every second row chooses those colours: as good as all, at a quarter of the memory."""

COMPRESSION = 4
"""zlib's level: 6 takes twice the time for a tenth less."""


Overlay = Marker | Captions | Plates


class MapRenderer(Protocol):
    """Draws requests; implementations differ in where the ground comes from."""

    def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG."""


class LocalMapRenderer:
    """Draws from the package's own figures; safe to share between threads."""

    def __init__(self, neighbourhoods: NeighbourhoodIndex, streets: StreetIndex, kerbs: Kerbs) -> None:
        self._outlines = outlines_of(neighbourhoods)
        self._streets = street_lines(streets)
        self._street_bounds = np.array([street.bounds for street in self._streets]).reshape(-1, 4)
        self._kerbs = kerbs

    def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG; odd places and words make an odd picture, never an error."""
        style, sizes = STYLES[request.theme], Sizes.of(request.size)
        layout = Layout.of(request, sizes)
        view = framed(request.view, self._outlines, layout.map)
        outlines = [each for each in self._outlines if overlap(each.bounds, view.bounds)]
        streets = self._streets_in(view)
        overlays: list[Overlay] = [
            Captions(request, layout, style, sizes),
            Plates(request.attribution, view, style, sizes),
        ]
        if marker := Marker.of(request, view, style, sizes):
            overlays.insert(0, marker)
        picture = self._painted(request, view, outlines, streets, overlays)
        pen = Lettering(picture, layout.map)
        for overlay in reversed(overlays):
            overlay.write(pen)
        name_neighbourhoods(
            sorted(outlines, key=lambda outline: outline.code != request.focus), view, pen, style, sizes
        )
        name_streets(streets, view, pen, style, sizes)
        return _png(picture)

    def _painted(
        self,
        request: MapRequest,
        view: Viewport,
        outlines: list[Outline],
        streets: list[StreetLine],
        overlays: list[Overlay],
    ) -> Image.Image:
        """Return the picture without its words; the canvas, as large as the picture, is gone by then."""
        style = STYLES[request.theme]
        canvas = Canvas(request.size, style.paper)
        ground = Ground(canvas, view, style, Sizes.of(request.size).unit)
        ground.levels(outlines, request.levels)
        ground.streets(streets)
        ground.borders(outlines, request.focus)
        if streets:
            ground.kerbs(self._kerbs, request.colours)
        for overlay in overlays:
            overlay.draw(canvas)
        return canvas.finished()

    def _streets_in(self, view: Viewport) -> list[StreetLine]:
        if view.metres_per_pixel > COARSEST_STREETS:
            return []
        left, lower, right, upper = view.bounds
        low_x, low_y, high_x, high_y = self._street_bounds.T
        near = (low_x < right) & (high_x > left) & (low_y < upper) & (high_y > lower)
        return [self._streets[number] for number in np.flatnonzero(near)]


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    few = picture.resize([side // SAMPLED for side in picture.size], Image.Resampling.NEAREST)
    palette = few.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    flat.save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()
