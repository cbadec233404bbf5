"""The asked place: its pin, the label beside it and the circle of a short walk."""

from dataclasses import dataclass

import numpy as np

from geodata.maps.canvas import Canvas, circle
from geodata.maps.fonts import cut, font, printable, width
from geodata.maps.lettering import Lettering
from geodata.maps.request import MapRequest
from geodata.maps.style import Sizes, Style
from geodata.maps.viewport import Box, Viewport
from geodata.projection import to_utm

HEAD, EDGE, TIP = 17.0, 3.0, 4.5
"""Radii in units: the pin's head, its light edge, and the dot that is the place itself."""

TALL = 2.15
"""Height of the head's middle over the place, as a multiple of its radius."""

SHOULDER = np.radians(62)
"""Where the straight sides leave the head, from straight down."""

BELOW = 15.0
"""Units from the place down to its label."""

LABEL_ROOM = 0.6
"""Share of the map's width that the label may take."""

WALK_CORNERS, DASH = 144, 2
"""Points of the circle, and how many of its sides a dash takes."""

SMALLEST_WALK = 60.0
"""Units: the label would hide a smaller circle."""

WALK_STROKE, WALK_CASING = 3.6, 7.5
"""Units: thickness of the dashes, and with the light that keeps them apart from what they cross."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A pin in view at the pixels `x`, `y`, with a circle of `radius` pixels (0: none) and the words of both.

    Shapes go on the canvas, then words on the finished picture.
    """

    x: float
    y: float
    text: str
    plate: Box
    radius: float
    walk: str
    style: Style
    sizes: Sizes

    @classmethod
    def of(cls, request: MapRequest, view: Viewport, style: Style, sizes: Sizes) -> "Marker | None":
        """Return the marker, None without a pin or with one out of view."""
        pin = request.pin
        if pin is None:
            return None
        x, y = view.to_pixels(np.array([to_utm(pin.point)]))[0]
        if not view.box.holds(Box(x, y, x, y)):
            return None
        text = cut(pin.label, font(sizes.label, bold=True), view.box.width * LABEL_ROOM)
        plate = _plate(x, y, text, view.box, sizes)
        radius = view.pixels(request.walk.metres) if request.walk else 0.0
        if not SMALLEST_WALK * sizes.unit < radius < view.box.width + view.box.height:
            return cls(x, y, text, plate, 0.0, "", style, sizes)
        walk = printable(request.walk.label) if request.walk else ""
        return cls(x, y, text, plate, radius, walk, style, sizes)

    def draw(self, canvas: Canvas) -> None:
        """Draw the dashed circle, the plate of the label and the pin."""
        unit, style = self.sizes.unit, self.style
        if self.radius:
            ring = circle(self.x, self.y, self.radius, WALK_CORNERS)
            for first in range(0, WALK_CORNERS, 2 * DASH):
                dash = ring[first : first + DASH + 1]
                canvas.line(dash, style.casing, WALK_CASING * unit)
                canvas.line(dash, style.walk, WALK_STROKE * unit)
        if self.text:
            canvas.plate(self.plate.grown(unit), style.border, 9 * unit)
            canvas.plate(self.plate, style.panel, 8 * unit)
        head = self.y - TALL * HEAD * unit
        for edge, ink in ((EDGE * unit, style.pin_edge), (0.0, style.pin)):
            radius = HEAD * unit + edge
            side, low = radius * np.sin(SHOULDER), head + radius * np.cos(SHOULDER)
            tip = (self.x, self.y + edge)
            canvas.polygon(np.array([(self.x - side, low), (self.x + side, low), tip]), ink)
            canvas.dot(self.x, head, radius, ink)
            canvas.dot(self.x, self.y, TIP * unit + edge, ink)
        canvas.dot(self.x, head, HEAD * 0.4 * unit, style.pin_edge)

    def write(self, pen: Lettering) -> None:
        """Write the label; later words keep off the pin and it."""
        head = (TALL + 1) * HEAD * self.sizes.unit
        side = (HEAD + EDGE) * self.sizes.unit
        pen.keep_free(Box(self.x - side, self.y - head, self.x + side, self.y + side / 2))
        if self.text:
            pen.keep_free(self.plate.grown(self.sizes.unit))
            pen.write(self.plate.centre, self.text, font(self.sizes.label, bold=True), self.style.text, "mm")

        self._write_walk(pen)

    def _write_walk(self, pen: Lettering) -> None:
        """Write the circle's words on it, where there is room: below, above, right or left."""
        letters, inks = font(self.sizes.small, bold=True), (self.style.text, self.style.halo)
        for right, down in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            at = (self.x + right * self.radius, self.y + down * self.radius)
            if self.walk and pen.label(at, [self.walk], letters, inks):
                return


def _plate(x: float, y: float, text: str, room: Box, sizes: Sizes) -> Box:
    """Return the label's box: below the place, or above the pin near the map's lower edge; inside the map."""
    gap = sizes.gap
    wide, high = width(text, font(sizes.label, bold=True)) + 2 * gap, sizes.label * 1.55
    left = min(max(x - wide / 2, room.left + gap), room.right - gap - wide)
    top = y + BELOW * sizes.unit
    if top + high > room.bottom - 2 * sizes.small:
        top = y - (TALL + 1) * HEAD * sizes.unit - gap - high
    return Box(left, top, left + wide, top + high)
