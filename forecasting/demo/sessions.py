"""Regulated time of an area as a grid: one row a session (an opening to its closing), one column a quarter-hour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from forecasting.occupancy import SLOT
from forecasting.service_hours import ServiceCalendar

SLOT_MINUTES = SLOT // 60
SLOTS_A_DAY = 24 * 60 // SLOT_MINUTES


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """Sessions in order, n of them.

    days: local day of each, shape (n,); first_slot: its first quarter-hour since 1970 UTC; clock: that quarter-hour
    of the local day, 0 to 95; lengths: its quarter-hours.
    """

    days: tuple[date, ...]
    first_slot: NDArray[np.int64]
    clock: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which cells of the grid are in a session, shape (n, longest)."""
        longest = int(self.lengths.max(initial=0))
        inside: NDArray[np.bool_] = np.arange(longest) < self.lengths[:, None]
        return inside

    @property
    def slots(self) -> NDArray[np.int64]:
        """Quarter-hours since 1970 of the grid's cells, shape (n, longest)."""
        slots: NDArray[np.int64] = self.first_slot[:, None] + np.arange(self.inside.shape[1])
        return slots


def sessions_of(calendar: ServiceCalendar, area: str, first: date, last: date) -> Sessions:
    """List an area's sessions from one local day to another, both included; hours are cut to quarter-hours."""
    rows: list[tuple[date, int, int, int]] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for opening, closing in calendar.windows(area, day):
            start = -(-_minutes(opening) // SLOT_MINUTES)
            end = (_minutes(closing) or SLOTS_A_DAY * SLOT_MINUTES) // SLOT_MINUTES
            if start < end:
                at = datetime.combine(day, opening, calendar.zone).timestamp()
                rows.append((day, -(-int(at) // SLOT), start, end - start))
    columns = np.array([row[1:] for row in rows], dtype=np.int64).reshape(-1, 3)
    return Sessions(tuple(row[0] for row in rows), columns[:, 0], columns[:, 1], columns[:, 2])


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
