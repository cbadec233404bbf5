"""OpenStreetMap's Nominatim, through geopy. © OpenStreetMap contributors, ODbL.

Its policy: one request a second for the whole application, an own User-Agent, answers cached.
"""

from typing import Any

from geopy.adapters import AioHTTPAdapter
from geopy.geocoders import Nominatim

from geodata.geocoding.limiter import RateLimiter
from geodata.geocoding.online import TIMEOUT, OnlineGeocoder, point_of
from geodata.geocoding.region import NORTH_EAST, SOUTH_WEST
from geodata.places import Place, Point, Precision

DOMAIN = "nominatim.openstreetmap.org"
INTERVAL = 1.0  # seconds between requests, by its usage policy
_VIEWBOX = [(SOUTH_WEST.lat, SOUTH_WEST.lon), (NORTH_EAST.lat, NORTH_EAST.lon)]


class NominatimService:
    """Questions to Nominatim, bounded to Madrid, in Spanish."""

    name = "nominatim"
    storable = True

    def __init__(self, user_agent: str, domain: str = DOMAIN, scheme: str = "https") -> None:
        self._nominatim = Nominatim(
            user_agent=user_agent,
            domain=domain,
            scheme=scheme,
            timeout=TIMEOUT,
            adapter_factory=AioHTTPAdapter,
        )

    async def search(self, phrase: str) -> Place | None:
        """Return its first answer; may raise geopy's errors."""
        location = await self._nominatim.geocode(
            phrase, viewbox=_VIEWBOX, bounded=True, country_codes="es", language="es", addressdetails=True
        )
        return None if location is None else self._place(location.raw)

    async def address_at(self, point: Point) -> Place | None:
        """Return the address at the point; may raise geopy's errors."""
        location = await self._nominatim.reverse((point.lat, point.lon), language="es")
        return None if location is None else self._place(location.raw)

    async def close(self) -> None:
        """Close its connections."""
        await self._nominatim.adapter.__aexit__(None, None, None)

    def _place(self, raw: dict[str, Any]) -> Place:
        address = raw.get("address") or {}
        road, house = address.get("road"), address.get("house_number")
        label, precision = _named(raw, road, house)
        return Place(label, point_of(raw["lat"], raw["lon"]), self.name, precision)


def _named(raw: dict[str, Any], road: str | None, house: str | None) -> tuple[str, Precision]:
    if raw.get("name") and raw["name"] != road:
        return str(raw["name"]), "landmark"
    if road and house:
        return f"{road}, {house}", "house"
    return (road, "street") if road else (str(raw["display_name"]).split(",")[0], "landmark")


def nominatim_geocoder(user_agent: str, domain: str = DOMAIN, scheme: str = "https") -> OnlineGeocoder:
    """Return the geocoder with its limiter; make one only, or the limit is not kept."""
    service = NominatimService(user_agent, domain, scheme)
    return OnlineGeocoder(service, RateLimiter(service.name, INTERVAL, patience=TIMEOUT))
