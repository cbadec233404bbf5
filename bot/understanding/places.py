"""The place phrase of a message: what is left without its time and its courtesies."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice, pairwise

from bot.understanding.candidates import Message, Span

# What makes one remaining phrase likelier the place than another.
KNOWN_NAME = 8
STREET_TYPE = 6
BEHIND_IN = 4
BEHIND_TO = 3  # where one goes, rather than where one comes from
NUMBER = 5
# What is no part of a place, wherever it stands.
COURTESIES = ("NOISE", "PRICE", "HERE")
BORDERS = ("PLACE_IN", "PLACE_TO", "ASIDE", "CORNER")
JOINTS = ("CORNER", "EDGE", "ARTICLE")  # what may stand between two streets; a corner must
TELLING = 2  # words that are a name although the index does not know it whole ("Ortega y Gasset")
SENTENCE_ENDS = frozenset("?!¿¡;\n…")
OPENING = frozenset("([«“\"'#")


def place_phrase(
    message: Message, time: AbstractSet[int], names: Sequence[Span], own: Sequence[Span] = ()
) -> list[Span]:
    """Return the tokens of the place phrase, and of the town or area that it is said to lie in, if any.

    Two streets that meet are one phrase, with the words between ("Goya con Alcalá"). Nothing is returned when
    nothing is left that could be a place.

    `time` are the tokens read as a time, `names` the known names, `own` those among them that people gave.
    """
    protected = {at for span in names if len(span) > 1 or span in own for at in range(span.start, span.end)}
    free = [at for at in range(len(message.tokens)) if at not in time]
    dropped = set(_courtesies(message, protected | time))
    borders = _borders(message, protected - _prefixes(names))
    segments = _segments([at for at in free if at not in dropped], borders)
    phrases = [phrase for segment in segments if (phrase := _trimmed(message, segment, names))]
    if not phrases:
        return []
    best = max(phrases, key=lambda phrase: _score(message, phrase, names))
    for one, other in pairwise(phrases):
        if best in (one, other) and _meet(message, one, other, names, own):
            return [Span(one.start, other.end)]
    areas = (phrase for phrase in phrases if phrase != best and _is_area(message, phrase, best, names))
    return [best, *islice(areas, 1)]


def _prefixes(names: Sequence[Span]) -> set[int]:
    """Return the first words without which a name is one, too ("al Retiro")."""
    beginnings = {span.start for span in names}
    return {start for start in beginnings if start + 1 in beginnings}


def is_sure(message: Message, phrase: Span, names: Sequence[Span]) -> bool:
    """Tell whether the phrase is a place by its street type, a number, or a known name."""
    return any(span.overlaps(phrase) for span in names) or _is_address(message, phrase)


def mentions_here(message: Message, time: AbstractSet[int]) -> bool:
    """Tell whether the sender's own position is meant."""
    return any(message.is_a("HERE", at) for at in range(len(message.tokens)) if at not in time)


def _courtesies(message: Message, kept: AbstractSet[int]) -> Iterator[int]:
    at = 0
    while at < len(message.tokens):
        lengths = [
            len(entry.words)
            for entry in message.lexicon.entries(message.folded, at)
            if entry.kind in COURTESIES and kept.isdisjoint(range(at, at + len(entry.words)))
        ]
        yield from range(at, at + max(lengths, default=0))
        at += max(lengths, default=1)


def _borders(message: Message, protected: AbstractSet[int]) -> set[int]:
    """Return the ends of sentences and the words around a place ("mi dentista en Goya", "Goya con Alcalá")."""
    borders = {at for at, word in enumerate(message.folded) if word in SENTENCE_ENDS}
    for at in range(len(message.tokens)):
        for entry in message.lexicon.entries(message.folded, at):
            if entry.kind in BORDERS and at not in protected:
                borders.update(range(at, at + len(entry.words)))
    return borders


def _segments(free: Sequence[int], borders: AbstractSet[int]) -> Iterator[Span]:
    inside = [at for at in free if at not in borders]
    starts = [at for before, at in zip([-2, *inside], inside, strict=False) if at != before + 1]
    ends = [at for at, after in zip(inside, [*inside[1:], -2], strict=False) if after != at + 1]
    return (Span(start, end + 1) for start, end in zip(starts, ends, strict=True))


