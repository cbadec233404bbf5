"""The pieces that a time is said in; a message holds at most one of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Half = Literal["am", "pm"]


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as said. `literal`: on the 24-hour clock ("05:30", "noon"), so never twelve hours later.

    `begins`: a stay, if its end is said, too ("desde las 10").
    """

    hour: int
    minute: int = 0
    half: Half | None = None
    literal: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """From one hour to another ("de 11 a 13")."""

    start: Clock
    end: Clock


@dataclass(frozen=True, slots=True)
class Until:
    """The hour that a stay ends at ("hasta las 14")."""

    end: Clock


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a stay lasts ("durante dos horas")."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Real time from now ("en dos horas"); negative when gone by ("hace dos horas")."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Plus:
    """A length with a plus sign ("+2 h"): from now, or beside an hour or a day how long the stay is."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in UTC, said with its offset ("2025-03-20T10:00Z")."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Now:
    """The present moment ("ahora", "ya"); beside any other piece it adds nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day by its name in moments.toml; `current`: today's ("esta tarde")."""

    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day counted from today ("mañana" is 1); `months` are calendar months ("en un mes")."""

    days: int
    months: int = 0


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday is 0. `strict`: not today ("next Tuesday"); `week`: of that week from this one."""

    number: int
    strict: bool = False
    week: int | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class NumberedWeekday:
    """A weekday with a number that may be its date or an hour ("viernes 21", "viernes 11")."""

    weekday: int
    number: int


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date, with the month and year that were said."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A date of a month counted from this one ("el 5 del mes que viene")."""

    day: int
    months: int


@dataclass(frozen=True, slots=True)
class ManyDays:
    """A month, a season or a part of one ("en diciembre", "a finales de mes"): too many days for a moment."""


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """A weekday counted in its month ("el primer lunes de abril"); `nth` -1 is the last."""

    nth: int
    number: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class EasterDay:
    """A feast that moves with Easter Sunday, by its distance from it in days (Good Friday is -2)."""

    days: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday; `following`: of the next week when today is one of them."""

    following: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A whole week, counted from this one ("la semana que viene" is 1)."""

    number: int


Piece = (
    Clock
    | Range
    | Until
    | Stay
    | Elapsed
    | Plus
    | Instant
    | Now
    | Part
    | RelativeDay
    | Weekday
    | NumberedWeekday
    | CalendarDate
    | DayOfMonth
    | ManyDays
    | MonthWeekday
    | EasterDay
    | Weekend
    | Week
)
Day = RelativeDay | Weekday | CalendarDate | DayOfMonth | MonthWeekday | EasterDay | Weekend | Week
