"""A promise to tell of an occasion, once: what a row of the queue holds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.alerts.news import News
from bot.alerts.occasions import Occasion
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import Kind
from bot.domain import ParkedCar

PARKED_LATE: Final = timedelta(hours=1)
"""A reminder of a car is of use even after its time: who is late still wants to know."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is kept of an occurrence does not say what it is about: another version wrote it, or it is damaged."""


Content = ParkedCar | tuple[News, ...] | Unreadable
"""What an occurrence without a subscription is about."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something to tell a chat: once, of its chat, kind, time and `key`, whatever becomes of it.

    `faults` counts the attempts that failed for a reason of its own, `attempts` all that failed.
    """

    chat_id: int
    kind: Kind
    occasion: Occasion
    key: str
    subscription_id: int | None = None
    content: Content | None = None
    occurrence_id: int | None = None
    attempts: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that could not be told in time: of what kind, about when, and the place's label where it has one."""

    occurrence_id: int
    kind: Kind
    about_at: datetime
    label: str | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """When a chat was told of its car last, and when it will be next (UTC); None: not at all."""

    told_at: datetime | None = None
    next_at: datetime | None = None


def car_key(car: ParkedCar) -> str:
    """Return what the keys of all reminders of a car begin with."""
    return f"{_minute(car.parked_at)}/"


def parked_reminder(car: ParkedCar, quiet: QuietHours | None) -> Occurrence | None:
    """Return the reminder of a parked car; None for one that nothing ever asks to move.

    One that the chat asked for itself comes when it was asked for, whatever the hour (`quiet` None) and even when
    the car should have been gone long before.
    """
    if car.remind_at is None or car.move_by is None:
        return None
    remind_at, about_at = car.remind_at.astimezone(UTC), car.move_by.astimezone(UTC)
    due_at = remind_at if quiet is None else quiet.moved(remind_at, about_at)
    occasion = Occasion(due_at, about_at, max(due_at, about_at) + PARKED_LATE)
    # Who asks to be told again is: the same time to move by, another time to be told.
    key = car_key(car) + _minute(car.remind_at)
    return Occurrence(car.chat_id, "parked", occasion, key, content=car)


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M}"
