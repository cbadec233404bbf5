"""The geocoder that needs no network: street index, neighbourhoods and landmarks.

What a phrase means is decided in this order: an exact name, a part of a street's name by which people
call it ("vergara"), a name with a slip in it. A guess is an answer only where it is sure; else it is a question
(`NotFound` with suggestions): a real street outside the zone must never be taken for one inside. Streets
known to be outside are found under their exact name before anything is guessed. A written street type or "metro" decides between
namesakes; a house number means a street; else a landmark comes before a neighbourhood, that before a
street, that before an underground station. A street that crosses several neighbourhoods, asked for
without number, is answered in the one where most of its spaces are, and the label says which; the others are
alternatives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from geodata.addresses import AREA, STATION, Reading, read_address
from geodata.gazetteer import Gazetteer, Named
from geodata.gazetteer.houses import with_known_houses
from geodata.gazetteer.names import Name
from geodata.gazetteer.vocabulary import CITY_WORDS, TYPE_WORDS
from geodata.geocoding.base import MAX_CANDIDATES, Ambiguous, Found, Geocoding, NotFound
from geodata.geocoding.on_street import StreetFinder
from geodata.geocoding.outside import OuterFinder
from geodata.geocoding.reverse import HouseLabels
from geodata.landmarks import AREA_KINDS, STATION_KINDS, Landmark, load_landmarks
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.outer_streets import OuterNumbers, OuterStreet, load_outer_numbers, load_outer_streets
from geodata.places import Place, Point
from geodata.streets import Street, StreetIndex
from geodata.tables import RESOURCES

SOURCE = "index"

_MAX_HINT_WORDS = 3  # "San Sebastián (de los) Reyes" behind a name, without a comma


class LocalGeocoder:
    """A `Geocoder` over the package's own figures; it never raises and never waits.

    `gazetteer` is also the `PlaceNames` that the understanding of messages asks.
    """

    name = SOURCE
    storable = True

    def __init__(
        self,
        streets: Iterable[Street],
        neighbourhoods: NeighbourhoodIndex,
        gazetteer: Gazetteer,
        outer_numbers: Iterable[OuterNumbers] = (),
    ) -> None:
        self._neighbourhoods = neighbourhoods
        self.gazetteer = gazetteer
        self._street_finder = StreetFinder(neighbourhoods, SOURCE)
        self._outer_finder = OuterFinder(outer_numbers, SOURCE)
        self._houses = HouseLabels(streets, SOURCE)

    @classmethod
    def load(cls, resources: Path = RESOURCES) -> "LocalGeocoder":
        """Read the package's figures; raises ResourceError."""
        return cls.over(StreetIndex.load(resources), NeighbourhoodIndex.load(resources), resources)

    @classmethod
    def over(
        cls, index: StreetIndex, neighbourhoods: NeighbourhoodIndex, resources: Path = RESOURCES
    ) -> "LocalGeocoder":
        """Share indexes that are read already, and read what else there is; raises ResourceError."""
        streets = with_known_houses(index, neighbourhoods, resources)
        gazetteer = Gazetteer(
            streets, neighbourhoods, load_landmarks(resources), load_outer_streets(resources)
        )
        return cls(streets, neighbourhoods, gazetteer, load_outer_numbers(resources))

    async def geocode(self, phrase: str) -> Geocoding:
        """Return what the phrase means; see `find`."""
        return self.find(phrase)

    async def reverse(self, point: Point) -> Place | None:
        """Return the address of the nearest known house, None if none is near."""
        return self._houses.at(point)

    def find(self, phrase: str) -> Geocoding:
        """Return what the phrase means. Any text is accepted."""
        written = read_address(phrase)
        if not written:
            return NotFound("empty")
        readings = [*written, *self._with_areas(written)]
        exact = self._first(readings, self.gazetteer.exact)
        if exact:
            return exact
        if town := self._town(written):
            return town
        return self._guessed([each for each in readings if not _says_nothing(each.name)])

    def _guessed(self, readings: Sequence[Reading]) -> Geocoding:
        """Return what a name that nothing bears surely means, else what it may mean, as suggestions."""
        doubtful: list[Place] = []
        for lookup in (self.gazetteer.by_part, self.gazetteer.close):
            for reading in readings:
                guess = lookup(reading.name)
                answer = self._resolve(reading, guess.things)
                if answer is None or isinstance(answer, NotFound):
                    continue  # a guess has no say in what there is not
                if guess.sure and not (isinstance(answer, Found) and answer.corrected):
                    return replace(answer, corrected=True) if isinstance(answer, Found) else answer
                doubtful.extend(self._choices(answer))
        suggestions = tuple(dict.fromkeys(doubtful))[:MAX_CANDIDATES]
        return NotFound("doubtful", suggestions=suggestions) if suggestions else NotFound("unknown")

    def _choices(self, answer: Found | Ambiguous) -> tuple[Place, ...]:
        places = (answer.place, *answer.alternatives) if isinstance(answer, Found) else answer.candidates
        return tuple(self._street_finder.told_apart(each) for each in places)

    def _first(
        self, readings: Iterable[Reading], lookup: Callable[[Name], Iterable[Named]]
    ) -> Geocoding | None:
        """Return the first answer, else why there is none, None if no name is known."""
        refusal: NotFound | None = None
        aside: Found | None = None
        for reading in readings:
            answer = self._resolve(reading, lookup(reading.name))
            if (
                isinstance(answer, Found)
                and reading.number is not None
                and answer.place.precision == "landmark"
            ):
                aside = aside or answer  # a street of that name would take the number
            elif isinstance(answer, NotFound):
                refusal = refusal or answer
            elif answer:
                return answer
        return aside or refusal

    def _town(self, readings: Iterable[Reading]) -> Found | None:
        """Return the town outside that the phrase names behind a street that is not known here."""
        areas = (self.gazetteer.area_within(each.hint) for each in readings)
        outside = next((area.outside for area in areas if area and area.outside), None)
        return Found(_landmark_place(outside), corrected=True) if outside else None

    def _with_areas(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """Yield readings in which the last words are an area: "ponzano chamberí"."""
        for reading in readings:
            for length in range(1, min(_MAX_HINT_WORDS, len(reading.name) - 1) + 1):
                if not reading.hint and self.gazetteer.area(reading.name[-length:]):
                    yield replace(reading, name=reading.name[:-length], hint=reading.name[-length:])

    def _resolve(self, reading: Reading, things: Iterable[Named]) -> Geocoding | None:
        """Return what these namesakes mean in this reading, None if it excludes them all."""
        things = list(things)
        if not things:
            return None
        area = self.gazetteer.area_within(reading.hint)
        if area and area.outside:
            return Found(_landmark_place(area.outside), corrected=True)
        on_street = self._on_street(reading, things, area.codes if area else frozenset())
        if reading.number is not None and on_street:
            return on_street
        named = [self._place(each) for each in _by_standing(things, reading.kind)]
        if named:
            return Found(named[0], alternatives=self._alternatives(named, on_street))
        if on_street:
            return on_street
        stations = [
            _landmark_place(each) for each in things if isinstance(each, Landmark) and each.kind == "metro"
        ]
        return Found(stations[0]) if stations and reading.kind is None else None

    def _on_street(
        self, reading: Reading, things: Iterable[Named], codes: frozenset[str]
    ) -> Geocoding | None:
        """Return the answer of the streets among the namesakes, None if there are none."""
        inside = [each for each in things if isinstance(each, Street)]
        outer = [each for each in things if isinstance(each, OuterStreet)]
        if reading.kind in {STATION, AREA} or not (inside or outer):
            return None
        answer = self._street_finder.find(reading, inside, codes) if inside else None
        return self._outer_finder.weigh(reading, inside, outer, answer)

    def _place(self, thing: Landmark | Neighbourhood) -> Place:
        if isinstance(thing, Landmark):
            return _landmark_place(thing)
        centre = self._neighbourhoods.centre(thing.code)
        return Place(thing.name, centre, SOURCE, "neighbourhood", thing.code)

    def _alternatives(self, named: list[Place], on_street: Geocoding | None) -> tuple[Place, ...]:
        also = list(named[1:])
        if isinstance(on_street, Found):
            also.append(on_street.place)
        elif isinstance(on_street, Ambiguous):
            also.extend(on_street.candidates)
        return tuple(also[:MAX_CANDIDATES])


def _says_nothing(name: Name) -> bool:
    """Tell whether only "street", "station", "Madrid" is left: too little to guess from."""
    return all(word in TYPE_WORDS or word in CITY_WORDS or word.isdigit() for word in name)


def _by_standing(things: Iterable[Named], kind: str | None) -> list[Landmark | Neighbourhood]:
    """Return what is no street, in the order in which a name is taken; stations only where asked for."""
    landmarks = [each for each in things if isinstance(each, Landmark)]
    neighbourhoods = [each for each in things if isinstance(each, Neighbourhood)]
    if kind == STATION:
        return [each for each in landmarks if each.kind in STATION_KINDS]
    areas = [each for each in landmarks if each.kind in AREA_KINDS]
    if kind == AREA:
        return [*neighbourhoods, *areas]
    if kind is not None:
        return []
    places = [each for each in landmarks if each.kind not in AREA_KINDS and each.kind != "metro"]
    return [*places, *neighbourhoods, *areas]


def _landmark_place(landmark: Landmark) -> Place:
    precision = "neighbourhood" if landmark.kind in AREA_KINDS else "landmark"
    return Place(landmark.name, landmark.point, SOURCE, precision, landmark.neighbourhood)  # type: ignore[arg-type]
