"""Which ground a request's picture shows."""

from collections.abc import Sequence

import numpy as np
import shapely

from geodata.maps.layers import Outline
from geodata.maps.request import Around, Fitted
from geodata.maps.viewport import Box, Viewport, enclosing, overlap
from geodata.projection import to_utm

FARTHEST = 6_000.0
"""Metres: from a point outside the zone but no farther, the view widens to show where the zone begins."""

BEYOND = 1.35
"""How far past the zone's edge that view reaches, as a multiple of the way there."""


def framed(view: Around | Fitted, outlines: Sequence[Outline], box: Box) -> Viewport:
    """Return the window for the view; the whole zone for what is nowhere on this ground."""
    zone = enclosing([outline.bounds for outline in outlines])
    if isinstance(view, Fitted):
        chosen = [outline.bounds for outline in outlines if outline.code in view.codes]
        return Viewport.fitting(enclosing(chosen) if chosen else zone, box)
    x, y = to_utm(view.point)
    if not np.isfinite((x, y, view.metres)).all():
        return Viewport.fitting(zone, box)
    around = Viewport.around(x, y, view.metres, box)
    return _widened(around, outlines, box)


def _widened(around: Viewport, outlines: Sequence[Outline], box: Box) -> Viewport:
    """Return the view, or where it holds nothing of the zone a wider one that reaches the nearest outline."""
    bounds = around.bounds
    if not outlines or any(overlap(outline.bounds, bounds) for outline in outlines):
        return around
    shapes = [outline.shape for outline in outlines]
    here = shapely.Point(around.x, around.y)
    away = shapely.distance(here, shapes)
    if away.min() > FARTHEST:
        return around
    edge = shapely.get_coordinates(shapely.shortest_line(here, shapes[int(away.argmin())]))[1]
    apart = np.abs(edge - (around.x, around.y)) * BEYOND
    reach = max(apart[0] / box.width, apart[1] / box.height) * min(box.width, box.height)
    return Viewport.around(around.x, around.y, float(reach), box)
