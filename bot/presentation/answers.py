"""An outcome → the reply that is sent: pure, in either language."""

from datetime import datetime

from bot.domain import Answer, ColourForecast, Language, Outcome, Query, Reply, Unanswered
from bot.keyboards import answer_buttons, candidate_buttons
from bot.presentation.chances import better_lines, chance_lines, counted_line, pressure_line
from bot.texts import day, hour, number, percent, say, when

LEVEL_ICONS = {"easy": "🟢", "medium": "🟡", "hard": "🔴"}
COLOUR_ICONS = {"blue": "🔵", "green": "🟩", "high_rotation": "🟪", "orange": "🟧", "red": "🟥"}

METRES_IN_KILOMETRE = 1000


def present(outcome: Outcome, language: Language, now: datetime) -> Reply:
    """Return the reply to an outcome, without its picture."""
    if isinstance(outcome, Unanswered):
        text = say(language, f"unanswered.{outcome.reason}", **outcome.details)
        return Reply(text, buttons=candidate_buttons(outcome))
    lines = {
        "ok": _ok,
        "not_regulated": _not_regulated,
        "outside_zone": _outside,
        "no_forecast": _no_forecast,
    }[outcome.status](outcome, language, now)
    return Reply("\n".join(lines), buttons=answer_buttons(outcome, language, now))


def _ok(answer: Answer, language: Language, now: datetime) -> list[str]:
    found, evidence, rights = answer.availability, answer.evidence, answer.rights
    if found is None or evidence is None or rights is None:
        return _refused(answer, language, now)
    level = say(language, f"level.{found.level}")
    lines = [
        say(language, "answer.heading", icon=LEVEL_ICONS[found.level], level=level, place=answer.place.label),
        *_where_when(answer, language, now),
        "",
        *chance_lines(found, language),
    ]
    if evidence.pressure is not None:
        lines.append(pressure_line(evidence.pressure, answer, language))
    lines.append(counted_line(evidence.reach.spaces, rights, language))
    if rights.refused_labels:
        lines.append(say(language, "rights.labels", labels="/".join(rights.refused_labels)))
    lines += better_lines(evidence, found, language)
    return [*lines, "", *_tickets(answer, language), "", *_footing(answer, language)]


def _refused(answer: Answer, language: Language, now: datetime) -> list[str]:
    """Return that the rules keep this driver off the street, and why."""
    if answer.rights is None or answer.rights.refused is None:
        return _no_forecast(answer, language, now)
    return [
        say(language, "rights.heading", place=answer.place.label),
        *_where_when(answer, language, now),
        "",
        say(language, f"rights.{answer.rights.refused}"),
    ]


def _tickets(answer: Answer, language: Language) -> list[str]:
    lines = [say(language, "answer.colours_heading")]
    lines.extend(_paid(one, language) for one in answer.forecasts)
    if all(one.colour != "blue" for one in answer.forecasts):
        lines.append(say(language, "answer.no_blue"))
    if any(one.origin == "profile" for one in answer.forecasts):
        lines.append(say(language, "answer.usual_week"))
    return lines


def _paid(forecast: ColourForecast, language: Language) -> str:
    return say(
        language,
        "answer.colour",
        icon=COLOUR_ICONS[forecast.colour],
        colour=say(language, f"colour.{forecast.colour}"),
        mean=percent(forecast.paid.mean),
        low=percent(forecast.paid.low),
        high=percent(forecast.paid.high),
        spaces=number(language, forecast.spaces),
    )


def _footing(answer: Answer, language: Language) -> list[str]:
    """Return what the answer stands on: the unseen share, the hours, the data's age and kind."""
    lines = [say(language, "answer.unseen")]
    if answer.regulated_until is not None:
        lines.append(say(language, "answer.regulated_until", until=hour(language, answer.regulated_until)))
    return [*lines, *_data(answer, language)]


def _data(answer: Answer, language: Language) -> list[str]:
    if answer.model is None:
        return []
    age = say(language, "answer.data_age", until=day(language, answer.model.trained_until))
    lines = [f"{age} {say(language, 'answer.attribution')}"]
    if answer.model.demo:
        lines.append(say(language, "answer.demo"))
    return lines


def _where_when(answer: Answer, language: Language, now: datetime) -> list[str]:
    lines = []
    moment = _moment(answer.query, language, now)
    if answer.neighbourhood is not None:
        lines.append(
            say(
                language,
                "answer.where_when",
                neighbourhood=answer.neighbourhood.name,
                district=answer.neighbourhood.district,
                when=moment,
            )
        )
    query = answer.query
    if query.until is not None:
        start, end = hour(language, query.at), hour(language, query.until)
        lines.append(say(language, "answer.stay", start=start, end=end))
    elif query.vague is not None:
        start, end = (hour(language, one) for one in query.vague)
        lines.append(say(language, "answer.vague", start=start, end=end, at=hour(language, query.at)))
    return lines


def _moment(query: Query, language: Language, now: datetime) -> str:
    moment = when(language, query.at, now)
    return moment if query.at_given else say(language, "answer.now", when=moment)


def _not_regulated(answer: Answer, language: Language, now: datetime) -> list[str]:
    lines = [
        say(language, "free.heading", place=answer.place.label),
        *_where_when(answer, language, now),
        "",
        say(language, f"free.{answer.free_reason or 'night'}"),
    ]
    if answer.regulated_from is not None:
        lines.append(say(language, "free.regulated_from", when=when(language, answer.regulated_from, now)))
    return lines


def _outside(answer: Answer, language: Language, _now: datetime) -> list[str]:
    heading = say(language, "outside.heading", place=answer.place.label)
    if answer.nearest is None:
        return [heading]
    neighbourhood, metres = answer.nearest
    key = "outside.far" if answer.is_far else "outside.nearest"
    named = {"neighbourhood": neighbourhood.name, "district": neighbourhood.district}
    return [heading, "", say(language, key, distance=_distance(metres, language), **named)]


def _distance(metres: float, language: Language) -> str:
    if metres < METRES_IN_KILOMETRE:
        return say(language, "outside.metres", value=number(language, round(metres, -1)))
    return say(language, "outside.kilometres", value=number(language, metres / METRES_IN_KILOMETRE, digits=1))


def _no_forecast(answer: Answer, language: Language, now: datetime) -> list[str]:
    heading = say(language, "no_forecast.heading", place=answer.place.label)
    if answer.forecasts or answer.neighbourhood is None:
        reason = say(language, "no_forecast.too_far", when=when(language, answer.query.at, now))
    else:
        reason = say(language, "no_forecast.no_spaces", neighbourhood=answer.neighbourhood.name)
    return [heading, *_where_when(answer, language, now), "", reason, *_data(answer, language)]
