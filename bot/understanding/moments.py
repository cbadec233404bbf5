"""The parts of the day that name no hour, read from moments.toml."""

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Literal

WHOLE_DAY = "day"

HalfOfDay = Literal["morning", "midday", "afternoon", "night", "dawn", "any"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of the day in Madrid: a sensible moment, the first and last minute, and its kind of hours.

    `then` names the part of the same day that is meant where this one is over ("rush hour").
    """

    at: time
    first: time
    last: time
    clock: HalfOfDay
    then: str | None = None


@cache
def moments() -> dict[str, Moment]:
    """Return every part of the day by its name."""
    tables = tomllib.loads(files("bot.understanding").joinpath("moments.toml").read_text("utf-8"))
    return {
        name: Moment(
            time.fromisoformat(table["at"]),
            time.fromisoformat(table["from"]),
            time.fromisoformat(table["to"]),
            table["clock"],
            table.get("then"),
        )
        for name, table in tables.items()
    }


def moment(name: str) -> Moment:
    """Return the part of the day with this name; rules and lexicon use no other names."""
    return moments()[name]
