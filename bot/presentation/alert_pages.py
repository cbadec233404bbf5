"""A chat's alerts in words: each in a line or two, alone and in a list."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.alerts.evenings import evening_of
from bot.alerts.occasions import EVENING, is_moved
from bot.alerts.standing import Standing
from bot.alerts.wishes import Digest, Subscription, Trip, Watch, Wish
from bot.domain import Language
from bot.presentation.alert_days import days_words, each_words
from bot.presentation.alert_forecasts import threshold_words
from bot.presentation.alert_lines import short, skipped_lines
from bot.texts import clock, hour, say, when

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def alert_title(wish: Wish, language: Language, now: datetime) -> str:
    """Return what tells an alert from others, as plain text for a button (values are escaped for HTML)."""
    if isinstance(wish, Trip):
        words = {"place": short(wish.place.label), "when": when(language, wish.at, now)}
        if wish.until is None:
            return say(language, "alerts.page.trip", **words)
        return say(language, "alerts.page.trip_until", **words, end=hour(language, wish.until))
    if isinstance(wish, Digest):
        return say(
            language, "alerts.page.digest", days=days_words(wish.days, language), at=clock(language, wish.at)
        )
    return say(
        language,
        "alerts.page.watch",
        place=short(wish.place.label),
        days=days_words(wish.days, language),
        start=clock(language, wish.start),
        end=clock(language, wish.end),
    )


def alert_lines(one: Subscription, standing: Standing, language: Language, now: datetime) -> list[str]:
    """Return what an alert is about, when it is told and on what condition, and when next or why not."""
    wish = one.wish
    lines = [f"{_icon(one)} <b>{alert_title(wish, language, now)}</b>"]
    if isinstance(wish, Watch):
        lines.append(_weekly(wish, language))
    elif isinstance(wish, Trip):
        lines.append(_once(wish, language))
    if standing.free is not None:
        lines.append(say(language, "alerts.page.free", why=say(language, f"free.{standing.free}")))
    return [*lines, _next(one, standing, language, now)]


def whole_lines(one: Subscription, standing: Standing, language: Language, now: datetime) -> list[str]:
    """Return the same, and which of the next days are skipped."""
    return [*alert_lines(one, standing, language, now), *skipped_lines(standing.skipped, language)]


def list_lines(
    all_of_them: Sequence[Subscription], standings: Sequence[Standing], language: Language, now: datetime
) -> list[str]:
    """Return all alerts of a chat, with what can be done."""
    if not all_of_them:
        return [say(language, "alerts.page.none")]
    lines = [say(language, "alerts.page.heading")]
    for one, standing in zip(all_of_them, standings, strict=True):
        lines += ["", *alert_lines(one, standing, language, now)]
    return lines


def _icon(one: Subscription) -> str:
    return "⏸" if one.is_paused else "🔔"


def _weekly(watch: Watch, language: Language) -> str:
    if watch.threshold is None:
        each, start = each_words(watch.days, language), clock(language, watch.start)
        return say(language, "alerts.page.always", each=each, start=start, ahead=_ahead(watch, language))
    threshold = threshold_words(watch.threshold, language)
    return say(language, "alerts.page.when", threshold=threshold, ahead=_ahead(watch, language))


def _once(trip: Trip, language: Language) -> str:
    if trip.threshold is None:
        return say(language, "alerts.page.once", ahead=_ahead(trip, language))
    threshold = threshold_words(trip.threshold, language)
    return say(language, "alerts.page.once_if", threshold=threshold, ahead=_ahead(trip, language))


def _ahead(wish: Watch | Trip, language: Language) -> str:
    evening = evening_of(wish)
    if wish.ahead is None or evening is not None:
        return say(language, "alerts.page.evening", at=clock(language, evening or EVENING))
    if wish.ahead % HOUR:
        return say(language, "alerts.page.minutes", minutes=wish.ahead // MINUTE)
    return say(language, "alerts.page.hours", hours=wish.ahead // HOUR)


def _next(one: Subscription, standing: Standing, language: Language, now: datetime) -> str:
    if one.is_paused:
        return say(language, "alerts.page.paused")
    if standing.asleep is not None:
        return say(language, f"alerts.asleep.{standing.asleep}")
    if one.snoozed_until is not None and one.snoozed_until > now:
        return say(language, "alerts.page.snoozed", when=when(language, one.snoozed_until, now))
    if one.upcoming is None:
        return say(language, f"alerts.page.{_end(one, now)}")
    is_certain = isinstance(one.wish, Digest) or one.wish.threshold is None
    words = "comes" if is_certain else "next"
    if is_moved(one.wish.schedule, one.upcoming):
        words = f"{words}_moved"
    return say(language, f"alerts.page.{words}", when=when(language, one.upcoming.due_at, now))


def _end(one: Subscription, now: datetime) -> str:
    """Return what became of an alert without an occasion to come: a trip is not over before its time."""
    wish = one.wish
    if not isinstance(wish, Trip) or (wish.until or wish.at) <= now:
        return "over"
    if one.memory.told_at is not None:
        return "told"
    return "soon" if wish.threshold is None else "unmet"
