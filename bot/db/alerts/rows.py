"""Subscriptions: values ↔ columns."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Row

from bot.alerts.crossings import Found, Memory, Said, Sense, Threshold
from bot.alerts.local_times import local_clock, local_day, moment
from bot.alerts.occasions import CITY, Occasion
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import Digest, Subscription, Trip, Watch, Wish, kind_of
from bot.db.columns import place_of, place_values

if TYPE_CHECKING:
    from forecasting.availability import Level

MINUTES_AN_HOUR: Final = 60
DAYS_A_WEEK: Final = 7
_MINUTE: Final = timedelta(minutes=1)
_SPACES_KEPT: Final = 65_536  # of an evening's subscriptions


def subscription_values(subscription: Subscription) -> dict[str, object]:
    """Return the values of a subscription's columns, but for its number and when it was made."""
    return {
        "chat_id": subscription.chat_id,
        "kind": kind_of(subscription.wish),
        "spaces": spaces_text(subscription.spaces),
        "is_paused": subscription.is_paused,
        "snoozed_until": subscription.snoozed_until,
        "skips_told_until": subscription.skips_told_until,
        **_wish_values(subscription.wish),
        **occasion_values(subscription.upcoming),
        **memory_values(subscription.memory),
    }


def occasion_values(upcoming: Occasion | None) -> dict[str, object]:
    """Return the values of the columns of the upcoming occasion."""
    return {
        "next_due_at": upcoming and upcoming.due_at,
        "next_about_at": upcoming and upcoming.about_at,
        "next_until": upcoming and upcoming.useful_until,
    }


def memory_values(memory: Memory) -> dict[str, object]:
    """Return the values of the columns of what was told last."""
    said = memory.said
    return {
        "is_met": memory.is_met,
        "last_told_at": memory.told_at,
        "last_about_at": said and said.about_at,
        "last_level": said and said.found.level,
        "last_points": said and said.found.points,
        "last_version": said and said.version,
    }


def judged_values(judged: Occasion, version: str) -> dict[str, object]:
    """Return the values of the columns of what was judged last, by which version of the forecast."""
    return {
        "judged_about_at": judged.about_at,
        "judged_until": judged.useful_until,
        "judged_version": version,
    }


def subscription_of(row: Row[Any]) -> Subscription:
    """Return the subscription that a whole row holds."""
    upcoming = None
    if row.next_due_at is not None:
        upcoming = Occasion(row.next_due_at, row.next_about_at, row.next_until)
    return Subscription(
        row.chat_id,
        _wish(row),
        dict(spaces_of(row.spaces)),
        upcoming,
        memory_of(row),
        row.is_paused,
        row.snoozed_until,
        row.skips_told_until,
        row.subscription_id,
    )


def memory_of(row: Row[Any]) -> Memory:
    """Return what a row remembers of what was told last."""
    said = None
    if row.last_about_at is not None:
        found = Found(cast("Level", row.last_level), row.last_points)
        said = Said(row.last_about_at, found, row.last_version)
    return Memory(row.is_met, row.last_told_at, said)


def spaces_text(spaces: Mapping[str, int]) -> str:
    """Return spaces by colour as "blue=12,green=30", in their order."""
    return ",".join(f"{colour}={n}" for colour, n in spaces.items())


@lru_cache(maxsize=_SPACES_KEPT)
def spaces_of(text: str) -> tuple[tuple[str, int], ...]:
    """Return the items of spaces by colour."""
    parts = text.replace("=", ",").split(",") if text else []
    return tuple(zip(parts[::2], map(int, parts[1::2]), strict=True))


@cache
def days_of(bits: int) -> frozenset[int]:
    """Return the days of the week (Monday 0) whose bits are set."""
    return frozenset(day for day in range(DAYS_A_WEEK) if bits >> day & 1)


@cache
def clock_of(minutes: int) -> time:
    """Return a time of day by its minutes."""
    return time(*divmod(minutes, MINUTES_AN_HOUR))


def minutes_of(clock: time) -> int:
    """Return the minutes of a time of day."""
    return clock.hour * MINUTES_AN_HOUR + clock.minute


@cache
def ahead_of(minutes: int | None) -> timedelta | None:
    """Return how long ahead; None is the evening before."""
    return None if minutes is None else minutes * _MINUTE


@cache
def quiet_of(start: int | None, end: int | None) -> QuietHours:
    """Return quiet hours by the minutes of their ends; without these, none at all."""
    if start is None or end is None:
        return QuietHours(time(0), time(0))
    return QuietHours(clock_of(start), clock_of(end))


def _wish_values(wish: Wish) -> dict[str, object]:
    trip_at: datetime | None = None
    start = end = days = 0
    ahead = None if isinstance(wish, Digest) else wish.ahead
    if isinstance(wish, Trip):
        trip_at = wish.at
        end = 0 if wish.until is None else minutes_of(local_clock(wish.until))
    else:
        days = sum(1 << day for day in wish.days)
        start = minutes_of(wish.at if isinstance(wish, Digest) else wish.start)
        end = start if isinstance(wish, Digest) else minutes_of(wish.end)
    threshold = None if isinstance(wish, Digest) else wish.threshold
    return {
        **place_values(None if isinstance(wish, Digest) else wish.place),
        "area": CITY if isinstance(wish, Digest) else wish.area,
        "days": days,
        "start_minute": start,
        "end_minute": end,
        "trip_at": trip_at,
        "ahead_minutes": None if ahead is None else ahead // _MINUTE,
        "sense": threshold and threshold.sense,
        "points": threshold and threshold.points,
        "level": threshold and threshold.level,
    }


def _wish(row: Row[Any]) -> Wish:
    days, start, ahead = days_of(row.days), clock_of(row.start_minute), ahead_of(row.ahead_minutes)
    if row.kind == "digest":
        return Digest(days, start)
    threshold = None
    if row.sense is not None:
        threshold = Threshold(cast("Sense", row.sense), row.points, cast("Level | None", row.level))
    if row.kind == "trip":
        until = moment(local_day(row.trip_at), clock_of(row.end_minute)) if row.end_minute else None
        return Trip(place_of(row), row.trip_at, ahead, row.area, threshold, until)
    return Watch(place_of(row), days, start, clock_of(row.end_minute), threshold, ahead, row.area)
