"""A question, and what is known of its place and time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from forecasting.availability import Availability, Pressure, Rights, UnseenShare
from forecasting.service_hours import WhyFree
from forecasting.tariffs import Price
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place
from geodata.spaces import Colour, StreetSpaces

FAR_METRES = 40_000
"""Beyond this from the zone a place is in another region: farther than any town that drives in daily."""

AnsweredStatus = Literal["ok", "not_regulated", "outside_zone", "no_forecast"]
UnansweredStatus = Literal["place_not_found", "place_missing", "place_ambiguous", "time_not_understood"]


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood of a message: `place` as typed, `at` in Europe/Madrid.

    `until` ends a range that was named ("de 11 a 13"); `vague` is the window behind a loose time
    ("esta tarde"), whose sensible moment is `at`.
    """

    text: str
    place: str | None
    at: datetime
    at_given: bool
    until: datetime | None = None
    vague: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of spaces, 0 to 1, with its 80 % range."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ColourForecast:
    """The share of a colour's spaces in a neighbourhood that have a ticket in force.

    `origin` is "table" where the model forecast that very hour, "profile" where the usual week stands in;
    `quantiles` are at forecasting.quantiles.QUANTILE_LEVELS.
    """

    colour: Colour
    spaces: int
    paid: Share
    origin: Literal["table", "profile"]
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The spaces by colour that a driver may use within `metres` of a place.

    Counted around the place when `is_measured`; else what is usual in its neighbourhood.
    """

    metres: int
    spaces: Mapping[str, int]
    is_measured: bool


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    """A neighbourhood on foot: its border is `minutes` away."""

    neighbourhood: Neighbourhood
    minutes: int
    availability: Availability


@dataclass(frozen=True, slots=True)
class BetterHour:
    """An hour around (Europe/Madrid) that is really better in the same place."""

    at: datetime
    availability: Availability


@dataclass(frozen=True, slots=True)
class Term:
    """On what terms a space of a colour may be used: `longest` in minutes (None: no limit).

    `price` is an estimate; None where no tariff is published or none is paid by the hour.
    """

    colour: Colour
    longest: int | None
    price: Price | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an availability stands on, and what it is compared with.

    `unseen`: by colour counted, the share of the spaces without a ticket that are taken. `better_*`
    differ by more than is unknown of both. `streets` are those to try first.
    """

    reach: Reach
    unseen: Mapping[str, UnseenShare]
    pressure: Pressure | None = None
    better_places: tuple[NearbyPlace, ...] = ()
    better_hour: BetterHour | None = None
    streets: tuple[StreetSpaces, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model an answer stands on; `demo` says that its tickets were simulated."""

    version: str
    trained_until: date
    demo: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a place at a time.

    `alternatives` are what else its words may mean. `neighbourhood` is None outside the zone, and
    then `nearest` names the closest one and the metres to it. `availability` and its `evidence` are there when `status` is "ok", unless
    `rights.refused` keeps this driver off the street. `free_reason` and `regulated_from` are there
    when it is "not_regulated".
    """

    query: Query
    status: AnsweredStatus
    place: Place
    neighbourhood: Neighbourhood | None
    nearest: tuple[Neighbourhood, float] | None = None
    forecasts: tuple[ColourForecast, ...] = ()
    availability: Availability | None = None
    rights: Rights | None = None
    terms: tuple[Term, ...] = ()
    evidence: Evidence | None = None
    model: ModelInfo | None = None
    free_reason: WhyFree | None = None
    regulated_from: datetime | None = None
    regulated_until: datetime | None = None
    alternatives: tuple[Place, ...] = ()

    @property
    def is_far(self) -> bool:
        """Whether the place is in another region altogether, where a map of the zone shows nothing."""
        return self.nearest is not None and self.nearest[1] > FAR_METRES


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why a message has no answer, with what helps to ask again.

    `reason` is a code that the texts word (`time_past`, `number_beyond`, …) and `details` its values.
    """

    query: Query
    status: UnansweredStatus
    reason: str
    candidates: tuple[Place, ...] = ()
    details: dict[str, str] = field(default_factory=dict)


Outcome = Answer | Unanswered
