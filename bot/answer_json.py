"""An outcome → the JSON objects that `ask --json` and `explain` print for scripts."""

from datetime import datetime
from typing import Any

from bot.domain import MADRID, Answer, ColourForecast, Evidence, Outcome, Query
from forecasting.availability import Availability, Pressure, Range, Rights
from forecasting.quantiles import QUANTILE_LEVELS
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


def explanation_as_json(outcome: Outcome, reply: str, now: datetime) -> Json:
    """Return what `as_json` does and, as "explanation", what an availability stands on; null without one.

    `quantiles` of the share paid are by level; `unseen` is the share of the spaces without a ticket
    that are taken, with its source; `clustering` is the beta-binomial's φ.
    """
    shown = as_json(outcome, reply, now)
    if not isinstance(outcome, Answer) or outcome.availability is None or outcome.evidence is None:
        return shown | {"explanation": None}
    return shown | {"explanation": _explanation(outcome, outcome.availability, outcome.evidence)}


def _explanation(answer: Answer, found: Availability, evidence: Evidence) -> Json:
    reach = evidence.reach
    paid = {
        one.colour: _range(Range(one.paid.mean, one.paid.low, one.paid.high))
        | {
            "quantiles": {
                str(level): _rounded(q) for level, q in zip(QUANTILE_LEVELS, one.quantiles, strict=True)
            }
        }
        for one in answer.forecasts
        if one.colour in reach.spaces
    }
    unseen = {
        colour: _range(one.share) | {"source": one.source, "why": one.why, "kind": one.kind, "part": one.part}
        for colour, one in evidence.unseen.items()
    }
    return {
        "paid": paid,
        "unseen": unseen,
        "unseen_part": _rounded(found.unseen_part),
        "taken": _range(found.taken),
        "reach": {
            "metres": reach.metres,
            "spaces": dict(reach.spaces),
            "measured": reach.is_measured,
            "searched": found.searched,
            "clustering": _rounded(found.clustering),
        },
        "trained_until": answer.model and answer.model.trained_until.isoformat(),
    }


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
        "rights": answer.rights and _rights(answer.rights),
    }
    if answer.evidence is not None:
        pressure = answer.evidence.pressure
        shown["pressure"] = pressure and _pressure(pressure)
        shown["better"] = _better(answer.evidence)
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
        "reached": found.reached,
        "unseen_part": _rounded(found.unseen_part),
        "assumed": found.is_assumed,
    }


def _rights(rights: Rights) -> Json:
    """Return the longest stays in minutes (null: without limit), the colours counted, and who is refused."""
    return {
        "stays": dict(rights.stays),
        "counted": sorted(rights.counted),
        "refused": rights.refused,
        "refused_labels": list(rights.refused_labels),
    }


def _pressure(pressure: Pressure) -> Json:
    return {"rank": _range(pressure.rank), "standing": pressure.standing, "trend": pressure.trend}


def _better(evidence: Evidence) -> Json:
    hour = evidence.better_hour
    return {
        "places": [
            _neighbourhood(one.neighbourhood)
            | {"minutes": one.minutes, "availability": _availability(one.availability)}
            for one in evidence.better_places
        ],
        "hour": hour and {"at": hour.at.isoformat(), "availability": _availability(hour.availability)},
    }


def _range(value: Range) -> Json:
    return {name: _rounded(getattr(value, name)) for name in ("mean", "low", "high")}


def _rounded(share: float) -> float:
    return round(share, SHARE_DECIMALS)


def _model(answer: Answer) -> Json | None:
    if answer.model is None:
        return None
    until = answer.model.trained_until.isoformat()
    return {"version": answer.model.version, "trained_until": until, "demo": answer.model.demo}
