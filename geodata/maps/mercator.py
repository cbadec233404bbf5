"""The window of a picture on a map in Web Mercator, as online services draw it: centre, zoom and size in tiles' terms."""

from dataclasses import dataclass
from math import ceil, cos, log2, pi, radians

import numpy as np

from geodata.maps.viewport import Bounds, Box, Coordinates, Viewport
from geodata.places import Point
from geodata.projection import mercator_to_utm, to_wgs84, utm_to_mercator

EQUATOR = 2 * pi * 6_378_137.0
"""Metres around the Earth: all of Web Mercator's width."""

TILE = 512
"""Pixels of the world's width at zoom 0, as Mapbox counts."""

RATIO = 2
"""Pixels of the picture for each of the service's, "@2x"."""

FARTHEST_ZOOM, NEAREST_ZOOM = 0.0, 22.0
ZOOM_DECIMALS = 2
"""Finer fractions are rounded away by the service, and the drawing over it would not fit."""


@dataclass(frozen=True, slots=True)
class MercatorViewport(Viewport):
    """A `Viewport` whose ground is laid out in Web Mercator, with `centre` in its box's middle.

    Coordinates in metres are those of EPSG:25830 all the same, so whatever draws on the one draws on the other;
    distances are exact in the middle and half a hundredth off at most at the edges of the whole zone.
    """

    centre: Point
    zoom: float

    @classmethod
    def over(cls, view: Viewport) -> "MercatorViewport":
        """Return the view as near to the given one as whole pixels of the service and its zooms allow."""
        centre = to_wgs84(view.x, view.y)
        around = EQUATOR * cos(radians(centre.lat)) / (TILE * RATIO)
        zoom = round(log2(around / view.metres_per_pixel), ZOOM_DECIMALS)
        zoom = min(max(zoom, FARTHEST_ZOOM), NEAREST_ZOOM)
        left, top = float(int(view.box.left)), float(int(view.box.top))
        wide, high = (RATIO * ceil(side / RATIO) for side in (view.box.right - left, view.box.bottom - top))
        box = Box(left, top, left + wide, top + high)
        return cls(view.x, view.y, around / 2**zoom, box, centre, zoom)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in the service's pixels, `RATIO` of the picture's."""
        return round(self.box.width) // RATIO, round(self.box.height) // RATIO

    @property
    def bounds(self) -> Bounds:
        """The ground that the window shows, corners included."""
        box = self.box
        corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        ground = self.to_metres(np.array(corners))
        left, lower = ground.min(axis=0).tolist()
        right, upper = ground.max(axis=0).tolist()
        return left, lower, right, upper

    def to_pixels(self, metres: Coordinates) -> Coordinates:
        """Return picture coordinates, shape (n, 2), of ground coordinates in metres of EPSG:25830."""
        away = utm_to_mercator(metres) - self._middle
        return self.box.centre + away * (1, -1) / self._scale

    def to_metres(self, pixels: Coordinates) -> Coordinates:
        """Return ground coordinates in metres of EPSG:25830 of picture coordinates, shape (n, 2)."""
        away = (pixels - self.box.centre) * (1, -1) * self._scale
        return mercator_to_utm(self._middle + away)

    @property
    def _middle(self) -> Coordinates:
        return utm_to_mercator(np.array([(self.x, self.y)]))

    @property
    def _scale(self) -> float:
        """Web Mercator's metres a pixel of the picture."""
        return EQUATOR / (TILE * RATIO * 2**self.zoom)
