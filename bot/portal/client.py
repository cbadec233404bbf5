"""Requests to the known hosts only; what they refuse has a name."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import httpx

from bot.portal.errors import (
    BusyPortalError,
    DeniedError,
    MovedError,
    PortalError,
    SlowPortalError,
    TooLargeError,
    TruncatedError,
    UnreachableError,
    WrongContentError,
)
from bot.portal.hosts import Hosts
from bot.portal.limits import Limits

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""

_MOVED: Final = (404, 410)
_BUSY: Final = (408, 425, 429)
_REFUSED: Final = 400
_RANGE_NOT_SATISFIABLE: Final = 416  # an answer about the part that was asked for, not a refusal
_SERVER_FAILED: Final = 500

T = TypeVar("T")


def open_http(limits: Limits, user_agent: str) -> httpx.AsyncClient:
    """Open a client that follows no redirection by itself and asks for bytes as they are."""
    return httpx.AsyncClient(
        headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
        timeout=httpx.Timeout(limits.read, connect=limits.connect),
        follow_redirects=False,
    )


class PortalClient:
    """Asks the portal; redirections are followed only to the hosts that are allowed."""

    def __init__(
        self, http: httpx.AsyncClient, hosts: Hosts, limits: Limits, pause: Pause = asyncio.sleep
    ) -> None:
        self.limits = limits
        self._http = http
        self._hosts = hosts
        self._pause = pause

    @asynccontextmanager
    async def answer(
        self, name: str, address: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> AsyncIterator[httpx.Response]:
        """Open the answer, its body unread, for the file `name`; statuses below 400 and 416 are the caller's.

        Raises ForeignHostError, UnreachableError, MovedError, DeniedError, BusyPortalError; while the body is
        read, TruncatedError, and WrongContentError where it is packed otherwise than its headers say.
        """
        url = self._hosts.checked(address)
        for _ in range(self.limits.redirects + 1):
            request = self._http.build_request(method, url, headers=headers)
            with _named(name, url.host):
                response = await self._http.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    _refuse(response)
                    with _named(name, url.host, response):
                        yield response
                    return
                url = self._hosts.checked(response.url.join(response.headers["Location"]))
            finally:
                await response.aclose()
        raise MovedError(address, response.status_code)

    async def read(self, name: str, address: str) -> bytes:
        """Return a whole small answer, the catalogue's; raises what `answer` does, TooLargeError, SlowPortalError."""

        async def once() -> bytes:
            content = bytearray()
            async with self.answer(name, address) as response:
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > self.limits.catalogue:
                        raise TooLargeError(name, self.limits.catalogue)
            return bytes(content)

        async with in_time(name, self.limits.catalogue_seconds):
            return await self.persist(once)

    async def persist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try again, a little later each time, what failed for a reason that may pass."""
        for tried in range(1, self.limits.attempts):
            try:
                return await attempt()
            except (BusyPortalError, TruncatedError) as error:
                wait = self._wait(tried, error)
                log.info("%s; again in %.0f s", error, wait)
                await self._pause(wait)
        return await attempt()

    def _wait(self, tried: int, error: PortalError) -> float:
        """Return how long to wait; raises the error when the server asks for more than there is patience for."""
        asked = (error.wait if isinstance(error, BusyPortalError) else None) or 0.0
        if asked > self.limits.patience:
            raise error
        backoff: float = self.limits.backoff * 2 ** (tried - 1)
        return max(backoff, asked)


@asynccontextmanager
async def in_time(name: str, seconds: float) -> AsyncIterator[None]:
    """Give the block so many seconds; raises SlowPortalError."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise SlowPortalError(name, seconds) from error


@contextmanager
def _named(name: str, host: str, response: httpx.Response | None = None) -> Iterator[None]:
    """Give httpx's errors our names: no connection, one that broke off, or bytes that do not unpack."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise UnreachableError(host, "certificate" if "CERTIFICATE" in str(error) else "offline") from error
    except httpx.DecodingError as error:
        raise WrongContentError(name, "packed") from error
    except (httpx.TransportError, httpx.StreamError, UnicodeError) as error:  # the last: a redirection's host
        received = response.num_bytes_downloaded if response is not None else 0
        raise TruncatedError(name, received, _announced(response)) from error


def _announced(response: httpx.Response | None) -> int | None:
    length = response.headers.get("Content-Length", "") if response is not None else ""
    return int(length) if length.isdecimal() else None


def _refuse(response: httpx.Response) -> None:
    status, address = response.status_code, str(response.url)
    if status < _REFUSED or status == _RANGE_NOT_SATISFIABLE:
        return
    if status in _MOVED:
        raise MovedError(address, status)
    if status in _BUSY or status >= _SERVER_FAILED:
        raise BusyPortalError(response.url.host, status, _retry_after(response.headers))
    raise DeniedError(address, status)


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that the server asks to wait, which it may give as a date."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
