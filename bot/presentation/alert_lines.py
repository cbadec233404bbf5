"""The lines that alerts have in common: what was missed, what is skipped, and the data's age and kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.alerts.occasions import SkippedDay
from bot.alerts.occurrences import Missed
from bot.domain import Language, ModelInfo
from bot.texts import day, say, weekday, when

MOST_LISTED: Final = 3
"""Of what was missed or is skipped; of a month without hours nobody reads the days."""

LONGEST_LABEL: Final = 60
"""Characters of a place's name: ten of them still fit under a picture."""


def short(label: str) -> str:
    """Return a label as long as there is room for."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def missed_lines(missed: Sequence[Missed], language: Language, now: datetime) -> list[str]:
    """Return what could not be told in time, a line each."""
    if not missed:
        return []
    lines = ["", say(language, "alerts.missed.heading")]
    for one in missed[:MOST_LISTED]:
        place, moment = short(one.label or ""), when(language, one.about_at, now)
        lines.append(say(language, f"alerts.missed.{one.kind}", place=place, when=moment))
    if len(missed) > MOST_LISTED:
        lines.append(say(language, "alerts.missed.more", n=len(missed) - MOST_LISTED))
    return lines


def skipped_lines(skipped: Sequence[SkippedDay], language: Language) -> list[str]:
    """Return the days without an alert, and why."""
    if not skipped:
        return []
    days = [
        say(language, "alerts.skipped.day", day=weekday(language, one.day), why=_why_skipped(one, language))
        for one in skipped[:MOST_LISTED]
    ]
    if len(skipped) > MOST_LISTED:
        days.append(say(language, "alerts.skipped.more", n=len(skipped) - MOST_LISTED))
    return [say(language, "alerts.skipped.days", days=", ".join(days))]


def data_lines(model: ModelInfo | None, language: Language, *, is_usual_week: bool = False) -> list[str]:
    """Return how old the data are and whose; that they are simulated, or that the usual week stands in."""
    if model is None:
        return []
    age = say(language, "answer.data_age", until=day(language, model.trained_until))
    lines = [f"{age} {say(language, 'answer.attribution')}"]
    if is_usual_week:
        lines.append(say(language, "answer.usual_week"))
    if model.demo:
        lines.append(say(language, "answer.demo"))
    return lines


def _why_skipped(one: SkippedDay, language: Language) -> str:
    return say(language, f"alerts.skipped.{one.why}")
