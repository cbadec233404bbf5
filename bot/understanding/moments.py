"""The parts of the day that name no hour, read from moments.toml."""

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Literal

WHOLE_DAY = "day"

HalfOfDay = Literal["morning", "midday", "afternoon", "night", "dawn"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of the day in Madrid: a sensible moment, the first and last minute, and its kind of hours."""

    at: time
    first: time
    last: time
    clock: HalfOfDay


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
        )
        for name, table in tables.items()
    }


def moment(name: str) -> Moment:
    """Return the part of the day with this name; rules and lexicon use no other names."""
    return moments()[name]
