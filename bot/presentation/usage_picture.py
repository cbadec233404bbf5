"""How much is asked, as a picture: by the hour, and where."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

SIZE: Final = (10.0, 4.4)  # inches
RESOLUTION: Final = 110  # dots an inch
INK: Final = "#0b5fa5"
HOURS_A_TICK: Final = 3


def draw_usage(by_hour: Sequence[int], by_area: Sequence[tuple[str, int]], titles: tuple[str, str]) -> bytes:
    """Draw answers by hour of the day (24 counts) and by area (the most asked first); returns a PNG."""
    figure = Figure(figsize=SIZE, layout="constrained")
    left, right = figure.subplots(1, 2)
    left.bar(range(len(by_hour)), by_hour, color=INK)
    left.set_xticks(range(0, len(by_hour), HOURS_A_TICK))
    left.yaxis.set_major_locator(MaxNLocator(integer=True))
    names, counts = zip(*reversed(by_area), strict=True)
    right.barh(names, counts, color=INK)
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes, title in zip((left, right), titles, strict=True):
        axes.set_title(title, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
    buffer = BytesIO()
    FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=RESOLUTION)
    return buffer.getvalue()
