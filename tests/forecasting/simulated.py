"""Small occupancy panels with a known truth: a week's shape, an August, noise, and nothing else."""

from datetime import date

import numpy as np

from forecasting.forecasters.day_grid import DAY, HOUR, days_of_year, local_slots, weekdays
from forecasting.series import Panel, Series, SeriesKey

ZONE = "Europe/Madrid"
HOURLY = np.array([0.0] * 9 + [0.7, 0.9, 1.0, 1.1, 1.0, 0.9, 0.6, 0.7, 0.9, 1.0, 1.0, 0.8] + [0.0] * 3)
AUGUST = (213, 243)  # days of the year


def truth(days, hours, level=40.0):
    """Expected occupied spaces."""
    place = days_of_year(days)
    month = np.where((place >= AUGUST[0]) & (place <= AUGUST[1]), 0.5, 1.0)
    return level * month * np.where(weekdays(days) == 5, 0.8, 1.0) * HOURLY[hours]


def simulated_series(  # noqa: PLR0913 -- all of them named, most of them left alone
    key="07-05/blue", *, first=date(2022, 1, 3), last=date(2024, 3, 31), seed=1, level=40.0, noise=0.08
):
    slots = np.arange(np.datetime64(first, "s"), np.datetime64(last, "s") + DAY, HOUR)
    days, hours = local_slots(slots, ZONE)
    rng = np.random.default_rng(seed)
    unique, row = np.unique(days, return_inverse=True)
    daily = np.exp(rng.normal(0, noise, len(unique)))[row]
    occupied = truth(days, hours, level) * daily * np.exp(rng.normal(0, noise, len(slots)))
    return Series(SeriesKey.parse(key), 100.0, slots, occupied)


def simulated_panel(count=3, **options):
    keys = [f"07-{number + 1:02d}/blue" for number in range(count)]
    return Panel(tuple(simulated_series(key, seed=n, **options) for n, key in enumerate(keys)), demo=True)


def slots_of(first, last):
    return np.arange(np.datetime64(first, "s"), np.datetime64(last, "s") + DAY, HOUR)
