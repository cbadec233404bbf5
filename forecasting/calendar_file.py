"""A calendar's TOML file, read strictly into rules: a wrong or unknown key is an error that names it.

The format is explained by example in `calendars/madrid.toml`. All dates are local days of the calendar's zone.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from forecasting.errors import CalendarFileError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
MINUTES_A_DAY = 24 * 60
_WINDOW = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_LEAP_YEAR = 2000  # 02-29 must be a valid month and day
_T = TypeVar("_T")

MonthDay = tuple[int, int]
Season = tuple[MonthDay, MonthDay]
Window = tuple[int, int]


def in_seasons(seasons: Sequence[Season], day: date) -> bool:
    """Whether a day falls in one of the seasons (month and day, both ends included, may cross New Year)."""
    at = (day.month, day.day)
    return any(a <= at <= b if a <= b else at >= a or at <= b for a, b in seasons)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a rule holds: dates inclusive, `areas` None for all of them."""

    first: date
    last: date
    areas: frozenset[str] | None

    def covers(self, area: str | None, day: date) -> bool:
        """Whether the rule speaks of that day in that area (None: an area that no rule names)."""
        return self.first <= day <= self.last and (self.areas is None or area in self.areas)


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Opening windows (minutes from local midnight) on named days; empty `seasons` means all year."""

    scope: Scope
    days: frozenset[str]
    seasons: tuple[Season, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A yearly day of the city itself, with the years in which it was moved."""

    name: str
    yearly: MonthDay
    moved: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days of unusual demand: seasons of the year, or a range of days counted from Easter Sunday."""

    kind: str
    seasons: tuple[Season, ...]
    easter: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """All that a calendar file says; `country` None means that only local holidays exist."""

    path: Path
    zone: ZoneInfo
    country: str | None
    subdivision: str | None
    local_holidays: tuple[LocalHoliday, ...]
    hours: tuple[HoursRule, ...]
    suspensions: tuple[Scope, ...]
    special_days: tuple[SpecialDays, ...]
    joined: Mapping[str, date]


class _Table:
    """One TOML table; every key must be asked for, and be of the type asked for."""

    def __init__(self, path: Path, where: str, content: object) -> None:
        self.path = path
        self.where = where
        if not isinstance(content, dict):
            self.fail("", "must be a table")
        self.content: dict[str, object] = dict(content)

    def fail(self, key: str, reason: str) -> NoReturn:
        """Raise CalendarFileError at a key of this table."""
        raise CalendarFileError(self.path, ".".join(filter(None, (self.where, key))) or "file", reason)

    def take(self, key: str, kind: type[_T]) -> _T | None:
        """Return the value of a key that may be missing."""
        value = self.content.pop(key, None)
        if value is not None and type(value) is not kind:  # a datetime is a date, a bool an int: not here
            self.fail(key, f"must be a {kind.__name__}, not {value!r}")
        return value

    def need(self, key: str, kind: type[_T]) -> _T:
        """Return the value of a key that must be there."""
        value = self.take(key, kind)
        if value is None:
            self.fail(key, "is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing."""
        values = self.take(key, list) or []
        if not all(isinstance(value, str) for value in values):
            self.fail(key, f"must be a list of texts, not {values!r}")
        return tuple(values)

    def table(self, key: str) -> "_Table":
        """Return a table within this one, empty where it is missing."""
        return _Table(self.path, f"{self.where}.{key}".strip("."), self.content.pop(key, {}))

    def tables(self, key: str) -> list["_Table"]:
        """Return the tables of an array, none where it is missing."""
        rows = self.take(key, list) or []
        return [_Table(self.path, f"{self.where}.{key}[{n}]".strip("."), row) for n, row in enumerate(rows)]

    def dates(self) -> dict[str, date]:
        """Return every key that is left, each with its date."""
        return {key: self.need(key, date) for key in list(self.content)}

    def finish(self) -> None:
        """Refuse what nobody asked for: a slip of the pen would be passed over."""
        for key in self.content:
            self.fail(key, "is not a key of calendars")


