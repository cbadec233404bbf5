"""Quarters with fewer tickets than the quarters around them promise: a file that lacks rows evenly has no hole.

The third quarter of 2024 was published with a fifth of its tickets missing, on every day alike. A model would
take that for demand. So quarters are compared with each other, the season taken off. One that lies low between
two that do not is a dip: no lasting change of habits or prices looks like that, only missing rows or an event that
nobody should learn from (a lockdown), and panels leave it out. A low newest quarter may be a real change: it is
reported, and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import polars as pl

from forecasting.occupancy import SLOT
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.coverage import next_quarter, quarter_start

CITY_SHARE = 0.88
"""Below this share of what was to be expected the city's quarter is short. Official counts of 2023 and 2025 are
within 6 % of each other's, season taken off; the short quarter of 2024 is at 79 %."""

AREA_SHARE = 0.5
"""The same for one area against the city: single areas move more, by works or by new borders."""

SEASON = (1.0, 1.01, 0.80, 1.0)
"""Tickets a weekday by quarter against the first: the official counts of rows of 2023 and 2025."""

SATURDAY = 0.51
"""A Saturday's tickets against a weekday's, published: 94 against 183 thousand."""

REACH = 4
"""Quarters before and after that a quarter is compared with: a year of growth (3 %) each way evens out."""

_LEAST_DAYS = 0.8  # of a quarter's regulated days: fewer may be a month that is no mirror of the quarter
_LEAST_TICKETS = 10.0  # a weekday in an area: over a quarter, chance moves such a mean by 4 %
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A quarter with too few tickets, in the whole city (`area` None) or in one area.

    quarter: its first day. share: of the tickets to be expected, 0..1. dip: the quarters on both sides are as
    usual, so panels take it for unknown.
    """

    quarter: date
    area: str | None
    share: float
    dip: bool

    @property
    def name(self) -> str:
        """The quarter as the city names its files: 2024Q3."""
        return f"{self.quarter.year}Q{(self.quarter.month + 2) // 3}"


def shortfalls(
    started: pl.DataFrame, covered: Sequence[date], calendar: ServiceCalendar | None
) -> tuple[Shortfall, ...]:
    """Compare every well-covered quarter with those around it; the city's shortfalls first, then the areas'.

    `started`: tickets by area and local day (columns area, day, started); `covered`: the days that files cover.
    Without a calendar every day but Sunday counts.
    """
    weights = _quarter_weights(covered, calendar)
    known = started.filter(pl.col("day").is_in(covered)).with_columns(quarter=pl.col("day").dt.truncate("1q"))
    counts = known.group_by("area", "quarter").agg(pl.col("started").sum())
    rates: dict[str, dict[date, float]] = {}
    city = dict.fromkeys(weights, 0.0)
    for area, quarter, count in counts.sort("area", "quarter").iter_rows():
        if quarter in weights:
            rate = count / weights[quarter] / SEASON[(quarter.month - 1) // 3]
            rates.setdefault(area, dict.fromkeys(weights, 0.0))[quarter] = rate
            city[quarter] += rate
    found = _short(None, city, CITY_SHARE)
    for area, rate in rates.items():
        if max(rate.values()) >= _LEAST_TICKETS:
            against_city = {quarter: rate[quarter] / city[quarter] for quarter in rate}
            found += _short(area, against_city, AREA_SHARE)
    return tuple(found)


def started_by_area(sums: pl.DataFrame, series: Sequence[tuple[str, str]], zone: str) -> pl.DataFrame:
    """Count a file's tickets by area and local day of their start."""
    areas = pl.Series([area for area, _ in series], dtype=pl.String)
    at = pl.from_epoch(pl.col("slot").cast(pl.Int64) * SLOT, "s").dt.replace_time_zone("UTC")
    dated = sums.filter(pl.col("started") > 0).select(
        pl.col("series"), pl.col("started").cast(pl.Int64), day=at.dt.convert_time_zone(zone).dt.date()
    )
    counted = dated.group_by("series", "day").agg(pl.col("started").sum())
    return counted.select(area=areas.gather(counted["series"]), day="day", started="started")


def _quarter_weights(covered: Sequence[date], calendar: ServiceCalendar | None) -> Mapping[date, float]:
    """Weekdays' worth of the covered regulated days, for quarters that are covered well."""
    present: dict[date, list[date]] = {}
    for day in covered:
        present.setdefault(quarter_start(day), []).append(day)
    weights = {}
    for quarter, days in present.items():
        length = (next_quarter(quarter) - quarter).days
        whole = _worth([date.fromordinal(quarter.toordinal() + n) for n in range(length)], calendar)
        worth = _worth(days, calendar)
        if worth > 0 and worth >= _LEAST_DAYS * whole:
            weights[quarter] = worth
    return weights


def _worth(days: Sequence[date], calendar: ServiceCalendar | None) -> float:
    served = [d for d in days if (calendar.window("", d) if calendar else d.weekday() <= _SATURDAY)]
    return sum(SATURDAY if day.weekday() == _SATURDAY else 1.0 for day in served)


def _short(area: str | None, rates: Mapping[date, float], least: float) -> list[Shortfall]:
    found = []
    for quarter, rate in rates.items():
        before = [rates[q] for q in _around(quarter, rates, -1)]
        after = [rates[q] for q in _around(quarter, rates, 1)]
        around = [*before, *after]
        if not around or rate >= least * median(around):
            continue
        fell = bool(before) and rate < least * before[0]
        dip = fell and bool(after) and rate < least * after[0]
        # An area's first quarters are low because it joined then, and what left and never came back is no gap.
        if area is None or dip or (fell and not after):
            found.append(Shortfall(quarter, area, rate / median(around), dip))
    return found


def _around(quarter: date, rates: Mapping[date, float], step: int) -> list[date]:
    """Quarters on one side, the nearest first."""
    number = _number(quarter)
    near = [q for q in rates if 0 < (_number(q) - number) * step <= REACH]
    return sorted(near, key=lambda q: abs(_number(q) - number))


def _number(quarter: date) -> int:
    return quarter.year * 4 + (quarter.month - 1) // 3
