"""A message → the place and the time that it asks about, or why it cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import MADRID, Query, Unanswered
from bot.understanding import (
    AlertNotUnderstoodError,
    LinkNotUnderstoodError,
    TimeNotUnderstoodError,
    UnderstandingError,
    Understood,
    When,
    understand,
)
from bot.understanding.intents import Intent, read_intent
from bot.understanding.model import PlaceNames
from geodata.gazetteer.folding import fold
from geodata.geocoding import Ambiguous, Found, Geocoder, Geocoding, NotFound
from geodata.places import Place, Point

LONGEST_MESSAGE = 4096
"""Telegram's own limit for a message, in characters."""

LONGEST_QUOTE = 80
"""Characters of a place that are said back to whoever asked for it."""

POINT_SOURCE = "coordinates"


@dataclass(frozen=True, slots=True)
class Question:
    """A message whose place and time are known; `alternatives` are what else its words may mean."""

    query: Query
    place: Place
    alternatives: tuple[Place, ...] = ()


def asked_now(place: Place, now: datetime) -> Question:
    """Return the question about a place at the present."""
    return Question(Query("", place.label, now.astimezone(MADRID), at_given=False), place)


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads messages with a geocoder and with what it knows of names."""

    geocoder: Geocoder
    names: PlaceNames

    async def read(
        self,
        text: str,
        now: datetime,
        last_place: Place | None = None,
        own: Mapping[str, Place] | None = None,
    ) -> Question | Unanswered:
        """Return the question in a message.

        `now` is aware. A message without a time means now; one without a place means `last_place`;
        `own` are the places that whoever asks gave names to.
        """
        refused = _unreadable(text, now)
        if refused is not None:
            return refused
        try:
            understood = understand(text, now, self.names, (own or {}).keys())
        except UnderstandingError as error:
            return _not_understood(error, text, now)
        return await self.resolve(understood, text, now, last_place, own)

    def listen(
        self,
        text: str,
        now: datetime,
        own: Mapping[str, Place] | None = None,
        about: datetime | None = None,
    ) -> Intent | Unanswered:
        """Return what a message wants, or why it cannot be told; `own` as in `read`.

        `about` (aware) is what the last answer was about; None for the present, or before the first.

        Raises:
            AlertNotUnderstoodError: an alert is wanted, but not when or on what.

        """
        refused = _unreadable(text, now)
        if refused is not None:
            return refused
        try:
            return read_intent(text, now, self.names, (own or {}).keys(), about)
        except AlertNotUnderstoodError:
            raise
        except UnderstandingError as error:
            return _not_understood(error, text, now)

    async def resolve(
        self,
        understood: Understood,
        text: str,
        now: datetime,
        last_place: Place | None = None,
        own: Mapping[str, Place] | None = None,
    ) -> Question | Unanswered:
        """Return the question of what was understood of `text`, once its place is found."""
        query = _query(text, understood, now)
        if understood.point is not None:
            return Question(query, await self._label(Point(*understood.point), None))
        if understood.place is None:
            if last_place is None:
                return Unanswered(query, "place_missing", "place_missing")
            return Question(query, last_place)
        mine = _own_place(understood.place, own or {})
        if mine is not None:
            return Question(query, mine)
        return _resolved(await self.geocoder.geocode(understood.place), query)

    async def at_point(
        self, point: Point, now: datetime, label: str | None = None, when: When | None = None
    ) -> Question:
        """Return the question of a shared position: is there a space here, then? Without `when`: now?"""
        query = _query("", Understood(when=when), now)
        return Question(query, await self._label(point, label))

    async def _label(self, point: Point, label: str | None) -> Place:
        """Name a position: as its sender does, else by the nearest address, else by its figures."""
        nearest = None if label else await self.geocoder.reverse(point)
        words = label or (nearest.label if nearest else f"{point.lat:.4f}, {point.lon:.4f}")
        return Place(words, point, POINT_SOURCE, "point")


def _unreadable(text: str, now: datetime) -> Unanswered | None:
    """Return why a text is not read at all; None for one that is."""
    blank = Query(text, None, now.astimezone(MADRID), at_given=False)
    if not text.strip():
        return Unanswered(blank, "place_missing", "empty_message")
    if len(text) > LONGEST_MESSAGE:
        details = {"length": str(len(text)), "limit": str(LONGEST_MESSAGE)}
        return Unanswered(blank, "place_not_found", "message_too_long", details=details)
    return None


def _not_understood(error: UnderstandingError, text: str, now: datetime) -> Unanswered:
    blank = Query(text, None, now.astimezone(MADRID), at_given=False)
    if isinstance(error, TimeNotUnderstoodError):
        return Unanswered(replace(blank, place=error.place), "time_not_understood", f"time_{error.reason}")
    reason = "link_unreadable" if isinstance(error, LinkNotUnderstoodError) else "message_unreadable"
    return Unanswered(blank, "place_not_found", reason)


def _own_place(words: str, own: Mapping[str, Place]) -> Place | None:
    """Return the place that somebody gave the name in `words`, in whatever case and with or without accents."""
    wanted = fold(words)
    return next((place for name, place in own.items() if fold(name) == wanted), None)


def _query(text: str, understood: Understood, now: datetime) -> Query:
    if understood.when is None:
        return Query(text, understood.place, now.astimezone(MADRID), at_given=False)
    when = understood.when
    return Query(text, understood.place, when.at, at_given=True, until=when.until, vague=when.vague)


def _resolved(found: Geocoding, query: Query) -> Question | Unanswered:
    if isinstance(found, Found):
        return Question(query, found.place, found.alternatives)
    asked = {"place": _quoted(query.place or "")}
    if isinstance(found, Ambiguous):
        return Unanswered(query, "place_ambiguous", "place_ambiguous", found.candidates, asked)
    return _not_found(found, query, asked)


def _quoted(words: str) -> str:
    """Return words as they are quoted: whoever wrote a page of them knows which."""
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"


def _not_found(found: NotFound, query: Query, asked: dict[str, str]) -> Unanswered:
    if found.reason == "number_beyond" and found.known_numbers:
        first, last = (str(number) for number in found.known_numbers)
        details = {"street": found.street or "", "first": first, "last": last}
        return Unanswered(query, "place_not_found", "number_beyond", details=details)
    if found.reason == "empty":
        return Unanswered(query, "place_missing", "place_missing")
    reason = "place_suggested" if found.suggestions else "place_not_found"
    return Unanswered(query, "place_not_found", reason, found.suggestions, asked)
