"""A message with the words in it that show what is wanted."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.understanding import names
from bot.understanding.candidates import Message, Span
from bot.understanding.intents.grammar import CUES
from bot.understanding.lexicon import load
from bot.understanding.message import Spoken, cut, take_apart
from bot.understanding.model import PlaceNames

WORDS_OF_INTENTS = "bot.understanding.intents"
POLITENESS = ("greeting", "thanks", "goodbye")
COURTESIES = (*POLITENESS, "chat")
# What a cue leaves behind when it is taken out: the words on both sides of it do not belong together.
GAP = "\n"
QUOTATION_MARKS = frozenset('"“”„«»')


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that show what is wanted; `kind` is a symbol of the grammar of cues, `value` what its rule returns."""

    span: Span
    kind: str
    value: Any


class Sentence:
    """One message, and the cues that its reader asks for.

    Raises MessageTooLongError.
    """

    def __init__(self, text: str, index: PlaceNames, own: Collection[str]) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self._index = index
        self._own = own
        found, tokens = cut(self.text)
        self._points = found.point is not None or found.is_unread
        self._message = Message(tokens, load(WORDS_OF_INTENTS), CUES)
        self._found: dict[str, list[Cue]] = {}

    @property
    def asks(self) -> bool:
        """Whether it is written as a question."""
        return "?" in self._message.folded

    def has(self, kind: str) -> bool:
        """Tell whether there is a cue of this kind."""
        return bool(self.every(kind))

    def every(self, kind: str) -> list[Cue]:
        """Return every reading of this kind, also those that overlap, the longest first."""
        if not self._message.may_say(kind):
            return []
        if kind not in self._found:
            readings = (
                Cue(Span(start, end), kind, value)
                for start in range(len(self._message.tokens))
                for end, value in self._message.readings(kind, start)
            )
            cues = [cue for cue in readings if not self._is_name(cue.span)]
            self._found[kind] = sorted(cues, key=lambda cue: (-len(cue.span), cue.span.start))
        return self._found[kind]

    def cues(self, *kinds: str) -> list[Cue]:
        """Return the cues of these kinds that do not overlap, in the order of the text; the longest win."""
        found = sorted((cue for kind in kinds for cue in self.every(kind)), key=lambda cue: -len(cue.span))
        chosen: list[Cue] = []
        taken: set[int] = set()
        for cue in found:
            if taken.isdisjoint(range(cue.span.start, cue.span.end)):
                taken.update(range(cue.span.start, cue.span.end))
                chosen.append(cue)
        return sorted(chosen, key=lambda cue: cue.span.start)

    def apart(self, kind: str, *wholes: str) -> bool:
        """Tell whether a cue of this kind is said that is no part of a longer one of the other kinds."""
        around = [cue.span for whole in wholes for cue in self.every(whole)]
        return any(not any(_is_part(cue.span, span) for span in around) for cue in self.every(kind))

    def consists_of(self, *kinds: str) -> bool:
        """Tell whether nothing but cues of these kinds, and signs, is said: no point and no link either."""
        if self._points:
            return False
        covered = {at for cue in self.cues(*kinds) for at in range(cue.span.start, cue.span.end)}
        return all(token.is_sign or at in covered for at, token in enumerate(self._message.tokens))

    def begins_with(self, kind: str) -> bool:
        """Tell whether only courtesies and signs stand before the first cue of this kind."""
        first = min((cue.span.start for cue in self.every(kind)), default=None)
        if first is None:
            return False
        covered = {at for cue in self.cues(*COURTESIES) for at in range(cue.span.start, cue.span.end)}
        return all(self._message.tokens[at].is_sign or at in covered for at in range(first))

    def stands_apart(self, kind: str) -> bool:
        """Tell whether a cue of this kind begins the message, but for courtesies, or stands behind a sign."""
        tokens = self._message.tokens
        behind_sign = any(cue.span.start and tokens[cue.span.start - 1].is_sign for cue in self.every(kind))
        return behind_sign or self.begins_with(kind)

    def is_place(self, span: Span) -> bool:
        """Tell whether the words are one sure place and nothing else, of which nothing is asked."""
        spoken = self.part(span)
        is_named = spoken.surely or spoken.has_unread_link
        is_whole = is_named and spoken.place == (self.words(self.trimmed(span)) or None)
        return (is_whole or (spoken.here and not spoken.place)) and not (self.asks or spoken.pieces)

    def precedes(self, kind: str, *words: str) -> bool:
        """Tell whether words of one of these classes stand behind a cue of this kind."""
        return any(self._message.is_a(word, cue.span.end) for cue in self.every(kind) for word in words)

    def quoted(self) -> Span | None:
        """Return the words between quotation marks."""
        marks = [at for at, word in enumerate(self._message.folded) if word in QUOTATION_MARKS]
        return Span(marks[0] + 1, marks[1]) if len(marks) > 1 and marks[1] > marks[0] + 1 else None

    def words(self, span: Span) -> str:
        """Return the text of the span as typed."""
        tokens = self._message.tokens[span.start : span.end]
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""

    def trimmed(self, span: Span) -> Span:
        """Return the span without signs and courtesies at its ends, and without a possessive before it."""
        idle = {at for cue in self.cues(*COURTESIES) for at in range(cue.span.start, cue.span.end)}
        inside = [
            at for at in range(span.start, span.end) if not (self._message.tokens[at].is_sign or at in idle)
        ]
        if not inside:
            return Span(span.end, span.end)
        start, end = inside[0], inside[-1] + 1
        while start + 1 < end and self._message.is_a("MY", start):
            start += 1
        return Span(start, end)

    def rest(self, *kinds: str) -> Spoken:
        """Return place and time of what is left without the cues of these kinds and without greetings."""
        return self.without(self.cues(*kinds, *POLITENESS))

    def without(self, cues: Iterable[Cue]) -> Spoken:
        """Return place and time of what is left without these cues."""
        return self.part(Span(0, len(self._message.tokens)), cues)

    def part(self, span: Span, cues: Iterable[Cue] = ()) -> Spoken:
        """Return place and time of the words in the span, without these cues."""
        tokens = self._message.tokens
        first = tokens[span.start - 1].end if span.start else 0
        last = tokens[span.end].start if span.end < len(tokens) else len(self.text)
        text = " " * first + self.text[first:last]
        for cue in cues:
            if cue.span.overlaps(span):
                start, end = tokens[cue.span.start].start, tokens[cue.span.end - 1].end
                text = text[:start] + GAP.ljust(end - start) + text[end:]
        return take_apart(text, self._index, self._own)

    def __len__(self) -> int:
        return len(self._message.tokens)

    def _is_name(self, span: Span) -> bool:
        """Tell whether the words are (part of) a place's name: "calle del Aviso", "Mapa Mundi"."""
        if len(span) == 1 and names.is_typed(self._message, span.start):
            return True
        guessed = self._message.is_guessed(span.start, span.end)
        return any(guessed or _reaches_out(name, span) for name in self._names if name.overlaps(span))

    @cached_property
    def _names(self) -> list[Span]:
        return names.known(self._message, names.WithOwn(self._index, self._own))


def _is_part(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end and span != whole


def _reaches_out(name: Span, span: Span) -> bool:
    """Tell whether the name goes on beyond the span."""
    return name.start < span.start or name.end > span.end