def _trimmed(message: Message, segment: Span, names: Sequence[Span]) -> Span | None:
    """Strip prepositions, articles and signs from both ends; None when no word is left."""
    start, end = segment.start, segment.end
    beginnings = {span.start for span in names}
    while start < end and (length := _edge(message, start, end, beginnings)):
        start += length
    endings = {span.end for span in names}
    while end > start and end not in endings and _ends_loosely(message, end - 1):
        end -= 1
    has_word = any(_is_word(message, at) for at in range(start, end))
    return Span(start, end) if has_word else None


def _edge(message: Message, at: int, end: int, beginnings: AbstractSet[int]) -> int:
    """Return how many tokens at `at` are no part of the place; a name keeps its own "la", not its "de"."""
    is_name, before_name = at in beginnings, at + 1 in beginnings
    if message.is_a("ARTICLE", at):
        return int(message.is_a("STREET", at + 1) or (before_name and not is_name))
    if is_name and not before_name:
        return 0
    if message.tokens[at].is_sign:
        return int(message.folded[at] not in OPENING)
    lengths = [
        len(entry.words)
        for entry in message.lexicon.entries(message.folded, at)
        if entry.kind == "EDGE" and at + len(entry.words) <= end
    ]
    return max(lengths, default=0)


def _ends_loosely(message: Message, at: int) -> bool:
    if message.tokens[at].is_sign:
        return message.folded[at] not in "º)"
    return any(
        len(entry.words) == 1 and entry.kind in ("EDGE", "ARTICLE")
        for entry in message.lexicon.entries(message.folded, at)
    )


def _is_word(message: Message, at: int) -> bool:
    token = message.tokens[at]
    is_name = not token.classes or "POSTCODE" in token.classes
    return not token.is_sign and is_name and not message.is_a("ARTICLE", at)


def _score(message: Message, phrase: Span, names: Sequence[Span]) -> int:
    tokens = range(phrase.start, phrase.end)
    return (
        KNOWN_NAME * any(span.overlaps(phrase) for span in names)
        + STREET_TYPE * any(message.is_a("STREET", at) for at in tokens)
        + BEHIND_IN * _is_behind(message, phrase, "PLACE_IN")
        + BEHIND_TO * _is_behind(message, phrase, "PLACE_TO")
        + NUMBER * _is_numbered(message, phrase)
        + sum(message.is_place_word(at) for at in tokens)
    )


def _is_behind(message: Message, phrase: Span, kind: str) -> bool:
    return phrase.start > 0 and message.is_a(kind, phrase.start - 1)


def _meet(message: Message, one: Span, other: Span, names: Sequence[Span], own: Sequence[Span]) -> bool:
    """Tell whether the phrases are two streets with "con", "esquina" and the like between them, and no number.

    Where only the second is known, the first needs words enough to be a name: "cena con Goya" is no corner.
    """
    between = range(one.end, other.start)
    joined = any(message.is_a("CORNER", at) for at in between) and all(
        message.folded[at] in ",." or any(message.is_a(kind, at) for kind in JOINTS) for at in between
    )
    is_private = any(span.overlaps(phrase) for span in own for phrase in (one, other))
    if not joined or is_private or any(_is_numbered(message, phrase) for phrase in (one, other)):
        return False
    first, second = (any(span.overlaps(phrase) for span in names) for phrase in (one, other))
    words = sum(message.is_place_word(at) for at in range(one.start, one.end))
    return first or (second and words >= TELLING)


def _is_area(message: Message, phrase: Span, address: Span, names: Sequence[Span]) -> bool:
    """Tell whether an address lies in what the phrase names ("calle Mayor 10 en Getafe").

    Without it, the address would be sought in Madrid.
    """
    between = range(min(phrase.end, address.end), max(phrase.start, address.start))
    links = [message.is_a("WITHIN", at) for at in between]
    only_links = all(
        message.folded[at] == "," or any(message.is_a(kind, at) for kind in ("WITHIN", "ARTICLE"))
        for at in between
    )
    return phrase in names and _is_address(message, address) and any(links) and only_links


def _is_address(message: Message, phrase: Span) -> bool:
    is_typed = any(message.is_a("STREET", at) for at in range(phrase.start, phrase.end))
    return is_typed or _is_numbered(message, phrase)


def _is_numbered(message: Message, phrase: Span) -> bool:
    return any("INTEGER" in message.tokens[at].classes for at in range(phrase.start, phrase.end))
