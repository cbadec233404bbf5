"""What can go wrong while reading a message.

UnderstandingError
├── MessageTooLongError      longer than anything Telegram delivers, or too many words to be a question
├── LinkNotUnderstoodError   a link that holds no point is all that could be a place
├── TimeNotUnderstoodError   a time was named, but it cannot be meant; `reason` says why
└── AlertNotUnderstoodError  to be told of something was asked for, but not when or what; `reason` says why
"""

from typing import Literal

Reason = Literal["past", "too_far", "no_such_date", "no_such_hour", "day_missing"]
AlertReason = Literal[
    "alert_time_missing",
    "alert_hour_missing",
    "alert_rhythm",
    "alert_two_times",
    "alert_season",
    "alert_holidays",
    "alert_too_late",
    "alert_condition",
    "alert_chance",
]


class UnderstandingError(Exception):
    """The message names something that cannot be answered."""


class MessageTooLongError(UnderstandingError):
    """The message is longer than `limit` characters or words, so it is not read at all."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the message is longer than {limit}")
        self.limit = limit


class LinkNotUnderstoodError(UnderstandingError):
    """The place is a link that holds no point, and links are not opened."""

    def __init__(self) -> None:
        super().__init__("the link holds no point")


class TimeNotUnderstoodError(UnderstandingError):
    """The message says a time that has passed, is out of reach, does not exist, or is too long to be one.

    `reason` is one of
    `past` (yesterday, a full date gone by, an hour of today that is over),
    `too_far` (beyond the horizon of `bot.understanding.days.HORIZON`),
    `no_such_date` (32/13, 31 April, "Friday 22" when the 22nd is a Saturday),
    `no_such_hour` (25:70, "a las 27", 17 in the morning, the hour skipped in a spring night) and
    `day_missing` (a whole month or season: "en diciembre", "a finales de mes").
    `place` is the place phrase of the same message, if it names one, so that the bot need not ask again.
    """

    def __init__(self, reason: Reason, place: str | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.place = place


class AlertNotUnderstoodError(UnderstandingError):
    """The message asks to be told of something, but the bot cannot know when or what.

    `reason` is one of
    `alert_time_missing` (neither days nor an hour: "avísame si está difícil"),
    `alert_hour_missing` (days without an hour or a part of the day: "avísame los lunes si está difícil"),
    `alert_rhythm` (a rhythm other than days of the week: "cada dos semanas"),
    `alert_two_times` (two hours, or days of every week together with a date: "los lunes y el 25 de marzo",
    or several dates: "el 24 y el 31"),
    `alert_season` (only for some time: "hasta el 20 de diciembre", "en agosto"),
    `alert_holidays` (on public holidays: "los festivos"),
    `alert_too_late` (to be told behind the time asked about),
    `alert_condition` (an "if" without a level or a percentage: "si llueve") and
    `alert_chance` (a percentage that is none, or at the end where it never or always holds: "150 %").
    `place` is the place phrase of the same message, if it names one.
    """

    def __init__(self, reason: AlertReason, place: str | None = None) -> None:
        super().__init__(reason)
        self.reason: AlertReason = reason
        self.place = place
