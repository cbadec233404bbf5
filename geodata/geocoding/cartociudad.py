"""CartoCiudad, the geocoder of Spain's Instituto Geográfico Nacional (no key). CC BY 4.0 scne.es.

`candidates` finds names by sound, `find` gives the position of one of them, `reverseGeocode` the
portal nearest to a point (within 350 m). The interface is described at github.com/IDEESpain/Cartociudad.
"""

from typing import Any
from urllib.parse import urlencode

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.location import Location

from geodata.gazetteer.folding import fold
from geodata.gazetteer.vocabulary import PARTICLES
from geodata.geocoding.online import TIMEOUT, OnlineGeocoder, point_of
from geodata.places import Place, Point, Precision

DOMAIN = "www.cartociudad.es"
_PATH = "/geocoder/api/geocoder"
_CANDIDATES = 5
_PRECISION: dict[str, Precision] = {
    "portal": "house",
    "callejero": "street",
    "toponimo": "landmark",
    "ngbe": "landmark",
}
"""Type of entity → how precise it is; the others (province, postcode, petrol station) are no answer."""


class CartoCiudad(GeopyGeocoder):  # type: ignore[misc]  # geopy publishes no types
    """CartoCiudad as geopy's other geocoders: `geocode` and `reverse` give a Location or None."""

    def __init__(self, *, domain: str = DOMAIN, scheme: str = "https", **geopy: Any) -> None:  # noqa: ANN401
        super().__init__(scheme=scheme, **geopy)
        self._url = f"{self.scheme}://{domain}{_PATH}"

    async def geocode(self, query: str) -> Location | None:
        """Return the first candidate in the municipality of Madrid with its position."""
        candidates = await self._get(
            "candidates", list, q=query, limit=_CANDIDATES, municipio_filter="Madrid", countrycodes="es"
        )
        first = next((each for each in candidates or () if each.get("type") in _PRECISION), None)
        if first is None:
            return None
        portal = {"portal": first["portalNumber"]} if first.get("portalNumber") else {}
        return _location(await self._get("find", dict, id=first["id"], type=first["type"], **portal))

    async def reverse(self, query: Point) -> Location | None:
        """Return the portal nearest to the point."""
        return _location(await self._get("reverseGeocode", dict, lon=query.lon, lat=query.lat))

    async def _get(self, method: str, shape: type, **parameters: Any) -> Any:  # noqa: ANN401
        url = f"{self._url}/{method}?{urlencode(parameters)}"
        answer = await self._call_geocoder(url, lambda document: document)
        if answer and not isinstance(answer, shape):
            raise GeocoderParseError("the answer has another shape than documented")
        return answer


class CartoCiudadService:
    """Questions to CartoCiudad, bounded to the municipality of Madrid."""

    name = "cartociudad"
    storable = True

    def __init__(self, user_agent: str, domain: str = DOMAIN, scheme: str = "https") -> None:
        self._cartociudad = CartoCiudad(
            domain=domain,
            scheme=scheme,
            user_agent=user_agent,
            timeout=TIMEOUT,
            adapter_factory=AioHTTPAdapter,
        )

    async def search(self, phrase: str) -> Place | None:
        """Return its first candidate; may raise geopy's errors."""
        return self._place(await self._cartociudad.geocode(phrase))

    async def address_at(self, point: Point) -> Place | None:
        """Return the portal nearest to the point; may raise geopy's errors."""
        return self._place(await self._cartociudad.reverse(point))

    async def close(self) -> None:
        """Close its connections."""
        await self._cartociudad.adapter.__aexit__(None, None, None)

    def _place(self, location: Location | None) -> Place | None:
        if location is None or location.raw.get("type") not in _PRECISION:
            return None
        point = point_of(location.latitude, location.longitude)
        return Place(_label(location.raw), point, self.name, _PRECISION[location.raw["type"]])


def _location(raw: dict[str, Any] | None) -> Location | None:
    if not raw:
        return None
    return Location(str(raw["address"]), (float(raw["lat"]), float(raw["lng"])), raw)


def _label(raw: dict[str, Any]) -> str:
    """Return "Calle Ponzano, 20" of the address "PONZANO" with the type "CALLE" beside it."""
    number = str(raw.get("portalNumber") or "")
    kind, name = str(raw.get("tip_via") or ""), str(raw["address"]).split(",")[0].strip()
    name = name.removesuffix(number).strip() if number else name
    if kind and not fold(name).startswith(fold(kind)):
        name = f"{kind} {name}"
    spoken = [word.lower() if fold(word) in PARTICLES else word.capitalize() for word in name.split()]
    return f"{' '.join(spoken)}, {number}" if number else " ".join(spoken)


def cartociudad_geocoder(user_agent: str, domain: str = DOMAIN, scheme: str = "https") -> OnlineGeocoder:
    """Return the geocoder over CartoCiudad."""
    return OnlineGeocoder(CartoCiudadService(user_agent, domain, scheme))
