"""Words on the finished picture: none over another, with a halo where the ground is busy."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from geodata.maps.fonts import font, width
from geodata.maps.style import Ink
from geodata.maps.viewport import Box

HALO = 3
"""Pixels around letters that stand on the map."""

GLOW = ImageFilter.BoxBlur(HALO - 1)
BRIGHTER = [min(255, level * 5) for level in range(256)]
"""A slanted text's halo is its own blur made strong: an outline of each letter takes far longer."""

LEADING = 1.15
"""Height of a label's line, as a multiple of its letters' size."""

CELL = 4
"""Pixels: labels keep free of each other to this grid."""


class Lettering:
    """Writes on a picture and remembers where, so that later words keep away."""

    def __init__(self, image: Image.Image, room: Box) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._room = room
        self._taken = np.zeros((image.height // CELL + 1, image.width // CELL + 1), dtype=np.bool_)

    def keep_free(self, box: Box) -> None:
        """Let no later label into the box."""
        self._taken[_cells(box)] = True

    def claim(self, boxes: Sequence[Box]) -> bool:
        """Take the boxes if they lie on the map and are all free."""
        free = all(self._room.holds(box) and not self._taken[_cells(box)].any() for box in boxes)
        if free:
            for box in boxes:
                self.keep_free(box)
        return free

    def write(
        self,
        at: tuple[float, float],
        text: str,
        letters: ImageFont.FreeTypeFont,
        ink: Ink,
        anchor: str = "lm",
    ) -> None:
        """Write where told, on a plain ground; `anchor` as Pillow names them."""
        self._draw.text(at, text, font=letters, fill=ink, anchor=anchor)

    def label(
        self,
        at: tuple[float, float],
        lines: Sequence[str],
        letters: ImageFont.FreeTypeFont,
        inks: tuple[Ink, Ink],
    ) -> bool:
        """Centre the lines in (text, halo) colours if the place is free; say whether."""
        x, y = at
        step = letters.size * LEADING
        half = max(width(line, letters) for line in lines) / 2
        box = Box(x - half, y - step * len(lines) / 2, x + half, y + step * len(lines) / 2).grown(HALO)
        if not self.claim([box]):
            return False
        for number, line in enumerate(lines):
            height = y + (number - (len(lines) - 1) / 2) * step
            self._draw.text(
                (x, height),
                line,
                font=letters,
                fill=inks[0],
                anchor="mm",
                stroke_width=HALO,
                stroke_fill=inks[1],
            )
        return True

    def slanted(
        self, at: tuple[float, float], degrees: float, text: str, size: int, inks: tuple[Ink, Ink]
    ) -> bool:
        """Centre the text, turned anticlockwise, in (text, halo) colours if the place is free; say whether."""
        x, y = at
        letters = font(size)
        if not self.claim(_along(x, y, degrees, width(text, letters), size)):
            return False
        mask = _turned(text, letters, degrees)
        corner = (round(x - mask.width / 2), round(y - mask.height / 2))
        self._image.paste(inks[1], corner, mask.filter(GLOW).point(BRIGHTER))
        self._image.paste(inks[0], corner, mask)
        return True


def _cells(box: Box) -> tuple[slice, slice]:
    left, top = max(0, int(box.left) // CELL), max(0, int(box.top) // CELL)
    return slice(top, max(0, int(box.bottom) // CELL + 1)), slice(left, max(0, int(box.right) // CELL + 1))


def _along(x: float, y: float, degrees: float, length: float, size: int) -> list[Box]:
    """Cover a slanted text with squares of its height, side by side."""
    half = size * 0.6
    reach = max(0.0, length / 2 - half)
    count = max(1, math.ceil(reach / half))
    right, down = math.cos(math.radians(degrees)), -math.sin(math.radians(degrees))
    steps = (reach * (2 * number / count - 1) for number in range(count + 1))
    return [
        Box(x + s * right - half, y + s * down - half, x + s * right + half, y + s * down + half)
        for s in steps
    ]


def _turned(text: str, letters: ImageFont.FreeTypeFont, degrees: float) -> Image.Image:
    """Return the text as a mask, turned, with room for the halo."""
    margin = 2 * HALO
    size = (round(width(text, letters)) + 2 * margin, round(letters.size * 1.3) + 2 * margin)
    mask = Image.new("L", size, 0)
    middle = (size[0] / 2, size[1] / 2)
    ImageDraw.Draw(mask).text(middle, text, font=letters, fill=255, anchor="mm")
    return mask.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
