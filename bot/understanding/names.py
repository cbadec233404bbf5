"""Which words are the name of a place although they could be a time ("calle del Doce de Octubre 14")."""

from collections.abc import Collection, Iterator, Sequence

from bot.understanding.candidates import Candidate, Message, Span, covered
from bot.understanding.model import PlaceNames
from bot.understanding.pieces import CalendarDate
from bot.understanding.tokens import tokenise

# Names in the street index have no more words than this.
LONGEST_NAME = 10
# The house numbers of Madrid have three digits; a longer number behind a date is its year.
HIGHEST_NUMBER = 999
# Words before "cuesta" in what asks for the price ("cuánto me cuesta").
LONGEST_PRICE = 2
PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "."})
# Signs that a name goes on over; any other ends it.
INSIDE_NAMES = frozenset({".", "'", "’", "-", "º", "ª"})
# "busco plaza mañana": a space, not a square. Other street types need no "de".
AMBIGUOUS_TYPE = "plaza"

# Evidence that words are a name rather than a time, and how much of it is enough.
TYPED = 3
NUMBERED = 3
MORE_THAN_TIME = 2
SECOND_DAY = 1
IN_WORDS = 1
ONLY_PLACE = 1
BEHIND_IN = 1
BEHIND_ARTICLE = -2
LONGER_TIME = -2
OTHER_PLACE = -2
ENOUGH = 2


class WithOwn:
    """The names that `index` knows, and those that people gave to places themselves."""

    def __init__(self, index: PlaceNames, own: Collection[str]) -> None:
        self._index = index
        self._own = {tuple(token.folded for token in tokenise(name)) for name in own}

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a name; the longest wins."""
        own = max((len(name) for name in self._own if name == tuple(words[: len(name)])), default=0)
        return max(own, self._index.match(words))

    def is_own(self, message: Message, span: Span) -> bool:
        """Tell whether the span is a name that people gave."""
        return tuple(message.folded[span.start : span.end]) in self._own


def known(message: Message, names: PlaceNames) -> list[Span]:
    """Return where names begin and end that the index knows, or that a street type announces."""
    spans = {span for start in range(len(message.tokens)) for span in _spans_at(message, names, start)}
    return sorted(spans, key=lambda span: (-len(span), span.start))


def winning(message: Message, spans: Sequence[Span], found: Sequence[Candidate]) -> list[Span]:
    """Return the names that are no time; those that no reading of a time touches among them."""
    return [span for span in spans if _is_name(message, span, spans, found)]


def announced(message: Message, found: Sequence[Candidate], names: Sequence[Span]) -> Iterator[Span]:
    """Yield days that the words around make names of streets, although the index does not know them.

    That is a day behind a street type ("calle de Mayo"), or one in words before a house number ("Doce de
    Octubre 14"). A street type inside one of the `names` announces none ("calle de la Cuesta el viernes").
    """
    inside = {at for span in names for at in range(span.start + 1, span.end)}
    for candidate in found:
        start, end = candidate.span.start, candidate.span.end
        if not candidate.names_day or candidate.guessed:
            continue
        is_numbered = _is_numbered(message, end)
        if (kind := _type_before(message, start)) is not None and kind not in inside:
            if is_numbered or message.folded[start - 1] in PARTICLES - {"."}:
                yield candidate.span
        elif is_numbered and isinstance(candidate.pieces[0], CalendarDate):
            in_words = not any(message.tokens[at].classes for at in range(start, end))
            if in_words and not message.is_a("EL", start):
                yield candidate.span


def _spans_at(message: Message, names: PlaceNames, start: int) -> Iterator[Span]:
    if message.tokens[start].is_sign:
        return
    at = []
    for index in range(start, min(start + 2 * LONGEST_NAME, len(message.tokens))):
        if not message.tokens[index].is_sign:
            at.append(index)
        elif message.folded[index] not in INSIDE_NAMES:
            break
    at = at[:LONGEST_NAME]
    length = min(names.match([message.folded[index] for index in at]), len(at))
    if length > 0:
        yield Span(start, at[length - 1] + 1)


def _is_name(message: Message, span: Span, spans: Sequence[Span], found: Sequence[Candidate]) -> bool:
    # A known name is never taken for a time with a typo ("Salvador" for "sábado").
    rivals = [candidate for candidate in found if candidate.span.overlaps(span) and not candidate.guessed]
    if not rivals:
        return True
    readable = set(covered(rivals))
    words = range(span.start, span.end)
    others = [candidate for candidate in found if not candidate.span.overlaps(span)]
    has_other_place = _has_other_place(message, span, spans, found)
    evidence = (
        TYPED * is_typed(message, span.start)
        + NUMBERED * (len(span) > 1 and _is_numbered(message, span.end))
        + MORE_THAN_TIME * any(at not in readable for at in words)
        + SECOND_DAY * any(candidate.names_day for candidate in others)
        + IN_WORDS * (len(span) > 1 and not any(message.tokens[at].classes for at in words))
        + (OTHER_PLACE if has_other_place else ONLY_PLACE)
        + BEHIND_IN * (message.is_a("PLACE_IN", span.start - 1) if span.start else False)
        + BEHIND_ARTICLE * (message.is_a("EL", span.start - 1) if span.start else False)
        + LONGER_TIME * any(len(rival.span) > len(span) for rival in rivals)
    )
    return evidence >= ENOUGH


def _has_other_place(message: Message, span: Span, spans: Sequence[Span], found: Sequence[Candidate]) -> bool:
    times = set(covered(found))
    outside = [at for at in range(len(message.tokens)) if not span.start <= at < span.end and at not in times]
    if any(message.is_place_word(at) for at in outside):
        return True
    free = set(outside)
    return any(not other.overlaps(span) and free.issuperset(range(other.start, other.end)) for other in spans)


def is_typed(message: Message, start: int) -> bool:
    """Tell whether a street type stands before the token ("calle de la …")."""
    return _type_before(message, start) is not None


def _type_before(message: Message, start: int) -> int | None:
    """Return where a street type stands before the token, with or without "de la"."""
    at = start - 1
    while at > 0 and message.folded[at] in PARTICLES:
        at -= 1
    if at < 0 or not message.is_a("STREET", at) or _is_in_price(message, at):
        return None
    return at if message.folded[at] != AMBIGUOUS_TYPE or start - at > 1 else None


def _is_in_price(message: Message, at: int) -> bool:
    """Tell whether the token is a word of what asks for the price ("cuánto cuesta el viernes")."""
    starts = range(max(at - LONGEST_PRICE, 0), at + 1)
    return any(end > at for start in starts for end, _ in message.readings("PRICE", start))


def _is_numbered(message: Message, at: int) -> bool:
    """Tell whether a house number stands at the token, and no hour or date."""
    if at < len(message.tokens) and message.folded[at] == ",":
        at += 1
    if at >= len(message.tokens) or "INTEGER" not in message.tokens[at].classes:
        return False
    hourly = any(message.is_a(kind, at + 1) for kind in ("HOUR_MARK", "HOUR_WORD", "AMPM", "AND", "LESS"))
    return message.tokens[at].classes["INTEGER"] <= HIGHEST_NUMBER and not hourly
