"""The values that flow between understanding, services, presentation and the chat."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from forecasting.availability import VISITOR, Availability, Driver, Pressure, Rights, UnseenShare
from forecasting.service_hours import WhyFree
from forecasting.tariffs import Price
from geodata.maps import Theme
from geodata.neighbourhoods import Neighbourhood
from geodata.places import Place
from geodata.spaces import Colour, StreetSpaces

MADRID = ZoneInfo("Europe/Madrid")
"""The zone of every time that people type or read."""

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")

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


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply.

    `data` comes back when tapped, `url` opens a page, `share` starts an inline question in a chat of
    the person's choice, `copy` is put on the clipboard: one of them.
    """

    text: str
    data: str | None = None
    url: str | None = None
    share: str | None = None
    copy: str | None = None


Buttons = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The keys under the typing field: one that shares where the person is, then texts to send."""

    share_location: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that is drawn when somebody needs it.

    The same `key` is the same picture: a file that was sent before is sent again without drawing it.
    """

    key: str
    draw: Callable[[], Awaitable[bytes]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent: Telegram HTML of at most 1,024 UTF-16 units beside a picture, 4,096 without."""

    text: str
    picture: Picture | None = None
    buttons: Buttons = ()
    document: Document | None = None
    keyboard: ReplyKeyboard | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """Other buttons under a message that stays as it is."""

    buttons: Buttons


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words over the chat (at most 200 UTF-16 units, no HTML), and what is shown `then`; an `alert` waits for "OK"."""

    text: str
    alert: bool = False
    then: Reply | Menu | None = None


Shown = Reply | Menu | Toast
"""What a tap may bring."""


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """What is remembered of a chat between messages.

    `language` is the one to speak: chosen in /settings when `language_chosen`, else that of the person's
    Telegram. `last_place` and `asked_at` (UTC; None: "now") are what the last answer was about. Who
    blocked the bot is not `active`, and nothing is sent to them unasked. `telegrams` is the language of
    the person's Telegram, which is not kept.
    """

    chat_id: int
    language: Language
    last_place: Place | None = None
    asked_at: datetime | None = None
    driver: Driver = VISITOR
    theme: Theme = "light"
    language_chosen: bool = False
    active: bool = True
    telegrams: Language | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SavedPlace:
    """A place that a chat gave a name of its own ("casa"); `place_id` is None before it is kept."""

    chat_id: int
    name: str
    place: Place
    place_id: int | None = None


WhyMove = Literal["stay_ends", "regulation_starts"]
"""Why a parked car has to be thought of: the longest stay is over, or the regulated hours begin."""


@dataclass(frozen=True, slots=True)
class ParkedCar:
    """Where a chat's car stands since `parked_at` (UTC), on a space of `colour` (None: not said).

    `move_by` is when it has to be gone or paid for, and `why`; None where nothing ever asks for it.
    `remind_at` is when the chat is told, once.
    """

    chat_id: int
    language: Language
    place: Place
    area: str
    parked_at: datetime
    colour: Colour | None = None
    move_by: datetime | None = None
    why: WhyMove | None = None
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingDialogue:
    """What the next message of a chat answers: a question of ours, its `step` and what was said before."""

    chat_id: int
    step: str
    data: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LiveShare:
    """A live location that is being answered: where it was (`area`) and what was said of it (`level`: easy, medium or hard, else the status of the answer).

    `message_id` is the location's own message, `answer_id` that of our answer; `until` (UTC) it runs.
    """

    chat_id: int
    message_id: int
    answer_id: int
    until: datetime
    area: str | None
    level: str | None
