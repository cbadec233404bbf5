"""One message read: coordinates out, then time apart from place, then both worded."""

import unicodedata
from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.understanding import candidates, coordinates, names, places
from bot.understanding.candidates import Candidate, Message
from bot.understanding.errors import MessageTooLongError, TimeNotUnderstoodError
from bot.understanding.lexicon import load
from bot.understanding.model import Language, PlaceNames, Understood, When
from bot.understanding.resolution import resolve
from bot.understanding.tokens import tokenise

LONGEST_MESSAGE = 4096  # characters; Telegram delivers no more
# Words, numbers and signs. The longest real questions have some fifty; reading costs time for each.
MOST_TOKENS = 160


def understand(text: str, now: datetime, names: PlaceNames) -> Understood:
    """Return the place and the time that a Spanish or English message names.

    `now` is aware; the times returned are aware, Europe/Madrid. `names` tells street names that look like
    a time from times. Raises MessageTooLongError and TimeNotUnderstoodError, nothing else.
    """
    if len(text) > LONGEST_MESSAGE:
        raise MessageTooLongError(LONGEST_MESSAGE)
    point, rest = coordinates.extract(unicodedata.normalize("NFC", text))
    tokens = tokenise(rest)
    if len(tokens) > MOST_TOKENS:
        raise MessageTooLongError(MOST_TOKENS)
    message = Message(tokens, load())
    spans, said = _time(message, names)
    time = set(candidates.covered(said))
    phrases = places.place_phrase(message, time, spans)
    place = ", ".join(_typed(rest, message, phrase) for phrase in phrases) or None
    words = {at for phrase in phrases for at in range(phrase.start, phrase.end)}
    return Understood(
        place=place,
        point=point,
        when=_when(said, now, place),
        here=places.mentions_here(message, time | words),
        language=_language(message, words),
    )


def _typed(text: str, message: Message, phrase: candidates.Span) -> str:
    return text[message.tokens[phrase.start].start : message.tokens[phrase.end - 1].end]


def _time(message: Message, index: PlaceNames) -> tuple[list[candidates.Span], list[Candidate]]:
    found = message.candidates()
    spans = names.known(message, index)
    spans = names.winning(message, spans, found) + list(names.announced(message, found, spans))
    return spans, candidates.chosen(message, found, spans)


def _when(said: list[Candidate], now: datetime, place: str | None) -> When | None:
    if not said:
        return None
    try:
        return resolve((piece for candidate in said for piece in candidate.pieces), now)
    except TimeNotUnderstoodError as error:
        raise TimeNotUnderstoodError(error.reason, place) from error


def _language(message: Message, place: AbstractSet[int]) -> Language | None:
    """Return the language of more words, without the place's, which is Spanish in any language."""
    votes = Counter(
        language
        for at, word in enumerate(message.folded)
        if at not in place
        and not message.tokens[at].is_sign
        and (language := message.lexicon.language_of(word))
    )
    if votes["es"] == votes["en"]:
        return None
    return "es" if votes["es"] > votes["en"] else "en"
