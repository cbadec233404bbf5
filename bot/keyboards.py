"""The buttons under a reply: other hours of the same place, or the places that the words may mean."""

from datetime import UTC, datetime, timedelta

from bot.callbacks import ChoosePlace, Explain, Parked, ShowAt, encode
from bot.domain import MADRID, Answer, Button, Language, Unanswered
from bot.texts import say
from geodata.places import Place

HOUR = timedelta(hours=1)

Buttons = tuple[tuple[Button, ...], ...]


def answer_buttons(answer: Answer, language: Language, now: datetime) -> Buttons:
    """Return a row of other hours still to come, one to ask why, and one for each thing the words may mean as well."""
    others = _place_buttons(answer.alternatives, answer.query.at)
    if answer.status == "outside_zone":
        return others
    at = answer.query.at.astimezone(UTC)
    moments = {
        "hour_before": at - HOUR,
        "hour_after": at + HOUR,
        "tomorrow": _same_hour_tomorrow(answer.query.at),
    }
    hours = tuple(
        Button(say(language, f"buttons.{key}"), encode(ShowAt(answer.place, moment)))
        for key, moment in moments.items()
        if moment >= now
    )
    why = Button(say(language, "buttons.why"), encode(Explain(answer.place, at)))
    if answer.availability is None:
        return (hours, *others)
    return (hours, (why,), *_parked(answer, language), *others)


def _parked(answer: Answer, language: Language) -> Buttons:
    """Return a row to say that the car is parked here, where somebody stands and asks about now."""
    if answer.place.precision != "point" or answer.query.at_given:
        return ()
    return ((Button(say(language, "feedback.parked"), encode(Parked(answer.place, answer.query.at))),),)


def candidate_buttons(unanswered: Unanswered) -> Buttons:
    """Return a row for each place that was perhaps meant."""
    return _place_buttons(unanswered.candidates, unanswered.query.at)


def _place_buttons(places: tuple[Place, ...], at: datetime) -> Buttons:
    return tuple((Button(place.label, encode(ChoosePlace(place, at))),) for place in places)


def _same_hour_tomorrow(at: datetime) -> datetime:
    """Return the same clock time on the next day in Madrid, also across a change of clocks."""
    local = at.astimezone(MADRID).replace(tzinfo=None) + timedelta(days=1)
    return local.replace(tzinfo=MADRID).astimezone(UTC)
