"""The track record as a picture: what was said against what was found, and the scores by month."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from forecasting.track_record import TrackRecord

SIZE = (10.0, 4.6)  # inches
RESOLUTION = 110  # dots an inch
HEADROOM = 1.15
OURS_INK, BASELINE_INK = "#0b5fa5", "#8a8a8a"


def draw_track_record(record: TrackRecord, words: dict[str, str]) -> bytes:
    """Draw a record; returns a PNG.

    `words`: title, said, found, perfect, brier, ours, baseline and footnote, in the reader's language.
    """
    figure = Figure(figsize=SIZE, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    _reliability(left, record, words)
    _months(right, record, words)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25)
    figure.suptitle(words["title"], x=0.01, ha="left", fontweight="bold")
    figure.supxlabel(words["footnote"], fontsize=8, color="#666666")
    buffer = BytesIO()
    FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=RESOLUTION)
    return buffer.getvalue()


def _reliability(axes: Axes, record: TrackRecord, words: dict[str, str]) -> None:
    said = [band.said for band in record.bands]
    found = [band.found.mean for band in record.bands]
    below = [max(band.found.mean - band.found.low, 0.0) for band in record.bands]
    above = [max(band.found.high - band.found.mean, 0.0) for band in record.bands]
    axes.plot([0, 1], [0, 1], color=BASELINE_INK, linestyle=":", label=words["perfect"])
    axes.errorbar(said, found, yerr=[below, above], fmt="o", color=OURS_INK, capsize=3, label=words["ours"])
    for band in record.bands:
        axes.annotate(
            f"{band.n}", (band.said, band.found.mean), (6, -10), textcoords="offset points", fontsize=8
        )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=words["said"], ylabel=words["found"])
    axes.legend(frameon=False, loc="upper left")


def _months(axes: Axes, record: TrackRecord, words: dict[str, str]) -> None:
    names = [f"{month:%m/%y}\n({marks.n})" for month, marks in record.months]
    ours = [marks.brier for _, marks in record.months]
    baseline = [marks.baseline_brier for _, marks in record.months]
    axes.plot(names, ours, marker="o", color=OURS_INK, label=words["ours"])
    axes.plot(names, baseline, marker="o", color=BASELINE_INK, linestyle="--", label=words["baseline"])
    axes.set_ylim(0, HEADROOM * max([*ours, *baseline]))
    axes.set_title(words["brier"], loc="left", fontsize=10)
    axes.legend(frameon=False)
