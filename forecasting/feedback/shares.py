"""The learned unseen shares: a value that is published beside a model, and goes with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forecasting.availability import Range
from forecasting.errors import CorruptModelError

FORMAT = 1
"""Raised when a reader of the older format would misread the file."""

DECIMALS = 4

Cell = tuple[str, str, str]
"""(neighbourhood "DD-BB", colour, part of the day): where and when an unseen share holds."""


@dataclass(frozen=True, slots=True)
class LearnedShare:
    """An unseen share with its 80 % range, 0..1, and the number `n` of reports behind it."""

    share: Range
    n: int


@dataclass(frozen=True, slots=True)
class LearnedShares:
    """What reports taught, by neighbourhood, colour and part of the day; `n` is 0 where only others' reports did.

    Empty where nothing was learned: then the assumptions stand.
    """

    cells: Mapping[Cell, LearnedShare] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells)

    def unseen_for(self, neighbourhood: str, colour: str, part: str) -> Range | None:
        """Return the share learned there; None where the assumption stands. `cells` has it with its `n`."""
        found = self.cells.get((neighbourhood, colour, part))
        return None if found is None else found.share

    def to_json(self) -> str:
        """Readable JSON, a line a share."""
        rows = {"/".join(key): _row(one) for key, one in sorted(self.cells.items())}
        return json.dumps({"format": FORMAT, "cells": rows}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "LearnedShares":
        """Read what `to_json` wrote; raises CorruptModelError when it is anything else."""
        try:
            raw = json.loads(text)
            if raw["format"] != FORMAT:
                raise CorruptModelError(f"the learned shares have format {raw['format']}, not {FORMAT}")
            cells = {_cell(key): _learned(row) for key, row in raw["cells"].items()}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CorruptModelError(f"the learned shares cannot be read: {error!r}") from error
        return cls(cells)


def _row(one: LearnedShare) -> dict[str, float]:
    share = one.share
    ends = {"mean": share.mean, "low": share.low, "high": share.high}
    return {**{name: round(value, DECIMALS) for name, value in ends.items()}, "n": one.n}


def _learned(row: dict[str, Any]) -> LearnedShare:
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    if not 0 <= low <= high <= 1 or not 0 <= mean <= 1:
        raise ValueError(f"no share: {row}")
    return LearnedShare(Range(mean, low, high), int(row["n"]))


def _cell(key: str) -> Cell:
    neighbourhood, colour, part = key.split("/")
    return neighbourhood, colour, part
