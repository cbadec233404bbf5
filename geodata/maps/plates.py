"""What lies on the map's edges: the scale bar, north and the source's name."""

from collections.abc import Sequence

import numpy as np

from geodata.maps.canvas import Canvas
from geodata.maps.fonts import fitted, font, printable, width
from geodata.maps.lettering import Lettering
from geodata.maps.style import Sizes, Style
from geodata.maps.viewport import Box, Viewport

NICE_METRES = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
KILOMETRE = 1000

LONGEST_BAR = 0.2
"""Share of the map's width that the bar may take; the sources' names have what it leaves."""

HIGH = 1.45
"""Height of a plate, as a multiple of the letters' size."""

DISC = 2.1
"""Width of the disc that points north, as a multiple of the letters' size."""

TICK = 4.5
STROKE = 2.0
"""Units: half the height of the bar's ends, and the thickness of its line."""


class Plates:
    """Paints one view's plates inside `box` on the canvas, then writes on them; later words keep off them."""

    def __init__(
        self, attribution: Sequence[str], view: Viewport, box: Box, style: Style, sizes: Sizes
    ) -> None:
        self._style = style
        self._sizes = sizes
        self._letters = font(sizes.small)
        gap, high = sizes.gap, sizes.small * HIGH
        metres = max(
            (m for m in NICE_METRES if view.pixels(m) <= box.width * LONGEST_BAR), default=NICE_METRES[0]
        )
        self._distance = f"{metres} m" if metres < KILOMETRE else f"{metres // KILOMETRE} km"
        self._bar = view.pixels(metres)
        room = self._bar + width(self._distance, self._letters) + 3 * gap
        self._scale = Box(box.left, box.bottom - high, box.left + room, box.bottom)
        names = " ".join(filter(None, map(printable, attribution)))
        room = box.width - self._scale.width - 3 * gap
        self._credit, self._small = fitted(names, sizes.small, room, bold=False)
        room = width(self._credit, self._small) + gap if self._credit else 0.0
        self._source = Box(box.right - room, box.bottom - high, box.right, box.bottom)
        side = sizes.small * DISC
        self._north = Box(box.right - gap - side, box.top + gap, box.right - gap, box.top + gap + side)

    def draw(self, canvas: Canvas) -> None:
        """Paint the plates, the bar and the arrow."""
        unit, style = self._sizes.unit, self._style
        for plate in (self._scale, self._source):
            if plate.width > 0:
                canvas.plate(plate, style.panel)
        left, middle = self._scale.left + self._sizes.gap, self._scale.centre[1]
        right, low, high = left + self._bar, middle + TICK * unit, middle - TICK * unit
        bar = np.array([(left, high), (left, low), (right, low), (right, high)])
        canvas.line(bar, style.quiet_text, STROKE * unit)
        x, y = self._north.centre
        half = self._north.width / 2
        canvas.dot(x, y, half, style.panel)
        arrow = np.array([(0.0, -0.8), (-0.32, -0.12), (0.32, -0.12)]) * half + (x, y)
        canvas.polygon(arrow, style.pin)

    def write(self, pen: Lettering) -> None:
        """Write distance, source and N."""
        ink, gap = self._style.quiet_text, self._sizes.gap
        middle = self._scale.centre[1]
        pen.write((self._scale.right - gap, middle), self._distance, self._letters, ink, "rm")
        pen.write((self._source.right - gap / 2, middle), self._credit, self._small, ink, "rm")
        x, y = self._north.centre
        letters = font(self._sizes.small_area, bold=True)
        pen.write((x, y + self._north.height * 0.2), "N", letters, self._style.text, "mm")
        for plate in (self._scale, self._source, self._north):
            pen.keep_free(plate)
