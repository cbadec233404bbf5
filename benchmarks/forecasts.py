"""The ladder against its rivals on the same origins: errors, ranges, cost and memory.

    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python benchmarks/forecasts.py [--set simulated] [--set NAME=PANEL.csv,CALENDAR.toml] [--series 8] [--origins 3]

`simulated` is four years of the demonstration city. A set of one's own is a long CSV of
`series_id,capacity,timestamp,occupied` and a calendar file. Rivals need the extra `rivals`
(Prophet, statsforecast); without them the baselines alone are compared. Costs are those of one core.
"""

import argparse
import importlib.util
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from forecasting.backtest import USEFUL, BacktestResult, panel_until, quarter_origins, run_backtest
from forecasting.demo.panel import expected, simulate
from forecasting.forecasters.base import Forecaster, Prediction
from forecasting.forecasters.baselines import BASELINES
from forecasting.forecasters.ladder import SmoothingLadder
from forecasting.panel_files import read_panel
from forecasting.quantiles import QUANTILE_LEVELS
from forecasting.series import Panel, Series, SeriesKey
from forecasting.service_hours import ServiceCalendar

LADDER = "ladder"
SIMULATED = "simulated"
SEED = 1
FIRST, LAST = date(2021, 10, 1), date(2025, 9, 30)
SIMULATED_SPACES = {"blue": 240, "green": 1400}
"""A middling neighbourhood's spaces."""

DAYS_PREDICTED = 91
"""A quarter: what one prediction of the cost table covers."""


@dataclass
class Timed:
    """A forecaster that counts what fitting costs: seconds and series."""

    forecaster: Forecaster
    seconds: float = 0.0
    series: int = 0
    only: frozenset[SeriesKey] | None = field(default=None)

    @property
    def name(self) -> str:
        """The forecaster's own."""
        return self.forecaster.name

    def fit(self, panel: Panel, calendar: ServiceCalendar):
        """Fit on the whole panel, or on the chosen series of it, by the clock."""
        if self.only is not None:
            panel = Panel(tuple(s for s in panel if s.key in self.only), panel.demo)
        start = time.perf_counter()
        models = self.forecaster.fit(panel, calendar)
        self.seconds += time.perf_counter() - start
        self.series += len(models)
        return models


def rivals() -> Sequence[Forecaster]:
    if importlib.util.find_spec("prophet") is None:
        print("Prophet is not installed: baselines only")
        return ()
    from rivals import RIVALS  # noqa: PLC0415 -- imports Prophet

    return RIVALS


@dataclass(frozen=True)
class Oracle:
    """What no forecaster can beat by more than chance: the simulator's own means, day-to-day noise left out."""

    truth: Panel
    name: str = "oracle"

    def fit(self, panel: Panel, _calendar: ServiceCalendar):
        """Know it all already."""
        known = {series.key for series in panel}
        return {series.key: Known(series) for series in self.truth if series.key in known}


@dataclass(frozen=True)
class Known:
    """One series' means, looked up."""

    table: Series

    def predict(self, slots: np.ndarray) -> Prediction:
        """Say the mean, and no range."""
        place = ((slots - self.table.slots[0]) / np.timedelta64(1, "h")).astype(np.int64)
        place = np.clip(place, 0, len(self.table.slots) - 1)
        mean = np.nan_to_num(self.table.occupied[place])
        return Prediction(mean, np.repeat(mean[:, None], len(QUANTILE_LEVELS), axis=1))


def city() -> dict[SeriesKey, int]:
    """63 series: 32 neighbourhoods of seven districts."""
    codes = [f"{district:02d}-{number:02d}" for district in range(1, 8) for number in range(1, 6)][:32]
    keys = [SeriesKey(code, colour) for code in codes for colour in SIMULATED_SPACES][:63]
    return {key: SIMULATED_SPACES[key.colour] for key in keys}


