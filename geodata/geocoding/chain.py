"""Geocoders in a row: the first that knows the place answers."""

from collections import Counter
from collections.abc import Sequence

from geodata.errors import GeocoderUnavailableError
from geodata.geocoding.base import Geocoder, Geocoding, NotFound
from geodata.places import Place, Point

_TELLING = ("number_beyond", "other_kind", "doubtful", "outside_madrid", "unavailable", "unknown")
"""Reasons for not finding, the one that tells most first."""


class GeocoderChain:
    """A `Geocoder` that asks each link in turn and never raises.

    `outcomes` counts (geocoder, what came of it), for the metrics: "found", "ambiguous", a reason of
    `NotFound` or of `GeocoderUnavailableError`.
    """

    name = "chain"

    def __init__(self, geocoders: Sequence[Geocoder]) -> None:
        self._geocoders = tuple(geocoders)
        self.outcomes: Counter[tuple[str, str]] = Counter()

    @property
    def storable(self) -> bool:
        """Tell whether every link's answers may be kept; see `storable_sources` for one answer's."""
        return all(each.storable for each in self._geocoders)

    @property
    def storable_sources(self) -> frozenset[str]:
        """Return the sources whose places may be kept."""
        return frozenset(each.name for each in self._geocoders if each.storable)

    async def geocode(self, phrase: str) -> Geocoding:
        """Return the first answer that is a place, else the most telling reason why there is none."""
        refusals: list[NotFound] = []
        for geocoder in self._geocoders:
            try:
                answer = await geocoder.geocode(phrase)
            except GeocoderUnavailableError as error:
                self.outcomes[geocoder.name, error.reason] += 1
                refusals.append(NotFound("unavailable"))
                continue
            outcome = answer.reason if isinstance(answer, NotFound) else type(answer).__name__.lower()
            self.outcomes[geocoder.name, outcome] += 1
            if not isinstance(answer, NotFound) or answer.reason == "empty":
                return answer
            refusals.append(answer)
        return min(refusals, key=lambda each: _TELLING.index(each.reason), default=NotFound("unavailable"))

    async def reverse(self, point: Point) -> Place | None:
        """Return the first address that a link knows at the point, None if none does."""
        for geocoder in self._geocoders:
            try:
                place = await geocoder.reverse(point)
            except GeocoderUnavailableError as error:
                self.outcomes[geocoder.name, error.reason] += 1
                continue
            self.outcomes[geocoder.name, "found" if place else "unknown"] += 1
            if place:
                return place
        return None
