"""What a ticket store says of each file that it took in: one JSON a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from forecasting.errors import TicketStoreError

FORMAT = 1
DateRange = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class IngestedFile:
    """One table of tickets, taken in.

    digest: SHA-256 of the unpacked table. rows: read, kept, and dropped by reason (see table.DropReason).
    strays: kept rows that start outside the days that the file is about; they are real tickets, bought ahead or
    booked late, and each is in one file only, so dropping them would lose occupancy at the quarter's borders.
    covered: runs of local days with tickets. missing: regulated days of the same quarters without any: the file
    is short. weekday: median tickets of its covered weekdays. series: area and kind of each code in the sums.
    """

    digest: str
    name: str
    ingested_at: datetime
    read: int
    kept: int
    dropped: Mapping[str, int]
    strays: int
    covered: tuple[DateRange, ...]
    missing: tuple[date, ...]
    weekday: float
    demo: bool
    sample_every: int
    series: tuple[tuple[str, str], ...]

    @property
    def days(self) -> Iterator[date]:
        """The local days that it covers, free days between them included."""
        for first, last in self.covered:
            yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def to_json(file: IngestedFile) -> str:
    """Write one manifest row down."""
    return json.dumps({"format": FORMAT} | asdict(file), default=_plain, ensure_ascii=False, indent=1)


def from_json(path: Path) -> IngestedFile:
    """Read a manifest row. Raises TicketStoreError when it is damaged or of another version."""
    try:
        row: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if row.pop("format") != FORMAT:
            raise TicketStoreError(f"{path}: written by another version")
        row["ingested_at"] = datetime.fromisoformat(row["ingested_at"])
        row["covered"] = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in row["covered"])
        row["missing"] = tuple(date.fromisoformat(day) for day in row["missing"])
        row["series"] = tuple((area, kind) for area, kind in row["series"])
        return IngestedFile(**row)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TicketStoreError(f"{path}: damaged ({error})") from error


def _plain(value: object) -> object:
    """Turn what JSON lacks into text. Raises TypeError for anything unforeseen."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a manifest")


def runs_of_days(days: Sequence[date]) -> tuple[DateRange, ...]:
    """Join consecutive days (ascending) into ranges."""
    runs: list[DateRange] = []
    for day in days:
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return tuple(runs)
