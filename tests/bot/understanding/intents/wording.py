"""How the tests word an intent, as the tables of the documentation do."""

from datetime import datetime, timedelta

from bot.understanding import (
    AlertNotUnderstoodError,
    LinkNotUnderstoodError,
    PlaceNames,
    TimeNotUnderstoodError,
)
from bot.understanding.intents import (
    AskHelp,
    AskWhy,
    ChanceThreshold,
    Digest,
    EveningBefore,
    Goodbye,
    Greeting,
    Intent,
    Left,
    LevelThreshold,
    ListAlerts,
    ListPlaces,
    OpenPage,
    Parked,
    Question,
    SavePlace,
    SetAlert,
    ShowDay,
    ShowNearby,
    ShowZone,
    Thanks,
    Trip,
    Watch,
    WhereIsMyCar,
    read_intent,
)
from bot.understanding.model import Understood
from tests.bot.understanding.names import MADRID_NAMES
from tests.bot.understanding.reading import NOTHING, WEDNESDAY, worded_place, worded_time

OWN = ("casa", "trabajo", "home", "gym")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
KINDS_OF_DAYS = {
    frozenset(range(7)): "every day",
    frozenset(range(5)): "weekdays",
    frozenset({5, 6}): "weekends",
}
PLAIN = {
    Greeting: "greeting",
    Thanks: "thanks",
    Goodbye: "goodbye",
    AskHelp: "help",
    WhereIsMyCar: "where is my car",
    Left: "left",
    ListAlerts: "my alerts",
    ListPlaces: "my places",
    ShowNearby: "nearby",
}


def meant(text: str, now: datetime = WEDNESDAY, names: PlaceNames = MADRID_NAMES) -> str:
    """What a message is read into, in the words of the documentation."""
    try:
        return worded_intent(read_intent(text, now, names, OWN))
    except LinkNotUnderstoodError:
        return "error: link"
    except (TimeNotUnderstoodError, AlertNotUnderstoodError) as error:
        return f"error: {error.reason}"


def worded_intent(intent: Intent) -> str:
    if type(intent) in PLAIN:
        return PLAIN[type(intent)]
    if isinstance(intent, OpenPage):
        return f"page: {intent.page}"
    return _of_question(intent) if isinstance(intent, Question | AskWhy | ShowZone) else _of_place(intent)


def _of_question(intent: Question | AskWhy | ShowZone) -> str:
    match intent:
        case Question(understood=understood):
            return f"question: {_asked(understood)}"
        case AskWhy(about=about):
            return f"why: {_asked(about)}" if about else "why"
        case ShowZone(when=when):
            return f"zone @ {worded_time(when)}" if when else "zone"


def _of_place(intent: ShowDay | Parked | SavePlace | SetAlert) -> str:
    match intent:
        case ShowDay(day=day):
            return f"day: {worded_place(intent)}" + (f" @ {day}" if day else "")
        case Parked(colour=colour, since=since, until=until):
            since_until = [
                since and f"since {since:%Y-%m-%d %H:%M}",
                until and f"until {until:%Y-%m-%d %H:%M}",
            ]
            return "parked: " + _listed(worded_place(intent), colour, *since_until)
        case SavePlace(name=name):
            return f"save {name or NOTHING}: {worded_place(intent)}"
        case SetAlert(alert=alert):
            return _alert(alert)


def _alert(alert: Watch | Trip | Digest) -> str:
    if isinstance(alert, Digest):
        return f"digest: {worded_place(alert)} @ {_days(alert.days)} {alert.at:%H:%M}"
    if isinstance(alert, Trip):
        words = f"trip: {worded_place(alert)} @ {worded_time(alert.when)}"
    else:
        hours = f"{alert.at:%H:%M}" if alert.at else "–".join(f"{end:%H:%M}" for end in alert.window)
        words = f"watch: {worded_place(alert)} @ {_days(alert.days)} {hours}"
    return _listed(words, _threshold(alert.threshold), _ahead(alert.ahead))


def _days(days: frozenset[int]) -> str:
    return KINDS_OF_DAYS.get(days) or " ".join(WEEKDAYS[day] for day in sorted(days))


def _threshold(threshold: LevelThreshold | ChanceThreshold | None) -> str | None:
    match threshold:
        case LevelThreshold(level=level, side=side):
            return f"{level} {side.replace('_', ' ')}"
        case ChanceThreshold(percent=percent, side=side):
            return f"{side} {percent:g} %"
    return None


def _ahead(ahead: timedelta | EveningBefore | None) -> str | None:
    match ahead:
        case EveningBefore(at=at):
            return f"evening before at {at:%H:%M}" if at else "evening before"
        case timedelta():
            return f"{ahead // timedelta(minutes=1)} min before"
    return None


def _asked(understood: Understood) -> str:
    place = worded_place(understood)
    return f"{place} @ {worded_time(understood.when)}" if understood.when else place


def _listed(*said: str | None) -> str:
    return ", ".join(each for each in said if each)
