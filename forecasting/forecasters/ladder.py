"""The calendar-aware smoothing ladder: the forecaster that the product serves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasters.base import FittedForecaster, Floats, Prediction
from forecasting.forecasters.day_grid import DayKinds, day_grid, local_slots
from forecasting.forecasters.intervals import bucket
from forecasting.forecasters.ladder_model import LadderModel
from forecasting.forecasters.panel_fit import Runner, fit_panel
from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar


@dataclass(frozen=True, slots=True)
class SmoothingLadder:
    """Level, course of the year, special days and monthly week profiles, smoothed apart and multiplied.

    `pooled` lets the series of a panel share their season and their misses; `run` may spread the
    work over processes.
    """

    pooled: bool = True
    run: Runner[Any, Any] = map

    @property
    def name(self) -> str:
        """ladder, or ladder-alone without pooling."""
        return "ladder" if self.pooled else "ladder-alone"

    def fit(self, panel: Panel, calendar: ServiceCalendar) -> Mapping[SeriesKey, FittedForecaster]:
        """Fit all series with a believable day."""
        kinds = panel_kinds(panel, calendar)
        grids = [grid for grid in (day_grid(series, kinds) for series in panel) if grid is not None]
        fits = fit_panel(grids, len(kinds.names), pooled=self.pooled, run=self.run)
        return {fit.grid.key: FittedLadder(fit.grid.key, fit.model, fit.ratios, kinds) for fit in fits}


@dataclass(frozen=True, slots=True, eq=False)
class FittedLadder:
    """One series' ladder with its ranges."""

    key: SeriesKey
    model: LadderModel
    ratios: Floats
    kinds: DayKinds

    def predict(self, slots: NDArray[np.datetime64]) -> Prediction:
        """Forecast UTC hour starts, shape (n,); zero where the calendar does not regulate."""
        calendar = self.kinds.calendar
        days, hours = local_slots(slots, str(calendar.zone))
        unique, row = np.unique(days, return_inverse=True)
        mean = self.model.means(unique, self.kinds.of(unique))[row, hours]
        mean = np.where(calendar.mask(self.key.neighbourhood, slots), mean, 0.0)
        return Prediction(mean, spread(self.model, self.ratios, days, mean))


def spread(model: LadderModel, ratios: Floats, days: NDArray[np.datetime64], mean: Floats) -> Floats:
    """Quantiles, (n, levels), of forecasts `mean` (n,) for local `days` (n,)."""
    around = ratios[bucket(np.maximum(model.leads(days), 1))]
    return np.asarray(np.minimum(mean[:, None] * around, model.ceiling))


def panel_kinds(panel: Panel, calendar: ServiceCalendar) -> DayKinds:
    """Give numbers to the special kinds of days that the panel has lived through."""
    first = min(
        (series.slots[0] for series in panel if len(series.slots)), default=np.datetime64("2000-01-01")
    )
    last = max((series.slots[-1] for series in panel if len(series.slots)), default=first)
    return DayKinds.between(
        calendar, first.astype("datetime64[D]").item(), last.astype("datetime64[D]").item()
    )
