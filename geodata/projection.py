"""Between WGS84 degrees and the metres of the official files (ETRS89 / UTM zone 30N, EPSG:25830)."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from geodata.places import Point

UTM = "EPSG:25830"
WGS84 = "EPSG:4326"
MERCATOR = "EPSG:3857"
"""Web Mercator: what online maps are drawn in. Its metres are longer than the ground's, by 1 / cos(latitude)."""


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_utm(point: Point) -> tuple[float, float]:
    """Return (x, y) in metres, EPSG:25830."""
    x, y = _transformer(WGS84, UTM).transform(point.lon, point.lat)
    return float(x), float(y)


def to_wgs84(x: float, y: float) -> Point:
    """Return the point at (x, y) metres, EPSG:25830."""
    lon, lat = _transformer(UTM, WGS84).transform(x, y)
    return Point(lat=float(lat), lon=float(lon))


def to_wgs84_arrays(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (lat, lon) in degrees of many points at once; `x`, `y` in metres, EPSG:25830, shape (n,)."""
    lon, lat = _transformer(UTM, WGS84).transform(x, y)
    return lat, lon


def utm_to_mercator(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Web Mercator's metres, shape (n, 2), of as many places in EPSG:25830."""
    return np.column_stack(_transformer(UTM, MERCATOR).transform(*xy.T))


def mercator_to_utm(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres of EPSG:25830, shape (n, 2), of as many places in Web Mercator."""
    return np.column_stack(_transformer(MERCATOR, UTM).transform(*xy.T))
