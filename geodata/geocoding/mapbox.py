"""Mapbox Geocoding v6 (geopy's own class still asks v5). © Mapbox, © OpenStreetMap.

Answers are temporary by its terms: they must not be stored.
"""

from typing import Any
from urllib.parse import urlencode

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.location import Location

from geodata.geocoding.online import TIMEOUT, OnlineGeocoder, point_of
from geodata.geocoding.region import NORTH_EAST, SOUTH_WEST
from geodata.places import Place, Point, Precision

DOMAIN = "api.mapbox.com"
_PATH = "/search/geocode/v6"
_BOX = f"{SOUTH_WEST.lon},{SOUTH_WEST.lat},{NORTH_EAST.lon},{NORTH_EAST.lat}"
_PRECISION: dict[str, Precision] = {
    "address": "house",
    "street": "street",
    "block": "street",
    "neighborhood": "neighbourhood",
    "locality": "neighbourhood",
}
"""Type of feature → how precise it is; the others (postcode, region) are no answer."""


class MapboxV6(GeopyGeocoder):  # type: ignore[misc]  # geopy publishes no types
    """Geocoding v6 as geopy's other geocoders: `geocode` and `reverse` give a Location or None."""

    def __init__(self, token: str, *, domain: str = DOMAIN, scheme: str = "https", **geopy: Any) -> None:  # noqa: ANN401
        super().__init__(scheme=scheme, **geopy)
        self._token = token
        self._url = f"{self.scheme}://{domain}{_PATH}"

    async def geocode(self, query: str) -> Location | None:
        """Return the first feature around Madrid."""
        return await self._first("forward", q=query, bbox=_BOX, country="es", autocomplete="false")

    async def reverse(self, query: Point) -> Location | None:
        """Return the address at the point."""
        return await self._first("reverse", longitude=query.lon, latitude=query.lat, types="address")

    async def _first(self, method: str, **parameters: Any) -> Location | None:  # noqa: ANN401
        parameters |= {"limit": 1, "language": "es", "access_token": self._token}
        url = f"{self._url}/{method}?{urlencode(parameters)}"
        answer = await self._call_geocoder(url, lambda document: document)
        if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
            raise GeocoderParseError("the answer is no collection of features")
        if not answer["features"]:
            return None
        properties = answer["features"][0]["properties"]
        at = properties["coordinates"]
        return Location(properties["name"], (float(at["latitude"]), float(at["longitude"])), properties)


class MapboxService:
    """Questions to Mapbox, bounded to Madrid, in Spanish."""

    name = "mapbox"
    storable = False

    def __init__(self, token: str, user_agent: str, domain: str = DOMAIN, scheme: str = "https") -> None:
        self._mapbox = MapboxV6(
            token,
            domain=domain,
            scheme=scheme,
            user_agent=user_agent,
            timeout=TIMEOUT,
            adapter_factory=AioHTTPAdapter,
        )

    async def search(self, phrase: str) -> Place | None:
        """Return its first feature; may raise geopy's errors."""
        return self._place(await self._mapbox.geocode(phrase))

    async def address_at(self, point: Point) -> Place | None:
        """Return the address at the point; may raise geopy's errors."""
        return self._place(await self._mapbox.reverse(point))

    async def close(self) -> None:
        """Close its connections."""
        await self._mapbox.adapter.__aexit__(None, None, None)

    def _place(self, location: Location | None) -> Place | None:
        if location is None or location.raw.get("feature_type") not in _PRECISION:
            return None
        point = point_of(location.latitude, location.longitude)
        precision = _PRECISION[location.raw["feature_type"]]
        return Place(_label(location.raw), point, self.name, precision, storable=self.storable)


def _label(properties: dict[str, Any]) -> str:
    address = (properties.get("context") or {}).get("address") or {}
    street, number = address.get("street_name"), address.get("address_number")
    return f"{street}, {number}" if street and number else str(properties["name"])


def mapbox_geocoder(
    token: str, user_agent: str, domain: str = DOMAIN, scheme: str = "https"
) -> OnlineGeocoder:
    """Return the geocoder over Mapbox; `token` is secret and never appears in errors."""
    return OnlineGeocoder(MapboxService(token, user_agent, domain, scheme))
