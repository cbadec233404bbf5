"""The serving side: forecasts looked up in the published table, without any model code.

Needs neither statsmodels nor pandas. The version being served is immutable; `refresh` swaps it whole,
so lookups from any thread see one version or the other.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np

from forecasting.errors import CorruptModelError, NaiveTimeError, NoModelError
from forecasting.feedback import LearnedShares
from forecasting.manifest import Manifest
from forecasting.publishing import POINTER, ModelFolder
from forecasting.quantiles import HIGH, LOW, QUANTILE_LEVELS
from forecasting.served_version import WHOLE_YEAR, Cube, ServedVersion, read_current, read_older

log = logging.getLogger(__name__)

SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class OccupancyForecast:
    """Share of a series' spaces with a ticket in force, 0..1, averaged over one hour.

    `low`–`high` is the 80 % range; `quantiles` follow QUANTILE_LEVELS. `origin` is "table" inside
    the dates that the model forecast, and "profile" (the usual week, with a wide range) elsewhere.
    `trained_until` is the local date of the last tickets known; `demo` says they were simulated.
    """

    mean: float
    low: float
    high: float
    version: str
    trained_until: date
    demo: bool
    origin: Literal["table", "profile"]
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """What that hour of that weekday was like over the last year: mean and quantiles of the share."""

    mean: float
    quantiles: tuple[float, ...]

    def rank(self, share: float) -> float:
        """Share of such hours that were quieter than `share`, 0..1, between the outermost quantiles."""
        return float(np.interp(share, self.quantiles, QUANTILE_LEVELS, left=0.0, right=1.0))


class ForecastStore:
    """Forecasts of the current version; open it once, `refresh` it now and then, ask it from any thread."""

    def __init__(
        self, folder: ModelFolder, version: ServedVersion, stamp: tuple[int, int, int] | None
    ) -> None:
        self._folder = folder
        self._version = version
        self._stamp = stamp
        self._refreshing = threading.Lock()
        self.damage: str | None = None
        """Why the version that the pointer names is not the one served; None when it is."""

    @classmethod
    def open(cls, models_dir: Path) -> "ForecastStore":
        """Read the current version; where it is damaged, the newest one before it that is whole, and say so in `damage`.

        Raises NoModelError, or CorruptModelError when none is whole.
        """
        folder = ModelFolder(models_dir)
        stamp = _pointer_stamp(folder)
        try:
            return cls(folder, read_current(folder), stamp)
        except CorruptModelError as error:
            older = read_older(folder)
            if older is None:
                raise
            log.warning("the newest model is not served: %s", error)
            store = cls(folder, older, stamp)
            store.damage = str(error)
            return store

    @property
    def manifest(self) -> Manifest:
        """Of the version being served."""
        return self._version.manifest

    @property
    def unseen(self) -> LearnedShares:
        """What users' reports taught of the cars without a ticket; it comes and goes with the version."""
        return self._version.unseen

    def refresh(self) -> bool:
        """Switch to the version that the pointer names now; True when it switched.

        Costs one stat when nothing moved. A damaged new version is logged, named in `damage` and not
        tried again until the pointer moves; the old one keeps serving.
        """
        with self._refreshing:  # of two at once, the slower could put an older version back
            stamp = _pointer_stamp(self._folder)
            if stamp is None or stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                version = read_current(self._folder)
            except (CorruptModelError, NoModelError) as error:
                self.damage = str(error)
                log.warning("the new model is not served: %s", error)
                return False
            switched = version.manifest.version != self._version.manifest.version
            self._version, self.damage = version, None
            return switched

    def at(self, neighbourhood: str, colour: str, at: datetime) -> OccupancyForecast | None:
        """Forecast the hour that holds `at`; None for an unknown series or an unregulated hour.

        Raises NaiveTimeError for a time without a zone.
        """
        if at.tzinfo is None:
            raise NaiveTimeError(f"{at.isoformat()} has no time zone")
        version = self._version
        row = version.rows.get((neighbourhood, colour))
        if row is None:
            return None
        hour = int(at.timestamp() // SECONDS_AN_HOUR) - version.first_hour
        if 0 <= hour < version.table.shape[1]:
            return _forecast(version.manifest, version.table[row, hour], "table")
        local = at.astimezone(version.zone)
        return _forecast(
            version.manifest, version.profile[row, local.month, local.weekday(), local.hour], "profile"
        )

    def day(self, neighbourhood: str, colour: str, day: date) -> list[tuple[datetime, OccupancyForecast]]:
        """Forecast a local day's regulated hours, each with its start in the model's zone, in order."""
        zone = self._version.zone
        start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        tomorrow = day + timedelta(days=1)
        end = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)
        hours = (start + timedelta(hours=n) for n in range((end - start) // timedelta(hours=1)))
        found = ((hour.astimezone(zone), self.at(neighbourhood, colour, hour)) for hour in hours)
        return [(hour, forecast) for hour, forecast in found if forecast is not None]

    def norm(self, neighbourhood: str, colour: str, weekday: int, hour: int) -> Norm | None:
        """Tell what is normal at that local hour (0..23) of that weekday (Monday 0); None where never regulated."""
        version = self._version
        row = version.rows.get((neighbourhood, colour))
        if row is None:
            return None
        values = version.profile[row, WHOLE_YEAR, weekday, hour].tolist()
        return None if values[0] != values[0] else Norm(values[0], tuple(values[1:]))


def _forecast(
    manifest: Manifest, values: Cube, origin: Literal["table", "profile"]
) -> OccupancyForecast | None:
    mean, *quantiles = values.tolist()
    if mean != mean:  # noqa: PLR0124 -- NaN differs from itself, and math.isnan would cost a call
        return None
    return OccupancyForecast(
        mean=mean,
        low=quantiles[LOW],
        high=quantiles[HIGH],
        version=manifest.version,
        trained_until=manifest.trained_until,
        demo=manifest.demo,
        origin=origin,
        quantiles=tuple(quantiles),
    )


def _pointer_stamp(folder: ModelFolder) -> tuple[int, int, int] | None:
    try:
        stat = (folder.path / POINTER).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
