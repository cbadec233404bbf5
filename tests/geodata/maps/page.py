"""A page for the tests of what is written on maps."""

from PIL import Image

from geodata.maps.lettering import Lettering
from geodata.maps.style import Sizes
from geodata.maps.viewport import Box, Viewport
from tests.geodata.maps.world import X, Y

BOX = Box(0, 0, 1000, 1000)
SIZES = Sizes.of((1000, 1000))
GROUND = (120, 160, 140)


class Page(Lettering):
    """A pen that remembers what it wrote."""

    def __init__(self):
        super().__init__(Image.new("RGB", (1000, 1000), GROUND), BOX)
        self.streets = []
        self.areas = []

    def slanted(self, at, degrees, text, size, inks):
        written = super().slanted(at, degrees, text, size, inks)
        if written:
            self.streets.append((text, at, degrees))
        return written

    def label(self, at, lines, letters, inks):
        written = super().label(at, lines, letters, inks)
        if written:
            self.areas.append((" ".join(lines), at))
        return written


def view(metres=500.0):
    return Viewport.around(X, Y, metres, BOX)
