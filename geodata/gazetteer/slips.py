"""Telling a slip of the finger from the name of something else."""

from collections.abc import Collection

from rapidfuzz.distance import OSA

from geodata.gazetteer.names import Name

_SHORTEST_SURE = 6  # letters: one other letter makes another word of a shorter name ("Goya", "Gola")
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
    ("s", "z"),
    ("v", "b"),
    ("h", ""),
)
"""Spellings that sound alike in Madrid, applied in this order ("gue" after "ge": they do not sound alike)."""


def is_sure_slip(typed: Name, meant: Name, real_words: Collection[str]) -> bool:
    """Tell whether `typed` is surely `meant` with one slip in one word.

    Not so if the word typed is a real one itself (Villablanca is not Villafranca), if two words differ,
    or if the name is short; a word that only sounds alike counts as a slip whatever its length.
    """
    if len(typed) != len(meant):
        return False
    slipped = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    if len(slipped) != 1 or slipped[0][0] in real_words:
        return False
    one, other = slipped[0]
    return sound(one) == sound(other) or (
        OSA.distance(one, other) == 1 and sum(map(len, meant)) >= _SHORTEST_SURE
    )


def sound(word: str) -> str:
    """Return a folded word as it sounds, doubled letters once: "belazquez" and "velazques" are one."""
    for spelling, heard in _SOUNDS:
        word = word.replace(spelling, heard)
    return "".join(letter for at, letter in enumerate(word) if not at or word[at - 1] != letter)
