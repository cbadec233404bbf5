"""How far people walk."""

from math import ceil
from typing import Final

METRES_A_MINUTE: Final = 80
"""An unhurried walk, 4.8 km/h."""

DETOUR: Final = 1.3
"""Streets against the straight line; for a grid of blocks 1.27 on average."""


def minutes_on_foot(metres: float) -> int:
    """Return the whole minutes (rounded up, at least one) of a walk between points so far apart."""
    return max(1, ceil(metres * DETOUR / METRES_A_MINUTE))


def minutes_about(metres: float) -> int:
    """Return the usual minutes (rounded, at least one) of a walk to the edge of a circle of that radius."""
    return max(1, round(metres * DETOUR / METRES_A_MINUTE))


def metres_apart(minutes: float) -> float:
    """Return how far apart points are, in a straight line, that so many minutes on foot lie between."""
    return minutes * METRES_A_MINUTE / DETOUR
