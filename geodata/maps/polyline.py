"""Lines as short text: the Encoded Polyline Algorithm Format with five decimals (Google's, read by Mapbox)."""

from itertools import chain

import numpy as np

from geodata.maps.viewport import Coordinates
from geodata.projection import to_wgs84_arrays

DEGREE = 100_000
"""Steps a degree: about a metre each."""

FIVE_BITS = 0x1F
MORE = 0x20
"""Set where another five bits of the same number follow."""

FIRST = 63
"""The code of the character for 0, "?": all are printable ASCII."""


def encoded(line: Coordinates) -> str:
    """Return a line in metres of EPSG:25830, shape (n, 2), as text, latitudes before longitudes."""
    lat, lon = to_wgs84_arrays(*line.T)
    steps = np.round(np.column_stack([lat, lon]) * DEGREE).astype(np.int64)
    moves = np.diff(steps, axis=0, prepend=0).ravel().tolist()
    return "".join(chain.from_iterable(map(_characters, moves)))


def _characters(move: int) -> list[str]:
    left = ~(move << 1) if move < 0 else move << 1
    characters = []
    while left > FIVE_BITS:
        characters.append(chr((left & FIVE_BITS | MORE) + FIRST))
        left >>= 5
    return [*characters, chr(left + FIRST)]
