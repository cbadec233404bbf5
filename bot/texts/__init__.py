"""Every sentence that people read: one catalogue a language, and how numbers and dates are written."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from html import escape, unescape
from importlib.resources import files

from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from bot.domain import MADRID, Language

LOCALES: Mapping[Language, str] = {"es": "es_ES", "en": "en_GB"}
DAY_AND_HOUR: Mapping[Language, str] = {"es": "EEEE d 'de' MMMM, H:mm", "en": "EEEE d MMMM, HH:mm"}
DAY_AND_HOUR_WITH_YEAR: Mapping[Language, str] = {
    "es": "EEEE d 'de' MMMM 'de' y, H:mm",
    "en": "EEEE d MMMM y, HH:mm",
}
DAY_OF_WEEK: Mapping[Language, str] = {"es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM"}

KEPT_WORDS = 256
"""Dates and numbers whose words are kept, of each kind: people ask about the same hours and see the same prices."""


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Return a language's sentences by dotted key."""
    text = files("bot.texts").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flattened(tomllib.loads(text)))


def say(language: Language, key: str, /, **values: object) -> str:
    """Return a sentence as Telegram HTML; the values are escaped, the catalogue's own tags are kept.

    Raises:
        KeyError: the catalogue lacks the key or a value (a test holds that neither happens).
    """
    return catalogue(language)[key].format(
        **{name: escape(str(value), quote=False) for name, value in values.items()}
    )


def plain(sentence: str) -> str:
    """Return a sentence of `say` without markup, for buttons and toasts, which know no HTML."""
    return unescape(sentence)


def when(language: Language, at: datetime, now: datetime) -> str:
    """Return "jueves 13 de marzo, 18:00" (Europe/Madrid), with the year when it is not `now`'s."""
    local = at.astimezone(MADRID)
    same_year = local.year == now.astimezone(MADRID).year
    return _day_and_hour(language, local, (DAY_AND_HOUR if same_year else DAY_AND_HOUR_WITH_YEAR)[language])


@lru_cache(KEPT_WORDS)
def _day_and_hour(language: Language, local: datetime, pattern: str) -> str:
    return format_datetime(local, pattern, locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def hour(language: Language, at: datetime) -> str:
    """Return "18:00" (Europe/Madrid)."""
    return clock(language, at.astimezone(MADRID).time())


def at_time(language: Language, at: datetime, now: datetime) -> str:
    """Return "a las 18:00", "at 18:00"; on another day than `now`'s "el jueves 13 de marzo a las 18:00"."""
    local = at.astimezone(MADRID)
    words = say(language, "moment.at_one" if local.hour == 1 else "moment.at", hour=hour(language, at))
    if local.date() == now.astimezone(MADRID).date():
        return words
    return say(language, "moment.on", day=weekday(language, local.date()), at=words)


def clock(language: Language, at: time) -> str:
    """Return "18:00", as a clock shows it."""
    return format_time(at, "H:mm" if language == "es" else "HH:mm", locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def day(language: Language, on: date) -> str:
    """Return "30 de septiembre de 2026"."""
    return format_date(on, "long", locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def weekday(language: Language, on: date) -> str:
    """Return "viernes 1 de mayo"."""
    return format_date(on, DAY_OF_WEEK[language], locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def weekdays(language: Language, days: frozenset[int]) -> str:
    """Return "lunes y jueves", "Saturdays": days of every week, Monday 0."""
    return format_list(
        [catalogue(language)[f"weekdays.{one}"] for one in sorted(days)], locale=LOCALES[language]
    )


@lru_cache(KEPT_WORDS)
def day_name(language: Language, one: int) -> str:
    """Return "lunes", "Monday": a day of the week, Monday 0."""
    return str(get_day_names("wide", locale=LOCALES[language])[one])


@lru_cache(KEPT_WORDS)
def number(language: Language, value: float, digits: int = 0) -> str:
    """Return a number rounded to `digits` decimals, with the language's separators."""
    return format_decimal(round(value, digits), locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def short_day(language: Language, on: date) -> str:
    """Return "jue 26", "Thu 26": a day of the next weeks on a button."""
    return format_date(on, "EEE d", locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def inline_time(language: Language, at: datetime) -> str:
    """Return "26/11/2026 11:00" (Europe/Madrid): what the grammar reads back in either language."""
    return format_datetime(at.astimezone(MADRID), "dd/MM/y HH:mm", locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def euros(language: Language, euro: Decimal) -> str:
    """Return "1,10 €", "€1.10"."""
    return format_currency(euro, "EUR", locale=LOCALES[language])


@lru_cache(KEPT_WORDS)
def euro_range(language: Language, low: Decimal, high: Decimal) -> str:
    """Return "0,28–1,32 €", "€0.28–1.32"."""
    if language == "es":
        return f"{_amount(language, low)}–{euros(language, high)}"
    return f"{euros(language, low)}–{_amount(language, high)}"


def _amount(language: Language, euro: Decimal) -> str:
    return format_decimal(euro, "0.00", locale=LOCALES[language])


def percent(value: float) -> str:
    """Return a share of 0 to 1 as a whole number of hundredths, without the sign."""
    return f"{round(value * 100)}"


def _flattened(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            rows += _flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows
