"""Letters: DejaVu Sans, which has the accents and currency signs that Pillow's own font lacks.

The files are those that matplotlib carries; they are found without importing it.
"""

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

ELLIPSIS = "…"
MISSING = "\U0010ffff"
"""Not a character: the font draws its box for what it lacks."""

LEAST = 0.75
"""Smallest share of its size at which a title is still one."""


@cache
def _folder() -> Path | None:
    spec = find_spec("matplotlib")
    roots = (spec.submodule_search_locations or []) if spec else []
    folders = (Path(root) / "mpl-data" / "fonts" / "ttf" for root in roots)
    return next((folder for folder in folders if folder.is_dir()), None)


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the font at so many pixels.

    Raises OSError when neither matplotlib nor the system has DejaVu Sans.
    """
    file = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    folder = _folder()
    return ImageFont.truetype(
        str(folder / file) if folder else file, size, layout_engine=ImageFont.Layout.BASIC
    )


@cache
def _drawn(character: str) -> bool:
    probe = font(20)
    box = bytes(probe.getmask(MISSING))
    return character.isprintable() and (character == " " or bytes(probe.getmask(character)) != box)


def printable(text: str) -> str:
    """Return the text on one line, without the characters that the font lacks (most emoji)."""
    kept = "".join(character if _drawn(character) else " " for character in text)
    return " ".join(kept.split())


@lru_cache(maxsize=8192)
def width(text: str, letters: ImageFont.FreeTypeFont) -> float:
    """Return the pixels that the text takes on a line."""
    return float(letters.getlength(text))


def cut(text: str, letters: ImageFont.FreeTypeFont, room: float) -> str:
    """Return the text, shortened with … where it takes more than `room` pixels; "" where not even that fits."""
    text = printable(text)
    if width(text, letters) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + ELLIPSIS, letters) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,.;·") + ELLIPSIS if low else ""


def fitted(text: str, size: int, room: float, *, bold: bool) -> tuple[str, ImageFont.FreeTypeFont]:
    """Return the text with letters small enough for `room` pixels, down to `LEAST` of `size`, then shortened."""
    text = printable(text)
    sizes = range(size, int(size * LEAST) - 1, -1)
    fits = (each for each in sizes if width(text, font(each, bold=bold)) <= room)
    letters = font(next(fits, sizes[-1]), bold=bold)
    return cut(text, letters, room), letters
