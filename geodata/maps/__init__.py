"""Pictures that answer "will I find a space there, then?" at a glance.

`MapRequest` says what to show, in values and in the caller's words; a `MapRenderer` makes a PNG of it.
`LocalMapRenderer` draws from the package's own figures, without network.
"""

from geodata.maps.drawing import Drawing, DrawingProcess, DrawingThreads
from geodata.maps.kerbs import Kerbs
from geodata.maps.layers import Layers
from geodata.maps.renderer import LocalMapRenderer, MapRenderer, draw_map
from geodata.maps.request import Around, Fitted, LegendEntry, Level, MapRequest, Pin, Theme, Walk

__all__ = [
    "Around",
    "Drawing",
    "DrawingProcess",
    "DrawingThreads",
    "Fitted",
    "Kerbs",
    "Layers",
    "LegendEntry",
    "Level",
    "LocalMapRenderer",
    "MapRenderer",
    "MapRequest",
    "Pin",
    "Theme",
    "Walk",
    "draw_map",
]
