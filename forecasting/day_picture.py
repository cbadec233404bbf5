"""A day's chart as a picture: hour by hour how likely a space is, on bands that name the levels."""

import gc
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from forecasting.day_chart import Asked, DayChart, Fill

SIDE = 1000  # pixels, as a map beside it
RESOLUTION = 72  # dots an inch: a point is a pixel
EDGE = 24.0  # pixels left free beside the words

TITLE, SUBTITLE, WORDS, SMALL = 40.0, 29.0, 25.0, 22.0
"""Letters in pixels, as on the maps; 22 are 8 where the picture fills a phone 360 wide."""

LEAST = 0.75
"""Smallest share of its size at which a line is still legible; beyond, it is cut."""

HEADER, RIBBON, HEADING, CALLOUT = 110.0, 44.0, 48.0, 50.0
"""Heights in pixels, from the top down."""

FOOTER = 175.0
"""Height in pixels below the plot: the hours, and how it is read."""

HOURS_HIGH = 44.0
"""Pixels of the row that names the hours."""

TICKS_WIDE, LEVELS_WIDE = 104.0, 132.0
"""Pixels beside the plot: per cents to its left, the levels' names to its right."""

MOST_NAMED = 18
"""Hours that have room for their names; of more, every other one is named."""

BAR, DOT, RIM, CASING = 11.0, 23.0, 4.5, 3.0
"""Pixels: a range's bar, a mean's dot and its rim, and what parts both from the ground."""

PLATE, PLATE_EDGE, FRAME = 40.0, 14.0, 4.0
"""Pixels: height of the plate above the asked hour, its edges beside the words, and the frame around the hour."""

DASHES = (0, (6, 4))  # on and off, in widths of the line

MESSAGE_LETTERS = 44  # on a line
MESSAGE_FOOTER = 60.0  # pixels below it, for the source

PALETTE, COMPRESSION = 64, 6
"""Colours of the finished picture, whose grounds are few, and zlib's level."""


