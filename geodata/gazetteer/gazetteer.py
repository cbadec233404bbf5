"""The gazetteer: every street, neighbourhood and landmark by the names that people give them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from geodata.gazetteer.folding import words
from geodata.gazetteer.names import Name, NameIndex, distinctive_parts
from geodata.gazetteer.trie import NameTrie
from geodata.gazetteer.vocabulary import canonical
from geodata.landmarks import AREA_KINDS, Landmark
from geodata.neighbourhoods import Neighbourhood
from geodata.streets import Street

Named: TypeAlias = Street | Neighbourhood | Landmark

_MAX_AREA_WORDS = 4  # "Pozuelo de Alarcón", "San Sebastián de los Reyes"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the city: the codes of its neighbourhoods, or the landmark of one `outside` the zone."""

    codes: frozenset[str] = frozenset()
    outside: Landmark | None = None


class Gazetteer:
    """What is called so. Names are given in canonical words (`vocabulary.canonical`).

    It is also the `PlaceNames` of the understanding of messages (`match`).
    """

    def __init__(
        self,
        streets: Iterable[Street],
        neighbourhoods: Iterable[Neighbourhood],
        landmarks: Iterable[Landmark],
    ) -> None:
        street_names = [(_canonical_words(street.name), street) for street in streets]
        area_names = [(_canonical_words(each.name), each) for each in neighbourhoods]
        landmark_names = [
            (_canonical_words(name), landmark) for landmark in landmarks for name in landmark.names()
        ]
        named: list[tuple[Name, Named]] = [*landmark_names, *area_names, *street_names]
        named = [(name, thing) for name, thing in named if name]
        self._names: NameIndex[Named] = NameIndex(named)
        self._parts: NameIndex[Street] = NameIndex(distinctive_parts(street_names))
        self._areas = _areas(area_names, landmark_names)
        self._trie = NameTrie(name for name, _ in named)

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a known place name; 0 if none, longest wins.

        A street type, "metro" or "barrio" before the name and small words in between count;
        a type with nothing known behind it does not.
        """
        return self._trie.match(words)

    def exact(self, name: Name) -> tuple[Named, ...]:
        """Return what has exactly this name."""
        return self._names.exact(name)

    def by_part(self, name: Name) -> tuple[Street, ...]:
        """Return the streets that people call by this part of the name ("vergara")."""
        return self._parts.exact(name)

    def close(self, name: Name) -> tuple[Named, ...]:
        """Return what was probably meant by a name with a slip in it, best first."""
        things, edits = self._names.close(name)
        by_part, part_edits = self._parts.close(name)
        if things and (not by_part or edits <= part_edits):
            return things
        return by_part

    def area(self, name: Name) -> Area | None:
        """Return the area of exactly this name: a neighbourhood, a district, a town."""
        return self._areas.get(name)

    def area_within(self, name: Name) -> Area | None:
        """Return the first area named anywhere in these words, the longest name first."""
        for length in range(min(len(name), _MAX_AREA_WORDS), 0, -1):
            for start in range(len(name) - length + 1):
                if found := self._areas.get(name[start : start + length]):
                    return found
        return None


def _canonical_words(name: str) -> Name:
    return canonical(words(name))


def _areas(
    neighbourhoods: Iterable[tuple[Name, Neighbourhood]], landmarks: Iterable[tuple[Name, Landmark]]
) -> dict[Name, Area]:
    codes: dict[Name, set[str]] = defaultdict(set)
    for name, neighbourhood in neighbourhoods:
        codes[name].add(neighbourhood.code)
        codes[_canonical_words(neighbourhood.district)].add(neighbourhood.code)
    areas = {name: Area(frozenset(found)) for name, found in codes.items()}
    for name, landmark in landmarks:
        if landmark.kind in AREA_KINDS and name not in areas:
            inside = landmark.neighbourhood
            areas[name] = Area(frozenset({inside})) if inside else Area(outside=landmark)
    return areas
