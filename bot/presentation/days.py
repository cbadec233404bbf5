"""A place's whole day in words, beside its chart."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import MADRID, Answer, Language
from bot.presentation.answers import data_lines
from bot.presentation.caption import BLANK, Line, caption
from bot.presentation.chances import chance_words
from bot.texts import hour, say, weekday
from forecasting.availability import Availability, mean_chance


def day_page(
    answer: Answer,
    hours: Sequence[tuple[datetime, Availability | None]],
    language: Language,
    *,
    regulated: bool,
) -> str:
    """Return the best and the worst hour of a day; `hours` by their starts (aware), None where nothing is known.

    `regulated` tells whether the day has regulated hours: where none is known, that is why or it is not.
    """
    date = answer.query.at.astimezone(MADRID).date()
    heading = say(language, "day.heading", place=answer.place.label, day=weekday(language, date))
    return caption(
        [
            Line(heading),
            BLANK,
            *_extremes(hours, language, regulated=regulated),
            BLANK,
            *data_lines(answer.model, language),
        ]
    )


def _extremes(
    hours: Sequence[tuple[datetime, Availability | None]], language: Language, *, regulated: bool
) -> list[Line]:
    known = [(at, found) for at, found in hours if found is not None]
    if not known:
        return [Line(say(language, "day.unknown" if regulated else "day.free"))]
    assumed = any(found.is_assumed for _, found in known)
    best = max(known, key=lambda one: mean_chance(one[1]))
    worst = min(known, key=lambda one: mean_chance(one[1]))
    words = [chance_words(found, language, levels_only=assumed) for _, found in (best, worst)]
    if words[0] == words[1]:
        return [Line(say(language, "day.even", chance=words[0]))]
    return [
        Line(say(language, f"day.{key}", at=hour(language, at), chance=chance))
        for key, (at, _), chance in zip(("best", "worst"), (best, worst), words, strict=True)
    ]
