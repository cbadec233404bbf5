"""The simulated city's occupancy, without drawing single tickets."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from forecasting.demo.demand import Demand
from forecasting.demo.durations import BY_COLOUR, CARRIED
from forecasting.demo.periods import last_published_quarter
from forecasting.demo.sessions import Sessions, sessions_of
from forecasting.occupancy import HOUR, SLOT
from forecasting.series import Panel, Series, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import hours_of

YEARS = 2
"""Enough for a yearly pattern, and about what a machine with little memory trains on."""
_SLOTS_AN_HOUR = HOUR // SLOT
_STREAM = 0x0CC  # keeps these draws apart from those of the demand and of the ticket files


def demo_panel(
    capacities: Mapping[SeriesKey, int], calendar: ServiceCalendar, now: datetime, seed: int = 0
) -> Panel:
    """Simulate two years of hourly occupancy, to the end of the newest quarter that is published at `now`.

    Unregulated hours are NaN. Equal arguments give equal panels; `Panel.demo` is set.
    """
    _, last = last_published_quarter(now)
    first = last.replace(year=last.year - YEARS) + timedelta(days=1)
    return simulate(capacities, calendar, first, last, seed)


def simulate(
    capacities: Mapping[SeriesKey, int], calendar: ServiceCalendar, first: date, last: date, seed: int
) -> Panel:
    """Simulate the occupancy of some local days, both included."""
    demand = Demand(calendar, seed)
    start, end = hours_of(first, last, calendar.zone)
    slots = np.arange(start, end).astype("datetime64[h]").astype("datetime64[s]")
    kernels = {colour: durations.kernel() for colour, durations in BY_COLOUR.items()}
    sessions = {
        a: sessions_of(calendar, a, first, last) for a in sorted({key.neighbourhood for key in capacities})
    }
    series = []
    for n, key in enumerate(sorted(capacities)):
        rng = np.random.default_rng([seed, _STREAM, n])
        grid = sessions[key.neighbourhood]
        expected = demand.arrivals(key, capacities[key], grid)
        arrivals = rng.poisson(expected).astype(np.float64)
        mean, variance = kernels.get(key.colour, kernels["blue"])
        spread = np.sqrt(_hourly(_in_force(arrivals, variance, grid), grid, start, end - start))
        occupied = _hourly(_in_force(arrivals, mean, grid), grid, start, end - start)
        occupied = np.maximum(occupied + spread * rng.standard_normal(end - start), 0.0)
        regulated = calendar.mask(key.neighbourhood, slots)
        series.append(Series(key, float(capacities[key]), slots, np.where(regulated, occupied, np.nan)))
    return Panel(tuple(series), demo=True)


def expected(
    capacities: Mapping[SeriesKey, int], calendar: ServiceCalendar, first: date, last: date, seed: int
) -> Panel:
    """Give what a forecaster could know at best of `simulate`'s city: its means, day-to-day noise left out."""
    demand = Demand(calendar, seed, day_noise=False)
    start, end = hours_of(first, last, calendar.zone)
    slots = np.arange(start, end).astype("datetime64[h]").astype("datetime64[s]")
    series = []
    for key in sorted(capacities):
        grid = sessions_of(calendar, key.neighbourhood, first, last)
        kernel, _ = BY_COLOUR.get(key.colour, BY_COLOUR["blue"]).kernel()
        arrivals = demand.arrivals(key, capacities[key], grid)
        occupied = _hourly(_in_force(arrivals, kernel, grid), grid, start, end - start)
        regulated = calendar.mask(key.neighbourhood, slots)
        series.append(Series(key, float(capacities[key]), slots, np.where(regulated, occupied, np.nan)))
    return Panel(tuple(series), demo=True)


def _in_force(
    arrivals: NDArray[np.float64], kernel: NDArray[np.float64], sessions: Sessions
) -> NDArray[np.float64]:
    """Spread arrivals over the quarter-hours that follow; part of what outlasts a session opens the next one."""
    n, longest = arrivals.shape
    steps = len(kernel)
    spread = np.zeros((n, longest + steps))
    for k in range(steps):
        spread[:, k : k + longest] += arrivals * kernel[k]
    inside = np.where(sessions.inside, spread[:, :longest], 0.0)
    beyond = np.arange(min(steps, longest)) + sessions.lengths[:, None]
    carried = CARRIED * np.take_along_axis(spread, beyond, axis=1)
    inside[1:, : carried.shape[1]] += carried[:-1]
    return np.where(sessions.inside, inside, 0.0)


def _hourly(grid: NDArray[np.float64], sessions: Sessions, first: int, hours: int) -> NDArray[np.float64]:
    """Average a grid over the UTC hours of the period, shape (hours,)."""
    hour = sessions.slots // _SLOTS_AN_HOUR - first
    inside = sessions.inside & (hour >= 0) & (hour < hours)
    total: NDArray[np.float64] = np.bincount(hour[inside], grid[inside], hours) / _SLOTS_AN_HOUR
    return total
