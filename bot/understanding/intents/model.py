"""What people want of the bot: one value for each intent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.understanding.intents.alerts import Alert
from bot.understanding.intents.located import Located
from bot.understanding.model import Understood, When

Page = Literal["settings", "english", "spanish", "privacy", "forget"]
Colour = Literal["blue", "green", "high_rotation", "orange", "red"]


@dataclass(frozen=True, slots=True)
class Greeting:
    """As in "hola" or "good morning"."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """As in "gracias" or "perfecto": nothing is asked."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """As in "hasta luego" or "bye"."""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """As in "¿qué puedes hacer?": what can be asked, and how."""


@dataclass(frozen=True, slots=True)
class AskWhy:
    """As in "¿por qué?": what an answer stands on; the last one, unless the question it is `about` is said."""

    about: Understood | None = None


@dataclass(frozen=True, slots=True)
class ShowZone:
    """A map of the whole regulated zone; `when` is None when no time was named, which means now."""

    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDay(Located):
    """The hours of a day (Europe/Madrid) at a place; `day` is None when none was named, which means today."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class WhereIsMyCar:
    """As in "¿dónde aparqué?"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Located):
    """The car has been parked: on a space of `colour`, `since` a moment, paid `until` another.

    All of them are None when not said; times are aware, Europe/Madrid.
    """

    colour: Colour | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The car is no longer where it was parked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePlace(Located):
    """Keep a place under a name of one's own, as typed; `name` is None when none was said."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Tell unasked."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class ListAlerts:
    """Show the alerts that are set, which is also where they are dropped ("borra mis alertas")."""


@dataclass(frozen=True, slots=True)
class ListPlaces:
    """Show the places that are kept under names of one's own."""


@dataclass(frozen=True, slots=True)
class ShowNearby:
    """Show where it is better on foot from the place of the last answer."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show the page that the command of this name shows ("soy residente" is chosen there), or that in a language."""

    page: Page


@dataclass(frozen=True, slots=True)
class Question:
    """Everything else: is there a space, there and then? One that `goes_on` takes up the last answer ("¿y a las 8?")."""

    understood: Understood
    goes_on: bool = False


Intent = (
    Greeting
    | Thanks
    | Goodbye
    | AskHelp
    | AskWhy
    | ShowZone
    | ShowDay
    | WhereIsMyCar
    | Parked
    | Left
    | SavePlace
    | SetAlert
    | ListAlerts
    | ListPlaces
    | ShowNearby
    | OpenPage
    | Question
)
