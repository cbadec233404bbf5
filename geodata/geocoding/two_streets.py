"""Phrases that name two streets: "Alcalá con Goya", "corner of Goya and Alcalá", "Goya / Alcalá"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from geodata.gazetteer.folding import COMMA, fold, tokens
from geodata.gazetteer.vocabulary import LEADING_NOISE, PARTICLES

_JOINTS = frozenset({"con", "esquina", "haciendo", "esq", "cruce", "corner", "intersection", "and"})
_AND = frozenset({"y", "e"})
_SIGN = re.compile(r"(?<=[a-z]{2})\s*/\s*(?=[a-z])|&")  # but not the one of "c/ Goya"
_MAX_AND = 3  # "Daoíz y Velarde y Ruiz": more is a list
_ENDS = _JOINTS | _AND | PARTICLES | {COMMA}
_BEGINNINGS = _ENDS | LEADING_NOISE


@dataclass(frozen=True, slots=True)
class Pair:
    """The two names; `certain` unless only "y" stands between them, as it does inside a name."""

    first: str
    second: str
    certain: bool


def two_streets(phrase: str) -> Iterator[Pair]:
    """Yield the ways to take the phrase for two names, none if nothing joins them. Any text is accepted."""
    read = _bare(tokens(_SIGN.sub(" y ", fold(phrase))))
    names = _between(read)
    if len(names) > 1:
        yield Pair(names[0], names[1], certain=True)
        return
    cuts = (at for at, word in enumerate(read) if word in _AND)
    for at in islice(cuts, _MAX_AND):
        yield Pair(" ".join(_bare(read[:at])), " ".join(_bare(read[at:])), certain=False)


def _between(read: tuple[str, ...]) -> list[str]:
    """Return what stands between the joints."""
    cuts = [-1, *(at for at, word in enumerate(read) if word in _JOINTS), len(read)]
    parts = (_bare(read[start + 1 : end]) for start, end in pairwise(cuts))
    return [" ".join(part) for part in parts if part]


def _bare(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without what only leads to a name or on from it."""
    start, end = 0, len(parts)
    while start < end and parts[start] in _BEGINNINGS:
        start += 1
    while end > start and parts[end - 1] in _ENDS:
        end -= 1
    return parts[start:end]
