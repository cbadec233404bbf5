"""Telling a slip of the finger from the name of something else."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from geodata.gazetteer.names import Name

_SOUNDS = (
    ("ch", "x"),
    ("ll", "y"),
    ("qu", "k"),
    ("ge", "je"),
    ("gi", "ji"),
    ("gue", "ge"),
    ("gui", "gi"),
    ("ce", "ze"),
    ("ci", "zi"),
    ("c", "k"),
    ("q", "k"),
    ("v", "b"),
    ("h", ""),
)
"""Spellings that sound alike in Madrid, applied in this order ("gue" after "ge": they do not sound alike)."""
_LONG_WORD = 8  # letters: so long a word without one of its letters or with two swapped is no other word
_LETTERS_TOGETHER = 3
_SEEN_ENOUGH = 2  # a combination of letters that only one known word has may well be that word's oddity


class Spelling:
    """The words that are known to be written so, and what words look like."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._combinations = Counter(each for word in self._known for each in set(_combinations(word)))

    def is_sure_slip(self, typed: Name, meant: Name) -> bool:
        """Tell whether `typed` is surely `meant` with one slip in one word.

        Not so if the word typed is a known one itself (Villablanca is not Villafranca), if two words
        differ, or if a name of one word could be another word (Tirana is not Triana): of the slips made
        at random in such names, five in six give a word that looks like none ("velazqez").
        """
        if len(typed) != len(meant):
            return False
        slipped = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
        if len(slipped) != 1 or slipped[0][0] in self._known:
            return False
        one, other = slipped[0]
        if sound(one) == sound(other):
            return True
        if OSA.distance(one, other) != 1 or self._has_other_ending(one, other):
            return False
        return (
            len(typed) > 1
            or self.looks_odd(one)
            or (len(one) >= _LONG_WORD and not _are_two_words(one, other))
        )

    def _has_other_ending(self, one: str, other: str) -> bool:
        """Tell whether only the last letters differ and both may end a word: Flórez is not Flores."""
        ending = next(reversed(list(_combinations(one))), "")
        return one[:-1] == other[:-1] and self._combinations[ending] >= _SEEN_ENOUGH

    def looks_odd(self, word: str) -> bool:
        """Tell whether some letters of the word hardly ever stand together in names."""
        return any(self._combinations[each] < _SEEN_ENOUGH for each in _combinations(word))


def _are_two_words(one: str, other: str) -> bool:
    """Tell whether the two differ as the names of two things do: in one letter, or in the plural."""
    plural = one.removesuffix("s") == other.removesuffix("s")
    return plural or (len(one) == len(other) and sorted(one) != sorted(other))


def sound(word: str) -> str:
    """Return a folded word as it sounds, doubled letters once: "belazkez" and "velazquez" are one."""
    for spelling, heard in _SOUNDS:
        word = word.replace(spelling, heard)
    return "".join(letter for at, letter in enumerate(word) if not at or word[at - 1] != letter)


def _combinations(word: str) -> Iterator[str]:
    bounded = f"^{word}$"
    return (bounded[at : at + _LETTERS_TOGETHER] for at in range(len(bounded) - _LETTERS_TOGETHER + 1))
