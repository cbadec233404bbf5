"""Which days a ticket file is about, and which it lacks: a hole must not pass for an empty street."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import polars as pl

from forecasting.occupancy import SLOT
from forecasting.service_hours import ServiceCalendar

COVERED_SHARE = 0.05
"""A day counts as covered above this share of the file's median day: strays of other quarters are 0.02 %,
the quietest regulated day (a Saturday in August) is 20 %."""
_LONGEST_FREE_RUN = 5
"""Days without service in a row, outside suspensions: Maundy Thursday to Easter Sunday is four."""
_DAY = timedelta(days=1)
_MONTHS_A_QUARTER = 3
_MONTHS_A_YEAR = 12
_SATURDAY = 5
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a file is about.

    days: with tickets, or free and next to such days. missing: regulated days of its quarters without tickets.
    strays: tickets on other days. weekday: the median weekday's tickets.
    """

    days: tuple[date, ...]
    missing: tuple[date, ...]
    strays: int
    weekday: float


def coverage(sums: pl.DataFrame, zone: ZoneInfo, now: datetime, calendar: ServiceCalendar | None) -> Coverage:
    """Work out a file's coverage from its partial sums.

    Without a calendar every day but Sunday is expected to have tickets.
    """
    counts = started_by_day(sums, zone)
    usual = median(counts.values())
    present = {day for day, count in counts.items() if count > COVERED_SHARE * usual}
    weekdays = [counts[day] for day in present if day.weekday() < _SATURDAY]
    today = now.astimezone(zone).date()
    return Coverage(
        days=tuple(_with_free_days(present, calendar)),
        missing=tuple(_missing(present, today, calendar)),
        strays=sum(count for day, count in counts.items() if day not in present),
        weekday=float(median(weekdays)) if weekdays else 0.0,
    )


def started_by_day(sums: pl.DataFrame, zone: ZoneInfo) -> Mapping[date, int]:
    """Count the tickets that start on each local day that has any."""
    at = pl.from_epoch(pl.col("slot").cast(pl.Int64) * SLOT, "s").dt.replace_time_zone("UTC")
    local = at.dt.convert_time_zone(zone.key).dt.date()
    started = sums.filter(pl.col("started") > 0)
    return dict(started.group_by(local).agg(pl.col("started").cast(pl.Int64).sum()).sort("slot").iter_rows())


def _with_free_days(present: set[date], calendar: ServiceCalendar | None) -> list[date]:
    """Add the days between and around on which no ticket was to be expected."""
    first, last = min(present), max(present)
    for _ in range(_LONGEST_FREE_RUN):
        first -= 0 * _DAY if _has_service(first - _DAY, calendar) else _DAY
        last += 0 * _DAY if _has_service(last + _DAY, calendar) else _DAY
    span = (first + n * _DAY for n in range((last - first).days + 1))
    return [day for day in span if day in present or not _has_service(day, calendar)]


def _missing(present: set[date], today: date, calendar: ServiceCalendar | None) -> list[date]:
    quarters = sorted({quarter_start(day) for day in present})
    expected = (start + n * _DAY for start in quarters for n in range((next_quarter(start) - start).days))
    return [day for day in expected if day < today and day not in present and _has_service(day, calendar)]


def _has_service(day: date, calendar: ServiceCalendar | None) -> bool:
    return bool(calendar.window("", day)) if calendar else day.weekday() != _SUNDAY


def quarter_start(day: date) -> date:
    """Give the first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1, day=1)


def next_quarter(start: date) -> date:
    """Give the first day of the quarter after the one that starts so."""
    month = start.month + _MONTHS_A_QUARTER
    return date(start.year + month // (_MONTHS_A_YEAR + 1), (month - 1) % _MONTHS_A_YEAR + 1, 1)


def hours_of(first: date, last: date, zone: ZoneInfo) -> tuple[int, int]:
    """Give the UTC hours since 1970 at which a run of local days starts and ends (end excluded)."""
    start = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    end = datetime.combine(last + _DAY, datetime.min.time(), zone).astimezone(UTC)
    hour = timedelta(hours=1)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return (start - epoch) // hour, (end - epoch) // hour
