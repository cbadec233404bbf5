"""An edition: one file of a data set that the portal offers."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from bot.portal.addresses import Dataset
from bot.portal.periods import Period

Format = Literal["CSV", "ZIP", "XLSX", "GEOJSON"]
SUFFIXES: Final = {"CSV": ".csv", "ZIP": ".zip", "XLSX": ".xlsx", "GEOJSON": ".geojson"}
_UNFIT = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 100  # characters; file systems take 255 bytes
_LONG_AGO: Final = datetime(2, 1, 1, tzinfo=UTC)  # the first year has a quarter before it

Age = tuple[Period, datetime]
"""What an edition is about, then when it was changed: of two editions the later one is the newer."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A file that can be fetched from `address`.

    `period`: what it is about, None where nothing says it; `modified`: aware, when the portal changed it last;
    `size` (bytes) and `md5` are the catalogue's; None where it does not say. `guessed`: the period is, from the date.
    `stale_md5`: a former file's checksum, which the catalogue goes on saying.
    """

    dataset: Dataset
    address: str
    format: Format
    title: str = ""
    period: Period | None = None
    modified: datetime | None = None
    size: int | None = None
    md5: str | None = None
    guessed: bool = False
    stale_md5: str | None = None

    @property
    def name(self) -> str:
        """The file's name, made fit for any folder, with the suffix of its format."""
        last = PurePosixPath(unquote(urlsplit(self.address).path)).name
        suffix = SUFFIXES[self.format]
        stem = _UNFIT.sub("_", last).strip("._")[-_LONGEST_NAME:].lstrip("._") or self.dataset
        return stem if stem.lower().endswith(suffix) else stem + suffix

    @property
    def key(self) -> str:
        """What it is an edition of: "streets", or "tickets 2025T1"."""
        return f"{self.dataset} {self.period}" if self.dataset == "tickets" else self.dataset

    @property
    def about(self) -> Period:
        """The year or quarter that it is about; where nothing says it, the year of its date."""
        return self.period or Period(comparable_date(self.modified).year)

    @property
    def age(self) -> Age:
        """What tells which of two editions is the newer; one without a date is older than any with one."""
        return self.about, comparable_date(self.modified)


def comparable_date(modified: datetime | None) -> datetime:
    """Return the date, or one before all others where there is none."""
    return modified or _LONG_AGO


def boundary_editions(addresses: str) -> tuple[Edition, ...]:
    """Return the boundaries at each of the addresses, which blanks set apart, in the order they are tried."""
    return tuple(
        Edition(
            "boundaries", address, "ZIP" if urlsplit(address).path.lower().endswith(".zip") else "GEOJSON"
        )
        for address in addresses.split()
    )
