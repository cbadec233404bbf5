"""Readers of the city's official files; the only place that knows their columns and their quirks."""

from geodata.sources.boundaries import BoundaryFile, OfficialOutline, read_boundaries
from geodata.sources.spaces import SpacesFile, SpacesRow, read_spaces

__all__ = [
    "BoundaryFile",
    "OfficialOutline",
    "SpacesFile",
    "SpacesRow",
    "read_boundaries",
    "read_spaces",
]
