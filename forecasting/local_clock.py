"""Local wall-clock seconds to UTC seconds, for millions of them at once."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HOUR = 3600
HOURS_A_DAY = 24
_ZONES_KEPT = 8


def to_utc(local: NDArray[np.int64], zone: ZoneInfo, first_year: int, last_year: int) -> NDArray[np.int64]:
    """Turn seconds since 1970 on a zone's wall clock into UTC seconds; same shape.

    As Python does with fold 0: a repeated hour is its first pass, a skipped hour is read with the old offset.
    Times outside the given years get the offset of the nearest end.
    """
    base, offsets = _offsets(zone, first_year, last_year)
    hours = np.clip(local // HOUR - base, 0, len(offsets) - 1)
    utc: NDArray[np.int64] = local - offsets[hours]
    return utc


@lru_cache(maxsize=_ZONES_KEPT)
def _offsets(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[int, NDArray[np.int64]]:
    """First wall-clock hour since 1970, and the UTC offset in seconds of every hour from there."""
    start, end = datetime(first_year, 1, 1), datetime(last_year + 1, 1, 1)  # noqa: DTZ001  wall clock
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    midnights = np.array([_offset(day, zone) for day in days], dtype=np.int64)
    offsets = np.repeat(midnights[:-1], HOURS_A_DAY)
    for n in np.flatnonzero(np.diff(midnights)):  # only on these days does the clock change
        hours = [_offset(days[n] + timedelta(hours=h), zone) for h in range(HOURS_A_DAY)]
        offsets[n * HOURS_A_DAY : (n + 1) * HOURS_A_DAY] = hours
    return int(start.replace(tzinfo=UTC).timestamp()) // HOUR, offsets


def _offset(wall: datetime, zone: ZoneInfo) -> int:
    return int((wall - wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)).total_seconds())
