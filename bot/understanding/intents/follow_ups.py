"""Reads what goes on from the answer before: "+1 h", "¿y mañana?", "and at 8?"."""

from datetime import datetime

from bot.understanding.intents.model import Question
from bot.understanding.intents.sentence import COURTESIES, Sentence
from bot.understanding.model import Understood, When
from bot.understanding.resolution import MADRID, shifted


def read_follow_up(said: Sentence, now: datetime, about: datetime | None) -> Question | None:
    """Return the question that goes on from the moment the last answer was `about`; None for another sentence.

    Raises TimeNotUnderstoodError.
    """
    if said.has("shift") and said.consists_of("shift", "follow", *COURTESIES):
        return Question(Understood(when=shifted(said.cues("shift")[0].value, about, now)))
    if about is None or about < now:
        return None
    if said.has("price") and said.consists_of("price", "follow", *COURTESIES):
        return Question(Understood(when=When(about.astimezone(MADRID))))
    if not said.begins_with("follow"):
        return None
    rest = said.rest("follow")
    return Question(rest.understood(now, about)) if rest.names_place or rest.pieces else None
