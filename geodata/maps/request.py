"""What a map shows, said in values: the caller composes it and brings every word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from geodata.places import Point

Theme = Literal["light", "dark"]
Level = Literal["easy", "medium", "hard", "unregulated", "refused", "unknown"]
"""How a neighbourhood is filled, "refused" where one may not park; a code without a level is drawn as "unknown"."""

DESIGN = 3
"""Part of every key: raise it when the same request starts to look different, so that kept pictures expire."""

KEY_DECIMALS = 5
"""Degrees are rounded to about a metre in the key: nearer points make the same picture."""

SMALLEST_SIDE, LARGEST_SIDE = 320, 1600
"""Pixels: less leaves no room for the words, more is heavier than a chat shows."""


@dataclass(frozen=True, slots=True)
class Around:
    """The view around a point: `metres` to the nearer edges of the map (north is up)."""

    point: Point
    metres: float = 650.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """The view that just holds these neighbourhoods; without codes, the whole zone."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """The asked place and the words beside it (may be empty)."""

    point: Point
    label: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A circle around the pin: `metres` as the crow flies, and its words ("5 min")."""

    metres: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample of what is drawn (a `Level` or a colour of spaces) and the word for it."""

    sample: str
    label: str


@dataclass(frozen=True, slots=True)
class MapRequest:
    """One picture: everything that decides its pixels.

    `size` is (width, height) in pixels; `levels` fills neighbourhoods by code and `focus` is the code of the
    emphasised one; `colours` are the colours of spaces to mark (none: no marks). `ribbon` is a warning
    across the map, such as that the data are a demonstration. Unknown codes, colours and samples are
    left out of the picture.

    Raises ValueError for a size outside `SMALLEST_SIDE`..`LARGEST_SIDE`.
    """

    view: Around | Fitted
    title: str
    subtitle: str = ""
    size: tuple[int, int] = (1000, 1000)
    theme: Theme = "light"
    levels: Mapping[str, Level] = field(default_factory=dict, hash=False)
    focus: str | None = None
    pin: Pin | None = None
    walk: Walk | None = None
    colours: frozenset[str] = frozenset()
    legend: tuple[LegendEntry, ...] = ()
    attribution: tuple[str, ...] = ("© Ayuntamiento de Madrid",)
    ribbon: str = ""

    def __post_init__(self) -> None:
        if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in self.size):
            raise ValueError(f"a map's sides are {SMALLEST_SIDE} to {LARGEST_SIDE} pixels, not {self.size}")

    def key(self) -> str:
        """Return 32 hexadecimal digits: the same for the same picture, in any process and on any day."""
        ordered = replace(
            self,
            view=_rounded(self.view),
            pin=self.pin and Pin(_near(self.pin.point), self.pin.label),
            levels=dict(sorted(self.levels.items())),
            colours=frozenset(),
        )
        shown = repr((DESIGN, ordered, sorted(self.colours)))
        return sha256(shown.encode(errors="surrogatepass")).hexdigest()[:32]


def _rounded(view: Around | Fitted) -> Around | Fitted:
    if isinstance(view, Fitted):
        return view
    return Around(_near(view.point), round(view.metres, KEY_DECIMALS))


def _near(point: Point) -> Point:
    return Point(round(point.lat, KEY_DECIMALS), round(point.lon, KEY_DECIMALS))
