"""The hardest hour of a window: of tens of thousands at once with its chance only, or of one with all that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.alerts.crossings import Found
from bot.services.alerting.hour_loads import HOURS, HourLoads
from bot.services.estimating import Estimator
from forecasting.availability import Availability, chance_points, level_of
from geodata.spaces import COLOURS

Spaces = tuple[tuple[str, int], ...]
"""Spaces in reach by colour: a mapping's items, so that alike ones are found again."""

Window = tuple[str, Spaces, datetime, datetime]
"""A neighbourhood's code, the spaces in reach there, and from when until when (UTC)."""

Integers = NDArray[np.int64]

SECONDS_AN_HOUR: Final = 3600
NOTHING: Final = 101
"""In the place of a chance in hundredths where there is none: above every chance, so that others are lower."""

_HOUR: Final = timedelta(hours=1)
_WINDOWS_KEPT: Final = 1_024
_REACHES_KEPT: Final = 65_536


@dataclass(slots=True)
class Outlooks:
    """Judges windows by their hardest regulated hour."""

    estimator: Estimator
    _loads: HourLoads | None = None

    def hardest(self, windows: Sequence[Window]) -> list[Found | None]:
        """Return the level and the chance of each window's hardest hour; None where nothing is forecast.

        The same figures as `hours_of` has, in a hundredth of the time.
        """
        if not windows:
            return []
        places: dict[tuple[str, Spaces], int] = {}
        place = np.array([places.setdefault((one[0], one[1]), len(places)) for one in windows])
        first, length = np.array([_span(one[2], one[3]) for one in windows]).T
        starts = np.cumsum(length) - length
        hours = np.arange(length.sum()) - np.repeat(starts - first, length)
        asked = np.repeat(place, length) * HOURS + hours
        alike, which = np.unique(asked, return_inverse=True)
        points = self._points(list(places), *np.divmod(alike, HOURS))
        lowest = np.minimum.reduceat(points[which], starts)
        return [_found(one) for one in lowest.tolist()]

    def hours_of(
        self, area: str, spaces: Mapping[str, int], start: datetime, end: datetime
    ) -> list[tuple[datetime, Availability]]:
        """Return the hours (UTC) of a window that are regulated and forecast, with what is known of them."""
        hours = hours_between(start, end)
        found = self.estimator.availabilities([(area, spaces, hour) for hour in hours])
        at = (max(hour, start) for hour in hours)
        return [(hour, one) for hour, one in zip(at, found, strict=True) if one is not None]

    def _points(self, places: Sequence[tuple[str, Spaces]], place: Integers, hours: Integers) -> Integers:
        """Return the chance in hundredths at some of the places, at hours since 1970; NOTHING where there is none."""
        areas = {area: n for n, area in enumerate({area for area, _ in places})}
        area = np.array([areas[one] for one, _ in places])[place]
        spaces = np.array([_by_colour(reach) for _, reach in places])[place]
        loads = self._current_loads()
        rows = np.stack(
            [
                loads.rows(list(areas), area, colour, hours, spaces[:, n] > 0)
                for n, colour in enumerate(COLOURS)
            ]
        )
        counted = np.where(rows.T < 0, 0, spaces)
        reached = counted.sum(axis=1)
        known = reached > 0
        points = np.full(len(place), NOTHING)
        if known.any():
            parts = counted[known] / reached[known, None]
            taken = sum(loads.taken(rows[n, known]) * parts[:, n, None, None] for n in range(len(COLOURS)))
            points[known] = chance_points(np.asarray(taken), reached[known])
        return points

    def _current_loads(self) -> HourLoads:
        loads = self._loads
        if loads is None or not loads.is_current:
            loads = self._loads = HourLoads(self.estimator)
        return loads


@lru_cache(maxsize=_WINDOWS_KEPT)
def hours_between(start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Return the hours (UTC) that a window touches, by their starts; one without length touches that of its start."""
    hours = [start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)]
    while hours[-1] + _HOUR < end:
        hours.append(hours[-1] + _HOUR)
    return tuple(hours)


@lru_cache(maxsize=_REACHES_KEPT)
def _by_colour(spaces: Spaces) -> tuple[int, ...]:
    counted = dict(spaces)
    return tuple(counted.get(colour, 0) for colour in COLOURS)


@lru_cache(maxsize=_WINDOWS_KEPT)
def _span(start: datetime, end: datetime) -> tuple[int, int]:
    """Return the first of a window's hours, since 1970, and how many there are."""
    hours = hours_between(start, end)
    return int(hours[0].timestamp()) // SECONDS_AN_HOUR, len(hours)


@lru_cache
def _found(points: int) -> Found | None:
    return None if points == NOTHING else Found(level_of(points / 100), points)
