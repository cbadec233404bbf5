"""What the online geocoders share: one question through geopy, its failures named, its answer doubted.

Services answer something to almost everything, so an answer counts only if it lies around Madrid, bears
a name like the one asked for and, where a house number was asked for, the same number.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from geopy import exc
from rapidfuzz import fuzz

from geodata.addresses import read_address
from geodata.errors import GeocoderUnavailableError
from geodata.gazetteer.folding import MAX_CHARACTERS, words
from geodata.gazetteer.vocabulary import CITY_WORDS, TYPE_WORDS, canonical
from geodata.geocoding.base import Found, Geocoding, NotFound
from geodata.geocoding.limiter import RateLimiter
from geodata.geocoding.region import in_region
from geodata.places import Place, Point

TIMEOUT = 2.0  # seconds for one question: somebody is waiting for the whole answer

_ALIKE = 75.0  # of 100: "Ponzano" and "Calle de Ponzano" are 100, one slip in seven letters is about 86
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (exc.GeocoderTimedOut, "timeout"),
    (TimeoutError, "timeout"),
    (exc.GeocoderQuotaExceeded, "rate_limited"),
    (exc.GeocoderAuthenticationFailure, "denied"),
    (exc.GeocoderInsufficientPrivileges, "denied"),
    (exc.GeocoderUnavailable, "network"),
    (exc.GeocoderParseError, "malformed"),
    (exc.GeopyError, "server"),
)

T = TypeVar("T")


class Service(Protocol):
    """A geopy geocoder with an asynchronous adapter, and how to read its locations."""

    name: str
    storable: bool

    async def search(self, phrase: str) -> Place | None:
        """Return the service's best answer; may raise geopy's errors."""
        ...

    async def address_at(self, point: Point) -> Place | None:
        """Return the address at a point; may raise geopy's errors."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


class OnlineGeocoder:
    """A `Geocoder` over one service. `outcomes` counts what came of every question, for the metrics."""

    def __init__(
        self, service: Service, limiter: RateLimiter | None = None, timeout: float = TIMEOUT
    ) -> None:
        self.name = service.name
        self.storable = service.storable
        self.outcomes: Counter[str] = Counter()
        self._service = service
        self._limiter = limiter
        self._timeout = timeout

    async def geocode(self, phrase: str) -> Geocoding:
        """Return what the service says if it is credible; raises GeocoderUnavailableError."""
        asked = " ".join(phrase[:MAX_CHARACTERS].split())
        if not words(asked):
            return NotFound("empty")
        place = await self._ask(lambda: self._service.search(asked))
        answer = _judged(asked, place)
        self.outcomes[answer.reason if isinstance(answer, NotFound) else "found"] += 1
        return answer

    async def reverse(self, point: Point) -> Place | None:
        """Return the address that the service knows at the point; raises GeocoderUnavailableError."""
        if not in_region(point):
            return None
        place = await self._ask(lambda: self._service.address_at(point))
        self.outcomes["found" if place else "unknown"] += 1
        return place

    async def close(self) -> None:
        """Close the service's connections."""
        await self._service.close()

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        reason = "malformed"
        try:
            if self._limiter:
                await self._limiter.turn()
            async with asyncio.timeout(self._timeout):
                return await question()
        except GeocoderUnavailableError as error:
            self.outcomes[error.reason] += 1
            raise
        except (exc.GeopyError, TimeoutError) as error:
            reason = next(name for kind, name in _REASONS if isinstance(error, kind))
        except (LookupError, TypeError, ValueError, AttributeError):
            pass  # an answer of another shape than documented
        self.outcomes[reason] += 1
        # Without its cause: geopy's and aiohttp's messages can hold the URL, and that the key.
        raise GeocoderUnavailableError(self.name, reason) from None


def point_of(lat: Any, lon: Any) -> Point:  # noqa: ANN401 - whatever a foreign JSON holds
    """Return the point; raises TypeError or ValueError if these are no degrees."""
    return Point(lat=float(lat), lon=float(lon))


def _judged(asked: str, place: Place | None) -> Geocoding:
    if place is None or not _credible(asked, place):
        return NotFound("unknown")
    return Found(place) if in_region(place.point) else NotFound("outside_madrid")


def _credible(asked: str, place: Place) -> bool:
    said = " ".join(_telling(place.label))
    if fuzz.token_set_ratio(" ".join(_telling(asked)), said) < _ALIKE:
        return False
    numbers = {reading.number for reading in read_address(asked)} - {None}
    answered = {reading.number for reading in read_address(place.label)} - {None}
    return not numbers or place.precision == "landmark" or bool(numbers & answered)


def _telling(text: str) -> list[str]:
    """Return the words that tell one place from another."""
    return [
        word
        for word in canonical(words(text))
        if word not in TYPE_WORDS and word not in CITY_WORDS and not word[0].isdigit()
    ] or list(words(text))
