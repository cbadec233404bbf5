"""What is asked of the Mapbox Static Images API: the ground of a view with its neighbourhoods, in one short path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import shapely

from geodata.maps.layers import Outline
from geodata.maps.mercator import RATIO, MercatorViewport
from geodata.maps.polyline import encoded
from geodata.maps.request import MapRequest, Theme
from geodata.maps.scene import Scene
from geodata.maps.style import Ink, Style
from geodata.maps.viewport import Bounds

STYLES: Mapping[Theme, str] = {"light": "light-v11", "dark": "dark-v11"}

FILL, STROKE = 0.6, 0.8
"""How opaque: the map shows through the level's colour, and through the border a little."""

BORDER_WIDTH, FOCUS_WIDTH = 1, 3
"""Of the service's pixels."""

FINE, COARSE = 0.8, 4.0
"""Pixels of the picture that a simplified outline strays by; coarse is for the farthest ones when room is short."""

BEYOND = 16
"""Pixels of the picture that outlines are kept beyond its edge, where the cut does not show."""


@dataclass(frozen=True, slots=True)
class Path:
    """An outline's ring in metres, how it is drawn (the text before the bracket), and how far away it is.

    `away`: metres from the middle of the view; 0 for the focus wherever it lies, for it matters most.
    """

    ring: shapely.Geometry
    look: str
    away: float

    def text(self, tolerance: float) -> str:
        """Return the overlay, simplified by at most so many metres."""
        line = shapely.get_coordinates(shapely.simplify(self.ring, tolerance))
        return f"{self.look}({quote(encoded(line), safe='')})"


def image_path(scene: Scene, view: MercatorViewport, outlines: Sequence[Outline], room: int) -> str:
    """Return the path of the picture, at most `room` characters: the farthest outlines are made coarse, then left out.

    `outlines`: the largest first, as they are painted.
    """
    wide, high = view.size
    start = f"/styles/v1/mapbox/{STYLES[scene.request.theme]}/static/"
    end = f"{view.centre.lon:.6f},{view.centre.lat:.6f},{view.zoom:.2f}/{wide}x{high}@{RATIO}x"
    paths = _paths(view, outlines, scene.request, scene.style)
    overlay = ",".join(_fitted(paths, view, room - len(start) - len(end) - 1))
    return f"{start}{overlay}/{end}" if overlay else f"{start}{end}"


def _paths(
    view: MercatorViewport, outlines: Iterable[Outline], request: MapRequest, style: Style
) -> list[Path]:
    """Return what is drawn of the outlines in view, the undermost first and the focus last."""
    window = shapely.box(*_grown(view.bounds, BEYOND * view.metres_per_pixel))
    here = shapely.Point(view.x, view.y)
    paths = []
    for outline in sorted(outlines, key=lambda each: each.code == request.focus):
        look = _look(outline.code, request, style)
        for part in shapely.get_parts(shapely.intersection(outline.shape, window)):
            if part.area > view.metres_per_pixel**2:
                away = 0.0 if outline.code == request.focus else float(shapely.distance(part, here))
                paths.append(Path(shapely.get_exterior_ring(part), look, away))
    return paths


def _look(code: str, request: MapRequest, style: Style) -> str:
    fill = style.levels.get(request.levels.get(code, "unknown"), style.levels["unknown"]).base
    width, ink = (FOCUS_WIDTH, style.focus) if code == request.focus else (BORDER_WIDTH, style.border)
    return f"path-{width}+{_hex(ink)}-{STROKE}+{_hex(fill)}-{FILL}"


def _fitted(paths: Sequence[Path], view: MercatorViewport, room: int) -> list[str]:
    """Return the paths' texts in order, in so many characters with the commas between them."""
    fine, coarse = FINE * view.metres_per_pixel, COARSE * view.metres_per_pixel
    texts = {number: path.text(fine) for number, path in enumerate(paths)}
    farthest = sorted(texts, key=lambda number: -paths[number].away)
    for number in farthest:
        if _length(texts) > room:
            texts[number] = paths[number].text(coarse)
    for number in farthest:
        if _length(texts) > room:
            del texts[number]
    return list(texts.values())


def _length(texts: Mapping[int, str]) -> int:
    return sum(map(len, texts.values())) + max(0, len(texts) - 1)


def _grown(bounds: Bounds, by: float) -> Bounds:
    left, lower, right, upper = bounds
    return left - by, lower - by, right + by, upper + by


def _hex(ink: Ink) -> str:
    return bytes(ink[:3]).hex()
