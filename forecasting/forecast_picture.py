"""History, forecast and range of one area, as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import ZoneInfo

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

WIDTH, ROW_HEIGHT = 11.0, 2.9  # inches
RESOLUTION = 110  # dots an inch
HISTORY_INK, FORECAST_INK = "#4a4a4a", "#0b5fa5"


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One colour's shares, 0 to 1, on UTC hour starts; NaN breaks a line.

    `hours` (n,) with `known` (n,), what the tickets said, and `mean`, `low`, `high` (n,), what the model says.
    """

    title: str
    hours: Hours
    known: Floats
    mean: Floats
    low: Floats
    high: Floats


def draw_curves(title: str, curves: Sequence[Curve], zone: ZoneInfo, footnote: str) -> bytes:
    """Draw the curves below each other, on the zone's clock; returns a PNG."""
    figure = Figure(figsize=(WIDTH, ROW_HEIGHT * max(len(curves), 1) + 0.8), layout="constrained")
    all_axes = figure.subplots(max(len(curves), 1), 1, sharex=True, squeeze=False)[:, 0]
    for axes, curve in zip(all_axes, curves, strict=False):
        _draw(axes, curve)
        locator = AutoDateLocator(tz=zone)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))
    all_axes[0].legend(frameon=False, ncols=3, loc="upper right", bbox_to_anchor=(1.0, 1.18))
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    figure.supxlabel(footnote, fontsize=8, color="#666666")
    buffer = BytesIO()
    FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=RESOLUTION)
    return buffer.getvalue()


def _draw(axes: Axes, curve: Curve) -> None:
    moments = curve.hours.astype("datetime64[ms]")
    axes.fill_between(
        moments, curve.low, curve.high, color=FORECAST_INK, alpha=0.22, linewidth=0, label="80 % range"
    )
    axes.plot(moments, curve.known, color=HISTORY_INK, linewidth=1.0, label="tickets")
    axes.plot(moments, curve.mean, color=FORECAST_INK, linewidth=1.3, label="forecast")
    axes.set_title(curve.title, loc="left", fontsize=10)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylim(bottom=0)
    axes.margins(x=0.01)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
