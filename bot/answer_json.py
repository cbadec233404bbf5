"""An outcome → the JSON object that `ask --json` prints for scripts."""

from datetime import datetime
from typing import Any

from bot.domain import MADRID, Answer, ColourForecast, Outcome, Query
from forecasting.availability import Availability, Range
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place

SHARE_DECIMALS, DEGREE_DECIMALS = 4, 6

Json = dict[str, Any]


def as_json(outcome: Outcome, reply: str, now: datetime) -> Json:
    """Return the object; times are ISO 8601 in Europe/Madrid, shares 0 to 1, degrees WGS84."""
    shared = {
        "text": outcome.query.text,
        "now": now.astimezone(MADRID).isoformat(),
        "status": outcome.status,
        "query": _query(outcome.query),
    }
    if isinstance(outcome, Answer):
        return shared | _answer(outcome) | {"reply": reply, "model": _model(outcome)}
    empty: Json = {"place": None, "neighbourhood": None, "forecasts": [], "availability": None}
    candidates = {"candidates": [_place(place) for place in outcome.candidates]} if outcome.candidates else {}
    return shared | {"reason": outcome.reason} | empty | candidates | {"reply": reply, "model": None}


def _query(query: Query) -> Json:
    shown: Json = {"place": query.place, "at": query.at.isoformat(), "at_given": query.at_given}
    if query.until is not None:
        shown["until"] = query.until.isoformat()
    if query.vague is not None:
        shown["vague"] = [moment.isoformat() for moment in query.vague]
    return shown


def _answer(answer: Answer) -> Json:
    shown: Json = {
        "place": _place(answer.place),
        "neighbourhood": answer.neighbourhood and _neighbourhood(answer.neighbourhood),
        "forecasts": [_forecast(forecast) for forecast in answer.forecasts],
        "availability": answer.availability and _availability(answer.availability),
    }
    if answer.nearest is not None:
        neighbourhood, metres = answer.nearest
        shown["nearest"] = {"code": neighbourhood.code, "name": neighbourhood.name, "metres": round(metres)}
    if answer.status == "not_regulated":
        opening = answer.regulated_from
        shown["free"] = {"reason": answer.free_reason, "regulated_from": opening and opening.isoformat()}
    if answer.alternatives:
        shown["alternatives"] = [_place(place) for place in answer.alternatives]
    return shown


def _place(place: Place) -> Json:
    return {
        "label": place.label,
        "lat": round(place.point.lat, DEGREE_DECIMALS),
        "lon": round(place.point.lon, DEGREE_DECIMALS),
        "source": place.source,
        "precision": place.precision,
    }


def _neighbourhood(neighbourhood: Neighbourhood) -> Json:
    return {"code": neighbourhood.code, "name": neighbourhood.name, "district": neighbourhood.district}


def _forecast(forecast: ColourForecast) -> Json:
    paid = Range(forecast.paid.mean, forecast.paid.low, forecast.paid.high)
    return {
        "colour": forecast.colour,
        "spaces": forecast.spaces,
        "paid": _range(paid),
        "origin": forecast.origin,
    }


def _availability(found: Availability) -> Json:
    return {
        "level": found.level,
        "hardest": found.hardest,
        "easiest": found.easiest,
        "chance": _range(found.chance),
        "taken": _range(found.taken),
        "searched": found.searched,
    }


def _range(value: Range) -> Json:
    return {name: round(getattr(value, name), SHARE_DECIMALS) for name in ("mean", "low", "high")}


def _model(answer: Answer) -> Json | None:
    if answer.model is None:
        return None
    until = answer.model.trained_until.isoformat()
    return {"version": answer.model.version, "trained_until": until, "demo": answer.model.demo}
