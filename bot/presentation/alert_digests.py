"""The morning's digest: a line for each saved place, its day in spells of one level."""

from datetime import timedelta
from itertools import groupby
from typing import Final

from bot.alerts.local_times import local_day
from bot.alerts.messages import DigestMessage, HourOutlook, PlaceDay
from bot.domain import Language
from bot.presentation.alert_days import days_words
from bot.presentation.alert_lines import data_lines, short, skipped_lines
from bot.presentation.answers import LEVEL_ICONS
from bot.presentation.caption import shown_length
from bot.texts import hour, say, weekday

BETWEEN: Final = " · "
UNKNOWN: Final = "❔"
_HOUR: Final = timedelta(hours=1)


def digest_lines(message: DigestMessage, language: Language, room: int) -> list[str]:
    """Return the day at as many places as there is room for (UTF-16 units as shown), and why this comes."""
    for places in range(len(message.places), 1, -1):
        lines = _lines(message, language, places)
        if shown_length("\n".join(lines)) <= room:
            return lines
    return _lines(message, language, 1)


def _lines(message: DigestMessage, language: Language, places: int) -> list[str]:
    is_usual_week = any(one.is_usual_week for one in message.places)
    days = days_words(message.digest.days, language)
    at = hour(language, message.occasion.about_at)
    return [
        say(
            language,
            "alerts.digest.heading",
            day=weekday(language, local_day(message.occasion.about_at)),
        ),
        "",
        *(_place(one, language) for one in message.places[:places]),
        *_left_out(message.left_out + len(message.places) - places, language),
        "",
        say(language, "alerts.digest.legend"),
        say(language, "alerts.digest.why", days=days, hour=at),
        *skipped_lines(message.skipped, language),
        "",
        *data_lines(message.model, language, is_usual_week=is_usual_week),
    ]


def _left_out(places: int, language: Language) -> list[str]:
    return [say(language, "alerts.digest.more", n=places)] if places else []


def _place(one: PlaceDay, language: Language) -> str:
    if one.area is None:
        spells = say(language, "alerts.digest.outside")
    elif not one.hours:
        spells = say(language, "alerts.digest.unregulated")
    elif all(found is None for _, found in one.hours):
        spells = say(language, "alerts.digest.unknown")
    else:
        spells = BETWEEN.join(_spells(one.hours, language))
    return say(language, "alerts.digest.place", name=short(one.name), spells=spells)


def _spells(hours: tuple[HourOutlook, ...], language: Language) -> list[str]:
    """Return each run of hours of one level: "🟢 9:00–12:00"."""
    spells = []
    for level, run in groupby(hours, key=lambda one: one[1].level if one[1] else None):
        times = [at for at, _ in run]
        icon = UNKNOWN if level is None else LEVEL_ICONS[level]
        start, end = hour(language, times[0]), hour(language, times[-1] + _HOUR)
        spells.append(say(language, "alerts.digest.spell", icon=icon, start=start, end=end))
    return spells
