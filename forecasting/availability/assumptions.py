"""The model's figures, read from a file with their sources (`assumptions/unseen.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from forecasting.availability.ranges import Range

DayPart = Literal["early", "morning", "afternoon", "night"]
DAY_PARTS: tuple[DayPart, ...] = get_args(DayPart)

OTHER_COLOURS = "other"
"""The file's word for the colours that it does not name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of neighbourhood: those it names ("05-04") and whole districts ("07")."""

    name: str
    neighbourhoods: frozenset[str]
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Of a colour's spaces without a ticket, the share that are taken all the same, by part of the day.

    For one `kind` of neighbourhood, or for all of them (None). `source` is a key, `why` the derivation.
    """

    colour: str
    kind: str | None
    source: str
    why: str
    shares: Mapping[DayPart, Range]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that the model assumes; the file says why of each."""

    version: int
    parts: Mapping[DayPart, int]
    kinds: tuple[Kind, ...]
    unseen: tuple[Unseen, ...]
    saturday: float
    august: float
    search_part: float
    search_least: int
    cluster_spaces: tuple[float, ...]
    cluster_phi: tuple[float, ...]
    easy: float
    medium: float
    step: float
    surest: float
    assumed: float
    sure: float
    gain: float
    usual: float
    steady: float


@cache
def assumptions() -> Assumptions:
    """Return the packaged figures."""
    text = files("forecasting").joinpath("assumptions/unseen.toml").read_text(encoding="utf-8")
    return parsed(tomllib.loads(text))


def parsed(tree: dict[str, Any]) -> Assumptions:
    """Return the figures of a parsed file; raises KeyError for one that is left out."""
    return Assumptions(
        version=tree["version"],
        parts={part: tree["parts"][part] for part in DAY_PARTS},
        kinds=tuple(_kind(one) for one in tree["kinds"]),
        unseen=tuple(_unseen(one) for one in tree["unseen"]),
        saturday=tree["days"]["saturday"],
        august=tree["days"]["august"],
        search_part=tree["search"]["part"],
        search_least=tree["search"]["least"],
        cluster_spaces=tuple(tree["clustering"]["spaces"]),
        cluster_phi=tuple(tree["clustering"]["phi"]),
        easy=tree["levels"]["easy"],
        medium=tree["levels"]["medium"],
        step=tree["shown"]["step"],
        surest=tree["shown"]["surest"],
        assumed=tree["shown"]["assumed"],
        sure=tree["better"]["sure"],
        gain=tree["better"]["gain"],
        usual=tree["pressure"]["usual"],
        steady=tree["pressure"]["steady"],
    )


def _kind(one: dict[str, Any]) -> Kind:
    return Kind(one["name"], frozenset(one.get("neighbourhoods", ())), frozenset(one.get("districts", ())))


def _unseen(one: dict[str, Any]) -> Unseen:
    shares = {part: Range(**one[part]) for part in DAY_PARTS}
    return Unseen(one["colour"], one.get("kind"), one["source"], one["why"], shares)
