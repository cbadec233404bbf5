"""The geocoder that needs no network: street index, neighbourhoods and landmarks.

What a phrase means is decided in this order: an exact name, a part of a street's name by which people
call it ("vergara"), a name with a slip in it. A guess is an answer only where it is sure; else it is a question
(`NotFound` with suggestions): a real street outside the zone must never be taken for one inside. Streets
known to be outside are found under their exact name before anything is guessed. A written street type or
"metro" decides between namesakes; a house number means a street; else a landmark comes before a neighbourhood,
that before a street, that before an underground station, which is an alternative where it is far from the answer.
A street that crosses several neighbourhoods, asked for without number, is answered in the one where most of its
spaces are, and the label says which; the others are alternatives. Two streets mean their corner, or the first of
them where they do not meet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from geodata.addresses import AREA, STATION, Reading, behind_an_area, lone_postcode, read_address
from geodata.gazetteer import Gazetteer, Named
from geodata.gazetteer.folding import words
from geodata.gazetteer.former_names import under_former_names
from geodata.gazetteer.houses import with_known_houses
from geodata.gazetteer.names import Name
from geodata.gazetteer.vocabulary import CITY_WORDS, TYPE_WORDS, canonical
from geodata.geocoding.base import Ambiguous, Found, Geocoding, NotFound
from geodata.geocoding.by_postcode import PostcodeFinder
from geodata.geocoding.crossings import CrossingFinder
from geodata.geocoding.on_street import StreetFinder, numbered
from geodata.geocoding.outside import OuterFinder
from geodata.geocoding.reverse import PointLabels
from geodata.geocoding.stations import with_stations
from geodata.geocoding.two_streets import Pair, two_streets
from geodata.landmarks import ADDRESSED_KINDS, AREA_KINDS, STATION_KINDS, Landmark, load_landmarks
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.outer_streets import OuterNumbers, OuterStreet, load_outer_numbers, load_outer_streets
from geodata.places import Place, Point
from geodata.postcodes import Postcode, load_postcodes
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
        neighbourhoods: NeighbourhoodIndex,
        gazetteer: Gazetteer,
        labels: PointLabels,
        outer_numbers: Iterable[OuterNumbers] = (),
        postcodes: Mapping[str, Postcode] | None = None,
    ) -> None:
        self._neighbourhoods = neighbourhoods
        self.gazetteer = gazetteer
        self._street_finder = StreetFinder(neighbourhoods, SOURCE)
        self._crossings = CrossingFinder(gazetteer, neighbourhoods, SOURCE)
        self._outer_finder = OuterFinder(outer_numbers, SOURCE)
        self._postcodes = PostcodeFinder(postcodes or {}, neighbourhoods, SOURCE)
        self._labels = labels

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
        landmarks, postcodes = load_landmarks(resources), load_postcodes(resources)
        gazetteer = Gazetteer(
            (*streets, *under_former_names(streets, resources)),
            neighbourhoods,
            landmarks,
            load_outer_streets(resources),
            postcodes,
        )
        labels = PointLabels(index, landmarks, streets, SOURCE)
        return cls(neighbourhoods, gazetteer, labels, load_outer_numbers(resources), postcodes)

    async def geocode(self, phrase: str) -> Geocoding:
        """Return what the phrase means; see `find`."""
        return self.find(phrase)

    async def reverse(self, point: Point) -> Place | None:
        """Return the point under the nearest house's address, or what else is near; None if nothing is."""
        return self._labels.at(point)

    def find(self, phrase: str) -> Geocoding:
        """Return what the phrase means. Any text is accepted."""
        if postcode := lone_postcode(phrase):
            return self._postcodes.find(postcode)
        written = read_address(phrase)
        if not written:
            return NotFound("empty")
        return self._corner(phrase, written) or self._one_place(phrase, written)

    def _corner(self, phrase: str, written: Sequence[Reading]) -> Geocoding | None:
        """Return where two streets meet, else what the first of them is; None unless the phrase names two."""
        if any(self._is_a_name(each.name) for each in written if not each.hint):
            return None  # "Ortega y Gasset"
        for pair in two_streets(phrase):
            if corner := self._crossings.find(pair):
                return corner
            if pair.certain:
                return self._either(pair)
        return None

    def _is_a_name(self, name: Name) -> bool:
        return bool(self.gazetteer.exact(name) or self.gazetteer.by_part(name).things)

    def _either(self, pair: Pair) -> Geocoding:
        first = self.find(pair.first)
        if not isinstance(first, NotFound):
            return first
        second = self.find(pair.second)
        return first if isinstance(second, NotFound) else second

    def _one_place(self, phrase: str, written: Sequence[Reading]) -> Geocoding:
        readings = (*written, *self._with_areas(written))
        answer = self._exact(phrase, written, readings)
        if self._postcodes.is_elsewhere(written[0].postcode) and not _is_town(answer):
            return NotFound("outside_madrid")
        return answer or self._guessed([each for each in readings if not _says_nothing(each.name)])

    def _exact(
        self, phrase: str, written: Sequence[Reading], readings: Sequence[Reading]
    ) -> Geocoding | None:
        """Return what bears exactly the name, else the town that the phrase names; None without either."""
        certainly, perhaps = self._behind_areas(phrase)
        tries = ((certainly, certainly), (readings, written), (perhaps, perhaps))
        answers = (self._first(named, self.gazetteer.exact) or self._town(hinted) for named, hinted in tries)
        return next((each for each in answers if each), None)

    def _guessed(self, readings: Sequence[Reading]) -> Geocoding:
        """Return what a name that nothing bears surely means, else what it may mean, as suggestions."""
        doubtful: list[Place] = []
        for lookup in (self.gazetteer.by_part, self.gazetteer.close):
            for reading in readings:
                guess = lookup(reading.name)
                answer = self._resolve(reading, guess.things)
                if answer is None or isinstance(answer, NotFound):
                    doubtful.extend(answer.suggestions if answer else ())
                    continue  # a guess has no say in what there is not
                if guess.sure and not (isinstance(answer, Found) and answer.corrected):
                    return replace(answer, corrected=True) if isinstance(answer, Found) else answer
                doubtful.extend(self._choices(answer))
        suggestions = self._street_finder.told_apart(doubtful)
        return NotFound("doubtful", suggestions=suggestions) if suggestions else NotFound("unknown")

    def _choices(self, answer: Found | Ambiguous) -> tuple[Place, ...]:
        return (answer.place, *answer.alternatives) if isinstance(answer, Found) else answer.candidates

    def _first(
        self, readings: Iterable[Reading], lookup: Callable[[Name], Iterable[Named]]
    ) -> Geocoding | None:
        """Return the first answer, else why there is none, None if no name is known."""
        refusal: NotFound | None = None
        aside: Found | None = None
        for reading in readings:
            if aside and reading.number is None:
                break
            things = tuple(lookup(reading.name))
            answer = self._resolve(reading, things)
            if isinstance(answer, Found) and _leaves_the_number(answer, reading, things):
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

    def _behind_areas(self, phrase: str) -> tuple[list[Reading], list[Reading]]:
        """Return the readings of what stands behind an area's name: those certain, then the others."""
        found: tuple[list[Reading], list[Reading]] = ([], [])
        for area, rest, certain in behind_an_area(phrase):
            if self.gazetteer.area(area):
                those = (replace(each, hint=(*area, *each.hint)) for each in read_address(rest))
                found[0 if certain else 1].extend(those)
        return found

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
        codes = area.codes if area else self._postcodes.codes(reading.postcode)
        on_street = self._on_street(reading, things, codes)
        if reading.number is not None and on_street:
            return on_street
        named = [self._place(each, reading) for each in _by_standing(things, reading.kind)]
        if named:
            answer: Geocoding | None = Found(named[0], alternatives=self._alternatives(named, on_street))
        else:
            answer = on_street
        metro = [
            _landmark_place(each) for each in things if isinstance(each, Landmark) and each.kind == "metro"
        ]
        return answer if reading.kind else with_stations(answer, metro)

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

    def _place(self, thing: Landmark | Neighbourhood, reading: Reading) -> Place:
        if isinstance(thing, Landmark):
            place = _landmark_place(thing)
            if thing.kind not in ADDRESSED_KINDS or reading.number is None:
                return place
            asked = (name for name in thing.names() if canonical(words(name)) == reading.name)
            return replace(place, label=numbered(next(asked, thing.name), reading), precision="street")
        centre = self._neighbourhoods.centre(thing.code)
        return Place(thing.name, centre, SOURCE, "neighbourhood", thing.code)

    def _alternatives(self, named: list[Place], on_street: Geocoding | None) -> tuple[Place, ...]:
        also = list(named)[1:]
        if isinstance(on_street, Found):
            also.append(on_street.place)
        elif isinstance(on_street, Ambiguous):
            also.extend(on_street.candidates)
        return self._street_finder.told_apart(also, named[0])


def _leaves_the_number(answer: Found, reading: Reading, things: Iterable[Named]) -> bool:
    """Tell whether the house number asked for had no say in the answer, a landmark."""
    named = any(isinstance(each, Landmark) for each in things)
    return named and reading.number is not None and answer.place.precision != "house"


def _is_town(answer: Geocoding | None) -> bool:
    """Tell whether the answer is a part of the city or a town: no street of Madrid that happens to match."""
    return isinstance(answer, Found) and answer.place.precision == "neighbourhood"


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
