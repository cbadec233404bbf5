"""How maps look: the colours of both themes and the sizes of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from geodata.maps.request import Level, Theme

Ink = tuple[int, int, int] | tuple[int, int, int, int]
"""Red, green, blue, 0..255; a fourth part is how opaque it is, 255 if left out."""

Pattern = Literal["plain", "dots", "lines", "crossed"]


def ink(text: str) -> Ink:
    """Return the colour of six hexadecimal digits, "1f5fe0"."""
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


@dataclass(frozen=True, slots=True)
class Fill:
    """The area colour of a level, and the pattern on it, which tells levels apart without colour."""

    base: Ink
    pattern: Pattern
    mark: Ink


@dataclass(frozen=True, slots=True)
class Style:
    """One theme. `paper` is the ground outside the zone, `panel` the strips that hold the words."""

    paper: Ink
    panel: Ink
    text: Ink
    quiet_text: Ink
    border: Ink
    focus: Ink
    casing: Ink
    street: Ink
    street_text: Ink
    area_text: Ink
    halo: Ink
    pin: Ink
    pin_edge: Ink
    walk: Ink
    ribbon: Ink
    ribbon_text: Ink
    levels: Mapping[Level, Fill]
    spaces: Mapping[str, Ink]


LIGHT = Style(
    paper=ink("eceae4"),
    panel=ink("ffffff"),
    text=ink("1c2030"),
    quiet_text=ink("555b6b"),
    border=ink("8d8a94"),
    focus=ink("23284a"),
    casing=ink("ffffff"),
    street=ink("fffdf8"),
    street_text=ink("3c4152"),
    area_text=ink("4a2f7a"),
    halo=ink("fffdf8"),
    pin=ink("d0135f"),
    pin_edge=ink("ffffff"),
    walk=ink("23284a"),
    ribbon=ink("ffc83d"),
    ribbon_text=ink("332400"),
    levels={
        "easy": Fill(ink("d2efe4"), "plain", ink("d2efe4")),
        "medium": Fill(ink("fae5a8"), "dots", ink("edcb6c")),
        "hard": Fill(ink("eda896"), "lines", ink("dd8f7d")),
        "unregulated": Fill(ink("c8d6f0"), "plain", ink("c8d6f0")),
        "refused": Fill(ink("bfa3c9"), "crossed", ink("ab8db6")),
        "unknown": Fill(ink("c4c2bd"), "crossed", ink("b2afa9")),
    },
    spaces={
        "blue": ink("1558e0"),
        "green": ink("1f8f3a"),
        "high_rotation": ink("0e7fa8"),
        "orange": ink("e27100"),
        "red": ink("a8003c"),
    },
)
"""Paper by day."""

DARK = Style(
    paper=ink("14161d"),
    panel=ink("1b1e28"),
    text=ink("f2f3f7"),
    quiet_text=ink("b4b9c8"),
    border=ink("6c7182"),
    focus=ink("ffffff"),
    casing=ink("14161d"),
    street=ink("11131a"),
    street_text=ink("e6e8ef"),
    area_text=ink("d3c2ff"),
    halo=ink("11131a"),
    pin=ink("ff74b4"),
    pin_edge=ink("ffffff"),
    walk=ink("ffffff"),
    ribbon=ink("ffc83d"),
    ribbon_text=ink("332400"),
    levels={
        "easy": Fill(ink("2f665a"), "plain", ink("2f665a")),
        "medium": Fill(ink("7b6826"), "dots", ink("988236")),
        "hard": Fill(ink("83382f"), "lines", ink("9c4c42")),
        "unregulated": Fill(ink("2f3d63"), "plain", ink("2f3d63")),
        "refused": Fill(ink("241d33"), "crossed", ink("43345c")),
        "unknown": Fill(ink("3a3c44"), "crossed", ink("4b4e58")),
    },
    spaces={
        "blue": ink("6ea8ff"),
        "green": ink("5fd77a"),
        "high_rotation": ink("4fd8f5"),
        "orange": ink("ffa640"),
        "red": ink("ff7898"),
    },
)
"""Paper by night."""

STYLES: Mapping[Theme, Style] = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in pixels of a picture, grown with its width so that a phone shows all alike.

    `unit` is a thousandth of the width; 16 units are 6 points where a picture fills a phone 360 wide.
    """

    unit: float
    title: int
    subtitle: int
    legend: int
    label: int
    small: int
    street: int
    area: int
    far_area: int
    small_area: int
    gap: int

    @classmethod
    def of(cls, size: tuple[int, int]) -> "Sizes":
        """Return the sizes for a picture of (width, height)."""
        unit = max(min(size), SMALLEST_UNIT) / 1000
        return cls(unit, **{name: round(unit * of) for name, of in UNITS.items()})


UNITS = {
    "title": 40,
    "subtitle": 29,
    "legend": 26,
    "label": 27,
    "small": 22,
    "street": 22,
    "area": 21,
    "far_area": 21,
    "small_area": 17,
    "gap": 12,
}
SMALLEST_UNIT = 500
"""Pixels: smaller pictures keep these letters (11 px), the smallest that can be read."""
