"""Positions: one by one, or live, and places of Telegram's own list."""

from typing import Any, Final

from bot.bot_api.locations import Location, Venue
from bot.bot_api.people.identity import Identity

LIVE_SECONDS: Final = 900  # the shortest period that clients offer


class Sharing(Identity):
    """What people share."""

    _live: tuple[int, int] | None = None  # the message of the live position, and its period

    def shares(self, lat: float, lon: float, *, live: bool = False) -> dict[str, Any]:
        """Share a position in degrees; a `live` one as the edit that follows a move."""
        if live:
            return self._edit(self.api.state.next_message_id(), **_live_location(lat, lon, LIVE_SECONDS))
        return self._message(**Location(lat, lon).to_message())

    def shares_live(self, lat: float, lon: float, seconds: int = LIVE_SECONDS) -> dict[str, Any]:
        """Begin to share a live position, for so many seconds."""
        update = self._message(**_live_location(lat, lon, seconds))
        message = update.get("message") or update["channel_post"]
        self._live = (message["message_id"], seconds)
        return update

    def moves(self, lat: float, lon: float) -> dict[str, Any]:
        """Be somewhere else while the live position is shared: the same message changes.

        Raises:
            ValueError: no live position is shared.

        """
        message_id, seconds = self._shared()
        return self._edit(message_id, **_live_location(lat, lon, seconds))

    def stops_sharing(self, lat: float, lon: float) -> dict[str, Any]:
        """End the live position: the message changes once more, and has no period left.

        Raises:
            ValueError: no live position is shared.

        """
        message_id, _ = self._shared()
        self._live = None
        return self._edit(message_id, **Location(lat, lon).to_message())

    def shares_venue(self, lat: float, lon: float, title: str, address: str = "") -> dict[str, Any]:
        """Share a place of Telegram's own list."""
        return self._message(**Venue(Location(lat, lon), title, address).to_message())

    def forwards_venue(
        self, lat: float, lon: float, title: str, address: str = "", author: str = "Luis"
    ) -> dict[str, Any]:
        """Pass on a place that somebody else shared."""
        venue = Venue(Location(lat, lon), title, address)
        return self._message(**venue.to_message(), **self._forwarded(author))

    def _shared(self) -> tuple[int, int]:
        if self._live is None:
            raise ValueError("no live position is shared")
        return self._live


def _live_location(lat: float, lon: float, seconds: int) -> dict[str, Any]:
    return {"location": {**Location(lat, lon).to_json(), "live_period": seconds}}
