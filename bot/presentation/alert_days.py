"""The days of the week that an alert is for, in words."""

from bot.alerts.wishes import EVERY_DAY, WORKING_DAYS
from bot.domain import Language
from bot.texts import day_name, say, weekdays


def days_words(days: frozenset[int], language: Language) -> str:
    """Return "laborables", "todos los días", or the days by name (Monday is 0)."""
    if days in (EVERY_DAY, WORKING_DAYS):
        return say(language, f"alerts.page.{'every_day' if days == EVERY_DAY else 'working_days'}")
    return weekdays(language, days)


def each_words(days: frozenset[int], language: Language) -> str:
    """Return "cada lunes" of one day of the week, and of several what `days_words` does."""
    if len(days) > 1:
        return days_words(days, language)
    (only,) = days
    return say(language, "alerts.page.each", day=day_name(language, only))
