"""Which quarter or year an edition is about, as its title or its file's name says.

The city names them every which way: "Primer trimestre 2025", "Primertrimestre2025 SER…", "2T 2024",
"tiques_2023_T3", "2026Q1", "Año 2024", "Calles y número de plazas SER. 2026".
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

WHOLE_YEAR = 0
_QUARTERS = 4
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_ORDINALS = ("primer", "segundo", "tercer", "cuarto")
_WORDED = re.compile(rf"({'|'.join(_ORDINALS)})o?[\s_-]*trim")
_ROMAN = re.compile(r"(?<![a-z])(iv|i{1,3})[\s_-]*trim")
_ROMANS = ("i", "ii", "iii", "iv")
_BEFORE = re.compile(r"(?<!\d)([1-4])\s*(?:er|do|to|[oº.ª])?[\s_-]*(?:t|q|trim\w*?)(?![a-z])")
_AFTER = re.compile(r"(?<![a-z])(?:t|q|trim[a-z]*)[\s_-]*([1-4])(?!\d)")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(_MONTHS)})(?:[a-z]*)[\s_]*(?:-|a|y|_)")
_MONTHS_A_QUARTER = 3


class Period(NamedTuple):
    """A year, or one of its quarters 1 to 4; the whole year has quarter `WHOLE_YEAR` and sorts before them."""

    year: int
    quarter: int = WHOLE_YEAR

    def __str__(self) -> str:
        return f"{self.year}T{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def quarters(self) -> tuple["Period", ...]:
        """The quarters in it, in order."""
        if self.quarter:
            return (self,)
        return tuple(Period(self.year, quarter) for quarter in range(1, _QUARTERS + 1))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (max(self.quarter, 1) - 1) * _MONTHS_A_QUARTER + 1, 1)

    @property
    def following(self) -> "Period":
        """The quarter after a quarter, or the year after a year."""
        if self.quarter == WHOLE_YEAR:
            return Period(self.year + 1)
        return Period(self.year + self.quarter // _QUARTERS, self.quarter % _QUARTERS + 1)

    @property
    def length(self) -> int:
        """Its days."""
        return (self.following.first - self.first).days


def quarter_before(day: date) -> Period:
    """Return the last quarter that was over on that day: what a file without a name is likely to be about."""
    this = (day.month - 1) // _MONTHS_A_QUARTER + 1
    return Period(day.year, this - 1) if this > 1 else Period(day.year - 1, _QUARTERS)


def named_period(texts: Iterable[str]) -> Period | None:
    """Return the period that the first of the texts names that names any; a quarter goes before a year."""
    found = [period for period in map(_period, texts) if period is not None]
    return next((period for period in found if period.quarter), found[0] if found else None)


def _period(text: str) -> Period | None:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(letter)
    )
    year = _YEAR.search(plain)
    if year is None:
        return None
    rest = plain[: year.start()] + " " + plain[year.end() :]
    return Period(int(year[1]), _quarter(rest))


def _quarter(text: str) -> int:
    if worded := _WORDED.search(text):
        return _ORDINALS.index(worded[1]) + 1
    if roman := _ROMAN.search(text):
        return _ROMANS.index(roman[1]) + 1
    if figure := _BEFORE.search(text) or _AFTER.search(text):
        return int(figure[1])
    if month := _MONTH.search(text):
        return _MONTHS.index(month[1]) // _MONTHS_A_QUARTER + 1
    return WHOLE_YEAR
