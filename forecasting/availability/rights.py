"""Which spaces a driver may use, and for how long: the rules are dated data (`assumptions/rules.toml`)."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Label = Literal["none", "B", "C", "ECO", "CERO"]
"""A vehicle's environmental label; "none" is a vehicle that may carry none."""

WALK_METRES = 250
"""A short walk, some four minutes: what a driver accepts who has not said otherwise."""


@dataclass(frozen=True, slots=True)
class Driver:
    """Who asks: the label (None: not known), the neighbourhood they live in ("07-05"), the walk they accept."""

    label: Label | None = None
    resident: str | None = None
    walk_metres: int = WALK_METRES


VISITOR = Driver()


@dataclass(frozen=True, slots=True)
class Rights:
    """What a driver may use in a neighbourhood.

    `stays`: the longest stay of each colour in minutes, None without limit; when it is used up the car
    may not park in the neighbourhood again for `again_after` minutes. `counted`: the colours that a
    search looks for. `refused` names the rule that keeps this driver off the street;
    `refused_labels` are those that some rule refuses here, for a driver whose label is not known.
    `is_resident`: green is their own, up to the neighbourhood's border.
    """

    stays: Mapping[str, int | None]
    again_after: int
    counted: frozenset[str]
    refused: str | None = None
    refused_labels: tuple[Label, ...] = field(default=())
    is_resident: bool = False

    def stay(self, colour: str | None, offered: Collection[str]) -> int | None:
        """Return the longest stay on a colour in minutes, None without limit.

        Of a colour that is not known (None) it is the strictest of those `offered` that a search looks for; of
        all that are offered where there are no such, and of those looked for where none is offered.
        """
        if colour is not None:
            return self.stays[colour]
        known = self.stays.keys() & set(offered)
        possible = known & self.counted or known or self.counted
        limits = [limit for one in possible if (limit := self.stays[one]) is not None]
        return min(limits, default=None)

    def usable(self, spaces: Mapping[str, int]) -> dict[str, int]:
        """Return the spaces that a search looks for, in the rules' order of colours.

        Those of other colours only where there are no such.
        """
        if self.refused is not None:
            return {}
        known = {colour: spaces[colour] for colour in self.stays if spaces.get(colour)}
        wanted = {colour: n for colour, n in known.items() if colour in self.counted}
        return wanted if wanted or self.is_resident else known


def rights(driver: Driver, area: str, day: date) -> Rights:
    """Return what the driver may use in a neighbourhood ("07-05") on a day."""
    return _rights(driver.label, driver.resident == area, area.partition("-")[0], day)


def applies(rule: Mapping[str, Any], district: str, day: date) -> bool:
    """Whether a rule of a file speaks of a district ("07"; all, if it names none) and of a day."""
    here = district in rule.get("districts", (district,))
    return here and bool(rule.get("from", date.min) <= day <= rule.get("until", date.max))


@cache
def _rights(label: Label | None, is_resident: bool, district: str, day: date) -> Rights:  # noqa: FBT001 -- a cache's key
    rules = _rules()
    in_force = [one for one in rules["refused"] if applies(one, district, day)]
    stays: dict[str, int | None] = {
        one["colour"]: one.get("minutes") for one in rules["stay"] if applies(one, district, day)
    }
    for one in rules["exempt"]:
        if label in one["labels"] and applies(one, district, day):
            stays |= dict.fromkeys(one["colours"])
    again_after = rules["again"]["minutes"]
    if is_resident:
        own = rules["resident"]["colours"]
        return Rights(stays | dict.fromkeys(own), again_after, frozenset(own), is_resident=True)
    refused = next((one["name"] for one in in_force if label in one["labels"]), None)
    of_the_place = tuple(name for one in in_force if "districts" in one for name in one["labels"])
    unknown = of_the_place if label is None else ()
    return Rights(stays, again_after, frozenset(rules["visitor"]["colours"]), refused, unknown)


@cache
def _rules() -> dict[str, Any]:
    text = files("forecasting").joinpath("assumptions/rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
