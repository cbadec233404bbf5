"""Where the names of neighbourhoods go: each as far inside its own as it can, none over another."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from PIL.ImageFont import FreeTypeFont

from geodata.maps.fonts import font, printable, width
from geodata.maps.layers import Outline, widest
from geodata.maps.lettering import LEADING, Lettering
from geodata.maps.style import Ink, Sizes, Style
from geodata.maps.viewport import Viewport, inside

FAR = 6.0
"""Metres a pixel: beyond it many neighbourhoods show, and their names are without capitals, wrapped as they fit."""

INSIDE = (1.0, 0.85, 0.7, 0.55, 0.4)
"""Shares of a name's box that lie in its neighbourhood: who can have the first is served before who takes less.
Half a name over the border is still read right, for every neighbour has its own."""

WELL_INSIDE = INSIDE[:2]
"""The same for the larger letters of two; who cannot have them there is named in the smaller ones."""

SHIFTS = np.array(list(product((0.0, -0.6, 0.6, -1.2, 1.2), repeat=2)))
"""Where a name is tried, from the middle of the widest part, in radii of that part."""

PROBES = np.array(list(product((-0.48, -0.24, 0.0, 0.24, 0.48), (-0.45, 0.0, 0.45))))
"""Points of a name's box that tell how much of it is inside, from its middle, as shares of its sides."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A way to write a name: centred at the pixels `x`, `y`, with the share of it that is inside."""

    x: float
    y: float
    lines: tuple[str, ...]
    inside: float


def name_neighbourhoods(
    outlines: Iterable[Outline], view: Viewport, pen: Lettering, style: Style, sizes: Sizes
) -> None:
    """Write the names of the neighbourhoods in view where they fit; at equal fit the first come first."""
    far = view.metres_per_pixel > FAR
    unnamed, inks = list(outlines), (style.area_text, style.halo)
    for size, shares in (
        ((sizes.far_area, WELL_INSIDE), (sizes.small_area, INSIDE)) if far else ((sizes.area, INSIDE),)
    ):
        letters = font(size, bold=True)
        spots = [(each, list(_spots(each, view, letters, far=far))) for each in unnamed]
        for least in shares:
            spots = [one for one in spots if not _named(one[1], least, pen, letters, inks)]
        unnamed = [outline for outline, _ in spots]


def _named(
    spots: Iterable[Spot], least: float, pen: Lettering, letters: FreeTypeFont, inks: tuple[Ink, Ink]
) -> bool:
    """Write the name at the first spot that is free and so much inside; say whether."""
    return any(
        spot.inside >= least and pen.label((spot.x, spot.y), spot.lines, letters, inks) for spot in spots
    )


def _spots(outline: Outline, view: Viewport, letters: FreeTypeFont, *, far: bool) -> list[Spot]:
    """Return where the name may stand: what is most inside first, then the middle, then the fewest lines."""
    shape, (x, y, radius) = _seen(outline, view)
    name = printable(outline.name)
    ways = _broken(name) if far else (_wrapped(name.upper()),)
    at = view.to_pixels(np.array([(x, y)])) + view.pixels(radius) * SHIFTS
    spots = []
    for lines in ways if radius > view.metres_per_pixel else ():
        box = (max(width(line, letters) for line in lines), letters.size * LEADING * len(lines))
        probes = view.to_metres((at[:, None] + PROBES * box).reshape(-1, 2))
        held = shapely.contains_xy(shape, *probes.T).reshape(len(at), -1).mean(axis=1)
        rows = zip(at.tolist(), held.tolist(), strict=True)
        spots += [Spot(right, down, lines, share) for (right, down), share in rows if share >= INSIDE[-1]]
    return sorted(spots, key=lambda spot: -spot.inside)


def _seen(outline: Outline, view: Viewport) -> tuple[shapely.Geometry, tuple[float, float, float]]:
    """Return the part in view, with (x, y, radius) in metres of the largest circle in it; 0 where there is none."""
    if inside(outline.bounds, view.bounds):
        return outline.shape, outline.widest
    shown = shapely.intersection(outline.shape, shapely.box(*view.bounds))
    if shown.area < view.metres_per_pixel**2:
        return shown, (view.x, view.y, 0.0)
    return shown, widest(shown, view.metres_per_pixel * 8)


def _broken(name: str) -> Iterable[tuple[str, ...]]:
    """Return the ways to write a name: as it is, in two lines, a word a line."""
    return dict.fromkeys(((name,), _wrapped(name), tuple(name.split())))


def _wrapped(name: str) -> tuple[str, ...]:
    """Break a name of several words near its middle."""
    breaks = [at for at, character in enumerate(name) if character == " "]
    if not breaks:
        return (name,)
    at = min(breaks, key=lambda at: abs(at - len(name) / 2))
    return name[:at], name[at + 1 :]
