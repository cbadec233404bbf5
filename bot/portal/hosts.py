"""The hosts that files may come from, as the client itself reads an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import httpx

from bot.portal.addresses import OFFICIAL_HOSTS
from bot.portal.errors import ForeignHostError


@dataclass(frozen=True, slots=True)
class Hosts:
    """Scheme, host and port of the city's servers, and of the addresses that were set."""

    origins: frozenset[tuple[str, bytes, int | None]]

    @classmethod
    def official_and(cls, addresses: Iterable[str]) -> Self:
        """Allow the city's hosts and those of these addresses."""
        return cls(frozenset(_origin(httpx.URL(address)) for address in (*OFFICIAL_HOSTS, *addresses)))

    def checked(self, address: str | httpx.URL) -> httpx.URL:
        """Return the address as such; raises ForeignHostError when it is none, or on another host."""
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as error:
            raise ForeignHostError(str(address)) from error
        if url.userinfo or _origin(url) not in self.origins:
            raise ForeignHostError(str(url.copy_with(username=None, password=None)))
        return url


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port  # as it is asked for: not every `xn--` can be written out
