"""The map itself on the canvas: levels, streets, borders and kerbs with spaces."""

from collections.abc import Iterable, Mapping

import numpy as np

from geodata.maps.canvas import Canvas
from geodata.maps.kerbs import Kerbs
from geodata.maps.layers import Layers, Outline, StreetLine
from geodata.maps.request import Level, MapRequest
from geodata.maps.style import Fill, Ink, Style
from geodata.maps.viewport import Viewport

STREET_METRES = 11.0
"""Width of the pale line along one side's anchors: both sides of a usual street run together."""

NARROWEST_STREET, WIDEST_STREET = 1.6, 16.0
"""Units: thinner shimmers, thicker hides the levels."""

KERB_METRES = 4.6
NARROWEST_KERB, WIDEST_KERB = 2.6, 7.0
"""Metres on the ground, and the units between which a mark of spaces is drawn."""

DOT_GROWTH, MOST_SPACES = 0.42, 40
"""A dot's radius over a bar's width for one space; it grows with the root of the spaces, up to so many."""

PATTERN_SPACING = 15.0
"""Units between a pattern's rows."""


class Ground:
    """Paints one request's ground; `unit` is that of `Sizes`."""

    def __init__(self, canvas: Canvas, view: Viewport, style: Style, unit: float) -> None:
        self._canvas = canvas
        self._view = view
        self._style = style
        self._unit = unit

    def draw(self, layers: Layers, request: MapRequest) -> None:
        """Paint what lies in view, whole."""
        self.levels(layers.outlines, request.levels)
        self.streets(layers.streets)
        self.borders(layers.outlines, request.focus)
        self.kerbs(layers.kerbs, request.colours)

    def levels(self, outlines: Iterable[Outline], levels: Mapping[str, Level]) -> None:
        """Fill the neighbourhoods, with the patterns of their levels."""
        filled = [(self._fill(levels.get(each.code, "unknown")), each) for each in outlines]
        for fill, outline in filled:
            for ring in outline.outer:
                self._canvas.polygon(self._view.to_pixels(ring), fill.base)
            for ring in outline.holes:
                self._canvas.polygon(self._view.to_pixels(ring), self._style.paper)
        self._canvas.textures(self._view.box, self._style.levels.values(), PATTERN_SPACING * self._unit)

    def _fill(self, level: Level) -> Fill:
        return self._style.levels.get(level, self._style.levels["unknown"])

    def streets(self, streets: Iterable[StreetLine]) -> None:
        """Draw the streets as pale lines."""
        width = self._thickness(STREET_METRES, NARROWEST_STREET, WIDEST_STREET)
        lines = [line for street in streets for line in street.lines]
        if not lines:
            return
        pixels = self._view.to_pixels(
            np.concatenate(lines)
        )  # all at once: each alone takes longer than its drawing
        for part in np.split(pixels, np.cumsum([len(line) for line in lines[:-1]], dtype=np.intp)):
            self._canvas.line(part, self._style.street, width)

    def borders(self, outlines: Iterable[Outline], focus: str | None) -> None:
        """Draw the neighbourhoods' borders, the asked one's last and strongest."""
        outlines = list(outlines)
        for outline in outlines:
            self._ring(outline, (1.5, self._style.border))
        for outline in outlines:
            if outline.code == focus:
                self._ring(outline, (9.0, self._style.casing), (5.0, self._style.focus))

    def _ring(self, outline: Outline, *strokes: tuple[float, Ink]) -> None:
        for width, ink in strokes:
            for ring in outline.outer + outline.holes:
                self._canvas.line(self._view.to_pixels(ring), ink, width * self._unit)

    def kerbs(self, kerbs: Kerbs, colours: Iterable[str]) -> None:
        """Mark the spaces: a bar along the kerb, as long as they take; a dot where no line is known."""
        width = self._thickness(KERB_METRES, NARROWEST_KERB, WIDEST_KERB)
        for colour in sorted(self._style.spaces.keys() & colours):
            ink, marks = self._style.spaces[colour], kerbs.of_colour(colour)
            starts, ends = self._view.to_pixels(marks.starts), self._view.to_pixels(marks.ends)
            alone = (starts == ends).all(axis=1)
            self._canvas.segments(starts[~alone], ends[~alone], ink, width)
            self._canvas.dots(
                starts[alone], width * DOT_GROWTH * np.sqrt(marks.spaces[alone].clip(1, MOST_SPACES)), ink
            )

    def _thickness(self, metres: float, least: float, most: float) -> float:
        """Return pixels: so many metres on the ground, between two lengths in units."""
        return min(max(self._view.pixels(metres), least * self._unit), most * self._unit)
