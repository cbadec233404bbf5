"""Buttons that work after a restart: typed actions ↔ payloads of at most 64 bytes.

A payload about a place carries the place and the time themselves, so nothing has to be remembered
between sending a button and its tap:

    version (1) · kind (1) · base64url of the packed figures (20) · the place's label, UTF-8 (≤ 42)

All others name a topic (whose service takes it), a verb and a value:

    version (1) · ":" · topic · "/" · verb · "/" · value
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.errors import StaleButtonError
from geodata.places import Place, Point, Precision

MAX_PAYLOAD_BYTES: Final = 64  # Telegram's callback_data, in bytes
VERSION: Final = "1"  # another layout takes another sign, and the old buttons become stale by name
SOURCE: Final = "button"  # `Place.source` of a place that came out of a payload

_FIGURES: Final = struct.Struct(">iiIHB")  # latitude, longitude, minutes, neighbourhood, precision
_FIGURES_CHARS: Final = 20  # 15 bytes in base64
_LABEL_BYTES: Final = MAX_PAYLOAD_BYTES - len(VERSION) - 1 - _FIGURES_CHARS
_DEGREE_STEPS: Final = 100_000  # five decimals of a degree: about a metre
_MAX_LAT, _MAX_LON = 90, 180
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)
ELLIPSIS: Final = "…"
_NEIGHBOURHOOD: Final = re.compile(r"(\d\d)-(\d\d)")
_NO_NEIGHBOURHOOD: Final = 10_000  # beyond 99-99
_PRECISIONS: Final[tuple[Precision, ...]] = ("house", "street", "landmark", "neighbourhood", "point")
_NOT_STORABLE: Final = 0x80  # beside the precision: a place that its source forbids keeping stays such
_PRESS: Final = re.compile(r"1:([a-z]{1,12})/([a-z_]{1,16})/([\x21-\x7e]{0,36})")


@dataclass(frozen=True, slots=True)
class AtPlace:
    """Something about a place at a moment (aware); the subclasses say what."""

    place: Place
    at: datetime


class ShowAt(AtPlace):
    """Show the answer: one hour on, tomorrow, or the same again."""

    __slots__ = ()


class ShowNow(AtPlace):
    """Show the answer of the moment of the tap, whatever moment the button is of."""

    __slots__ = ()


class ChoosePlace(AtPlace):
    """Of several places that the words fitted, this one was meant."""

    __slots__ = ()


class Explain(AtPlace):
    """Tell what the answer stands on."""

    __slots__ = ()


class PickTime(AtPlace):
    """Offer other days, and the hours of the moment's day."""

    __slots__ = ()


class ShowDay(AtPlace):
    """Draw the whole day."""

    __slots__ = ()


class ShowNearby(AtPlace):
    """List the neighbourhoods on foot."""

    __slots__ = ()


class Navigate(AtPlace):
    """Offer links to maps that show the way."""

    __slots__ = ()


class AlertMe(AtPlace):
    """Offer alerts about the place and the time."""

    __slots__ = ()


class RemindHourBefore(AtPlace):
    """Keep an alert about the place and the time: once, an hour before."""

    __slots__ = ()


class RemindEveningBefore(AtPlace):
    """As above: once, on the evening before."""

    __slots__ = ()


class WatchDayHard(AtPlace):
    """As above: on that day of every week, when it is hard."""

    __slots__ = ()


class WatchDayEasy(AtPlace):
    """As above: on that day of every week, when it is easy."""

    __slots__ = ()


class WatchWorkdaysHard(AtPlace):
    """As above: on working days, when it is hard."""

    __slots__ = ()


class WatchWorkdaysEasy(AtPlace):
    """As above: on working days, when it is easy."""

    __slots__ = ()


class SaveAs(AtPlace):
    """Offer names to keep the place under."""

    __slots__ = ()


class ParkedHere(AtPlace):
    """The car was parked here, at that moment."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a page: `topic` names who takes it, `verb` what is to be done, `value` with what.

    Topics are lower-case words, verbs too (with "_"), values visible ASCII of at most 36 characters.
    """

    topic: str
    verb: str
    value: str = ""


Action = AtPlace | Press

AlertOffer = (
    RemindHourBefore
    | RemindEveningBefore
    | WatchDayHard
    | WatchDayEasy
    | WatchWorkdaysHard
    | WatchWorkdaysEasy
)
"""What is offered to be kept of an answer."""

_KINDS: Final[dict[str, type[AtPlace]]] = {
    "s": ShowAt,
    "t": ShowNow,
    "c": ChoosePlace,
    "w": Explain,
    "o": PickTime,
    "d": ShowDay,
    "b": ShowNearby,
    "n": Navigate,
    "a": AlertMe,
    "h": RemindHourBefore,
    "e": RemindEveningBefore,
    "x": WatchDayHard,
    "y": WatchDayEasy,
    "X": WatchWorkdaysHard,
    "Y": WatchWorkdaysEasy,
    "v": SaveAs,
    "p": ParkedHere,
}
_SIGNS: Final = {action: sign for sign, action in _KINDS.items()}


def encode(action: Action) -> str:
    """Return the payload, at most 64 bytes: the point to five decimals, the time to the minute.

    A label that does not fit is shortened with "…".

    Raises:
        ValueError: the time is naive or before 1970, the point is not on Earth, the neighbourhood
            is not written "DD-BB", or a press is not written as `Press` says.

    """
    if isinstance(action, Press):
        return _press(action)
    return f"{VERSION}{_SIGNS[type(action)]}{packed(action.place, action.at)}{shortened(action.place.label)}"


def decode(payload: str) -> Action:
    """Return the action of a payload; its time is in UTC and its place's source is "button".

    Raises:
        StaleButtonError: the payload is of another version, or nobody's.

    """
    press = _PRESS.fullmatch(payload)
    if press is not None:
        return Press(*press.groups())
    kind = _KINDS.get(payload[1:2])
    if not payload.startswith(VERSION) or kind is None:
        raise StaleButtonError("an unknown version or kind of button")
    start, end = 2, 2 + _FIGURES_CHARS
    try:
        return kind(*unpacked(payload[start:end], payload[end:]))
    except ValueError as error:
        raise StaleButtonError("a button whose figures cannot be read") from error


def packed(place: Place, at: datetime) -> str:
    """Return a place's figures and a moment as 20 characters of base64url; raises what `encode` does."""
    try:
        figures = _FIGURES.pack(*_figures(place, at))
    except struct.error as error:
        raise ValueError(f"no button can hold this place and time: {error}") from error
    return base64.urlsafe_b64encode(figures).decode("ascii")


def unpacked(text: str, label: str, source: str = SOURCE) -> tuple[Place, datetime]:
    """Return what `packed` was given; raises ValueError for what it never returned."""
    try:
        figures = _FIGURES.unpack(base64.b64decode(text, altchars=b"-_", validate=True))
        return _place_and_time(figures, label, source)
    except (binascii.Error, struct.error, OverflowError, IndexError) as error:
        raise ValueError("figures that cannot be read") from error


def shortened(label: str, most_bytes: int = _LABEL_BYTES) -> str:
    """Return a label of at most so many bytes, with "…" where something was cut off."""
    data = label.encode()
    if len(data) <= most_bytes:
        return label
    room = most_bytes - len(ELLIPSIS.encode())
    return data[:room].decode(errors="ignore").rstrip() + ELLIPSIS


def _press(press: Press) -> str:
    payload = f"{VERSION}:{press.topic}/{press.verb}/{press.value}"
    if _PRESS.fullmatch(payload) is None:
        raise ValueError(f"no button can be written like this: {payload}")
    return payload


def _figures(place: Place, at: datetime) -> tuple[int, int, int, int, int]:
    point = place.point
    if at.tzinfo is None:
        raise ValueError("a button needs an aware time")
    if not (abs(point.lat) <= _MAX_LAT and abs(point.lon) <= _MAX_LON):
        raise ValueError("a button needs a point on Earth")
    return (
        round(point.lat * _DEGREE_STEPS),
        round(point.lon * _DEGREE_STEPS),
        (at - _EPOCH) // _MINUTE,
        _neighbourhood_figure(place.neighbourhood),
        _PRECISIONS.index(place.precision) | (0 if place.storable else _NOT_STORABLE),
    )


def _neighbourhood_figure(code: str | None) -> int:
    if code is None:
        return _NO_NEIGHBOURHOOD
    match = _NEIGHBOURHOOD.fullmatch(code)
    if match is None:
        raise ValueError("a button needs a neighbourhood written DD-BB")
    return int(match[1] + match[2])


def _place_and_time(figures: tuple[int, ...], label: str, source: str) -> tuple[Place, datetime]:
    lat, lon, minutes, area, precision = figures
    point = Point(lat / _DEGREE_STEPS, lon / _DEGREE_STEPS)
    if abs(point.lat) > _MAX_LAT or abs(point.lon) > _MAX_LON or area > _NO_NEIGHBOURHOOD:
        raise ValueError("figures out of range")
    code = None if area == _NO_NEIGHBOURHOOD else f"{area // 100:02d}-{area % 100:02d}"
    kind, storable = _PRECISIONS[precision & ~_NOT_STORABLE], not precision & _NOT_STORABLE
    place = Place(label, point, source, kind, code, storable)
    return place, _EPOCH + minutes * _MINUTE
