"""Streets outside the zone: when one of them is meant, and the place it stands for."""

from collections.abc import Iterable, Sequence

from geodata.addresses import AREA, STATION, Reading
from geodata.gazetteer.folding import fold, words
from geodata.gazetteer.names import Name
from geodata.gazetteer.vocabulary import KINDS, MEANT_BY, canonical
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

    def of_kind(self, streets: Sequence[OuterStreet], kind: str | None) -> list[OuterStreet]:
        """Return the streets that the written type allows, as for those inside."""
        if kind in {STATION, AREA}:
            return []
        exact = [each for each in streets if kind is None or has_kind(each, kind)]
        return exact or [each for each in streets if fold(each.kind) in MEANT_BY.get(kind or "", ())]

    def place(self, street: OuterStreet, reading: Reading) -> Place:
        """Return the street, with the house number as asked for."""
        return Place(street.address(reading.number), street.point, self._source, "street")

    def beyond(self, streets: Sequence[Street], reading: Reading) -> Place | None:
        """Return where the number is if it is known to stand outside the zone on one of these streets."""
        if reading.number is None:
            return None
        stretches = (each for street in streets for each in self._numbers.get(_key(street), ()))
        outside = next((each.stretch for each in stretches if reading.number in each), None)
        return self.place(outside, reading) if outside else None


def has_kind(street: Street | OuterStreet, kind: str | None) -> bool:
    """Tell whether the street bears this written type; a type that counts as part of the name fits any."""
    own = fold(street.kind)
    return own == kind or own not in KINDS


def _key(street: Street | OuterStreet) -> Name:
    return (fold(street.kind), *canonical(words(street.name)))
