"""Buttons that work after a restart: typed actions ↔ payloads of at most 64 bytes.

A payload carries the place and the time themselves, so nothing has to be remembered between sending
a button and its tap:

    version (1) · kind (1) · base64url of the packed figures (20) · the place's label, UTF-8 (≤ 42)

What somebody found is told by the number of the question instead:

    version (1) · "r" · the outcome's number (1) · the question's number, decimal
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.errors import StaleButtonError
from forecasting.feedback import OUTCOMES, Outcome
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
_ELLIPSIS: Final = "…"
_NEIGHBOURHOOD: Final = re.compile(r"(\d\d)-(\d\d)")
_NO_NEIGHBOURHOOD: Final = 10_000  # beyond 99-99
_PRECISIONS: Final[tuple[Precision, ...]] = ("house", "street", "landmark", "neighbourhood", "point")


@dataclass(frozen=True, slots=True)
class ShowAt:
    """Show this place at this moment (aware): one hour on, tomorrow, or the same again."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class ChoosePlace:
    """Of several places that the words fitted, this one was meant; `at` (aware) is the moment asked for."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Explain:
    """Tell what the answer about this place at this moment (aware) stands on."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Parked:
    """The car was parked at this place, shared at this moment (aware)."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportFound:
    """What came of the search that a question (its number, ≥ 0) asks about."""

    question_id: int
    outcome: Outcome


Action = ShowAt | ChoosePlace | Explain
Feedback = Parked | ReportFound

_KINDS: Final[dict[str, type[ShowAt] | type[ChoosePlace] | type[Explain] | type[Parked]]] = {
    "s": ShowAt,
    "c": ChoosePlace,
    "w": Explain,
    "p": Parked,
}
_SIGNS: Final = {action: sign for sign, action in _KINDS.items()}
_REPORT: Final = re.compile(r"1r([0-2])(0|[1-9][0-9]{0,17})")


def encode(action: Action | Feedback) -> str:
    """Return the payload, at most 64 bytes: the point to five decimals, the time to the minute.

    A label that does not fit is shortened with "…".

    Raises:
        ValueError: the time is naive or before 1970, the point is not on Earth, or the neighbourhood
            is not written "DD-BB".

    """
    if isinstance(action, ReportFound):
        return f"{VERSION}r{OUTCOMES.index(action.outcome)}{action.question_id}"
    try:
        figures = _FIGURES.pack(*_figures(action))
    except struct.error as error:
        raise ValueError(f"no button can hold this action: {error}") from error
    label = _shortened(action.place.label)
    return f"{VERSION}{_SIGNS[type(action)]}{base64.urlsafe_b64encode(figures).decode('ascii')}{label}"


def decode(payload: str) -> Action | Feedback:
    """Return the action of a payload; its time is in UTC and its place's source is "button".

    Raises:
        StaleButtonError: the payload is of another version, or nobody's.

    """
    report = _REPORT.fullmatch(payload)
    if report is not None:
        return ReportFound(int(report[2]), OUTCOMES[int(report[1])])
    kind = _KINDS.get(payload[1:2])
    if not payload.startswith(VERSION) or kind is None:
        raise StaleButtonError("an unknown version or kind of button")
    start, end = 2, 2 + _FIGURES_CHARS
    try:
        figures = _FIGURES.unpack(base64.b64decode(payload[start:end], altchars=b"-_", validate=True))
        return kind(*_place_and_time(figures, payload[end:]))
    except (binascii.Error, struct.error, ValueError, OverflowError, IndexError) as error:
        raise StaleButtonError("a button whose figures cannot be read") from error


def _figures(action: Action | Parked) -> tuple[int, int, int, int, int]:
    point = action.place.point
    if action.at.tzinfo is None:
        raise ValueError("a button needs an aware time")
    if not (abs(point.lat) <= _MAX_LAT and abs(point.lon) <= _MAX_LON):
        raise ValueError("a button needs a point on Earth")
    return (
        round(point.lat * _DEGREE_STEPS),
        round(point.lon * _DEGREE_STEPS),
        (action.at - _EPOCH) // _MINUTE,
        _neighbourhood_figure(action.place.neighbourhood),
        _PRECISIONS.index(action.place.precision),
    )


def _neighbourhood_figure(code: str | None) -> int:
    if code is None:
        return _NO_NEIGHBOURHOOD
    match = _NEIGHBOURHOOD.fullmatch(code)
    if match is None:
        raise ValueError("a button needs a neighbourhood written DD-BB")
    return int(match[1] + match[2])


def _place_and_time(figures: tuple[int, ...], label: str) -> tuple[Place, datetime]:
    lat, lon, minutes, area, precision = figures
    point = Point(lat / _DEGREE_STEPS, lon / _DEGREE_STEPS)
    if abs(point.lat) > _MAX_LAT or abs(point.lon) > _MAX_LON or area > _NO_NEIGHBOURHOOD:
        raise ValueError("figures out of range")
    code = None if area == _NO_NEIGHBOURHOOD else f"{area // 100:02d}-{area % 100:02d}"
    place = Place(label, point, SOURCE, _PRECISIONS[precision], code)
    return place, _EPOCH + minutes * _MINUTE


def _shortened(label: str) -> str:
    data = label.encode()
    if len(data) <= _LABEL_BYTES:
        return label
    room = _LABEL_BYTES - len(_ELLIPSIS.encode())
    return data[:room].decode(errors="ignore").rstrip() + _ELLIPSIS
