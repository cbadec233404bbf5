"""News of watched windows, and reminders of trips."""

from datetime import datetime

from bot.alerts.crossings import Said, Threshold
from bot.alerts.local_times import local_day
from bot.alerts.messages import TripMessage, WatchMessage
from bot.alerts.wishes import Trip
from bot.domain import Answer, Language
from bot.presentation.alert_days import each_words
from bot.presentation.alert_lines import data_lines, short, skipped_lines
from bot.presentation.answers import LEVEL_ICONS, present
from bot.presentation.chances import better_lines, chance_line
from bot.texts import hour, say, weekday, when
from forecasting.availability import Availability, Level


def watch_lines(message: WatchMessage, language: Language, now: datetime) -> list[str]:
    """Return what is forecast of a window, why that is news, and which days are skipped."""
    _, found = message.deciding
    return [
        _heading("watch", found, message.watch.place.label, language),
        _window(message, language),
        "",
        chance_line(found, language),
        *_hours(message, language),
        "",
        _why(message, language),
        *_previous(message, language, now),
        *skipped_lines(message.skipped, language),
        "",
        *data_lines(message.model, language, is_usual_week=message.is_usual_week),
    ]


def trip_lines(message: TripMessage, language: Language, now: datetime) -> list[str]:
    """Return what is known of a trip, what is better near in place or time, and why it is told."""
    answer, why = message.answer, _why_trip(message.trip, language)
    if message.why == "corrected" and message.previous is not None:
        why = say(language, "alerts.trip.corrected", level=_level(message.previous, language))
    if answer.availability is None:
        return [say(language, "alerts.trip.reminder"), present(answer, language, now).text, "", why]
    known = _known(answer, answer.availability, language, now)
    is_usual_week = any(one.origin == "profile" for one in answer.forecasts)
    return [*known, "", why, "", *data_lines(answer.model, language, is_usual_week=is_usual_week)]


def threshold_words(threshold: Threshold | None, language: Language) -> str:
    """Return "es al menos fácil", or the like: what follows "when"; without one, that the time has come."""
    if threshold is None:
        return say(language, "alerts.threshold.none")
    if threshold.level is None:
        return say(language, f"alerts.threshold.{threshold.sense}", points=threshold.points)
    level = _in_words(threshold.level, language)
    return say(language, f"alerts.threshold.{threshold.sense}_level", level=level)


def _heading(kind: str, found: Availability, label: str, language: Language) -> str:
    level = say(language, f"level.{found.level}")
    icon, place = LEVEL_ICONS[found.level], short(label)
    return say(language, f"alerts.{kind}.heading", icon=icon, level=level, place=place)


def _window(message: WatchMessage, language: Language) -> str:
    return say(
        language,
        "alerts.watch.window",
        neighbourhood=message.area.name,
        district=message.area.district,
        day=weekday(language, local_day(message.occasion.about_at)),
        start=hour(language, message.occasion.about_at),
        end=hour(language, message.occasion.useful_until),
    )


def _hours(message: WatchMessage, language: Language) -> list[str]:
    """Return which hour is the hardest, and the easiest where that is of another level."""
    if len(message.hours) == 1:
        return []
    hardest_at, hardest = message.deciding
    easiest_at, easiest = max(message.hours, key=lambda one: one[1].chance.mean)
    lines = [say(language, "alerts.watch.hardest", hour=hour(language, hardest_at))]
    if easiest.level != hardest.level:
        level = _in_words(easiest.level, language)
        lines.append(say(language, "alerts.watch.easier", hour=hour(language, easiest_at), level=level))
    return lines


def _why(message: WatchMessage, language: Language) -> str:
    if message.why == "corrected":
        return say(language, "alerts.watch.corrected")
    if message.why == "due":
        at = hour(language, message.occasion.about_at)
        return say(language, "alerts.watch.due", each=each_words(message.watch.days, language), hour=at)
    threshold = threshold_words(message.watch.threshold, language)
    why = say(language, f"alerts.watch.{message.why}", threshold=threshold)
    return f"{why} {say(language, 'alerts.watch.on_change')}"


def _why_trip(trip: Trip, language: Language) -> str:
    if trip.threshold is None:
        return say(language, "alerts.trip.due")
    return say(language, "alerts.trip.met", threshold=threshold_words(trip.threshold, language))


def _previous(message: WatchMessage, language: Language, now: datetime) -> list[str]:
    said = message.previous
    if said is None:
        return []
    moment = when(language, said.about_at, now)
    return [say(language, "alerts.watch.previous", level=_level(said, language), when=moment)]


def _known(answer: Answer, found: Availability, language: Language, now: datetime) -> list[str]:
    lines = [_heading("trip", found, answer.place.label, language)]
    if answer.neighbourhood is not None:
        area, moment = answer.neighbourhood, when(language, answer.query.at, now)
        where = {"neighbourhood": area.name, "district": area.district}
        lines.append(say(language, "answer.where_when", **where, when=moment))
    lines += ["", chance_line(found, language)]
    if answer.evidence is not None:
        lines += better_lines(answer.evidence, found, language)
    return lines


def _level(said: Said, language: Language) -> str:
    return _in_words(said.found.level, language)


def _in_words(level: Level, language: Language) -> str:
    return say(language, f"level.{level}").lower()
