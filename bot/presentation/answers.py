"""An outcome → the reply that is sent: pure, in either language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain import Answer, ColourForecast, Language, ModelInfo, Outcome, Query, Reply, Unanswered
from bot.keyboards import answer_buttons, candidate_buttons
from bot.presentation.caption import BLANK, NICE, VITAL, WANTED, Line, caption
from bot.presentation.chances import better_lines, chance_line, pressure_line
from bot.presentation.terms import streets_line, terms_line
from bot.texts import day, hour, number, percent, say, when

LEVEL_ICONS: Final = {"easy": "🟢", "medium": "🟡", "hard": "🔴"}
COLOUR_ICONS: Final = {"blue": "🔵", "green": "🟩", "high_rotation": "🟪", "orange": "🟧", "red": "🟥"}

METRES_IN_KILOMETRE = 1000


def present(outcome: Outcome, language: Language, now: datetime) -> Reply:
    """Return the reply to an outcome, without its picture."""
    if isinstance(outcome, Unanswered):
        text = say(language, f"unanswered.{outcome.reason}", **outcome.details)
        return Reply(text, buttons=candidate_buttons(outcome))
    return Reply(answer_text(outcome, language, now), buttons=answer_buttons(outcome, language, now))


def answer_text(answer: Answer, language: Language, now: datetime) -> str:
    """Return what is known of a place and a time, in as many words as fit under a picture."""
    lines = {
        "ok": _ok,
        "not_regulated": _not_regulated,
        "outside_zone": _outside,
        "no_forecast": _no_forecast,
    }[answer.status](answer, language, now)
    return caption(lines)


def summary(answer: Answer, language: Language, now: datetime) -> tuple[str, str]:
    """Return an answer as a heading and a line without markup, for lists; both begin with what counts."""
    place, moment = answer.place.label, moment_of(answer.query, language, now)
    found = answer.availability
    if found is None:
        status = "refused" if answer.status == "ok" else answer.status
        return say(language, f"summary.{status}", place=place), moment
    level = say(language, f"level.{found.level}")
    heading = say(language, "summary.ok", icon=LEVEL_ICONS[found.level], level=level, place=place)
    if found.is_assumed:
        return heading, moment
    shares = {name: percent(getattr(found.chance, name)) for name in ("mean", "low", "high")}
    return heading, say(language, "summary.chance", when=moment, **shares)


def moment_of(query: Query, language: Language, now: datetime) -> str:
    """Return the moment that a query is about, as "now" where no time was given."""
    moment = when(language, query.at, now)
    return moment if query.at_given else say(language, "answer.now", when=moment)


def _ok(answer: Answer, language: Language, now: datetime) -> Sequence[Line]:
    found, evidence, rights = answer.availability, answer.evidence, answer.rights
    if found is None or evidence is None or rights is None:
        return _refused(answer, language, now)
    level = say(language, f"level.{found.level}")
    heading = say(
        language, "answer.heading", icon=LEVEL_ICONS[found.level], level=level, place=answer.place.label
    )
    lines = [
        Line(heading, VITAL),
        *_where_when(answer, language, now),
        BLANK,
        Line(chance_line(found, language)),
    ]
    if evidence.pressure is not None:
        lines.append(Line(pressure_line(evidence.pressure, answer, language), WANTED))
    lines += [Line(text, WANTED) for text in better_lines(evidence, found, language)]
    lines += [BLANK, Line(streets_line(evidence.streets, evidence.reach.metres, language), WANTED)]
    lines.append(Line(terms_line(answer, language), WANTED))
    if rights.refused_labels:
        lines.append(Line(say(language, "rights.labels", labels="/".join(rights.refused_labels))))
    return [*lines, BLANK, *_basis(answer, language), *data_lines(answer.model, language)]


def _refused(answer: Answer, language: Language, now: datetime) -> Sequence[Line]:
    """Return that the rules keep this driver off the street, and why."""
    if answer.rights is None or answer.rights.refused is None:
        return _no_forecast(answer, language, now)
    return [
        Line(say(language, "rights.heading", place=answer.place.label)),
        *_where_when(answer, language, now),
        BLANK,
        Line(say(language, f"rights.{answer.rights.refused}")),
    ]


def _basis(answer: Answer, language: Language) -> list[Line]:
    """Return what the answer stands on: the tickets expected, and that the rest is assumed."""
    paid = ", ".join(_paid(one, language) for one in answer.forecasts if one.colour in _counted(answer))
    lines = [Line(say(language, "answer.basis", paid=paid))]
    if all(one.colour != "blue" for one in answer.forecasts):
        lines.append(Line(say(language, "answer.no_blue"), NICE))
    if any(one.origin == "profile" for one in answer.forecasts):
        lines.append(Line(say(language, "answer.usual_week")))
    return lines


def _counted(answer: Answer) -> frozenset[str]:
    return frozenset(answer.evidence.reach.spaces) if answer.evidence else frozenset()


def _paid(forecast: ColourForecast, language: Language) -> str:
    return say(
        language,
        "answer.paid",
        icon=COLOUR_ICONS[forecast.colour],
        mean=percent(forecast.paid.mean),
        low=percent(forecast.paid.low),
        high=percent(forecast.paid.high),
        spaces=number(language, forecast.spaces),
    )


def data_lines(model: ModelInfo | None, language: Language) -> list[Line]:
    """Return the age and the source of the data, and that they are a demonstration when they are."""
    if model is None:
        return []
    age = say(language, "answer.data_age", until=day(language, model.trained_until))
    lines = [Line(f"{age} {say(language, 'answer.attribution')}")]
    if model.demo:
        lines.append(Line(say(language, "answer.demo"), VITAL))
    return lines


def _where_when(answer: Answer, language: Language, now: datetime) -> list[Line]:
    lines = []
    if answer.neighbourhood is not None:
        where = say(
            language,
            "answer.where_when",
            neighbourhood=answer.neighbourhood.name,
            district=answer.neighbourhood.district,
            when=moment_of(answer.query, language, now),
        )
        lines.append(Line(where))
    query = answer.query
    if query.until is not None:
        start, end = hour(language, query.at), hour(language, query.until)
        lines.append(Line(say(language, "answer.stay", start=start, end=end)))
    elif query.vague is not None:
        start, end = (hour(language, one) for one in query.vague)
        vague = say(language, "answer.vague", start=start, end=end, at=hour(language, query.at))
        lines.append(Line(vague))
    return lines


def _not_regulated(answer: Answer, language: Language, now: datetime) -> Sequence[Line]:
    lines = [
        Line(say(language, "free.heading", place=answer.place.label)),
        *_where_when(answer, language, now),
        BLANK,
        Line(say(language, f"free.{answer.free_reason or 'night'}")),
    ]
    if answer.regulated_from is not None:
        again = say(language, "free.regulated_from", when=when(language, answer.regulated_from, now))
        lines.append(Line(again))
    return lines


def _outside(answer: Answer, language: Language, _now: datetime) -> Sequence[Line]:
    heading = Line(say(language, "outside.heading", place=answer.place.label))
    if answer.nearest is None:
        return [heading]
    neighbourhood, metres = answer.nearest
    key = "outside.far" if answer.is_far else "outside.nearest"
    named = {"neighbourhood": neighbourhood.name, "district": neighbourhood.district}
    return [heading, BLANK, Line(say(language, key, distance=_distance(metres, language), **named))]


def _distance(metres: float, language: Language) -> str:
    if metres < METRES_IN_KILOMETRE:
        return say(language, "outside.metres", value=number(language, round(metres, -1)))
    return say(language, "outside.kilometres", value=number(language, metres / METRES_IN_KILOMETRE, digits=1))


def _no_forecast(answer: Answer, language: Language, now: datetime) -> Sequence[Line]:
    heading = say(language, "no_forecast.heading", place=answer.place.label)
    if answer.forecasts or answer.neighbourhood is None:
        reason = say(language, "no_forecast.too_far", when=when(language, answer.query.at, now))
    else:
        reason = say(language, "no_forecast.no_spaces", neighbourhood=answer.neighbourhood.name)
    where = _where_when(answer, language, now)
    return [Line(heading), *where, BLANK, Line(reason), *data_lines(answer.model, language)]