YOUNG: Final = 1
"""The collector's generation that figures of the last drawing are in; looking through it takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the plot is on the page, in pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    hours: int

    @property
    def column(self) -> float:
        """The width of an hour."""
        return (self.right - self.left) / self.hours

    def x(self, hour: float) -> float:
        """Return the middle of an hour."""
        return self.left + (hour + 0.5) * self.column

    def y(self, height: float) -> float:
        """Return where a height on the scale, 0 to 1, is."""
        return self.bottom - height * (self.bottom - self.top)


def draw_day(chart: DayChart) -> bytes:
    """Draw a chart; returns a PNG of 1000 × 1000. Odd words make an odd picture, never an error."""
    try:
        return _drawn(chart)
    finally:
        # The library's figures refer to themselves: left to the collector's own pace, sixty take as many MB.
        gc.collect(YOUNG)


def _drawn(chart: DayChart) -> bytes:
    colours = chart.colours
    page = Figure(figsize=(SIDE / RESOLUTION, SIDE / RESOLUTION), dpi=RESOLUTION, facecolor=colours.panel)
    canvas = FigureCanvasAgg(page)
    top = _header(page, chart)
    _line(page, chart.source, SIDE - 28, SMALL, colours.quiet_text)
    if chart.message:
        _message(page, chart, top)
    else:
        _line(page, chart.heading, top + HEADING / 2 + 4, WORDS, colours.text)
        _line(page, chart.explanation, SIDE - 65, SMALL, colours.text)
        left = TICKS_WIDE if chart.ticks else EDGE
        frame = _Frame(
            left, top + HEADING + CALLOUT, SIDE - LEVELS_WIDE, SIDE - FOOTER, max(len(chart.hours), 1)
        )
        _plot(page, frame, chart)
        _names(page, frame, chart)
        if chart.asked:
            _mark(page, frame, chart, chart.asked)
    return _png(canvas)


def _header(page: Figure, chart: DayChart) -> float:
    """Write title, subtitle and ribbon; return where they end."""
    colours = chart.colours
    _line(page, chart.title, 37, TITLE, colours.text, weight="bold")
    _line(page, chart.subtitle, 80, SUBTITLE, colours.quiet_text)
    if not chart.ribbon:
        return HEADER
    _box(page, 0, HEADER, SIDE, RIBBON, facecolor=colours.ribbon)
    _write(page, (SIDE / 2, HEADER + RIBBON / 2), chart.ribbon, WORDS, colours.ribbon_text, weight="bold")
    return HEADER + RIBBON


def _message(page: Figure, chart: DayChart, top: float) -> None:
    """Write why there is no plot where it would be, on the ground of its first gap."""
    bottom = SIDE - MESSAGE_FOOTER
    if chart.gaps:
        _box(page, 0, top, SIDE, bottom - top, facecolor=chart.gaps[0].fill.ground)
    words = fill(chart.message, MESSAGE_LETTERS)
    _write(page, (SIDE / 2, (top + bottom) / 2), words, SUBTITLE, chart.colours.text, linespacing=1.5)


def _plot(page: Figure, frame: _Frame, chart: DayChart) -> None:
    """Draw bands, gaps and estimates."""
    left, right = -0.5, frame.hours - 0.5
    wide, high = frame.right - frame.left, frame.bottom - frame.top
    rectangle = (frame.left / SIDE, 1 - frame.bottom / SIDE, wide / SIDE, high / SIDE)
    plot = page.add_axes(rectangle, xlim=(left, right), ylim=(0, 1))
    plot.set_axis_off()
    for band in chart.bands:
        _area(plot, (left, right), (band.low, band.high), band.fill)
    edges = [band.low for band in chart.bands if band.low > 0]
    plot.hlines(edges, left, right, colors=chart.colours.quiet_text, linewidths=1.5, linestyles=DASHES)
    for gap in chart.gaps:
        _area(plot, (gap.first - 0.5, gap.last + 0.5), (0, 1), gap.fill)
    _estimates(plot, chart)


def _area(plot: Axes, across: tuple[float, float], up: tuple[float, float], look: Fill) -> None:
    (left, right), (low, high) = across, up
    area = Rectangle((left, low), right - left, high - low, linewidth=0, zorder=2)
    area.set(facecolor=look.ground, edgecolor=look.mark, hatch=look.hatch)
    plot.add_patch(area)


def _estimates(plot: Axes, chart: DayChart) -> None:
    """Draw each range as a bar and its mean as a ring, so that they read on any ground."""
    hours = [one.hour for one in chart.estimates]
    lows, highs = [one.low for one in chart.estimates], [one.high for one in chart.estimates]
    ink, ground = chart.colours.text, chart.colours.panel
    for width, colour in ((BAR + 2 * CASING, ground), (BAR, ink)):
        plot.vlines(hours, lows, highs, colors=colour, linewidths=width, capstyle="round", zorder=3)
    means = [one.mean for one in chart.estimates]
    for size, colour in ((DOT + 2 * CASING, ground), (DOT, ink), (DOT - 2 * RIM, ground)):
        plot.scatter(hours, means, s=size**2, color=colour, linewidths=0, zorder=4, clip_on=False)


def _names(page: Figure, frame: _Frame, chart: DayChart) -> None:
    """Name the hours, the heights, the bands and the gaps."""
    colours, asked = chart.colours, chart.asked.hour if chart.asked else 0
    step = 1 if frame.hours <= MOST_NAMED else 2
    for hour, name in enumerate(chart.hours):
        if (hour - asked) % step == 0:
            _write(page, (frame.x(hour), frame.bottom + HOURS_HIGH / 2), name, WORDS, colours.text)
    middle = (frame.left + frame.right) / 2
    _write(page, (middle, frame.bottom + HOURS_HIGH + 18), chart.hours_label, SMALL, colours.quiet_text)
    for height, name in chart.ticks:
        _write(page, (frame.left - 10, frame.y(height)), name, SMALL, colours.text, ha="right")
    for band in chart.bands:
        y = frame.y((band.low + band.high) / 2)
        _write(page, (frame.right + 12, y), band.label, WORDS, colours.text, ha="left")
    for gap in chart.gaps:
        x = frame.x((gap.first + gap.last) / 2)
        _write(page, (x, frame.y(0.5)), gap.label, WORDS, colours.text, rotation=90)


def _mark(page: Figure, frame: _Frame, chart: DayChart, asked: Asked) -> None:
    """Frame the asked hour, and say above it what is said of it, within the page."""
    colours, x = chart.colours, frame.x(asked.hour)
    high = frame.bottom + HOURS_HIGH - frame.top
    _box(
        page,
        x - frame.column / 2,
        frame.top,
        frame.column,
        high,
        fill=False,
        edgecolor=colours.accent,
        linewidth=FRAME,
    )
    words = _write(page, (0, frame.top - PLATE / 2), asked.label, WORDS, colours.accent_text, weight="bold")
    half = _width(words) / 2 + PLATE_EDGE
    middle = min(max(x, EDGE + half), SIDE - EDGE - half)
    words.set_x(middle / SIDE)
    _box(page, middle - half, frame.top - PLATE, 2 * half, PLATE, facecolor=colours.accent)


def _line(page: Figure, text: str, y: float, size: float, colour: str, **look: object) -> None:
    """Write a line from the left edge: in smaller letters where it is long, then cut."""
    words = _write(page, (EDGE, y), text, size, colour, ha="left", **look)
    room = SIDE - 2 * EDGE
    if _width(words) > room:
        words.set_fontsize(max(size * room / _width(words), size * LEAST))
    while text and _width(words) > room:
        text = text[: min(len(text) - 1, int(len(text) * room / _width(words)) + 1)]
        words.set_text(text.rstrip(" ,.;·") + "…")


def _write(
    page: Figure, at: tuple[float, float], text: str, size: float, colour: str, **look: object
) -> Text:
    """Write words as they are: a "$" in a street's name is no formula."""
    x, y = at
    words = page.text(x / SIDE, 1 - y / SIDE, text, ha="center", va="center", parse_math=False)
    words.set(fontsize=size, color=colour, **look)
    return words


def _width(words: Text) -> float:
    return words.get_window_extent().width


def _box(page: Figure, left: float, top: float, wide: float, high: float, **look: object) -> None:
    corner = (left / SIDE, 1 - (top + high) / SIDE)
    box = Rectangle(corner, wide / SIDE, high / SIDE, linewidth=0)
    box.set(**look)
    page.add_artist(box)


def _png(canvas: FigureCanvasAgg) -> bytes:
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    flat = picture.quantize(PALETTE, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    buffer = BytesIO()
    flat.save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()