def _month_day(table: _Table, key: str, text: str) -> MonthDay:
    match = _MONTH_DAY.fullmatch(text)
    try:
        month, day = (int(part) for part in match.groups()) if match else (0, 0)
        date(_LEAP_YEAR, month, day)
    except ValueError:
        table.fail(key, f"{text!r} is not a month and day such as 08-31")
    return month, day


def _seasons(table: _Table) -> tuple[Season, ...]:
    ranges = [text.split("/", 1) for text in table.texts("seasons")]
    return tuple((_month_day(table, "seasons", r[0]), _month_day(table, "seasons", r[-1])) for r in ranges)


def _windows(table: _Table) -> tuple[Window, ...]:
    windows: list[Window] = []
    for text in table.texts("windows"):
        match = _WINDOW.fullmatch(text)
        if match is None:
            table.fail("windows", f"{text!r} is not a window such as 09:00-21:00")
        hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
        start, end = 60 * hour + minute, 60 * end_hour + end_minute
        after = windows[-1][1] if windows else 0
        if max(minute, end_minute) >= 60 or not after <= start < end <= MINUTES_A_DAY:  # noqa: PLR2004  minutes an hour
            table.fail(
                "windows", f"{text!r} must end after it starts, within the day and after the one before"
            )
        windows.append((start, end))
    return tuple(windows)


def _scope(table: _Table) -> Scope:
    first, last = table.take("from", date) or date.min, table.take("until", date) or date.max
    if first > last:
        table.fail("until", "lies before from")
    return Scope(first, last, frozenset(table.texts("areas")) if "areas" in table.content else None)


def _hours(table: _Table) -> HoursRule:
    table.take("name", str)
    if "windows" not in table.content:
        table.fail("windows", "is missing")
    days = table.texts("days")
    unknown = [day for day in days if day not in DAY_NAMES]
    if unknown or not days:
        table.fail("days", f"must list some of {', '.join(DAY_NAMES)}, not {unknown}")
    rule = HoursRule(_scope(table), frozenset(days), _seasons(table), _windows(table))
    table.finish()
    return rule


def _local_holiday(table: _Table) -> LocalHoliday:
    moved = table.table("moved")
    if not all(year.isdigit() for year in moved.content):
        moved.fail("", "must map a year to a date")
    holiday = LocalHoliday(
        table.need("name", str),
        _month_day(table, "yearly", table.need("yearly", str)),
        {int(year): day for year, day in moved.dates().items()},
    )
    table.finish()
    return holiday


def _special(table: _Table) -> SpecialDays:
    kind, seasons, easter = table.need("kind", str), _seasons(table), table.take("easter", list)
    if easter is None:
        table.finish()
        return SpecialDays(kind, seasons, None)
    if [type(days) for days in easter] != [int, int] or easter[0] > easter[1]:
        table.fail("easter", "must be two numbers of days from Easter Sunday, first and last")
    table.finish()
    return SpecialDays(kind, seasons, (easter[0], easter[1]))


def _suspension(table: _Table) -> Scope:
    table.take("name", str)
    scope = _scope(table)
    table.finish()
    return scope


def _zone(root: _Table) -> ZoneInfo:
    name = root.need("zone", str)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for unknown, malformed and folder names
        root.fail("zone", f"{name!r} is not a known time zone")


def read_calendar(path: Path) -> CalendarRules:
    """Read a calendar file.

    Raises CalendarFileError, with the key, for a missing file, broken TOML, and wrong or unknown keys.
    """
    try:
        root = _Table(path, "", tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CalendarFileError(path, "file", str(error)) from error
    holidays = root.table("holidays")
    rules = CalendarRules(
        path=path,
        zone=_zone(root),
        country=holidays.take("country", str),
        subdivision=holidays.take("subdivision", str),
        local_holidays=tuple(_local_holiday(table) for table in holidays.tables("local")),
        hours=tuple(_hours(table) for table in root.tables("hours")),
        suspensions=tuple(_suspension(table) for table in root.tables("suspensions")),
        special_days=tuple(_special(table) for table in root.tables("special_days")),
        joined=root.table("joined").dates(),
    )
    holidays.finish()
    root.finish()
    return rules
