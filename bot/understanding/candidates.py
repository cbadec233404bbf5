"""Which words of a message are its time: all readings, and the best set of them beside the place names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.understanding.grammar import GRAMMAR
from bot.understanding.lexicon import Lexicon, corrected, spelt
from bot.understanding.parser import Grammar, Parser, Reading
from bot.understanding.pieces import (
    CalendarDate,
    Clock,
    DayOfMonth,
    EasterDay,
    Elapsed,
    Instant,
    ManyDays,
    NumberedWeekday,
    Part,
    Piece,
    Plus,
    Range,
    RelativeDay,
    Until,
    Weekday,
)
from bot.understanding.tokens import Token

DAYS = (CalendarDate, DayOfMonth, EasterDay, ManyDays, NumberedWeekday, RelativeDay, Weekday, Part)
HOURLY = (Clock, Range, Until, Elapsed, Instant, Plus)
TOPS = ("time", "hint")
MIDNIGHT = 24


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens from `start` up to, not including, `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a token."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of some tokens as (part of) a time; `guessed` when a typo was put right for it."""

    span: Span
    pieces: tuple[Piece, ...]
    is_hint: bool
    guessed: bool

    @property
    def names_day(self) -> bool:
        """Whether it tells a day or a part of one, as street names do, too."""
        return isinstance(self.pieces[0], DAYS)


class Message:
    """The tokens of one message with the meanings that the lexicon and the grammar give them."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon, grammar: Grammar = GRAMMAR) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.folded = spelt(tokens, lexicon)
        self._words = corrected(tokens, lexicon)
        self._parser = Parser(grammar, tokens, self._words, lexicon)

    def is_a(self, kind: str, at: int) -> bool:
        """Tell whether an entry of this class begins at the token."""
        return bool(self._parser.readings(kind, at))

    def is_place_word(self, at: int) -> bool:
        """Tell whether the token is a word that means nothing here but, maybe, a place."""
        if not 0 <= at < len(self.tokens):
            return False
        token = self.tokens[at]
        unknown = not token.is_sign and not token.classes and self._words[at] == self.folded[at]
        return unknown and next(self.lexicon.entries(self.folded, at), None) is None

    def candidates(self) -> list[Candidate]:
        """Return every reading of a time, the longest first, then the surer, then the earlier."""
        found = [
            Candidate(
                Span(start, end), self._begun(start, pieces), top == "hint", self.is_guessed(start, end)
            )
            for start in range(len(self.tokens))
            for top in TOPS
            for end, pieces in self._parser.readings(top, start)
        ]
        return sorted(found, key=lambda each: (-len(each.span), each.is_hint, each.span.start))

    def _begun(self, start: int, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """Mark the hour behind "desde"."""
        if not self.is_a("SINCE", start):
            return pieces
        return tuple(replace(one, begins=True) if isinstance(one, Clock) else one for one in pieces)

    def readings(self, symbol: str, at: int) -> Sequence[Reading]:
        """Return every reading of a symbol of the grammar that begins at the token."""
        return self._parser.readings(symbol, at)

    def may_say(self, symbol: str) -> bool:
        """Tell whether there may be a reading of a symbol of the grammar at all: False is sure."""
        return self._parser.anywhere(symbol)

    def is_guessed(self, start: int, end: int) -> bool:
        """Tell whether a typo was put right in these tokens."""
        return self.folded[start:end] != self._words[start:end]


def chosen(message: Message, found: Sequence[Candidate], names: Sequence[Span]) -> list[Candidate]:
    """Return the readings that do not overlap each other nor a name, in the order of the text."""
    taken: list[Candidate] = []
    blocked = list(names)
    for candidate in found:
        if any(candidate.span.overlaps(span) for span in blocked) or not _fits(message, candidate, names):
            continue
        taken.append(candidate)
        blocked.append(candidate.span)
    return sorted(taken, key=lambda each: each.span.start)


def bare_hour(message: Message, said: Sequence[Candidate], names: Sequence[Span]) -> list[Candidate]:
    """Return the hour that a number behind a house number is ("goya 40 17"), where no other is said."""
    if any(isinstance(piece, HOURLY) for each in said for piece in each.pieces):
        return []
    time, last = set(covered(said)), len(message.tokens) - 1
    for at in range(2, last + 1):
        ends = at == last or message.tokens[at + 1].is_sign or at + 1 in time
        hour = message.tokens[at].classes.get("INTEGER", MIDNIGHT + 1)
        is_hour = hour <= MIDNIGHT and ends and time.isdisjoint((at - 1, at))
        if is_hour and _is_behind_address(message, at, names):
            return [Candidate(Span(at, at + 1), (Clock(hour),), is_hint=True, guessed=False)]
    return []


def _is_behind_address(message: Message, at: int, names: Sequence[Span]) -> bool:
    is_numbered = "INTEGER" in message.tokens[at - 1].classes
    return is_numbered and (message.is_place_word(at - 2) or any(span.end == at - 1 for span in names))


def _fits(message: Message, candidate: Candidate, names: Sequence[Span]) -> bool:
    before = candidate.span.start - 1
    behind_place = message.is_place_word(before) or any(span.start <= before < span.end for span in names)
    if isinstance(candidate.pieces[0], ManyDays) and _begins_name(message, candidate, names):
        return False
    return not (candidate.is_hint and behind_place)


def _begins_name(message: Message, candidate: Candidate, names: Sequence[Span]) -> bool:
    """Tell whether a month may be the first word of a name that is not known ("en Abril Martorell 5")."""
    behind = candidate.span.end
    goes_on = message.is_place_word(behind) and not any(span.start == behind for span in names)
    return candidate.guessed or goes_on


def covered(candidates: Sequence[Candidate]) -> Iterator[int]:
    """Yield the indices of all tokens that the candidates read."""
    for candidate in candidates:
        yield from range(candidate.span.start, candidate.span.end)
