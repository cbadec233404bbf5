"""Recognising a place name at the head of a message's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geodata.gazetteer.names import Name
from geodata.gazetteer.vocabulary import (
    ENGLISH_KINDS,
    PARTICLES,
    STATION_WORDS,
    TYPE_WORDS,
    canonical_word,
)

_TIME_VOCABULARY = """
hoy ayer manana tarde noche mediodia madrugada hora horas media cuarto lunes martes miercoles jueves viernes
sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre semana
dia primera segunda may now today
"""
_TIME_WORDS = frozenset(_TIME_VOCABULARY.split())
"""Alone, without a street type, these are time or talk and never a place."""


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    ends: bool = False


class NameTrie:
    """Canonical names, word by word."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._root = _Node()
        for name in names:
            node = self._root
            for word in name:
                node = node.children.setdefault(word, _Node())
            node.ends = True

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a name; the longest wins, 0 if none.

        Without a type before it, a single word of time ("mayo") is no place, and a name that begins
        with digits ("2 de mayo") is left to whoever reads dates.
        """
        longest = self._walk(words, 0)
        spoken = [word for word in words[:longest] if word not in PARTICLES]
        if spoken and (spoken[0].isdigit() or spoken[0] == "a" or set(spoken) <= _TIME_WORDS):
            longest = 0  # "a" is the A-5 only behind "autovía": else it is "a las cinco"
        start = 0
        while start < len(words) and (words[start] in TYPE_WORDS or (start and words[start] in PARTICLES)):
            start += 1
        if start and (typed := self._walk(words, start)):
            longest = max(longest, typed)
        if longest and longest < len(words) and words[longest] in ENGLISH_KINDS.keys() | STATION_WORDS:
            longest += 1
        return longest

    def _walk(self, words: Sequence[str], start: int) -> int:
        node, end = self._root, 0
        for at in range(start, len(words)):
            child = node.children.get(canonical_word(words[at]))
            if child is None:
                if words[at] in PARTICLES:
                    continue
                break
            node = child
            if node.ends:
                end = at + 1
        return end
