"""A request and what follows from it before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.maps.canvas import Canvas
from geodata.maps.captions import Captions
from geodata.maps.framing import framed
from geodata.maps.layers import Outline
from geodata.maps.layout import Layout
from geodata.maps.lettering import Lettering
from geodata.maps.marker import Marker
from geodata.maps.plates import Plates
from geodata.maps.request import MapRequest
from geodata.maps.style import STYLES, Sizes, Style
from geodata.maps.viewport import Box, Viewport

Overlay = Marker | Captions | Plates


@dataclass(frozen=True, slots=True)
class Scene:
    """How the picture looks, how it is shared out, and the window onto the ground."""

    request: MapRequest
    style: Style
    sizes: Sizes
    layout: Layout
    view: Viewport

    @classmethod
    def of(cls, request: MapRequest, outlines: Sequence[Outline], hidden: float = 0.0) -> "Scene":
        """Share out the picture and frame the ground above the map's lowest pixels, so many of which are hidden."""
        sizes = Sizes.of(request.size)
        layout = Layout.of(request, sizes)
        seen = replace(layout.map, bottom=layout.map.bottom - hidden)
        view = framed(request.view, outlines, seen).within(layout.map)
        return cls(request, STYLES[request.theme], sizes, layout, view)

    def overlays(self, attribution: Sequence[str], edge: Box | None = None) -> list[Overlay]:
        """Return what lies over the ground, the undermost first; the plates keep inside `edge` of the map."""
        style, sizes = self.style, self.sizes
        plates = Plates(attribution, self.view, edge or self.layout.map, style, sizes)
        captions = Captions(self.request, self.layout, style, sizes)
        marker = Marker.of(self.request, self.view, style, sizes)
        return [marker, captions, plates] if marker else [captions, plates]


def draw_all(overlays: Sequence[Overlay], canvas: Canvas) -> None:
    """Paint their shapes."""
    for overlay in overlays:
        overlay.draw(canvas)


def write_all(overlays: Sequence[Overlay], pen: Lettering) -> None:
    """Write their words, the uppermost's first: they keep their place."""
    for overlay in reversed(overlays):
        overlay.write(pen)
