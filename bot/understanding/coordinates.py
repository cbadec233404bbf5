"""Coordinates written in a message: plain, in a link of a map, or as a geo URI."""

import re
from typing import NamedTuple

MAX_LATITUDE = 90.0
MAX_LONGITUDE = 180.0

_NUMBER = r"-?\d{1,3}\.\d{1,20}"
_PAIR = rf"(?P<lat>{_NUMBER})\s*(?:,|%2C|;|\s)\s*(?P<lon>{_NUMBER})(?![\d.])"
# A plain pair must be too exact for two hours ("18.30 20.45"), or lie west of Greenwich.
_PLAIN = re.compile(
    r"(?<![\d.,-])(?P<lat>-?\d{1,3}\.\d{3,20}|-?\d{1,3}\.\d{1,20}(?=\s*[,;\s]\s*-\d))"
    rf"\s*[,;\s]\s*(?P<lon>{_NUMBER}|-\d{{1,3}})(?![\d.])"
)
# Nothing but a pair: no question is made of two hours alone.
_WHOLE = re.compile(rf"\s*(?P<lat>{_NUMBER})\s*,\s*(?P<lon>{_NUMBER})\s*")
_LINK = re.compile(
    r"(?:https?://|geo:|(?<![\w@.])(?:www\.|goo\.gl/|maps\.(?:app\.goo\.gl|google\.[a-z.]{2,6})/))\S{1,2000}",
    re.IGNORECASE,
)
# Google puts the place itself behind !3d!4d, and only the middle of the picture behind @.
_GOOGLE_PLACE = re.compile(rf"!3d(?P<lat>{_NUMBER})!4d(?P<lon>{_NUMBER})")
_OPENSTREETMAP = re.compile(rf"mlat=(?P<lat>{_NUMBER})&(?:amp;)?mlon=(?P<lon>{_NUMBER})")
_OPENSTREETMAP_VIEW = re.compile(rf"#map=\d+/(?P<lat>{_NUMBER})/(?P<lon>{_NUMBER})")
_IN_LINK = (
    _GOOGLE_PLACE,
    _OPENSTREETMAP,
    re.compile(rf"(?<![@\d.-]){_PAIR}"),
    re.compile(_PAIR),
    _OPENSTREETMAP_VIEW,
)


class Extracted(NamedTuple):
    """What a text says in figures: `point` is (latitude, longitude) in WGS84 degrees.

    `rest` is the text with links and pairs blanked out, as long as before; a link `is_unread` when no point was
    found, in it or elsewhere.
    """

    point: tuple[float, float] | None
    rest: str
    is_unread: bool


def extract(text: str) -> Extracted:
    """Take links and pairs of coordinates out of a text."""
    links = _LINK.findall(text)
    point = next((point for link in links if (point := _first_point(link))), None)
    rest = _LINK.sub(_blank, text)
    found = _WHOLE.fullmatch(rest) or _PLAIN.search(rest)
    if found and (plain := _valid(found)):
        return Extracted(
            point or plain, rest[: found.start()] + _blank(found) + rest[found.end() :], is_unread=False
        )
    return Extracted(point, rest, is_unread=bool(links) and point is None)


def _first_point(link: str) -> tuple[float, float] | None:
    points = (_valid(found) for pattern in _IN_LINK if (found := pattern.search(link)))
    return next((point for point in points if point), None)


def _valid(found: re.Match[str]) -> tuple[float, float] | None:
    lat, lon = float(found["lat"]), float(found["lon"])
    return (lat, lon) if abs(lat) <= MAX_LATITUDE and abs(lon) <= MAX_LONGITUDE else None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
