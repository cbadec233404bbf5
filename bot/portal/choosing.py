"""Which editions are wanted: the newest, by what they are about and when they were changed, never by number.

What an edition is about goes first: when the portal moved in 2026, every old file was marked as changed that
day, months after the newest one. Where nothing says what it is about, the date decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from bot.portal.editions import Age, Edition, Format, comparable_date
from bot.portal.errors import CatalogueError
from bot.portal.periods import Period, quarter_before

_PREFERENCE: Final[Mapping[Format, int]] = {"ZIP": 3, "CSV": 2, "XLSX": 1, "GEOJSON": 0}
"""Of editions that are alike: tickets pack twelve to one, and text is read as it was published."""


def newest(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """Return the editions about the latest year or quarter, the best first: the others stand in for it."""
    found = sorted(editions, key=_rank, reverse=True)
    return tuple(edition for edition in found if edition.about == found[0].about)


def newest_quarters(editions: Iterable[Edition], count: int) -> tuple[tuple[Edition, ...], ...]:
    """Return the editions of the latest `count` quarters, the latest first, each with what stands in for it.

    A file of a whole year is taken where a quarter of it has no file of its own. Spreadsheets are left out: no
    quarter fits into one. Raises CatalogueError when nothing is left.
    """
    by_period: dict[Period, list[Edition]] = {}
    for found in editions:
        if found.format in ("CSV", "ZIP"):
            edition = _with_period(found)
            by_period.setdefault(edition.about, []).append(edition)
    if not by_period:
        raise CatalogueError("tickets", "no_editions")
    quarters = sorted({quarter for period in by_period for quarter in period.quarters}, reverse=True)[:count]
    wanted = dict.fromkeys(
        quarter if quarter in by_period else Period(quarter.year) for quarter in quarters
    )  # in order, a year once
    return tuple(tuple(sorted(by_period[period], key=_rank, reverse=True)) for period in wanted)


def _with_period(edition: Edition) -> Edition:
    """Say what tickets are about; without a name, the quarter that was over when they were published."""
    if edition.period is not None:
        return edition
    guess = quarter_before(comparable_date(edition.modified).date())
    return replace(edition, period=guess, guessed=True)


def _rank(edition: Edition) -> tuple[Age, int]:
    return edition.age, _PREFERENCE[edition.format]
