"""What a model version says about itself: `manifest.json`, beside its tables."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from forecasting.errors import CorruptModelError

FORMAT = 1
"""Raised when a reader of the older format would misread the files."""


@dataclass(frozen=True, slots=True)
class DataSource:
    """One input file of a training: its hash, the dates that it covers, and the rows it lost on reading.

    `short`: quarters with too few tickets ("2024Q3", "2024Q3 07-05" for one area) and the share that they have.
    """

    name: str
    sha256: str
    first: date
    last: date
    rows: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A version's identity, origin and merits.

    `trained_from` and `trained_until` are the local dates of the first and last known slot;
    `table_from` and `table_until` the local dates that the table covers (beyond them, the weekly
    profile answers). `series` maps "07-05/blue" to its spaces, in the row order of the tables;
    `skipped` maps a series that was left out to the reason. `scores` maps a model's name to its
    metrics over the gate's windows (see forecasting.scores); `files` maps a file to its SHA-256.
    """

    version: str
    created: datetime
    trained_from: date
    trained_until: date
    table_from: date
    table_until: date
    zone: str
    demo: bool
    seed: int
    code_version: str
    series: Mapping[str, float]
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sources: tuple[DataSource, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Readable JSON; dates and the UTC creation time in ISO 8601."""
        return (
            json.dumps({"format": FORMAT, **asdict(self)}, default=_iso, indent=1, ensure_ascii=False) + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read what `to_json` wrote; raises CorruptModelError when it is anything else."""
        try:
            return _read(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CorruptModelError(f"the manifest cannot be read: {error!r}") from error


def _iso(value: date) -> str:
    return value.isoformat()


def _read(raw: dict[str, Any]) -> Manifest:
    written = raw.pop("format")
    if written != FORMAT:
        raise CorruptModelError(f"the manifest has format {written}; this program reads format {FORMAT}")
    for name in ("trained_from", "trained_until", "table_from", "table_until"):
        raw[name] = date.fromisoformat(raw[name])
    raw["created"] = datetime.fromisoformat(raw["created"])
    raw["sources"] = tuple(
        DataSource(**{**s, "first": date.fromisoformat(s["first"]), "last": date.fromisoformat(s["last"])})
        for s in raw["sources"]
    )
    if not isinstance(raw["series"], dict) or not isinstance(raw["files"], dict):
        raise TypeError("series and files must be objects")
    return Manifest(**raw)
