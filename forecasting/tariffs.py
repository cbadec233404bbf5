"""What a stay costs, as an estimate: published tariffs are dated data (`assumptions/tariffs.toml`).

Between the steps that are known the price is taken to rise evenly; the city's own table is finer. What nobody
knows for sure comes as a range.
"""

import tomllib
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from forecasting.availability import Driver, Rights, rights
from forecasting.availability.rights import applies

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")

Exemption = Literal["permit", "zero_emission"]
"""Why nothing is paid by the stay: a resident's permit is paid by the year, CERO pays nothing at all."""


@dataclass(frozen=True, slots=True)
class Price:
    """What so many regulated `minutes` cost: euros from `low` to `high`, to the cent.

    An estimate from tariffs that were last seen published on `as_of`. `exemption` tells why it is nothing.
    """

    low: Decimal
    high: Decimal
    as_of: date
    minutes: int
    exemption: Exemption | None = None


def price(colour: str, minutes: int, driver: Driver, area: str, day: date) -> Price | None:
    """Return what a driver pays for a stay on a colour in a neighbourhood ("07-05") on a day.

    `minutes` are regulated ones: outside regulated hours nothing is paid. Of a driver whose label is not known
    the price is from the cheapest to the dearest label that pays and may park there. None where no tariff is
    published for the colour, the label or the day, where the driver may not park, and beyond the longest stay.
    """
    district, allowed = area.partition("-")[0], rights(driver, area, day)
    tariff, labels = _latest("tariff", district, day, colour), _latest("labels", district, day)
    limit = allowed.stays.get(colour)
    if tariff is None or labels is None or minutes < 0 or (limit is not None and minutes > limit):
        return None
    exemption = _exemption(colour, driver, allowed, labels)
    if exemption is not None:
        return Price(NOTHING, NOTHING, tariff["as_of"], minutes, exemption)
    factors = _factors(driver, area, day, labels)
    least = _euros(tariff["steps"], minutes)
    most = _euros(tariff.get("up_to", tariff["steps"]), minutes)
    if not factors or least is None or most is None:
        return None
    low, high = _to_the_cent(least * min(factors)), _to_the_cent(most * max(factors))
    return Price(low, high, tariff["as_of"], minutes)


def in_bad_air(usual: Price, day: date) -> Price:
    """Return the price on a day for which the surcharge for bad air is announced, from its lowest to its highest."""
    surcharge = _tariffs()["surcharge"]
    if not applies(surcharge, district="", day=day):  # it holds in all of them
        return usual
    low, high = usual.low * (1 + surcharge["least"]), usual.high * (1 + surcharge["most"])
    return replace(usual, low=_to_the_cent(low), high=_to_the_cent(high))


def _latest(kind: str, district: str, day: date, colour: str | None = None) -> dict[str, Any] | None:
    """Return the last entry of a kind that speaks of the district, the day and the colour."""
    speaking = (one for one in reversed(_tariffs()[kind]) if one.get("colour") == colour)
    return next((one for one in speaking if applies(one, district, day)), None)


def _exemption(colour: str, driver: Driver, allowed: Rights, labels: dict[str, Any]) -> Exemption | None:
    if labels["factors"].get(driver.label) == NOTHING:
        return "zero_emission"
    return "permit" if allowed.is_resident and colour in allowed.counted else None


def _factors(driver: Driver, area: str, day: date, labels: dict[str, Any]) -> list[Decimal]:
    """Return what the driver may have to pay of the base tariff; nothing for whom there is no figure or no place."""
    possible = labels["unknown"] if driver.label is None else [driver.label]
    return [
        labels["factors"][label]
        for label in possible
        if label in labels["factors"] and rights(replace(driver, label=label), area, day).refused is None
    ]


def _euros(steps: list[list[Any]], minutes: int) -> Decimal | None:
    """Return the base tariff at so many minutes, evenly between steps; None beyond the last."""
    known, euros = zip(*steps, strict=True)
    if minutes == 0:
        return NOTHING
    if minutes > known[-1]:
        return None
    after = bisect_left(known, minutes)
    if after == 0:
        return Decimal(euros[0])  # the least that is charged
    passed = Decimal(minutes - known[after - 1]) / (known[after] - known[after - 1])
    return Decimal(euros[after - 1] + (euros[after] - euros[after - 1]) * passed)


def _to_the_cent(euros: Decimal) -> Decimal:
    return euros.quantize(CENT, ROUND_HALF_UP)


@cache
def _tariffs() -> dict[str, Any]:
    text = files("forecasting").joinpath("assumptions/tariffs.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
