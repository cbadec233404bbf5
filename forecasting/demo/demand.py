"""Expected arrivals of the simulated city: tickets by colour, neighbourhood, day and quarter-hour.

Everything is a function of (seed, series, day), whatever the period asked for: two calls that overlap agree.
"""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from forecasting.demo.sessions import SLOTS_A_DAY, Sessions
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar

TICKETS_A_SPACE = {"blue": 3.17, "green": 0.705, "orange": 1.31, "red": 3.29, "high_rotation": 1.61}
"""Tickets per space and full weekday where the district's level is 1. With the levels below they give the
published 3.3, 0.65 (+ commercial vehicles), 1.3, 3.1 and 1.9 over the city, and 180 to 186 thousand in all."""


@dataclass(frozen=True, slots=True)
class Character:
    """A district's habits.

    level: tickets against the city's mean; evening: tilt of the day's shape towards the evening (log, at its
    ends); saturday: Saturday's demand against the city's Saturday.
    """

    level: float
    evening: float
    saturday: float


CHARACTERS = {
    # Levels from published tickets per space in 2025Q1 (Chamberí 101.8, Salamanca 90.1, Chamartín 86.0, Retiro
    # 84.0, Tetuán 77.1, Arganzuela 69.8, Centro 40.4); the outer districts' are set so that the city's total
    # comes out. Habits are invented: offices empty out in the evening, shops and bars fill up.
    "01": Character(0.781, 0.25, 1.20),
    "02": Character(0.851, 0.05, 1.00),
    "03": Character(1.140, 0.10, 1.10),
    "04": Character(1.231, 0.05, 1.10),
    "05": Character(1.102, -0.20, 0.85),
    "06": Character(1.066, -0.10, 0.95),
    "07": Character(1.348, 0.05, 1.00),
    "08": Character(0.916, -0.05, 1.05),
    "09": Character(0.989, 0.00, 1.05),
}
OUTER = Character(0.65, 0.15, 1.00)

_WEEKDAY_HOURS = (12.2, 7.5, 7.9, 7.9, 7.8, 7.1, 7.1, 8.4, 9.5, 9.6, 9.5, 5.75)
"""Starts by hour from 9 on a full weekday, relative. Fitted so that with Saturdays and August, which end at 15 h,
the published shape of all days together comes out."""
_SATURDAY_HOURS = (13.0, 14.0, 17.0, 19.0, 20.0, 17.0)
_FIRST_HOUR = 9
_OTHER_HOURS = 4.0  # other cities' early and late hours
_SATURDAY = 5
_SATURDAY_SHARE = 0.514  # of a weekday's tickets: 94 of 183 thousand
_WEEKDAYS = (0.97, 1.01, 1.02, 1.02, 0.98)

_ANNUAL_DAYS = (1, 15, 46, 74, 105, 135, 160, 190, 205, 215, 228, 243, 254, 288, 319, 345, 366)
_ANNUAL = (
    0.98,
    1.03,
    1.08,
    1.08,
    1.02,
    1.02,
    1.00,
    0.97,
    0.91,
    0.87,
    0.82,
    0.87,
    0.98,
    1.03,
    1.04,
    1.02,
    0.98,
)
"""Demand by day of the year. Q3 has 0.81 to 0.83 of Q1's tickets, August about half of a month's: most of that is
its shorter hours."""
_DAY_KINDS = {"bridge": 0.72, "christmas": 0.82, "holy_week": 0.78, "eve": 0.94}
_GROWTH = 0.03  # a year
_REFERENCE = date(2025, 4, 1)  # the figures are of about then
_DAYS_A_YEAR = 365.25
_LONGEST_YEAR = 366
_RAMP_DAYS = 60.0  # a new neighbourhood reaches its level in this e-fold, from half of it

_CITY_NOISE = 0.025  # log, day by day
_SERIES_NOISE = 0.05
_DRIFT = 0.035  # amplitude of each of the slow waves of a series' level
_DRIFT_DAYS = (53.0, 131.0, 290.0, 607.0)
_SPREAD = 0.12  # of neighbourhoods around their district, log
_TILT_SPREAD = 0.12
_OUTLIERS_A_YEAR = 2  # snow, a strike
_EVENTS_A_YEAR = 4  # a match, a fair: one neighbourhood's afternoon
_EVENT_HOUR = 16
_MIDDAY = 14.5


