"""A client of the Mapbox Static Images API: a picture of the ground, or a word for why there is none.

The address of a picture holds the token, so it is made here and goes nowhere but to the service: not into a log
(aiohttp writes none), not into an error (none leaves here), and not along with a redirect.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal
from urllib.parse import quote

import aiohttp
from yarl import URL

Failure = Literal["timeout", "refused", "rate_limited", "failed"]

BASE_URL = "https://api.mapbox.com"

TIMEOUT = 2.0
"""Seconds for all of it: somebody is waiting for the whole answer."""

LONGEST_URL = 8192
"""Characters of the whole address that the service takes, the token included."""

LARGEST = 4_000_000
"""Bytes: a picture of the largest size that is asked for is well below it."""

FAILURES: Mapping[int, Failure] = {
    HTTPStatus.UNAUTHORIZED: "refused",
    HTTPStatus.FORBIDDEN: "refused",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limited",
}


class StaticImages:
    """Fetches pictures over one session, which whoever opened it closes."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: str,
        base_url: str = BASE_URL,
        timeout: float = TIMEOUT,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._query = f"?access_token={quote(token, safe='')}"
        self._session = session
        self._timeout = timeout

    @property
    def longest_path(self) -> int:
        """The characters that a picture's path may have."""
        return LONGEST_URL - len(self._base) - len(self._query)

    async def fetch(self, path: str) -> bytes | Failure:
        """Return the picture's bytes, unread; never raises for what the network or the service does."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._fetched(URL(f"{self._base}{path}{self._query}", encoded=True))
        except TimeoutError:
            return "timeout"
        except (aiohttp.ClientError, OSError):
            return "failed"

    async def _fetched(self, url: URL) -> bytes | Failure:
        async with self._session.get(url, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                return FAILURES.get(answer.status, "failed")
            if not answer.content_type.startswith("image/"):
                return "failed"
            data = bytearray()
            async for chunk in answer.content.iter_any():
                data += chunk
                if len(data) > LARGEST:
                    return "failed"
            return bytes(data)
