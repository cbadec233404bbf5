"""The part of the world that questions are about: Madrid and the towns around it."""

from geodata.places import Point

SOUTH_WEST = Point(lat=40.20, lon=-3.95)
NORTH_EAST = Point(lat=40.66, lon=-3.40)
"""The box holds the municipality (40.31–40.64 N, 3.89–3.52 W) and what people call "Madrid" around it:
Las Rozas, Parque Warner, Alcobendas, Torrejón. An answer outside it is about another place."""


def in_region(point: Point) -> bool:
    """Tell whether the point lies in or around Madrid."""
    return SOUTH_WEST.lat <= point.lat <= NORTH_EAST.lat and SOUTH_WEST.lon <= point.lon <= NORTH_EAST.lon
