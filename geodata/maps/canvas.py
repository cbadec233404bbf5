"""A surface for flat colours at twice the size: one byte a pixel while drawing, smooth edges when finished."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from geodata.maps.style import Fill, Ink, Pattern
from geodata.maps.viewport import Box, Coordinates

SCALE = 2
"""Canvas pixels a picture pixel: the cheapest that hides the steps of slanted edges."""

THIN = 4
"""Canvas pixels: up to this width the joints of a line do not show."""

DOT_SHARE, LINE_SHARE = 0.14, 0.2
"""A pattern's radius and thickness, as shares of its period."""

BAND = 64
"""Rows of the picture finished at once: the whole canvas in colour would take four times its bytes."""

CURVE = 48
"""Corners of a circle's outline: smooth at the sizes of a picture."""

STRIP = 4
"""Rows of a pattern's tiles put on at once: few calls, and all they touch stays in the processor's cache."""

OPAQUE = 255
MOST_INKS = 256
"""What a byte holds; steps from one ink to another wrap around there."""


class Canvas:
    """Draws in picture coordinates; the last thing drawn covers what was there, be it an ink that is clear."""

    def __init__(self, size: tuple[int, int], paper: Ink) -> None:
        self._inks: dict[Ink, int] = {paper: 0}
        self._image = Image.new("L", (size[0] * SCALE, size[1] * SCALE), 0)
        self._draw = ImageDraw.Draw(self._image)

    def _index(self, ink: Ink) -> int:
        return self._inks.setdefault(ink, len(self._inks))

    def polygon(self, ring: Coordinates, ink: Ink) -> None:
        """Fill the ring."""
        self._draw.polygon(_flat(ring), fill=self._index(ink))

    def line(self, path: Coordinates, ink: Ink, width: float) -> None:
        """Draw the path with round joints."""
        index, thick = self._index(ink), _thick(width)
        self._draw.line(_flat(path), fill=index, width=thick)
        if thick > THIN:
            for x, y in path[1:-1].tolist():
                self.dot(x, y, width / 2, ink)

    def segments(self, starts: Coordinates, ends: Coordinates, ink: Ink, width: float) -> None:
        """Draw separate straight lines, rows of (n, 2)."""
        index, thick = self._index(ink), _thick(width)
        for four in (np.hstack([starts, ends]) * SCALE).tolist():
            self._draw.line(four, fill=index, width=thick)

    def dots(self, centres: Coordinates, radii: NDArray[np.float64], ink: Ink) -> None:
        """Draw discs, rows of (n, 2)."""
        for (x, y), radius in zip(centres.tolist(), radii.tolist(), strict=True):
            self.dot(x, y, radius, ink)

    def dot(self, x: float, y: float, radius: float, ink: Ink) -> None:
        """Draw a disc."""
        box = [(value * SCALE) for value in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=self._index(ink))

    def plate(self, box: Box, ink: Ink, radius: float = 0.0) -> None:
        """Draw a rectangle with round corners."""
        corners = [
            value * SCALE for value in (box.left, box.top, box.right - 1 / SCALE, box.bottom - 1 / SCALE)
        ]
        self._draw.rounded_rectangle(corners, radius * SCALE, fill=self._index(ink))

    def textures(self, box: Box, fills: Iterable[Fill], spacing: float) -> None:
        """Put each fill's pattern on every spot of its base colour in the box."""
        used = [fill for fill in fills if fill.pattern != "plain" and fill.base in self._inks]
        if not used:
            return
        left, top, right, bottom = (
            round(side * SCALE) for side in (box.left, box.top, box.right, box.bottom)
        )
        period = round(spacing * SCALE)
        strip, repeats = period * STRIP, -(-(right - left) // period)
        steps = {self._index(fill.base): self._step(fill, period, repeats) for fill in used}
        for upper in range(top, bottom, strip):
            spots = np.array(self._image.crop((left, upper, right, min(upper + strip, bottom))))
            for base, step in steps.items():
                spots += (spots == base) * step[: spots.shape[0], : spots.shape[1]]
            self._image.paste(Image.fromarray(spots), (left, upper))

    def _step(self, fill: Fill, period: int, repeats: int) -> NDArray[np.uint8]:
        """Return a strip that, added where the base is, makes the pattern's spots its mark and leaves the rest."""
        tiles = np.tile(_tile(fill.pattern, period), (STRIP, repeats))
        away = (self._index(fill.mark) - self._index(fill.base)) % MOST_INKS
        return tiles.astype(np.uint8) * np.uint8(away)

    def finished(self, under: Image.Image | None = None) -> Image.Image:
        """Return the picture in RGB at its own size; where an ink is clear, `under` (as large) shows through."""
        inks = [part for ink in self._inks for part in (*ink, OPAQUE)[:4]]
        wide, high = (side // SCALE for side in self._image.size)
        picture = under or Image.new("RGB", (wide, high))
        for upper in range(0, high, BAND):
            lower = min(upper + BAND, high)
            band = self._image.crop((0, upper * SCALE, wide * SCALE, lower * SCALE))
            band.putpalette(inks, "RGBA")
            if under is None:
                picture.paste(band.convert("RGB").reduce(SCALE), (0, upper))
            else:
                small = band.convert("RGBA").reduce(SCALE)
                picture.paste(small, (0, upper), small)
        return picture


def circle(x: float, y: float, radius: float, corners: int = CURVE) -> Coordinates:
    """Return a ring of points around (x, y), closed."""
    angles = np.linspace(0, 2 * np.pi, corners + 1)
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])


def _flat(path: Coordinates) -> Sequence[float]:
    flat: list[float] = (path * SCALE).ravel().tolist()
    return flat


def _thick(width: float) -> int:
    return max(1, round(width * SCALE))


@cache
def _tile(pattern: Pattern, spacing: int) -> NDArray[np.bool_]:
    """Return one period of the pattern, shape (spacing, spacing); shared, so never written to."""
    across, down = np.meshgrid(np.arange(spacing), np.arange(spacing))
    if pattern == "dots":
        middle = (spacing - 1) / 2
        aside, above = np.abs(across - middle), np.abs(down - middle)
        nearest = np.minimum(np.hypot(aside, above), np.hypot(middle - aside, middle - above))
        dots: NDArray[np.bool_] = nearest < spacing * DOT_SHARE
        return dots
    rising = (across + down) % spacing < spacing * LINE_SHARE
    falling = (across - down) % spacing < spacing * LINE_SHARE
    crossed: NDArray[np.bool_] = rising | falling if pattern == "crossed" else rising
    return crossed
