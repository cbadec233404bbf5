"""Points and venues, as messages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from bot.bot_api.errors import bad_request

MAX_LATITUDE: Final = 90.0
MAX_LONGITUDE: Final = 180.0


@dataclass(frozen=True, slots=True)
class Location:
    """A point in degrees."""

    lat: float
    lon: float

    def to_json(self) -> dict[str, float]:
        """Return Telegram's Location."""
        return {"latitude": self.lat, "longitude": self.lon}

    def to_message(self) -> dict[str, Any]:
        """Return the fields that it gives a Message."""
        return {"location": self.to_json()}


@dataclass(frozen=True, slots=True)
class Venue:
    """A point with a name and an address."""

    location: Location
    title: str
    address: str

    def to_message(self) -> dict[str, Any]:
        """Return the fields that it gives a Message: its point comes twice."""
        location = self.location.to_json()
        return {
            "venue": {"location": location, "title": self.title, "address": self.address},
            "location": location,
        }


def read_location(fields: Mapping[str, Any]) -> Location:
    """Return the point of a call's or a result's "latitude" and "longitude".

    Raises:
        BotApiError: 400 when one is absent, or off the map.

    """
    for name in ("latitude", "longitude"):
        if str(fields.get(name, "")).strip() == "":
            raise bad_request(f"{name} is empty")
    try:
        lat, lon = float(fields["latitude"]), float(fields["longitude"])
    except (TypeError, ValueError):
        raise bad_request("invalid location specified") from None
    if not (isfinite(lat) and isfinite(lon) and abs(lat) <= MAX_LATITUDE and abs(lon) <= MAX_LONGITUDE):
        raise bad_request("invalid location specified")
    return Location(lat, lon)
