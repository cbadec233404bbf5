"""What every geocoder answers, and what it must be able to do."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from geodata.places import Place, Point

MAX_CANDIDATES = 4  # more buttons than that are a list to read, not a choice

Reason = Literal[
    "empty", "unknown", "number_beyond", "other_kind", "doubtful", "outside_madrid", "unavailable"
]


@dataclass(frozen=True, slots=True)
class Found:
    """The place meant.

    `corrected`: the name was not written so (a slip, a part of the name, another street type), so the
    answer should show what was understood. `alternatives`: what else it may mean: the other stretches of a
    street that crosses several neighbourhoods, a namesake. At most `MAX_CANDIDATES`, often none.
    """

    place: Place
    corrected: bool = False
    alternatives: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places of the same standing; 2 to `MAX_CANDIDATES` of them, the likeliest first."""

    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing that could honestly be called the place.

    `reason`: "empty" (no words in it), "unknown" (no such name), "number_beyond" (the street `street`
    is known, its known numbers are `known_numbers`, and the one asked for is far from them), "other_kind" (the
    name is known with another street type only: see `suggestions`), "doubtful" (no such name, but
    `suggestions` bear similar ones: worth a question, not an answer), "outside_madrid" (a service knows
    it, elsewhere), "unavailable" (no service answered).
    """

    reason: Reason
    street: str | None = None
    known_numbers: tuple[int, int] | None = None
    suggestions: tuple[Place, ...] = ()


Geocoding: TypeAlias = Found | Ambiguous | NotFound


class Geocoder(Protocol):
    """Finds places by name and names by place.

    `name` is the `source` of its places; `storable` tells whether its terms let answers be kept.
    Only online geocoders raise, and only GeocoderUnavailableError.
    """

    @property
    def name(self) -> str:
        """Return the short name of the service."""
        ...

    @property
    def storable(self) -> bool:
        """Tell whether its answers may be kept."""
        ...

    async def geocode(self, phrase: str) -> Geocoding:
        """Return what the phrase means; any text is accepted."""
        ...

    async def reverse(self, point: Point) -> Place | None:
        """Return the address at a point, None if none is near enough to be called so."""
        ...
