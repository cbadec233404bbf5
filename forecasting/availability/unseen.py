"""What tickets do not show at a place and an hour: residents, exempt cars, people who do not pay."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from forecasting.availability.assumptions import (
    DAY_PARTS,
    OTHER_COLOURS,
    DayPart,
    Unseen,
    assumptions,
)
from forecasting.availability.ranges import Range

AUGUST, SATURDAY = 8, 5


@dataclass(frozen=True, slots=True)
class UnseenShare:
    """Of the spaces without a ticket, the share that is taken all the same, and where that comes from.

    `source` is the key of its source and `why` its derivation, in English; `kind` is the
    neighbourhood's ("dense", "inner", "offices", "outer"). Two shares of one kind share their doubt.
    """

    share: Range
    source: str
    why: str
    kind: str
    part: DayPart


UnseenShares = Callable[[str, str, datetime], UnseenShare]
"""(neighbourhood "07-05", colour, local time in Madrid) → the unseen share; `assumed_share` is one."""


def day_part(hour: int) -> DayPart:
    """Return the part of the day that a local hour (0–23) belongs to."""
    begins = assumptions().parts
    return max((part for part in DAY_PARTS if begins[part] <= hour), key=lambda part: begins[part])


@cache
def kind_of(area: str) -> str:
    """Return the kind of a neighbourhood ("07-05"): the first that names it or its district, else the last."""
    kinds = assumptions().kinds
    district = area.partition("-")[0]
    named = (kind.name for kind in kinds if area in kind.neighbourhoods or district in kind.districts)
    return next(named, kinds[-1].name)


def assumed_share(area: str, colour: str, at: datetime) -> UnseenShare:
    """Return what the file assumes of a neighbourhood's colour at a time given in Madrid's clock."""
    return _assumed(kind_of(area), colour, day_part(at.hour), _factor(at))


@cache
def _assumed(kind: str, colour: str, part: DayPart, factor: float) -> UnseenShare:
    found = _entry(kind, colour)
    share = found.shares[part]
    lighter = Range(share.mean * factor, share.low * factor, share.high * factor)
    return UnseenShare(lighter, found.source, found.why, kind, part)


def _entry(kind: str, colour: str) -> Unseen:
    """Return the file's entry for the colour and kind, for the colour, or for the colours it does not name."""
    known = [one for one in assumptions().unseen if one.kind in {None, kind}]
    return next(one for name in (colour, OTHER_COLOURS) for one in known if one.colour == name)


def _factor(at: datetime) -> float:
    given = assumptions()
    saturday = given.saturday if at.weekday() == SATURDAY else 1.0
    return saturday * (given.august if at.month == AUGUST else 1.0)
