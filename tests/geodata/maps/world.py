"""A small city for exact tests: two square neighbourhoods side by side, one straight street, a few kerbs."""

from io import BytesIO

import shapely
from PIL import Image

from geodata.maps import Around, Kerbs, Layers, MapRequest
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.places import Point
from geodata.projection import to_wgs84
from geodata.streets import HouseNumber, Street, StreetIndex
from geodata.tables import DECIMETRES, NONE, Stretches, StretchRow

X, Y = 440_000.0, 4_474_000.0
"""The middle of the border between the two."""

SIDE = 1_000.0
WEST, EAST, UNDRAWN = "01-01", "01-02", "01-03"


def at(east: float, north: float) -> Point:
    """The point so many metres from the middle."""
    return to_wgs84(X + east, Y + north)


def neighbourhoods():
    squares = [
        shapely.box(X - SIDE, Y - SIDE / 2, X, Y + SIDE / 2),
        shapely.box(X, Y - SIDE / 2, X + SIDE, Y + SIDE / 2),
    ]
    return NeighbourhoodIndex(
        [
            Neighbourhood(WEST, "Poniente", "Prueba"),
            Neighbourhood(EAST, "Levante", "Prueba"),
            Neighbourhood(UNDRAWN, "Nada", "Prueba"),
        ],
        [*squares, None],
        [(X - SIDE / 2, Y), (X + SIDE / 2, Y), (X, Y)],
    )


def street(numbers, *, kind="calle", name="la Prueba", street_id=0):
    houses = tuple(HouseNumber(number, "", X + east, Y + north, WEST) for number, east, north in numbers)
    return Street(street_id, kind, name, f"{kind.capitalize()} de {name}", houses)


def stretches(*rows):
    """Rows of (street, number, east, north, colour, spaces), the first two None where there is none."""
    return Stretches.of(
        StretchRow(
            NONE if of is None else of,
            NONE if number is None else number,
            "",
            WEST,
            round((X + east) * DECIMETRES),
            round((Y + north) * DECIMETRES),
            colour,
            spaces,
        )
        for of, number, east, north, colour, spaces in rows
    )


ALONG = [(number, -400.0 + 20 * number, -200.0 if number % 2 else -188.0) for number in range(1, 19)]
BLUE = stretches(*((0, number, east, north, "blue", 4) for number, east, north in ALONG))


def layers(kerbs=BLUE):
    return Layers.of(neighbourhoods(), StreetIndex((street(ALONG),)), Kerbs.of(kerbs))


def request(**changed) -> MapRequest:
    shown = {
        "view": Around(at(0, 0), 450.0),
        "title": "Plaza de Prueba",
        "levels": {WEST: "easy", EAST: "hard"},
    }
    return MapRequest(**{**shown, **changed})


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def close(one, other, by=6) -> bool:
    """Whether two colours are the same but for what a small palette rounds away."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= by
