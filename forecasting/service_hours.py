"""When paid parking is in force: dated rules by area, read from a calendar file.

Days and windows are local days of the calendar's zone; instants go in as aware datetimes of any zone or as UTC
`datetime64`, and come out aware, in the calendar's zone. No city is known here: the file says it all.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.easter import easter
from numpy.typing import NDArray

from forecasting.calendar_file import DAY_NAMES, MINUTES_A_DAY, Window, in_seasons, read_calendar
from forecasting.errors import NaiveTimeError
from forecasting.holiday_source import HolidaySource
from forecasting.spans import Spans, clipped, length, merged, moment_after, span_at, within

WhyFree = Literal["night", "sunday", "holiday", "suspended", "not_yet_regulated"]
DayKind = str
"""plain, holiday, bridge, eve, or a kind that the calendar file defines (Madrid: christmas, holy_week)."""

PACKAGED_CALENDAR = Path(__file__).with_name("calendars") / "madrid.toml"
LONGEST_WAIT = timedelta(days=60)
"""How far ahead a stay is followed: holidays part regulated days by a few days, only suspensions by so many."""

_DAY = timedelta(days=1)
_SECONDS_A_MINUTE = 60
_WEEKEND = 5  # date.weekday() of Saturday
_SUNDAY = 6
_YEARS_AHEAD = 2  # an opening further away than the year after next is as good as none
_SPANS_KEPT = 512
_DAYS_KEPT = 16_384


ANY_AREA = "any"
"""An area that no rule names."""


class ServiceCalendar:
    """When parking is regulated. Open one with `load`; it is immutable and caches what it works out."""

    def __init__(self, path: Path) -> None:
        self._rules = read_calendar(path)
        self._holidays = HolidaySource(self._rules)
        named = [rule.scope.areas for rule in self._rules.hours] + [s.areas for s in self._rules.suspensions]
        self._named_areas = frozenset[str]().union(*(areas for areas in named if areas))
        self._day_windows = lru_cache(maxsize=_DAYS_KEPT)(self._find_windows)
        self._year_spans = lru_cache(maxsize=_SPANS_KEPT)(self._find_spans)
        self._merged_spans = lru_cache(maxsize=_SPANS_KEPT)(self._merge_spans)
        self._day_kinds = lru_cache(maxsize=_DAYS_KEPT)(self._find_day_kind)

    @classmethod
    def load(cls, path: Path | None = None) -> "ServiceCalendar":
        """Read a calendar file, or the packaged one. Raises CalendarFileError."""
        return cls(path or PACKAGED_CALENDAR)

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days and hours the rules mean."""
        return self._rules.zone

    def is_holiday(self, day: date) -> bool:
        """Whether the day is a national, regional or local holiday."""
        return day in self._holidays

    def joined(self, area: str) -> date | None:
        """Give the first regulated day of an area that joined late; None for areas regulated from the start."""
        return self._rules.joined.get(area)

    def alike(self, area: str) -> str:
        """Return an area with the same windows on every day: one for all that no rule names, others themselves."""
        return area if area in self._named_areas or area in self._rules.joined else ANY_AREA

    def windows(self, area: str, day: date) -> tuple[tuple[time, time], ...]:
        """Give the day's regulated windows, in order; a closing time of 00:00 is the midnight that ends the day."""
        return tuple((_clock(a), _clock(b)) for a, b in self._windows_of(area, day))

    def window(self, area: str, day: date) -> tuple[time, time] | None:
        """Give the first opening and last closing of the day (see `windows` for breaks); None: not regulated that day."""
        windows = self.windows(area, day)
        return (windows[0][0], windows[-1][1]) if windows else None

    def is_regulated(self, area: str, at: datetime) -> bool:
        """Whether one has to pay at that instant. Raises NaiveTimeError."""
        return self._span_at(area, at) is not None

    def mask(self, area: str, slots: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Which slots start in regulated time. `slots`: UTC datetime64, shape (n,) in any order; same shape out."""
        seconds = slots.astype("datetime64[s]").astype(np.int64)
        if seconds.size == 0:
            return np.zeros(seconds.shape, dtype=bool)
        first, last = (self._local(int(s)).year for s in (seconds.min(), seconds.max()))
        return within(self._spans(area, first, last), seconds)

    def closing(self, area: str, at: datetime) -> datetime | None:
        """Tell when the regulated time that `at` lies in ends; None when parking is free at `at`."""
        span = self._span_at(area, at)
        return self._local(span[1]) if span else None

    def next_opening(self, area: str, at: datetime) -> datetime | None:
        """Find the first start of regulated time after `at`; None when there is none in the years to come."""
        now = _seconds(at)
        year = self._local(now).year
        joined = self.joined(area)
        spans = self._spans(area, year, max(year, joined.year if joined else year) + _YEARS_AHEAD)
        index = int(np.searchsorted(spans[:, 0], now, side="right"))
        return self._local(int(spans[index, 0])) if index < len(spans) else None

    def after_regulated(self, area: str, at: datetime, minutes: int) -> datetime | None:
        """Find the moment by which so many regulated minutes have passed since `at`: `at` itself for none.

        Only regulated time counts: what is left of a stay at closing goes on at the next opening. None when
        that takes longer than LONGEST_WAIT. Raises NaiveTimeError.
        """
        now = _seconds(at)
        if minutes <= 0:
            return self._local(now)
        ahead = self._spans_between(area, now, now + int(LONGEST_WAIT.total_seconds()))
        found = moment_after(ahead, minutes * _SECONDS_A_MINUTE)
        return None if found is None else self._local(found)

    def regulated_minutes(self, area: str, start: datetime, end: datetime) -> int:
        """Count the regulated minutes from `start` to `end`, a begun one as whole, as tickets do; none backwards.

        Raises NaiveTimeError.
        """
        first, last = _seconds(start), _seconds(end)
        if last <= first:
            return 0
        return -(-length(self._spans_between(area, first, last)) // _SECONDS_A_MINUTE)

    def why_free(self, area: str, at: datetime) -> WhyFree | None:
        """Tell why one need not pay at that instant; None when one must. "night": outside that day's hours."""
        if self.is_regulated(area, at):
            return None
        day = at.astimezone(self.zone).date()
        joined = self.joined(area)
        if joined and day < joined:
            return "not_yet_regulated"
        if any(scope.covers(area, day) for scope in self._rules.suspensions):
            return "suspended"
        if self._windows_of(area, day):
            return "night"
        if self.is_holiday(day):
            return "holiday"
        return "sunday" if day.weekday() == _SUNDAY else "night"

    def day_kind(self, day: date) -> DayKind:
        """Tell what kind of day it is for demand: a holiday first, then the file's kinds, bridge, eve, plain.

        A bridge is a working day between two days off; an eve is the day before a holiday.
        """
        return self._day_kinds(day)

    def _find_day_kind(self, day: date) -> DayKind:
        if self.is_holiday(day):
            return "holiday"
        for special in self._rules.special_days:
            from_easter = (day - easter(day.year)).days
            if in_seasons(special.seasons, day) or (
                special.easter and special.easter[0] <= from_easter <= special.easter[1]
            ):
                return special.kind
        working = day.weekday() < _WEEKEND
        if working and self._is_off(day - _DAY) and self._is_off(day + _DAY):
            return "bridge"
        return "eve" if self.is_holiday(day + _DAY) else "plain"

    def _is_off(self, day: date) -> bool:
        return day.weekday() >= _WEEKEND or self.is_holiday(day)

    def _windows_of(self, area: str, day: date) -> tuple[Window, ...]:
        joined = self.joined(area)
        return () if joined and day < joined else self._day_windows(self._rules_area(area), day)

    def _rules_area(self, area: str) -> str | None:
        """Areas that no rule names share one cache entry, None."""
        return area if area in self._named_areas else None

    def _find_windows(self, area: str | None, day: date) -> tuple[Window, ...]:
        if any(scope.covers(area, day) for scope in self._rules.suspensions):
            return ()
        name = "holiday" if self.is_holiday(day) else DAY_NAMES[day.weekday()]
        for rule in reversed(self._rules.hours):  # the last rule that names the day decides
            in_season = not rule.seasons or in_seasons(rule.seasons, day)
            if name in rule.days and in_season and rule.scope.covers(area, day):
                return rule.windows
        return ()

    def _find_spans(self, area: str | None, year: int) -> Sequence[tuple[int, int]]:
        """Give the year's windows as UTC seconds."""
        days = (date(year, 1, 1) + n * _DAY for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
        return [
            (self._instant(day, start), self._instant(day, end))
            for day in days
            for start, end in self._day_windows(area, day)
        ]

    def _merge_spans(self, area: str | None, first: int, last: int) -> Spans:
        """Windows of several years: touching ones are one, as where paying never stops.

        A window within the hour that the clocks skip is no time at all.
        """
        return merged(chain.from_iterable(self._year_spans(area, year) for year in range(first, last + 1)))

    def _spans(self, area: str, first: int, last: int) -> Spans:
        spans = self._merged_spans(self._rules_area(area), first, last)
        joined = self.joined(area)
        return spans if joined is None else clipped(spans, self._instant(joined, 0))

    def _spans_between(self, area: str, start: int, end: int) -> Spans:
        return clipped(self._spans(area, self._local(start).year, self._local(end).year), start, end)

    def _span_at(self, area: str, at: datetime) -> tuple[int, int] | None:
        now = _seconds(at)
        year = self._local(now).year
        return span_at(self._spans(area, year - 1, year + 1), now)

    def _instant(self, day: date, minutes: int) -> int:
        midnight = day + _DAY if minutes == MINUTES_A_DAY else day
        return int(datetime.combine(midnight, _clock(minutes), self.zone).timestamp())

    def _local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone)


def _seconds(at: datetime) -> int:
    """Whole UTC seconds of an aware datetime. Raises NaiveTimeError."""
    if at.tzinfo is None:
        raise NaiveTimeError(f"{at.isoformat()} has no time zone")
    return int(at.timestamp() // 1)


def _clock(minutes: int) -> time:
    hour, minute = divmod(minutes % MINUTES_A_DAY, 60)
    return time(hour, minute)
