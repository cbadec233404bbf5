"""The hours in which a chat is left in peace, and where a message that falls into them goes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.alerts.local_times import local_clock, local_day, moment

_DAY: Final = timedelta(days=1)

ROOM: Final = timedelta(minutes=5)
"""A message that is told before quiet hours is due so long before they begin: the queue is through by then."""

LEAST_NOTICE: Final = timedelta(minutes=10)
"""What is told after quiet hours must leave so much time before what it is about; with less it would be too late."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` on Madrid's clock, `end` not included; they may hold midnight.

    With both alike they are no time at all.
    """

    start: time
    end: time

    def night_of(self, at: datetime) -> tuple[datetime, datetime] | None:
        """Return the quiet hours (UTC) that hold a moment; None outside of them."""
        clock, day = local_clock(at), local_day(at)
        if self.start < self.end:
            inside, first = self.start <= clock < self.end, day
        else:
            inside = self.start != self.end and not self.end <= clock < self.start
            first = day if clock >= self.start else day - _DAY
        return self._hours_from(first) if inside else None

    def _hours_from(self, first: date) -> tuple[datetime, datetime]:
        last = first if self.start < self.end else first + _DAY
        return moment(first, self.start), moment(last, self.end)

    def moved(self, due_at: datetime, about_at: datetime) -> datetime:
        """Return when to tell what is due: then, or at the nearest useful edge of the quiet hours that hold it.

        The later edge is useful as long as it leaves LEAST_NOTICE before what is told about (`about_at`);
        the earlier one always is. Of two as near, the later: its forecast is fresher.
        """
        night = self.night_of(due_at)
        if night is None:
            return due_at
        before, after = night[0] - ROOM, night[1]
        is_late = after + LEAST_NOTICE > about_at
        return before if is_late or due_at - before < after - due_at else after


DEFAULT_QUIET_HOURS: Final = QuietHours(time(22, 30), time(7, 30))
