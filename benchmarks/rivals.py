"""Other people's forecasters behind this project's contract: Prophet twice, and statsforecast.

Needs the extra `rivals`. They are fitted series by series, as their users do.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from prophet import Prophet
from statsforecast.models import MSTL, AutoETS, HoltWinters

from forecasting.forecasters.base import FittedForecaster, Prediction
from forecasting.forecasters.day_grid import ORDINARY_KINDS
from forecasting.quantiles import QUANTILE_LEVELS
from forecasting.series import Panel, Series, SeriesKey
from forecasting.service_hours import ServiceCalendar

logging.getLogger("cmdstanpy").setLevel(logging.ERROR)
logging.getLogger("prophet").setLevel(logging.ERROR)

SAMPLES = 300
"""Draws for Prophet's quantiles: its own default is 1000, and slower."""

SEED = 1


@dataclass(frozen=True)
class FittedProphet:
    """A fitted Prophet, silent outside regulated hours."""

    model: Prophet
    key: SeriesKey
    calendar: ServiceCalendar
    ceiling: float

    def predict(self, slots: np.ndarray) -> Prediction:
        """Forecast UTC hour starts, as every forecaster here."""
        np.random.seed(SEED)  # noqa: NPY002 -- Prophet draws from the global generator
        regulated = self.calendar.mask(self.key.neighbourhood, slots)
        mean = np.zeros(len(slots))
        quantiles = np.zeros((len(slots), len(QUANTILE_LEVELS)))
        if regulated.any():
            future = pd.DataFrame({"ds": local(slots[regulated], self.calendar)})
            samples = self.model.predictive_samples(future)["yhat"]
            mean[regulated] = self.model.predict(future)["yhat"].clip(0, self.ceiling)
            quantiles[regulated] = np.quantile(samples, QUANTILE_LEVELS, axis=1).T.clip(0, self.ceiling)
        return Prediction(mean, quantiles)


@dataclass(frozen=True)
class EachSeries:
    """A forecaster made of a function that fits one series."""

    name: str
    fit_one: Callable[[Series, ServiceCalendar], FittedForecaster]

    def fit(self, panel: Panel, calendar: ServiceCalendar) -> Mapping[SeriesKey, FittedForecaster]:
        """Fit one series after another."""
        return {series.key: self.fit_one(series, calendar) for series in panel}


def local(slots: np.ndarray, calendar: ServiceCalendar) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(slots).tz_localize("UTC").tz_convert(str(calendar.zone)).tz_localize(None)


def recipe(series: Series, calendar: ServiceCalendar) -> FittedProphet:
    """Round the clock with zeros outside the hours; smooth daily and weekly curves; a stiff trend."""
    occupied = np.where(calendar.mask(series.key.neighbourhood, series.slots), series.occupied, 0.0)
    frame = pd.DataFrame({"ds": local(series.slots, calendar), "y": occupied})
    model = Prophet(
        daily_seasonality=True,
        weekly_seasonality=True,
        changepoint_prior_scale=0.001,
        uncertainty_samples=SAMPLES,
    )
    return FittedProphet(model.fit(frame, seed=SEED), series.key, calendar, series.capacity)


def at_its_best(series: Series, calendar: ServiceCalendar) -> FittedProphet:
    """Regulated slots only, special days as holidays, a free trend, effects that multiply."""
    regulated = calendar.mask(series.key.neighbourhood, series.slots)
    when = local(series.slots, calendar)
    frame = pd.DataFrame({"ds": when[regulated], "y": series.occupied[regulated]})
    days = np.arange(
        when[0].to_datetime64().astype("datetime64[D]"),
        when[-1].to_datetime64().astype("datetime64[D]") + 400,
    )
    kinds = [(calendar.day_kind(day), day) for day in days.tolist()]
    special = [(kind, day) for kind, day in kinds if kind not in ORDINARY_KINDS]
    holidays = pd.DataFrame(special, columns=["holiday", "ds"]).astype({"ds": "datetime64[ns]"})
    model = Prophet(
        holidays=holidays if len(holidays) else None,
        seasonality_mode="multiplicative",
        daily_seasonality=True,
        weekly_seasonality=True,
        yearly_seasonality=True,
        uncertainty_samples=SAMPLES,
    )
    return FittedProphet(model.fit(frame, seed=SEED), series.key, calendar, series.capacity)


@dataclass(frozen=True)
class FittedWeeks:
    """A statsforecast model of the regulated slots, read off by their order after the history."""

    order: Mapping[int, int]
    path: np.ndarray
    spread: np.ndarray

    def predict(self, slots: np.ndarray) -> Prediction:
        """Forecast UTC hour starts; zero where the model has no slot."""
        place = [self.order.get(int(slot.astype("datetime64[h]").astype(int)), -1) for slot in slots]
        mean = np.where(np.array(place) >= 0, self.path[place], 0.0)
        return Prediction(mean, np.maximum(mean[:, None] + self.spread * (mean > 0)[:, None], 0.0))


AHEAD_HOURS = 24 * 200
WEEK_SLOTS = 66
"""Five days of twelve regulated hours and one of six."""


def of_statsforecast(make: Callable[[], object]) -> Callable[[Series, ServiceCalendar], FittedWeeks]:
    """Wrap a model that takes a plain array: regulated slots in a row, gaps filled, a season of one week."""

    def fit_one(series: Series, calendar: ServiceCalendar) -> FittedWeeks:
        regulated = calendar.mask(series.key.neighbourhood, series.slots)
        values = pd.Series(series.occupied[regulated]).ffill().bfill().to_numpy()
        future = series.slots[-1] + np.arange(1, AHEAD_HOURS + 1) * np.timedelta64(1, "h")
        future = future[calendar.mask(series.key.neighbourhood, future)]
        model = make().fit(values)
        path = np.clip(model.predict(len(future))["mean"], 0, series.capacity)
        residual = values[WEEK_SLOTS:] - values[:-WEEK_SLOTS]
        order = {int(slot.astype("datetime64[h]").astype(int)): n for n, slot in enumerate(future)}
        return FittedWeeks(order, path, np.quantile(residual, QUANTILE_LEVELS))

    return fit_one


RIVALS = (
    EachSeries("prophet-recipe", recipe),
    EachSeries("prophet-best", at_its_best),
    EachSeries(
        "mstl-autoets", of_statsforecast(lambda: MSTL(WEEK_SLOTS, trend_forecaster=AutoETS(model="ZZN")))
    ),
    EachSeries("holt-winters", of_statsforecast(lambda: HoltWinters(WEEK_SLOTS))),
)
