"""What is kept of a chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.languages import Language
from forecasting.availability import VISITOR, Driver
from geodata.maps import Theme
from geodata.places import Place
from geodata.spaces import Colour


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
