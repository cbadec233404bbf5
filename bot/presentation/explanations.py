"""What an answer's number stands on, in three lines."""

from datetime import datetime

from bot.domain import Answer, Evidence, Language, Reply
from bot.presentation.answers import COLOUR_ICONS, present
from bot.texts import day, number, percent, say, when
from forecasting.availability import Availability, Range


def explain(answer: Answer, language: Language, now: datetime) -> Reply:
    """Return the forecast with its range and age, the unseen share with its source, and the spaces reached.

    An answer without a chance explains itself: it is given again.
    """
    found, evidence = answer.availability, answer.evidence
    if found is None or evidence is None or answer.model is None:
        return present(answer, language, now)
    lines = [
        say(language, "why.heading", place=answer.place.label, when=when(language, answer.query.at, now)),
        "",
        _forecast(answer, language),
        _unseen(found, evidence, language),
        _reach(found, evidence, language),
    ]
    if answer.model.demo:
        lines += ["", say(language, "answer.demo")]
    return Reply("\n".join(lines))


def _forecast(answer: Answer, language: Language) -> str:
    reached = answer.evidence.reach.spaces if answer.evidence else {}
    shares = ", ".join(
        f"{COLOUR_ICONS[one.colour]} {_share(Range(one.paid.mean, one.paid.low, one.paid.high), language)}"
        for one in answer.forecasts
        if one.colour in reached
    )
    until = answer.model.trained_until if answer.model else answer.query.at.date()
    return say(language, "why.forecast", shares=shares, until=day(language, until))


def _unseen(found: Availability, evidence: Evidence, language: Language) -> str:
    shares = ", ".join(
        f"{COLOUR_ICONS[colour]} {_share(unseen.share, language)}, {say(language, f'sources.{unseen.source}')}"
        for colour, unseen in evidence.unseen.items()
    )
    return say(language, "why.unseen", shares=shares, taken=_share(found.taken, language))


def _reach(found: Availability, evidence: Evidence, language: Language) -> str:
    reach = evidence.reach
    spaces = ", ".join(f"{COLOUR_ICONS[colour]} {number(language, n)}" for colour, n in reach.spaces.items())
    key = "why.reach" if reach.is_measured else "why.reach_usual"
    return say(language, key, metres=reach.metres, spaces=spaces, searched=found.searched)


def _share(share: Range, language: Language) -> str:
    values = {name: percent(getattr(share, name)) for name in ("mean", "low", "high")}
    return say(language, "why.share", **values)
