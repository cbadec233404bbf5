"""The words around the map: title, ribbon and legend."""

from geodata.maps.canvas import Canvas
from geodata.maps.fonts import cut, fitted, font, printable
from geodata.maps.layout import LINE, SAMPLE_GAP, Layout, LegendItem
from geodata.maps.lettering import Lettering
from geodata.maps.request import MapRequest
from geodata.maps.style import Sizes, Style
from geodata.maps.viewport import Box

PATTERN_SHARE = 0.4
"""Period of a pattern in a legend's sample, as a share of the letters' size: it must show in a small box."""

BAR_SHARE = 0.16
"""Half the thickness of a sample of spaces, as a share of the letters' size."""

EDGE, CORNER = 1.5, 4.0
"""Units: the rim and the round corners of a sample."""


class Captions:
    """Paints one request's panels and samples on the canvas, then writes the words on the picture."""

    def __init__(self, request: MapRequest, layout: Layout, style: Style, sizes: Sizes) -> None:
        self._request = request
        self._layout = layout
        self._style = style
        self._sizes = sizes

    def draw(self, canvas: Canvas) -> None:
        """Paint panels and samples."""
        style, layout = self._style, self._layout
        panels = ((layout.header, style.panel), (layout.footer, style.panel), (layout.ribbon, style.ribbon))
        for panel, ink in panels:
            if panel.height > 0:
                canvas.plate(panel, ink)
        for item in layout.legend:
            self._sample(canvas, item)

    def _sample(self, canvas: Canvas, item: LegendItem) -> None:
        box, style, unit = item.sample, self._style, self._sizes.unit
        if ink := style.spaces.get(item.entry.sample):
            middle, thick = box.centre[1], self._sizes.legend * BAR_SHARE
            canvas.plate(Box(box.left, middle - thick, box.right, middle + thick), ink, thick)
        for level, fill in style.levels.items():
            if level == item.entry.sample:
                canvas.plate(box, style.border, CORNER * unit)
                canvas.plate(box.grown(-EDGE * unit), fill.base, (CORNER - EDGE) * unit)
                canvas.textures(box, [fill], self._sizes.legend * PATTERN_SHARE)

    def write(self, pen: Lettering) -> None:
        """Write title, ribbon and legend."""
        style, layout, gap = self._style, self._layout, self._sizes.gap
        room = layout.header.width - 4 * gap
        self._write_title(pen, room)
        if layout.ribbon.height > 0:
            letters = font(self._sizes.legend, bold=True)
            words = cut(self._request.ribbon, letters, room)
            pen.write(layout.ribbon.centre, words, letters, style.ribbon_text, "mm")
        for item in layout.legend:
            at = (item.sample.right + gap * SAMPLE_GAP, item.sample.centre[1])
            pen.write(at, item.text, font(self._sizes.legend), style.text)

    def _write_title(self, pen: Lettering, room: float) -> None:
        style, sizes = self._style, self._sizes
        y = float(sizes.gap)
        for text, size, bold, ink in (
            (self._request.title, sizes.title, True, style.text),
            (self._request.subtitle, sizes.subtitle, False, style.quiet_text),
        ):
            if printable(text):
                words, letters = fitted(text, size, room, bold=bold)
                pen.write((2 * sizes.gap, y + size * LINE / 2), words, letters, ink)
                y += size * LINE
