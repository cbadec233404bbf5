"""A backtest as a picture: error by lead, and what the ranges covered."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from forecasting.backtest import BacktestResult

SIZE = (10.0, 4.2)  # inches
RESOLUTION = 120  # dots an inch
PROMISED = 0.8


def draw_backtest(result: BacktestResult) -> bytes:
    """Draw WAPE and the coverage of the 80 % range by lead, one line a forecaster; returns a PNG.

    Results of simulated series say so in the title.
    """
    figure = Figure(figsize=SIZE, layout="constrained")
    left, right = figure.subplots(1, 2)
    rows = result.means("forecaster", "lead")
    _lines(left, rows, "wape", "WAPE, regulated hours")
    _lines(right, rows, "coverage80", "coverage of the 80 % range")
    right.axhline(PROMISED, color="grey", linestyle=":")
    right.set_ylim(0, 1)
    left.set_ylim(bottom=0)
    left.legend(frameon=False)
    figure.suptitle("Backtest by lead" + (" — simulated demonstration data" if result.demo else ""))
    buffer = BytesIO()
    FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=RESOLUTION)
    return buffer.getvalue()


def _lines(axes: Axes, rows: list[dict[str, float | int | str]], metric: str, label: str) -> None:
    names = dict.fromkeys(str(row["forecaster"]) for row in rows)
    for name in names:
        own = [row for row in rows if row["forecaster"] == name]
        axes.plot(
            [str(row["lead"]) for row in own], [float(row[metric]) for row in own], marker="o", label=name
        )
    axes.set_xlabel("days ahead, up to")
    axes.set_title(label)
    axes.spines[["top", "right"]].set_visible(False)
