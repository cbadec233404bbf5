"""Reads what goes on from the answer before: "+1 h", "¿y mañana?", "lo mismo el viernes", "and at 8?"."""

from datetime import datetime

from bot.understanding.continuing import days_on, shifted
from bot.understanding.intents.model import Question
from bot.understanding.intents.sentence import COURTESIES, Sentence
from bot.understanding.model import Understood, When
from bot.understanding.pieces import Stay, Until
from bot.understanding.resolution import MADRID


def read_follow_up(said: Sentence, now: datetime, about: datetime | None) -> Question | None:
    """Return the question that goes on from the moment the last answer was `about`; None for another sentence.

    Raises TimeNotUnderstoodError and LinkNotUnderstoodError.
    """
    about = about if about and about >= now else None
    when = _moved(said, now, about)
    found = Understood(when=when) if when else _same(said, now, about) or _next(said, now, about)
    return Question(found, goes_on=True) if found else None


def _moved(said: Sentence, now: datetime, about: datetime | None) -> When | None:
    """Read how much later or earlier, where nothing else is said; the price is asked for the same moment."""
    if _is_only(said, "days_on"):
        return days_on(said.cues("days_on")[0].value, about, now)
    if _is_only(said, "shift"):
        return shifted(said.cues("shift")[0].value, about, now)
    if about and _is_only(said, "later_on"):
        return shifted(said.cues("later_on")[0].value, about, now)
    return When(about.astimezone(MADRID)) if about and _is_only(said, "price") else None


def _same(said: Sentence, now: datetime, about: datetime | None) -> Understood | None:
    """Read "lo mismo el viernes" and "el viernes a la misma hora", which is the present one before any answer."""
    if not (said.begins_with("same") or said.has("same_hour")):
        return None
    rest = said.rest("same", "same_hour", "follow")
    return rest.understood(now, about or (now if rest.pieces else None))


def _next(said: Sentence, now: datetime, about: datetime | None) -> Understood | None:
    """Read "¿y el sábado?"; and the price of a stay, which begins at the moment talked about."""
    if about is None:
        return None
    if said.has("price"):
        stay = said.rest("price", "follow")
        is_stay = bool(stay.pieces) and all(isinstance(one, Stay | Until) for one in stay.pieces)
        if is_stay and not stay.names_place:
            return stay.understood(now, about)
    if not said.begins_with("follow"):
        return None
    rest = said.rest("follow")
    return rest.understood(now, about) if rest.names_place or rest.pieces else None


def _is_only(said: Sentence, kind: str) -> bool:
    return said.has(kind) and said.consists_of(kind, "follow", *COURTESIES)
