"""Occupancy panel from the partial sums of many files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from forecasting.occupancy import HOUR, HourlyOccupancy
from forecasting.series import Panel, Series, SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import hours_of, next_quarter
from forecasting.tickets.manifest import DateRange, IngestedFile
from forecasting.tickets.shortfalls import Shortfall
from forecasting.tickets.table import COLOUR_OF_KIND, TICKET_ZONE


def build_panel(
    parts: Sequence[tuple[IngestedFile, pl.DataFrame]],
    covered: Sequence[DateRange],
    capacities: Mapping[SeriesKey, float],
    calendar: ServiceCalendar | None,
) -> Panel:
    """Give, from files and their partial sums, hourly mean vehicles of every series asked for, from the first covered day to the last.

    NaN: no file covers the day, or (given a calendar) the hour is not regulated. Empty when nothing is covered.
    """
    if not covered:
        return Panel((), demo=False)
    zone = calendar.zone if calendar else TICKET_ZONE
    first, last = hours_of(covered[0][0], covered[-1][1], zone)
    row = {key: n for n, key in enumerate(sorted(capacities))}
    occupancy = HourlyOccupancy(len(row), first, last - first)
    for file, sums in parts:
        keys = (SeriesKey(area, COLOUR_OF_KIND[kind]) for area, kind in file.series)
        occupancy.add(sums, np.array([row.get(key, -1) for key in keys], dtype=np.int64))
    known = np.zeros(last - first, dtype=np.bool_)
    for start, end in (hours_of(*days, zone) for days in covered):
        known[start - first : end - first] = True
    slots = np.arange(first, last).astype("datetime64[h]").astype("datetime64[s]")
    series = []
    for key, vehicles in zip(row, occupancy.vehicles(), strict=True):
        shown = known & calendar.mask(key.neighbourhood, slots) if calendar else known
        series.append(Series(key, capacities[key], slots, np.where(shown, vehicles, np.nan)))
    return Panel(tuple(series), demo=any(file.demo for file, _ in parts))


def without_dips(panel: Panel, shortfalls: Sequence[Shortfall], zone: ZoneInfo) -> Panel:
    """Make the hours of the quarters that are dips unknown, in the whole city or in their area."""
    series = list(panel)
    for dip in (shortfall for shortfall in shortfalls if shortfall.dip):
        hours = hours_of(dip.quarter, next_quarter(dip.quarter) - timedelta(days=1), zone)
        start, end = (np.datetime64(hour * HOUR, "s") for hour in hours)
        for n, one in enumerate(series):
            if dip.area in (None, one.key.neighbourhood):
                inside = (one.slots >= start) & (one.slots < end)
                series[n] = replace(one, occupied=np.where(inside, np.nan, one.occupied))
    return Panel(tuple(series), panel.demo)
