"""From the pieces of a time, and now, to an instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.understanding import clock_options, days
from bot.understanding.days import DayOption
from bot.understanding.errors import TimeNotUnderstoodError
from bot.understanding.model import When
from bot.understanding.moments import WHOLE_DAY, Moment, moment
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    Day,
    DayOfMonth,
    EasterDay,
    Elapsed,
    Instant,
    ManyDays,
    MonthWeekday,
    Now,
    NumberedWeekday,
    Part,
    Piece,
    Plus,
    Range,
    RelativeDay,
    Stay,
    Until,
    Week,
    Weekday,
    Weekend,
)

T = TypeVar("T")

MADRID = ZoneInfo("Europe/Madrid")
# "a las 10" typed at 10:03 still means ten.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Lasting:
    """From an hour on, so long."""

    start: Clock
    length: timedelta


@dataclass(slots=True)
class _Said:
    """The pieces of one message by what they tell; the first of each counts."""

    days: list[Day] = field(default_factory=list)
    hours: Clock | Range | _Lasting | None = None
    part: Part | None = None
    elapsed: Elapsed | Instant | None = None
    end: Until | Stay | None = None

    def add(self, piece: Piece) -> None:
        """Put a piece in its slot; of two for one slot the first said stays."""
        match piece:
            case Clock() | Range():
                self.hours = self.hours or piece
            case Part():
                self.part = self.part or piece
            case Elapsed() | Instant():
                self.elapsed = self.elapsed or piece
            case Until() | Stay():
                self.end = self.end or piece
            case (
                Week()
                | Weekend()
                | Weekday()
                | RelativeDay()
                | CalendarDate()
                | DayOfMonth()
                | MonthWeekday()
                | EasterDay()
            ):
                if type(piece) not in map(type, self.days):
                    self.days.append(piece)
            case ManyDays():
                raise TimeNotUnderstoodError("day_missing")
            case NumberedWeekday() | Plus() | Now():
                pass  # the ones are told apart before, the other adds nothing to the present

    def begin(self) -> None:
        """Join an hour that a stay begins at with its end, said apart: it is a range like any other."""
        start, end = self.hours, self.end
        if isinstance(start, Clock) and start.begins and end:
            self.hours = _Lasting(start, end.length) if isinstance(end, Stay) else Range(start, end.end)
            self.end = None


def resolve(pieces: Iterable[Piece], now: datetime) -> When:
    """Return the moment that the pieces mean; `now` is aware.

    Raises TimeNotUnderstoodError.
    """
    now = now.astimezone(UTC)
    today = now.astimezone(MADRID).date()
    said = _Said()
    listed = list(pieces)
    has_hour = any(isinstance(piece, Clock | Range) for piece in listed)
    is_alone = all(isinstance(piece, Plus | Now) for piece in listed)
    for piece in listed:
        if isinstance(piece, Plus):
            said.add(Elapsed(piece.length) if is_alone else Stay(piece.length))
            continue
        for told in _told_apart(piece, today, has_hour=has_hour):
            said.add(told)
    said.begin()
    when = _start(said, now, today)
    if when.at - now > days.HORIZON:
        raise TimeNotUnderstoodError("too_far")
    until = _end(said.end, when.at) or when.until
    window = when.vague and not until and (when.vague[0].astimezone(MADRID), when.vague[1].astimezone(MADRID))
    return When(when.at.astimezone(MADRID), until and until.astimezone(MADRID), window or None)


def _told_apart(piece: Piece, today: date, *, has_hour: bool) -> tuple[Piece, ...]:
    """Tell by the calendar whether "viernes 21" names a date or an hour; beside an hour it is a date."""
    if not isinstance(piece, NumberedWeekday):
        return (piece,)
    weekday, number = Weekday(piece.weekday), piece.number
    if has_hour or number > clock_options.LAST_HOUR:
        return weekday, CalendarDate(number)
    return weekday, days.numbered(piece.weekday, number, today) or Clock(number)


# From here to the end every datetime is in UTC: local ones of one zone would be compared by their
# faces, which is wrong in the night when an hour comes twice.


def _start(said: _Said, now: datetime, today: date) -> When:
    if said.elapsed:
        return When(_counted(said.elapsed, now))
    if said.part and said.part.current and not said.days:
        said.days.append(RelativeDay(0))
    if said.hours is None and said.part is None and not said.days:
        return When(now)
    options = days.options(said.days, today)
    if said.hours:
        return _first(_hourly(said.hours, said.part, options, now))
    if said.part:
        return _part(moment(said.part.name), options, now)
    return _whole_day(said.days[0], options, now, today)


def _hourly(
    hours: Clock | Range | _Lasting, part: Part | None, options: list[DayOption], now: datetime
) -> Iterator[When]:
    match hours:
        case Clock():
            return _clocks(hours, part, options, now)
        case Range():
            return _ranges(hours, part, options, now)
        case _Lasting():
            return _lasting(hours, part, options, now)


def _clocks(clock: Clock, part: Part | None, options: list[DayOption], now: datetime) -> Iterator[When]:
    for option in options:
        for minutes in clock_options.options(clock, part, option.naming):
            at = _instant(option.day, minutes, now)
            if at >= now - GRACE:
                yield When(at)


def _ranges(hours: Range, part: Part | None, options: list[DayOption], now: datetime) -> Iterator[When]:
    start = clock_options.with_half_of(hours.start, hours.end)
    ends = clock_options.end_options(hours.end)
    for option in options:
        for first in clock_options.options(start, part, option.naming):
            last = next((minutes for minutes in ends if minutes > first), first + clock_options.MIDNIGHT)
            at, until = _instant(option.day, first, now), _instant(option.day, last, now)
            if until > now:
                yield When(max(at, now), until)


def _lasting(hours: _Lasting, part: Part | None, options: list[DayOption], now: datetime) -> Iterator[When]:
    for option in options:
        for minutes in clock_options.options(hours.start, part, option.naming):
            at = _instant(option.day, minutes, now)
            until = _later(at, min(hours.length, days.HORIZON))
            if until > now:
                yield When(max(at, now), until)


def _part(named: Moment, options: list[DayOption], now: datetime) -> When:
    if named.clock == "dawn" and options[0].naming == "today":
        options = [*options, DayOption(options[0].day + timedelta(days=1), "named")]
    return _first(_windows(named, options, now))


def _windows(named: Moment, options: list[DayOption], now: datetime) -> Iterator[When]:
    for option, part in product(options, (named, *([moment(named.then)] if named.then else []))):
        last = _at(option.day, part.last, now)
        if last > now:
            first = max(_at(option.day, part.first, now), now)
            yield When(max(_at(option.day, part.at, now), now), vague=(first, last))


def _whole_day(leading: Day, options: list[DayOption], now: datetime, today: date) -> When:
    """Read a day without an hour: now, if it is today; but a weekday of today's name is next week's."""
    regulated = moment(WHOLE_DAY)
    option = options[-1] if isinstance(leading, Weekday) else options[0]
    end = options[-1].day if isinstance(leading, Weekend) else option.day
    last = _at(end, regulated.last, now)
    if option.day == today:
        return When(now, vague=(now, last) if last > now else None)
    return When(_at(option.day, regulated.at, now), vague=(_at(option.day, regulated.first, now), last))


def _end(end: Until | Stay | None, at: datetime) -> datetime | None:
    if end is None:
        return None
    if isinstance(end, Stay):
        return _later(at, min(end.length, days.HORIZON))
    day = at.astimezone(MADRID).date()
    candidates = (_instant(day, minutes, at) for minutes in clock_options.end_options(end.end))
    return _first(candidate for candidate in candidates if candidate > at)


def _counted(said: Elapsed | Instant, now: datetime) -> datetime:
    if isinstance(said, Elapsed):
        return _later(now, said.length)
    return _first(at for at in (said.at,) if at >= now - GRACE)


def _later(at: datetime, length: timedelta) -> datetime:
    """Real time passes, so that a night with a clock change counts its true hours."""
    if length < timedelta(0):
        raise TimeNotUnderstoodError("past")
    if length > days.HORIZON:
        raise TimeNotUnderstoodError("too_far")
    return at + length


def _first(found: Iterator[T]) -> T:
    for each in found:
        return each
    raise TimeNotUnderstoodError("past")


def _at(day: date, clock: time, now: datetime) -> datetime:
    return _instant(day, clock.hour * clock_options.HOUR + clock.minute, now)


def _instant(day: date, minutes: int, now: datetime) -> datetime:
    """Return the instant of a local time; of an hour that comes twice, the first that is not over yet.

    Raises TimeNotUnderstoodError (no_such_hour) for the hour that a spring night skips.
    """
    face = datetime.combine(day, time()) + timedelta(minutes=minutes)
    at = face.replace(tzinfo=MADRID).astimezone(UTC)
    if at.astimezone(MADRID).replace(tzinfo=None) != face:
        raise TimeNotUnderstoodError("no_such_hour")
    return at if at >= now else face.replace(tzinfo=MADRID, fold=1).astimezone(UTC)