def load(name: str) -> tuple[str, Panel, ServiceCalendar]:
    if name == SIMULATED:
        calendar = ServiceCalendar.load()
        return name, simulate(city(), calendar, FIRST, LAST, SEED), calendar
    label, _, files = name.partition("=")
    panel_file, _, calendar_file = files.partition(",")
    calendar = ServiceCalendar.load(Path(calendar_file))
    return label, read_panel(Path(panel_file), calendar.zone), calendar


def restricted(result: BacktestResult, keys: frozenset[SeriesKey]) -> BacktestResult:
    """Only the trials of series that every forecaster was asked for."""
    names = {str(key) for key in keys}
    return BacktestResult(tuple(t for t in result.trials if t.series in names), result.demo)


def print_scores(label: str, result: BacktestResult) -> None:
    print(f"\n## {label}: by lead\n{result.table('forecaster', 'lead')}")
    ahead = BacktestResult(tuple(t for t in result.trials if 7 < t.lead <= USEFUL), result.demo)
    rows = {row["forecaster"]: row for row in ahead.means("forecaster")}
    ours = rows[LADDER]
    print(f"\n## {label}: 8–{USEFUL} days ahead, the ladder over each rival (lower is better)")
    print("rival            WAPE  pinball   (its coverage of 80 % and 90 %)")
    for name, row in rows.items():
        ratios = [ours[metric] / row[metric] for metric in ("wape", "pinball")]
        print(
            f"{name:15s} {ratios[0]:5.2f} {ratios[1]:8.2f}   {row['coverage80']:.2f} {row['coverage90']:.2f}"
        )


def print_costs(label: str, timed: Sequence[Timed], panel: Panel, calendar: ServiceCalendar) -> None:
    """Fit seconds a series in the backtest; then one fit, its prediction of a quarter and its pickled size."""
    print(f"\n## {label}: cost a series\nforecaster       fit s  predict ms  stored kB")
    origin = quarter_origins(panel, calendar, count=1)[0]
    past = panel_until(panel, calendar, origin)
    one = Panel(past.series[:1], past.demo)
    slots = np.datetime64(origin, "s") + np.arange(24, 24 * (DAYS_PREDICTED + 1)) * np.timedelta64(1, "h")
    for clocked in timed:
        model = next(iter(clocked.forecaster.fit(one, calendar).values()))
        start = time.perf_counter()
        model.predict(slots)
        milliseconds = 1000 * (time.perf_counter() - start)
        each = clocked.seconds / max(clocked.series, 1)
        print(f"{clocked.name:15s} {each:6.2f} {milliseconds:11.1f} {stored_size(model) / 1000:10.1f}")


def stored_size(model: object) -> int:
    """Bytes of a model's own arrays; the calendar is shared by all and left out."""
    core = getattr(model, "model", None) or getattr(model, "table", None)
    return len(pickle.dumps(core if core is not None else model))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--set", action="append", dest="sets", help="simulated, or NAME=PANEL.csv,CALENDAR.toml"
    )
    parser.add_argument("--series", type=int, default=8, help="series that the rivals are fitted on")
    parser.add_argument("--origins", type=int, default=3)
    options = parser.parse_args()
    for name in options.sets or [SIMULATED]:
        label, panel, calendar = load(name)
        origins = quarter_origins(panel, calendar, count=options.origins)
        oldest = [s.key for s in panel_until(panel, calendar, origins[0])]
        chosen = frozenset(oldest[:: max(1, len(oldest) // options.series)][: options.series])
        timed = [Timed(SmoothingLadder()), *(Timed(b) for b in BASELINES)]
        timed += [Timed(rival, only=chosen) for rival in rivals()]
        floor = [Oracle(expected(city(), calendar, FIRST, LAST, SEED))] if name == SIMULATED else []
        result = restricted(run_backtest(panel, calendar, [*timed, *floor], origins), chosen)
        print(f"# {label}: {len(chosen)} of {len(panel)} series, as of {', '.join(map(str, origins))}")
        print_scores(label, result)
        print_costs(label, timed, panel, calendar)


if __name__ == "__main__":
    main()