class Demand:
    """Expected tickets of one simulated city; without `day_noise`, what could be known of a day beforehand."""

    def __init__(self, calendar: ServiceCalendar, seed: int, *, day_noise: bool = True) -> None:
        self._calendar = calendar
        self._day_noise = day_noise
        self._seed = seed
        self._city_days = cache(self._city_year)

    def arrivals(self, key: SeriesKey, capacity: float, sessions: Sessions) -> NDArray[np.float64]:
        """Give the expected tickets that start in each cell of a series' grid, shape (n, longest), 0 outside."""
        if not sessions.days:
            return np.zeros((0, 0))
        habits = self._rng("habits", str(key))
        district = CHARACTERS.get(key.neighbourhood[:2], OUTER)
        level = district.level * np.exp(habits.normal(-(_SPREAD**2) / 2, _SPREAD))
        tilt = district.evening + habits.normal(0, _TILT_SPREAD)
        saturday = district.saturday * np.exp(habits.normal(0, _SPREAD / 2))
        phases = habits.uniform(0, 2 * np.pi, len(_DRIFT_DAYS))
        shapes = np.stack(
            [_shape(_WEEKDAY_HOURS, 1.0, tilt), _shape(_SATURDAY_HOURS, _SATURDAY_SHARE * saturday, tilt)]
        )
        daily = TICKETS_A_SPACE.get(key.colour, TICKETS_A_SPACE["blue"]) * capacity * level
        factors = self._days(key, sessions.days, phases)
        is_saturday = np.array([day.weekday() >= _SATURDAY for day in sessions.days], dtype=np.int64)
        clock = (sessions.clock[:, None] + np.arange(sessions.inside.shape[1])) % SLOTS_A_DAY
        grid = daily * factors[:, None] * shapes[is_saturday[:, None], clock]
        self._add_events(key, sessions, clock, grid)
        return np.where(sessions.inside, grid, 0.0)

    def _days(
        self, key: SeriesKey, days: tuple[date, ...], phases: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Give everything that moves whole days of a series, as one factor a day."""
        since = np.array([day.toordinal() for day in days], dtype=np.float64) - _REFERENCE.toordinal()
        logs = np.log1p(_GROWTH) * since / _DAYS_A_YEAR
        for length, phase in zip(_DRIFT_DAYS, phases, strict=True):
            logs += _DRIFT * np.sin(2 * np.pi * since / length + phase)
        years = np.array([day.year for day in days])
        of_year = np.array([day.timetuple().tm_yday - 1 for day in days])
        for year in np.unique(years).tolist():
            noise = self._rng("days", f"{key} {year}").normal(
                -(_SERIES_NOISE**2) / 2, _SERIES_NOISE, _LONGEST_YEAR
            )
            own = noise if self._day_noise else np.zeros(_LONGEST_YEAR)
            logs[years == year] += (self._city_days(year) + own)[of_year[years == year]]
        joined = self._calendar.joined(key.neighbourhood)
        if joined is None:
            return np.asarray(np.exp(logs))
        age = np.maximum(since + _REFERENCE.toordinal() - joined.toordinal(), 0)
        return np.asarray(np.exp(logs) * (1 - 0.5 * np.exp(-age / _RAMP_DAYS)))

    def _city_year(self, year: int) -> NDArray[np.float64]:
        """Logs of what all series share on each day of a year: season, weekday, kind of day, noise, outliers."""
        rng = self._rng("city", str(year))
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(_LONGEST_YEAR)]
        annual = np.interp(np.arange(1, _LONGEST_YEAR + 1), _ANNUAL_DAYS, _ANNUAL)
        weekday = [(*_WEEKDAYS, 1.0, 1.0)[day.weekday()] for day in days]
        kinds = [_DAY_KINDS.get(self._calendar.day_kind(day), 1.0) for day in days]
        logs = np.log(annual) + np.log(weekday) + np.log(kinds)
        if not self._day_noise:
            return np.asarray(logs)
        logs += rng.normal(0, _CITY_NOISE, _LONGEST_YEAR)
        logs[rng.integers(0, _LONGEST_YEAR, _OUTLIERS_A_YEAR)] += np.log(
            rng.uniform(0.3, 0.6, _OUTLIERS_A_YEAR)
        )
        return np.asarray(logs)

    def _add_events(
        self, key: SeriesKey, sessions: Sessions, clock: NDArray[np.int64], grid: NDArray[np.float64]
    ) -> None:
        events: dict[date, float] = {}
        for year in sorted({day.year for day in sessions.days}):
            rng = self._rng("events", f"{key.neighbourhood} {year}")
            days = (date(year, 1, 1) + timedelta(days=int(n)) for n in rng.integers(0, 365, _EVENTS_A_YEAR))
            events |= dict(zip(days, rng.uniform(1.2, 1.5, _EVENTS_A_YEAR).tolist(), strict=True))
        for n, day in enumerate(sessions.days):
            if day in events:
                grid[n, clock[n] >= _EVENT_HOUR * SLOTS_A_DAY // 24] *= events[day]

    def _rng(self, purpose: str, name: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, zlib.crc32(purpose.encode()), zlib.crc32(name.encode())])


def _shape(hours: tuple[float, ...], total: float, tilt: float) -> NDArray[np.float64]:
    """Spread a day's share over its quarter-hours, shape (96,), tilted towards the evening."""
    weights = np.full(24, _OTHER_HOURS)
    weights[_FIRST_HOUR : _FIRST_HOUR + len(hours)] = hours
    known = slice(_FIRST_HOUR, _FIRST_HOUR + len(hours))
    weights *= np.exp(tilt * (np.arange(24) + 0.5 - _MIDDAY) / 6)
    return np.repeat(weights / weights[known].sum() * total / 4, 4)
