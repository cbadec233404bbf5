"""Streets outside the zone: when one of them is meant, and the place it stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geodata.addresses import Reading
from geodata.gazetteer.folding import fold, words
from geodata.gazetteer.names import Name
from geodata.gazetteer.vocabulary import KINDS, MEANT_BY, canonical
from geodata.geocoding.base import MAX_CANDIDATES, Found, Geocoding, NotFound
from geodata.outer_streets import OuterNumbers, OuterStreet
from geodata.places import Place
from geodata.streets import Street


class OuterFinder:
    """Places outside the zone; `source` names the geocoder in them."""

    def __init__(self, numbers: Iterable[OuterNumbers], source: str) -> None:
        self._numbers: dict[Name, list[OuterNumbers]] = {}
        for each in numbers:
            self._numbers.setdefault(_key(each.stretch), []).append(each)
        self._source = source

    def weigh(
        self,
        reading: Reading,
        inside: Sequence[Street],
        outer: Sequence[OuterStreet],
        answer: Geocoding | None,
    ) -> Geocoding | None:
        """Return the answer that namesakes outside the zone leave of the one about those `inside`.

        A written type decides between them. Without one the street of the zone is meant, if it has the
        number.
        """
        if beyond := self._beyond(inside, reading):
            return Found(beyond)
        meant = self._of_kind(outer, reading.kind)
        written = reading.kind is not None
        if not meant or (written and any(_has_kind(each, reading.kind) for each in inside)):
            return answer or self._other_kind(outer, reading)
        places = tuple(self._place(each, reading) for each in meant)
        corrected = written and not _has_kind(meant[0], reading.kind)
        if answer is None or isinstance(answer, NotFound) or (written and not corrected):
            return Found(places[0], corrected, places[1 : MAX_CANDIDATES + 1])
        if isinstance(answer, Found):
            return replace(answer, alternatives=(*answer.alternatives, *places)[:MAX_CANDIDATES])
        return answer

    def _other_kind(self, streets: Sequence[OuterStreet], reading: Reading) -> NotFound | None:
        places = tuple(self._place(each, reading) for each in streets[:MAX_CANDIDATES])
        return NotFound("other_kind", suggestions=places) if places else None

    def _of_kind(self, streets: Sequence[OuterStreet], kind: str | None) -> list[OuterStreet]:
        """Return the streets that the written type allows, as for those inside."""
        exact = [each for each in streets if kind is None or _has_kind(each, kind)]
        return exact or [each for each in streets if fold(each.kind) in MEANT_BY.get(kind or "", ())]

    def _place(self, street: OuterStreet, reading: Reading) -> Place:
        """Return the street, with the house number as asked for."""
        return Place(street.address(reading.number), street.point, self._source, "street")

    def _beyond(self, streets: Sequence[Street], reading: Reading) -> Place | None:
        """Return where the number is if it is known to stand outside the zone on one of these streets."""
        if reading.number is None:
            return None
        stretches = (each for street in streets for each in self._numbers.get(_key(street), ()))
        outside = next((each.stretch for each in stretches if reading.number in each), None)
        return self._place(outside, reading) if outside else None


def _has_kind(street: Street | OuterStreet, kind: str | None) -> bool:
    """Tell whether the street bears this written type; a type that counts as part of the name fits any."""
    own = fold(street.kind)
    return own == kind or own not in KINDS


def _key(street: Street | OuterStreet) -> Name:
    return (fold(street.kind), *canonical(words(street.name)))
