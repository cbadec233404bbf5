"""What is told, and why: the values that `bot.presentation.alerts` words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.crossings import Said, Why
from bot.alerts.news import News
from bot.alerts.occasions import Occasion, SkippedDay
from bot.alerts.occurrences import Missed
from bot.alerts.wishes import Digest, Trip, Watch
from bot.domain import Answer, Language, ModelInfo, ParkedCar
from forecasting.availability import Availability
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place

HourOutlook = tuple[datetime, Availability | None]
"""An hour's start (UTC), and what is forecast of it; None where it is not regulated, or not forecast."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What every message has: whom it is for, and what could not be told before it."""

    chat_id: int
    language: Language
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class WatchMessage(_Told):
    """News of a watched window: `hours` are its regulated ones, and the hardest of them decided.

    `previous` is what was told last. `skipped` are the chosen days without regulation that were not told yet.
    """

    subscription_id: int
    watch: Watch
    occasion: Occasion
    why: Why
    area: Neighbourhood
    hours: Sequence[tuple[datetime, Availability]]
    hardest: int
    model: ModelInfo
    is_usual_week: bool
    previous: Said | None
    skipped: tuple[SkippedDay, ...]

    @property
    def deciding(self) -> tuple[datetime, Availability]:
        """The hour that decided (UTC), and what is forecast of it."""
        return self.hours[self.hardest]


@dataclass(frozen=True, slots=True)
class TripMessage(_Told):
    """A trip's reminder with what is now known, or what a new forecast changed of it; `previous` as in a watch."""

    subscription_id: int
    trip: Trip
    why: Why
    answer: Answer
    previous: Said | None


@dataclass(frozen=True, slots=True)
class PlaceDay:
    """A saved place's day; `area` is None outside the zone. `is_usual_week`: that stands in where the forecast ends."""

    name: str
    place: Place
    area: Neighbourhood | None
    hours: tuple[HourOutlook, ...]
    is_usual_week: bool = False


@dataclass(frozen=True, slots=True)
class DigestMessage(_Told):
    """A morning's digest; `left_out` places are saved for which there is no room."""

    subscription_id: int
    digest: Digest
    occasion: Occasion
    places: tuple[PlaceDay, ...]
    left_out: int
    model: ModelInfo
    skipped: tuple[SkippedDay, ...]


@dataclass(frozen=True, slots=True)
class ParkedMessage(_Told):
    """A parked car has to be thought of."""

    car: ParkedCar


@dataclass(frozen=True, slots=True)
class NoticeMessage(_Told):
    """What changes for everybody; `names` has the neighbourhoods that join, by their codes."""

    news: tuple[News, ...]
    names: Mapping[str, Neighbourhood]


AlertMessage = WatchMessage | TripMessage | DigestMessage | ParkedMessage | NoticeMessage
