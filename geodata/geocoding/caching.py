"""Remembering what online services answered, as their policies ask and their terms allow."""

from dataclasses import replace
from typing import Protocol

from geodata.gazetteer.folding import words
from geodata.geocoding.base import Found, Geocoder, Geocoding, NotFound
from geodata.places import Place, Point

_DECIMALS = 4  # of a degree, about 10 m: a neighbour asks for the same address
_LASTING = frozenset({"unknown", "outside_madrid"})  # reasons that will be the same tomorrow


class GeocodingCache(Protocol):
    """Where answers are kept; how long is its own business."""

    async def get(self, key: str) -> Geocoding | None:
        """Return the answer kept under the key, None if there is none."""
        ...

    async def put(self, key: str, answer: Geocoding) -> None:
        """Keep the answer."""
        ...


class CachedGeocoder:
    """A `Geocoder` that asks the one behind it only once; not at all storing what must not be stored."""

    def __init__(self, geocoder: Geocoder, cache: GeocodingCache) -> None:
        self._geocoder = geocoder
        self._cache = cache

    @property
    def name(self) -> str:
        """Return the name of the geocoder behind it."""
        return self._geocoder.name

    @property
    def storable(self) -> bool:
        """Tell whether the answers may be kept."""
        return self._geocoder.storable

    async def geocode(self, phrase: str) -> Geocoding:
        """Return the answer kept or a fresh one; raises GeocoderUnavailableError."""
        if not self.storable:
            return await self._geocoder.geocode(phrase)
        key = f"{self.name}:{' '.join(words(phrase))}"
        kept = await self._cache.get(key)
        if kept is not None:
            return kept
        answer = await self._geocoder.geocode(phrase)
        if not isinstance(answer, NotFound) or answer.reason in _LASTING:
            await self._cache.put(key, answer)
        return answer

    async def reverse(self, point: Point) -> Place | None:
        """Return the address kept or a fresh one, at the point asked; raises GeocoderUnavailableError."""
        if not self.storable:
            return await self._geocoder.reverse(point)
        key = f"{self.name}@{point.lat:.{_DECIMALS}f},{point.lon:.{_DECIMALS}f}"
        kept = await self._cache.get(key)
        if isinstance(kept, Found):
            return replace(kept.place, point=point)
        place = await self._geocoder.reverse(point)
        if place:
            await self._cache.put(key, Found(place))
        return place
