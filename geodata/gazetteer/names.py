"""An index of names: exact, by a distinctive part, and forgiving a slip of the finger."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

T = TypeVar("T")
Name = tuple[str, ...]  # canonical words

_MAX_SHARED_PART = 6  # a part that more streets have ("maria", "san") says too little
_SHORTEST_START = 2  # words: one alone ("maria") begins too many names
_FREE_EDITS = ((4, 1), (9, 2), (15, 3))  # from this many letters, so many slips: about one in five or six
_FIRST_LETTER_FROM = 7  # shorter names must begin as typed: "rosas" is not "posas"
_ALIKE = {
    "v": "b",
    "z": "c",
    "k": "c",
    "q": "c",
    "s": "c",
    "y": "l",
    "j": "g",
}  # heard alike, typed for each other
_CLOSEST = 8  # how many equally close names are looked at
_INSEPARABLE_WORDS = """
san santa santo ciudad puerto virgen nuestra cristo rio sierra monte montes fuente puente plaza villa campo
cerro valle alto cruz ribera huerta isla pico pena puerta corredera cava arco casa camino pueblo playa cabo
dehesa jardin divino sagrado real republica la el los las 2 3 4
"""
_INSEPARABLE = frozenset(_INSEPARABLE_WORDS.split())
"""A name that begins with one of these is not called by what follows: San Bernardo is not "Bernardo"."""


class Close(NamedTuple):
    """A name like the one typed, and how many letters differ."""

    name: Name
    edits: int


class NameIndex(Generic[T]):
    """Names, each standing for one or more things. Query words must be canonical."""

    def __init__(self, named: Iterable[tuple[Name, T]]) -> None:
        self._exact: dict[Name, list[T]] = defaultdict(list)
        for name, thing in named:
            if thing not in self._exact[name]:
                self._exact[name].append(thing)
        self._keys = {" ".join(name): name for name in self._exact}
        self._joined = {"".join(name): name for name in self._exact}
        self._choices = list(self._keys)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._exact)

    def exact(self, name: Name) -> tuple[T, ...]:
        """Return what has exactly this name, spaces aside ("granvia")."""
        if name not in self._exact:
            name = self._joined.get("".join(name), name)
        return tuple(self._exact.get(name, ()))

    def close(self, name: Name) -> list[Close]:
        """Return the most alike names, best first: all differ in as many letters."""
        typed = " ".join(name)
        allowed = _allowed_edits(typed)
        if not allowed:
            return []
        near = process.extract(
            typed, self._choices, scorer=OSA.distance, score_cutoff=allowed, limit=_CLOSEST
        )
        kept = [(choice, int(edits)) for choice, edits, _ in near if _plausible(typed, choice)]
        fewest = min((edits for _, edits in kept), default=0)
        best = sorted(
            (choice for choice, edits in kept if edits == fewest),
            key=lambda choice: -JaroWinkler.similarity(typed, choice),
        )
        return [Close(self._keys[choice], fewest) for choice in best]


def distinctive_parts(names: Iterable[tuple[Name, T]]) -> list[tuple[Name, T]]:
    """Return the ends of the names by which people call them ("vergara" for "principe vergara").

    The first word also counts if no other name has it ("eduardo" says nothing, "raimundo" does).
    """
    named = list(names)
    uses = Counter(word for name in {name for name, _ in named} for word in name)
    parts: dict[Name, list[T]] = defaultdict(list)
    for name, thing in named:
        if len(name) == 1 or name[0] in _INSEPARABLE:
            continue
        for cut in range(1, len(name)):
            parts[name[cut:]].append(thing)
        if uses[name[0]] == 1:
            parts[name[:1]].append(thing)
    return [
        (part, thing) for part, things in parts.items() if len(things) <= _MAX_SHARED_PART for thing in things
    ]


def telling_starts(names: Iterable[tuple[Name, T]]) -> dict[Name, tuple[T, ...]]:
    """Return what begins with these words, two at least: "san isidro" may be San Isidro Labrador."""
    starts: dict[Name, list[T]] = defaultdict(list)
    for name, thing in names:
        for cut in range(_SHORTEST_START, len(name)):
            starts[name[:cut]].append(thing)
    return {start: tuple(things) for start, things in starts.items() if len(things) <= _MAX_SHARED_PART}


def _allowed_edits(typed: str) -> int:
    letters = sum(each.isalpha() for each in typed)
    return max((edits for length, edits in _FREE_EDITS if letters >= length), default=0)


def _plausible(typed: str, choice: str) -> bool:
    """Tell whether a slip explains the difference: same numerals, and as a rule the same first sound."""
    if [each for each in typed if each.isdigit()] != [each for each in choice if each.isdigit()]:
        return False
    if len(typed) >= _FIRST_LETTER_FROM or sorted(typed[:2]) == sorted(choice[:2]):
        return True
    first = {_ALIKE.get(text.lstrip("h")[:1], text.lstrip("h")[:1]) for text in (typed, choice)}
    return len(first) == 1
