"""The gazetteer: every street, neighbourhood and landmark by the names that people give them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from geodata.gazetteer.folding import fold, words
from geodata.gazetteer.names import Close, Name, NameIndex, distinctive_parts, telling_starts
from geodata.gazetteer.short_names import is_enough
from geodata.gazetteer.slips import Spelling, sound
from geodata.gazetteer.trie import NameTrie
from geodata.gazetteer.vocabulary import KINDS, canonical
from geodata.landmarks import AREA_KINDS, Landmark
from geodata.neighbourhoods import Neighbourhood
from geodata.outer_streets import OuterStreet
from geodata.streets import Street

Named: TypeAlias = Street | Neighbourhood | Landmark | OuterStreet

_MAX_AREA_WORDS = 4  # "Pozuelo de Alarcón", "San Sebastián de los Reyes"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the city: the codes of its neighbourhoods, or the landmark of one `outside` the zone."""

    codes: frozenset[str] = frozenset()
    outside: Landmark | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """What a name that nothing bears may mean, best first; `sure` if it can hardly mean anything else."""

    things: tuple[Named, ...] = ()
    sure: bool = False


class Gazetteer:
    """What is called so. Names are given in canonical words (`vocabulary.canonical`).

    It is also the `PlaceNames` of the understanding of messages (`match`).
    """

    def __init__(
        self,
        streets: Iterable[Street],
        neighbourhoods: Iterable[Neighbourhood],
        landmarks: Iterable[Landmark],
        outer_streets: Iterable[OuterStreet] = (),
        postcodes: Iterable[str] = (),
    ) -> None:
        street_names = [(_canonical_words(street.name), street) for street in streets]
        outer_names = [(_canonical_words(_spoken_name(each)), each) for each in outer_streets]
        area_names = [(_canonical_words(each.name), each) for each in neighbourhoods]
        landmark_names = [
            (_canonical_words(name), landmark) for landmark in landmarks for name in landmark.names()
        ]
        named: list[tuple[Name, Named]] = [*landmark_names, *area_names, *street_names, *outer_names]
        named = [(name, thing) for name, thing in named if name]
        self._names: NameIndex[Named] = NameIndex(named)
        self._parts: NameIndex[Street] = NameIndex(distinctive_parts(street_names))
        self._spelling = Spelling(word for name, _ in named for word in name)
        self._areas = _areas(area_names, landmark_names)
        self._starts = telling_starts(street_names)
        self._postcodes = frozenset(postcodes)
        self._trie = NameTrie(name for name, _ in named)

    def match(self, words: Sequence[str]) -> int:
        """Return how many of the leading folded words are a known place name; 0 if none, longest wins.

        A street type, "metro" or "barrio" before the name and small words in between count;
        a type with nothing known behind it does not. A postcode of the city is a name.
        """
        if words and words[0] in self._postcodes:
            return 1
        return self._trie.match(words)

    def exact(self, name: Name) -> tuple[Named, ...]:
        """Return what has exactly this name."""
        return self._names.exact(name)

    def by_part(self, name: Name) -> Guess:
        """Return the streets of the zone that people call by this part of the name ("vergara"), the end as a rule."""
        if streets := self._parts.exact(name):
            return Guess(streets, sure=is_enough(name))
        return Guess(self._starts.get(name, ()))

    def close(self, name: Name) -> Guess:
        """Return what was probably meant by a name with a slip in it."""
        whole, part = _heard(name, self._names.close(name)), _heard(name, self._parts.close(name))
        if whole and (not part or whole[0].edits <= part[0].edits):
            things = tuple(dict.fromkeys(thing for match in whole for thing in self._names.exact(match.name)))
            sure = len(whole) == 1 or not any(isinstance(each, OuterStreet) for each in things)
            return Guess(things, sure and self._spelling.is_sure_slip(name, whole[0].name))
        streets = tuple(dict.fromkeys(street for match in part for street in self._parts.exact(match.name)))
        sure = bool(part) and is_enough(part[0].name) and self._spelling.is_sure_slip(name, part[0].name)
        return Guess(streets, sure)

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


def _heard(typed: Name, matches: list[Close]) -> list[Close]:
    """Return those that sound as typed if there are any: "serano" is Serrano, though Sedano is as close."""
    heard = sound("".join(typed))
    return [each for each in matches if sound("".join(each.name)) == heard] or matches


def _spoken_name(street: OuterStreet) -> str:
    """Return the name with a type that is none of the street index's: "Vía Lusitana", but "Camarena"."""
    return street.name if fold(street.kind) in KINDS else f"{street.kind} {street.name}"


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
