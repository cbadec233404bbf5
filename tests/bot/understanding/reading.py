"""How the tests word what a message was read into, as the tables of the documentation do."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.understanding import (
    LinkNotUnderstoodError,
    PlaceNames,
    TimeNotUnderstoodError,
    Understood,
    When,
    understand,
)
from bot.understanding.intents import Located, Question, read_intent
from tests.bot.understanding.names import MADRID_NAMES

MADRID = ZoneInfo("Europe/Madrid")
WEDNESDAY = datetime(2025, 3, 12, 10, 15, tzinfo=MADRID)
NOTHING = "—"


def at(text: str) -> datetime:
    """The aware Madrid time of "2025-03-12 10:15"."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def read(text: str, now: datetime = WEDNESDAY, names: PlaceNames = MADRID_NAMES) -> Understood:
    """The message read with the small index of names."""
    return understand(text, now, names)


def worded(text: str, now: datetime = WEDNESDAY, names: PlaceNames = MADRID_NAMES) -> tuple[str, str]:
    """Place and time of a message in the words of the documentation."""
    try:
        understood = read(text, now, names)
    except LinkNotUnderstoodError:
        return NOTHING, "error: link"
    except TimeNotUnderstoodError as error:
        return error.place or NOTHING, f"error: {error.reason}"
    return worded_place(understood), worded_time(understood.when)


def worded_intent(text: str, now: datetime, about: datetime | None) -> tuple[str, str]:
    """Place and time of a question that goes on from what an answer was about, in the same words."""
    try:
        intent = read_intent(text, now, MADRID_NAMES, about=about)
    except TimeNotUnderstoodError as error:
        return error.place or NOTHING, f"error: {error.reason}"
    if not isinstance(intent, Question):
        raise TypeError(f"no question: {intent}")
    return worded_place(intent.understood), worded_time(intent.understood.when)


def worded_place(understood: Understood | Located) -> str:
    if understood.place:
        return understood.place
    if understood.point:
        return f"{understood.point[0]}, {understood.point[1]}"
    return "here" if understood.here else NOTHING


def worded_time(when: When | None) -> str:
    if when is None:
        return NOTHING
    words = f"{when.at:%Y-%m-%d %H:%M}"
    if when.until:
        words += f" until {_short(when.until, when.at)}"
    if when.vague:
        words += f" ({_short(when.vague[0], when.at)}–{_short(when.vague[1], when.at)})"
    return words


def _short(moment: datetime, beside: datetime) -> str:
    return f"{moment:%H:%M}" if moment.date() == beside.date() else f"{moment:%Y-%m-%d %H:%M}"
