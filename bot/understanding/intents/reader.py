"""One message read into what is wanted: each reader takes what it knows the cues of, the rest is a question."""

from collections.abc import Callable, Collection
from datetime import datetime

from bot.understanding.intents.alert_reader import read_alert
from bot.understanding.intents.follow_ups import read_follow_up
from bot.understanding.intents.located import located
from bot.understanding.intents.model import (
    AskHelp,
    AskWhy,
    Goodbye,
    Greeting,
    Intent,
    ListAlerts,
    ListPlaces,
    OpenPage,
    Question,
    ShowDay,
    ShowNearby,
    ShowZone,
    Thanks,
    WhereIsMyCar,
)
from bot.understanding.intents.parking import read_left, read_parked
from bot.understanding.intents.saving import read_saving
from bot.understanding.intents.sentence import COURTESIES, Sentence
from bot.understanding.message import understand
from bot.understanding.model import PlaceNames
from bot.understanding.pieces import Clock, Elapsed, Instant, Part, Range, Stay, Until

# Pieces beside which "todo el día" tells how long a stay is.
Hourly = Clock | Range | Elapsed | Instant | Part | Until | Stay


def read_intent(
    text: str, now: datetime, names: PlaceNames, own: Collection[str] = (), about: datetime | None = None
) -> Intent:
    """Return what a Spanish or English message wants.

    `now` is aware; the moments returned are aware, Europe/Madrid, the hours of alerts on days of every week
    naive and local. `names` tells street names from other words, `own` are names that people gave to places
    themselves ("casa"). `about` (aware) is what the last answer was about, unless that was the present.
    Raises MessageTooLongError, LinkNotUnderstoodError, TimeNotUnderstoodError and AlertNotUnderstoodError.
    """
    said = Sentence(text, names, own)
    found = (intent for reader in READERS if (intent := reader(said, now)) is not None)
    return (
        next(found, None) or read_follow_up(said, now, about) or Question(understand(text, now, names, own))
    )


def _read_page(said: Sentence, _now: datetime) -> OpenPage | None:
    is_only_page = said.has("page") and said.consists_of("page", *COURTESIES)
    return OpenPage(said.cues("page")[0].value) if is_only_page else None


def _read_nearby(said: Sentence, _now: datetime) -> ShowNearby | None:
    is_only_nearby = said.has("nearby") and said.consists_of("nearby", "follow", *COURTESIES)
    return ShowNearby() if is_only_nearby else None


def _read_car(said: Sentence, _now: datetime) -> WhereIsMyCar | None:
    is_only_car = said.has("car") and said.consists_of("car", *COURTESIES)
    return WhereIsMyCar() if said.has("where_is_car") or is_only_car else None


def _read_alerts(said: Sentence, _now: datetime) -> ListAlerts | None:
    is_only_word = said.has("alerts_word") and said.consists_of("alerts_word", *COURTESIES)
    return ListAlerts() if said.has("alerts") or is_only_word else None


def _read_places(said: Sentence, _now: datetime) -> ListPlaces | None:
    return ListPlaces() if said.has("places") and said.consists_of("places", *COURTESIES) else None


def _read_why(said: Sentence, now: datetime) -> AskWhy | None:
    if not said.has("why"):
        return None
    rest = said.rest("why", "level", "percent", "condition", "topic")
    rest.require_readable()
    if rest.surely:
        return AskWhy(rest.understood(now)) if said.begins_with("why") else None
    return AskWhy() if not rest.pieces else None


def _read_day(said: Sentence, now: datetime) -> ShowDay | ShowZone | None:
    if not (said.has("chart") or said.has("all_day")):
        return None
    rest = said.rest("chart", "all_day", "zone", "show")
    if not said.has("chart") and any(isinstance(piece, Hourly) for piece in rest.pieces):
        return None
    when = rest.when(now)
    if said.has("zone") and not rest.names_place:
        return ShowZone(when)
    return ShowDay(**located(rest), day=when.at.date() if when else None)


def _read_zone(said: Sentence, now: datetime) -> ShowZone | Question | None:
    if not (said.has("map") or said.has("zone")):
        return None
    rest = said.rest("map", "zone", "show")
    rest.require_readable()
    if not rest.names_place:
        return ShowZone(rest.when(now))
    if not said.has("map"):
        return None
    return Question(said.rest("map", "show").understood(now))


def _read_help(said: Sentence, _now: datetime) -> AskHelp | None:
    if not said.has("help"):
        return None
    rest = said.rest("help")
    return None if rest.surely or rest.here or rest.pieces else AskHelp()


def _read_courtesy(said: Sentence, _now: datetime) -> Goodbye | Thanks | Greeting | None:
    if not any(map(said.has, (*COURTESIES, "nod"))) or not said.consists_of("nod", *COURTESIES):
        return None
    if said.has("goodbye"):
        return Goodbye()
    if said.has("thanks"):
        return Thanks()
    if said.has("greeting"):
        return Greeting()
    return Thanks() if said.has("nod") else None


# The first that knows what is wanted reads it: "recuérdame dónde aparqué" asks for the car and sets no alert.
READERS: tuple[Callable[[Sentence, datetime], Intent | None], ...] = (
    _read_page,
    _read_nearby,
    _read_car,
    read_left,
    read_parked,
    _read_alerts,
    _read_places,
    read_alert,
    read_saving,
    _read_why,
    _read_day,
    _read_zone,
    _read_courtesy,
    _read_help,
)
