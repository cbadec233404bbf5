"""Choosing among namesake streets, and the point on the one meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import cos, hypot, sin, tau

from geodata.addresses import Reading
from geodata.gazetteer.folding import fold
from geodata.gazetteer.vocabulary import MEANT_BY, MINOR_KINDS
from geodata.geocoding.base import MAX_CANDIDATES, Ambiguous, Found, Geocoding, NotFound
from geodata.geocoding.house_numbers import (
    MAX_BLIND,
    METRES_A_NUMBER,
    HousePosition,
    known_range,
    locate_number,
    nearest_house,
)
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.places import Place, Point
from geodata.projection import to_utm, to_wgs84
from geodata.streets import Street

_BORDER_STREET_METRES = 30.0  # the outline runs along the middle of the street, which may be this wide
_COMPASS = [(cos(angle), sin(angle)) for angle in (eighth * tau / 8 for eighth in range(8))]
_SAME_SPOT_METRES = 300.0  # namesakes closer than this need no question: one map shows both


class StreetFinder:
    """Turns streets of one name into an answer; `source` names the geocoder in its places."""

    def __init__(self, neighbourhoods: NeighbourhoodIndex, source: str) -> None:
        self._neighbourhoods = neighbourhoods
        self._source = source

    def find(self, reading: Reading, streets: Sequence[Street], codes: frozenset[str]) -> Geocoding:
        """Return where the reading is on one of these streets (at least one).

        `codes`: the neighbourhoods of the area that the phrase names, empty if it names none.
        """
        meant = of_kind(streets, reading.kind)
        if not meant:
            return NotFound("other_kind", suggestions=self.told_apart(self._spots(streets, reading)))
        spots = self._spots(meant, reading)
        if not spots:
            largest = max(meant, key=lambda each: len(each.numbers))
            return NotFound("number_beyond", largest.label, known_range(largest))
        spots = [each for each in spots if each.neighbourhood in codes] or spots
        corrected = reading.kind is not None and fold(meant[0].kind) != reading.kind
        others = self._stretches(meant[0], spots[0]) if len(meant) == 1 and reading.number is None else ()
        if len(spots) == 1 or _one_spot(spots):
            return Found(spots[0], corrected, self.told_apart((*spots[1:], *others), spots[0]))
        candidates = self.told_apart(spots, namesakes=True)
        return Ambiguous(candidates) if len(candidates) > 1 else Found(spots[0], corrected)

    def told_apart(
        self, places: Iterable[Place], beside: Place | None = None, *, namesakes: bool = False
    ) -> tuple[Place, ...]:
        """Return the first `MAX_CANDIDATES` as choices, each label once and none that of `beside`.

        Streets are labelled with their neighbourhood; so are houses of `namesakes`, and others that would bear
        one label.
        """
        chosen = {beside.label: beside} if beside else {}
        for place in places:
            label = place.label
            if place.precision == "street" or namesakes or label in chosen:
                label = self._with_neighbourhood(place)
            chosen.setdefault(label, replace(place, label=label))
        return tuple(chosen.values())[bool(beside) :][:MAX_CANDIDATES]

    def _with_neighbourhood(self, place: Place) -> str:
        if place.neighbourhood is None or place.label.endswith(")"):
            return place.label
        return f"{place.label} ({self._neighbourhoods.get(place.neighbourhood).name})"

    def _spots(self, streets: Sequence[Street], reading: Reading) -> list[Place]:
        if reading.number is None:
            return [spot for street in streets for spot in list(self._along(street))[:1]]
        for locate in (self._known, self._well_inside):
            spots = [
                self._house(street, reading, at) for street in streets if (at := locate(street, reading))
            ]
            if spots:
                return spots
        return [spot for street in streets for spot in self._unnumbered(street, reading)]

    def _unnumbered(self, street: Street, reading: Reading) -> Iterator[Place]:
        """Yield the street itself, with the number as asked for, if none is known and it is short."""
        if not street.numbers and len(street.positions) == 1 and (reading.number or 0) <= MAX_BLIND:
            only = next(self._along(street))
            yield replace(only, label=numbered(only.label, reading))

    def _house(self, street: Street, reading: Reading, at: HousePosition) -> Place:
        label = numbered(street.label, reading)
        point = to_wgs84(at.x, at.y)
        return Place(
            label,
            point,
            self._source,
            "house",
            at.neighbourhood or self._code(point) or self._beside(point, at),
        )

    def _known(self, street: Street, reading: Reading) -> HousePosition | None:
        return locate_number(street.numbers, reading.number or 0, reading.suffix)

    def _well_inside(self, street: Street, reading: Reading) -> HousePosition | None:
        """Return the nearest known house if the number, wherever it is, cannot be outside the zone."""
        number = reading.number or 0
        nearest = nearest_house(street.numbers, number)
        if nearest is None or abs(nearest.number - number) > MAX_BLIND:
            return None
        reach = abs(nearest.number - number) * METRES_A_NUMBER
        around = (to_wgs84(nearest.x + reach * east, nearest.y + reach * north) for east, north in _COMPASS)
        if not all(self._code(point) for point in around):
            return None
        return HousePosition(nearest.x, nearest.y, nearest.neighbourhood, exact=False)

    def _beside(self, point: Point, at: HousePosition) -> str | None:
        """Return the neighbourhood at the kerb of a border street, between two houses of the zone."""
        nearest, away = self._neighbourhoods.nearest(point)
        return nearest.code if away <= _BORDER_STREET_METRES and not at.beyond else None

    def _code(self, point: Point) -> str | None:
        neighbourhood = self._neighbourhoods.locate(point)
        return neighbourhood.code if neighbourhood else None

    def _stretches(self, street: Street, chosen: Place) -> tuple[Place, ...]:
        return tuple(each for each in self._along(street) if each.neighbourhood != chosen.neighbourhood)

    def _along(self, street: Street) -> Iterator[Place]:
        """Yield the street in each of its neighbourhoods, named where it is too long for one name."""
        first = street.positions[:1]
        long = any(hypot(at.x - first[0].x, at.y - first[0].y) > _SAME_SPOT_METRES for at in street.positions)
        for at in street.positions:
            where = f" ({self._neighbourhoods.get(at.neighbourhood).name})" if long else ""
            yield Place(street.label + where, to_wgs84(at.x, at.y), self._source, "street", at.neighbourhood)


def numbered(label: str, reading: Reading) -> str:
    """Return the label with the house number as asked for: "Plaza Mayor, 3 bis"."""
    return f"{label}, {reading.number} {house_suffix(reading.suffix)}".strip()


def house_suffix(suffix: str) -> str:
    """Return a suffix as people write it: "B", but "bis"."""
    return suffix.lower() if len(suffix) > 1 else suffix


def of_kind(streets: Sequence[Street], kind: str | None) -> list[Street]:
    """Return the streets that the written type allows; without one, a side street yields to its namesake."""
    if kind is None:
        return [each for each in streets if fold(each.kind) not in MINOR_KINDS] or list(streets)
    exact = [each for each in streets if fold(each.kind) == kind]
    return exact or [each for each in streets if fold(each.kind) in MEANT_BY.get(kind, ())]


def _one_spot(spots: Sequence[Place]) -> bool:
    x, y = to_utm(spots[0].point)
    near = (hypot(x - a, y - b) <= _SAME_SPOT_METRES for a, b in (to_utm(each.point) for each in spots[1:]))
    return len({each.neighbourhood for each in spots}) == 1 or all(near)
