"""What fills the spaces of a colour in a neighbourhood and an hour, looked up once for all who ask."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.domain import MADRID
from bot.services.estimating import Estimator
from forecasting.availability import POINTS, Shares, filled, paid_points
from forecasting.quantiles import QUANTILE_LEVELS

Integers = NDArray[np.int64]

NOWHERE: Final = -1
MOST_KEPT: Final = 20_000
"""Looked-up shares: some days of the whole zone; 200 bytes each."""

_SECONDS_AN_HOUR: Final = 3600
HOURS: Final = 10_000_000
"""More than there are since 1970: a place's number and an hour make one figure."""


class HourLoads:
    """Rows of shares taken, by the version of the forecast that `estimator` serves when this is made."""

    def __init__(self, estimator: Estimator) -> None:
        self._estimator = estimator
        self.version = estimator.forecasts.manifest.version
        self._rows: dict[tuple[str, str, int], int] = {}
        self._kept: list[Shares] = [np.zeros((POINTS.size, POINTS.size))]
        self._stacked = np.array(self._kept)

    @property
    def is_current(self) -> bool:
        """Whether this is of the forecast that is served now, and has room for more."""
        return self.version == self._estimator.forecasts.manifest.version and len(self._kept) < MOST_KEPT

    def rows(
        self, areas: Sequence[str], area: Integers, colour: str, hours: Integers, wanted: NDArray[np.bool_]
    ) -> Integers:
        """Return the rows of a colour by hours since 1970, and by places in the list of `areas`, as far as `wanted`.

        NOWHERE where it is not wanted, not regulated, or not forecast. Shape (n,), as the other arrays.
        """
        rows = np.full(len(area), NOWHERE)
        alike, which = np.unique(area[wanted] * HOURS + hours[wanted], return_inverse=True)
        found = [self._row(areas[one // HOURS], colour, one % HOURS) for one in alike.tolist()]
        rows[wanted] = np.array(found, dtype=np.int64)[which]
        return rows

    def taken(self, rows: Integers) -> Shares:
        """Return the shares taken by rows, nothing at all for NOWHERE: (rows, unseen's points, paid's points)."""
        if len(self._stacked) < len(self._kept):
            self._stacked = np.array(self._kept)
        return np.asarray(self._stacked[rows + 1])

    def _row(self, area: str, colour: str, hour: int) -> int:
        key = (area, colour, hour)
        if key not in self._rows:
            taken = self._look_up(area, colour, datetime.fromtimestamp(hour * _SECONDS_AN_HOUR, UTC))
            self._rows[key] = NOWHERE if taken is None else len(self._kept) - 1
            if taken is not None:
                self._kept.append(taken)
        return self._rows[key]

    def _look_up(self, area: str, colour: str, at: datetime) -> Shares | None:
        estimator = self._estimator
        if not estimator.calendar.is_regulated(area, at):
            return None
        found = estimator.forecasts.at(area, colour, at)
        if found is None:
            return None
        unseen = estimator.unseen(area, colour, at.astimezone(MADRID)).share
        return filled(paid_points(QUANTILE_LEVELS, found.quantiles), unseen.points())
