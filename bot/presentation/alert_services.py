"""Reminders of parked cars, and news for everybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.alerts.messages import NoticeMessage, ParkedMessage
from bot.alerts.news import News, Windows
from bot.domain import Language, WhyMove
from bot.presentation.alert_lines import short
from bot.texts import clock, day, say, weekday, when
from geodata.neighbourhoods import Neighbourhood

PAST: Final[Mapping[WhyMove, str]] = {
    "stay_ends": "stay_ended",
    "regulation_starts": "regulation_started",
}


def parked_lines(message: ParkedMessage, language: Language, now: datetime) -> list[str]:
    """Return by when a car has to be thought of, and why this comes."""
    car = message.car
    lines = [say(language, "alerts.parked.heading", place=short(car.place.label)), ""]
    if car.move_by is not None and car.why is not None:
        key = PAST[car.why] if car.move_by <= now else car.why
        lines.append(say(language, f"alerts.parked.{key}", when=when(language, car.move_by, now)))
    return [*lines, "", say(language, "alerts.parked.why", when=when(language, car.parked_at, now))]


def notice_lines(message: NoticeMessage, language: Language) -> list[str]:
    """Return what changes, a line each, and how often such a message comes."""
    news = [_news(one, message.names, language) for one in message.news]
    return [say(language, "alerts.notice.heading"), "", *news, "", say(language, "alerts.notice.why")]


def _news(news: News, names: Mapping[str, Neighbourhood], language: Language) -> str:
    on = weekday(language, news.day)
    if news.kind == "hours":
        return _hours(news, on, language)
    if news.kind == "data":
        return say(language, "alerts.notice.data", day=day(language, news.day))
    if news.area is not None:
        area = names[news.area]
        where = {"neighbourhood": area.name, "district": area.district}
        return say(language, "alerts.notice.joins", day=on, **where)
    return say(language, "alerts.notice.holiday", day=on)


def _hours(news: News, on: str, language: Language) -> str:
    hours = _windows(news.windows, language)
    if news.until is None:
        return say(language, "alerts.notice.hours_from", day=on, hours=hours)
    if news.until == news.day:
        return say(language, "alerts.notice.hours_on", day=on, hours=hours)
    until = weekday(language, news.until)
    return say(language, "alerts.notice.hours_until", day=on, until=until, hours=hours)


def _windows(windows: Windows, language: Language) -> str:
    return ", ".join(
        say(language, "alerts.notice.hours", start=clock(language, start), end=clock(language, end))
        for start, end in windows
    )
