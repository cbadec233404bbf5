"""A geocoder and a map renderer that tell an observer what came of each call, and how long it took."""

from dataclasses import dataclass
from time import perf_counter

from bot.observing import Observer
from geodata.errors import GeocoderUnavailableError
from geodata.geocoding import Geocoder, Geocoding, NotFound
from geodata.maps import MapRenderer, MapRequest
from geodata.places import Place, Point


@dataclass(frozen=True, slots=True)
class MeasuredGeocoder:
    """A `Geocoder` that answers as the one behind it does."""

    geocoder: Geocoder
    observer: Observer

    @property
    def name(self) -> str:
        """Return the name of the geocoder behind it."""
        return self.geocoder.name

    @property
    def storable(self) -> bool:
        """Tell whether the answers may be kept."""
        return self.geocoder.storable

    async def geocode(self, phrase: str) -> Geocoding:
        """Return the answer; raises GeocoderUnavailableError where the one behind it does."""
        begun = perf_counter()
        try:
            answer = await self.geocoder.geocode(phrase)
        except GeocoderUnavailableError as error:
            self._tell(error.reason, begun)
            raise
        self._tell(answer.reason if isinstance(answer, NotFound) else type(answer).__name__.lower(), begun)
        return answer

    async def reverse(self, point: Point) -> Place | None:
        """Return the address; raises GeocoderUnavailableError where the one behind it does."""
        begun = perf_counter()
        try:
            place = await self.geocoder.reverse(point)
        except GeocoderUnavailableError as error:
            self._tell(error.reason, begun)
            raise
        self._tell("found" if place else "unknown", begun)
        return place

    def _tell(self, outcome: str, begun: float) -> None:
        self.observer.geocoded(self.name, outcome, perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class MeasuredRenderer:
    """A `MapRenderer` that draws as the one behind it does."""

    renderer: MapRenderer
    observer: Observer

    async def render(self, request: MapRequest) -> bytes:
        """Return the picture as PNG."""
        begun = perf_counter()
        try:
            picture = await self.renderer.render(request)
        except Exception:
            self.observer.map_drawn("failed", perf_counter() - begun)
            raise
        self.observer.map_drawn("drawn", perf_counter() - begun)
        return picture
