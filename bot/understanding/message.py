"""One message read: coordinates out, then time apart from place, then both worded."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.understanding import candidates, coordinates, names, places
from bot.understanding.candidates import Candidate, Message
from bot.understanding.continuing import continued
from bot.understanding.coordinates import Extracted
from bot.understanding.errors import LinkNotUnderstoodError, MessageTooLongError, TimeNotUnderstoodError
from bot.understanding.lexicon import load
from bot.understanding.model import Language, PlaceNames, Understood, When
from bot.understanding.names import WithOwn
from bot.understanding.pieces import Piece
from bot.understanding.resolution import resolve
from bot.understanding.tokens import Token, tokenise

LONGEST_MESSAGE = 4096  # characters; Telegram delivers no more
# Words, numbers and signs. The longest real questions have some fifty; reading costs time for each.
MOST_TOKENS = 160


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message taken apart: its place as in Understood, and the pieces that its time is said in, in order.

    The place is named `surely` by a street type, a number or a known name, not merely by words that are left.
    A number that is neither place nor time may be an hour that was not understood, and a link without a point may
    be the place.
    """

    place: str | None
    point: tuple[float, float] | None
    here: bool
    language: Language | None
    pieces: tuple[Piece, ...]
    surely: bool = False
    has_unread_number: bool = False
    has_unread_link: bool = False

    @property
    def names_place(self) -> bool:
        """Whether it tells a place in any way."""
        return self.place is not None or self.point is not None or self.here

    @property
    def has_link(self) -> bool:
        """Whether it holds a point or a link, which are no words."""
        return self.point is not None or self.has_unread_link

    def when(self, now: datetime, about: datetime | None = None) -> When | None:
        """Return the moment that is meant, None when none was named; TimeNotUnderstoodError has the place.

        `about` is a moment that the words go on from.
        """
        pieces = continued(self.pieces, about, now) if about else self.pieces
        with self.naming_place():
            return resolve(pieces, now) if pieces else None

    @contextmanager
    def naming_place(self) -> Iterator[None]:
        """Let a TimeNotUnderstoodError inside tell the place, too."""
        try:
            yield
        except TimeNotUnderstoodError as error:
            raise TimeNotUnderstoodError(error.reason, self.place) from error

    def require_readable(self) -> None:
        """Raise LinkNotUnderstoodError where the place is a link that holds no point."""
        if self.has_unread_link and not self.names_place:
            raise LinkNotUnderstoodError

    def understood(self, now: datetime, about: datetime | None = None) -> Understood:
        """Return the question that it asks; `about` as in `when`."""
        self.require_readable()
        return Understood(self.place, self.point, self.when(now, about), self.here, self.language)


def understand(text: str, now: datetime, names: PlaceNames, own: Collection[str] = ()) -> Understood:
    """Return the place and the time that a Spanish or English message names.

    `now` is aware; the times returned are aware, Europe/Madrid. `names` tells street names that look like
    a time from times, `own` are names that people gave to places themselves ("casa").
    Raises MessageTooLongError, LinkNotUnderstoodError and TimeNotUnderstoodError, nothing else.
    """
    return take_apart(text, names, own).understood(now)


def take_apart(text: str, names: PlaceNames, own: Collection[str] = ()) -> Spoken:
    """Return what a message says of place and time, before anything is made of it; see `understand`."""
    found, tokens = cut(text)
    point = found.point
    message = Message(tokens, load())
    index = WithOwn(names, own)
    spans, said = _time(message, index)
    time = set(candidates.covered(said))
    phrases = places.place_phrase(
        message, time, spans, [span for span in spans if index.is_own(message, span)]
    )
    words = {at for phrase in phrases for at in range(phrase.start, phrase.end)}
    return Spoken(
        place=", ".join(_typed(found.rest, message, phrase) for phrase in phrases) or None,
        point=point,
        here=places.mentions_here(message, time | words),
        language=_language(message, words),
        pieces=tuple(piece for candidate in said for piece in candidate.pieces),
        surely=point is not None or any(places.is_sure(message, phrase, spans) for phrase in phrases),
        has_unread_number=any(
            "INTEGER" in token.classes for at, token in enumerate(tokens) if at not in time | words
        ),
        has_unread_link=found.is_unread,
    )


def cut(text: str) -> tuple[Extracted, list[Token]]:
    """Return the point with the text without it, and the tokens of that.

    Raises MessageTooLongError.
    """
    if len(text) > LONGEST_MESSAGE:
        raise MessageTooLongError(LONGEST_MESSAGE)
    found = coordinates.extract(unicodedata.normalize("NFC", text))
    tokens = tokenise(found.rest)
    if len(tokens) > MOST_TOKENS:
        raise MessageTooLongError(MOST_TOKENS)
    return found, tokens


def _typed(text: str, message: Message, phrase: candidates.Span) -> str:
    return text[message.tokens[phrase.start].start : message.tokens[phrase.end - 1].end]


def _time(message: Message, index: PlaceNames) -> tuple[list[candidates.Span], list[Candidate]]:
    found = message.candidates()
    spans = names.known(message, index)
    spans = names.winning(message, spans, found) + list(names.announced(message, found, spans))
    said = candidates.chosen(message, found, spans)
    return spans, said + candidates.bare_hour(message, said, spans)


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
