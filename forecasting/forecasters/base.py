"""The contract that every forecaster keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting.series import Panel, SeriesKey
from forecasting.service_hours import ServiceCalendar

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """Occupied spaces of n slots: `mean` (n,), `quantiles` (n, len(QUANTILE_LEVELS)), rising along the levels.

    Zero outside regulated hours; finite, and never above the series' ceiling, everywhere.
    """

    mean: Floats
    quantiles: Floats


class FittedForecaster(Protocol):
    """One series' model. Every slot is predicted by itself: alone or in a batch, it comes out the same."""

    def predict(self, slots: NDArray[np.datetime64]) -> Prediction:
        """Forecast UTC hour starts, shape (n,), in any order and of any date."""
        ...


class Forecaster(Protocol):
    """A way of forecasting. Fitting is deterministic and changes nothing in the forecaster."""

    @property
    def name(self) -> str:
        """Short name for tables of scores."""
        ...

    def fit(self, panel: Panel, calendar: ServiceCalendar) -> Mapping[SeriesKey, FittedForecaster]:
        """Fit every series of the panel that has a known regulated slot; the others are left out."""
        ...
