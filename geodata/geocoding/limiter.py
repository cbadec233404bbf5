"""Keeping to a service's rate: so many seconds between requests, for the whole application."""

import asyncio

from geodata.errors import GeocoderUnavailableError


class RateLimiter:
    """Lets one request start every `interval` seconds, in the order of asking.

    Who would have to wait longer than `patience` seconds is refused at once, so that the next geocoder can be
    asked; nobody is delayed without need, and no error is hidden. One instance for all that ask a service.
    """

    def __init__(self, service: str, interval: float, patience: float) -> None:
        self._service = service
        self._interval = interval
        self._patience = patience
        self._free_at = float("-inf")

    async def turn(self) -> None:
        """Return when a request may start; raises GeocoderUnavailableError ("busy")."""
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at)
        if start - now > self._patience:
            raise GeocoderUnavailableError(self._service, "busy")
        self._free_at = start + self._interval
        await asyncio.sleep(start - now)
