"""What a build did, as figures for the caller and as the SOURCE.md that lies beside the result."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from geodata.boundaries import TOLERANCE
from geodata.errors import ResourceError
from geodata.sources import BoundaryFile, SpacesFile
from geodata.spaces import Colour
from geodata.tables import SOURCE_FILE

_OUTLINES = "SER neighbourhoods, outlines (geoportal, Zona SER)"
_SPACES = "SER. Calles y número de plazas (218228)"
_ROW = re.compile(
    r"^\| (?P<title>[^|]+) \| `(?P<file>[^`]+)` "
    r"\| layout of (?P<layout>[^|,]+?)(?:, table of (?P<updated>\d{4}-\d{2}-\d{2}))? "
    r"\| `(?P<sha256>[0-9a-f]{64})` \|$",
    re.MULTILINE,
)


class SourceRow(NamedTuple):
    """An official file as SOURCE.md names it; `updated` is None where it carries no date."""

    file: str
    layout: str
    updated: date | None
    sha256: str


def read_sources(resources: Path) -> tuple[SourceRow, SourceRow]:
    """Return the files that the figures were made from, outlines and spaces; raises ResourceError."""
    file = resources / SOURCE_FILE
    try:
        rows = {row["title"]: row for row in _ROW.finditer(file.read_text(encoding="utf-8"))}
        return _source_row(rows[_OUTLINES]), _source_row(rows[_SPACES])
    except OSError as error:
        raise ResourceError(file, "missing") from error
    except (KeyError, ValueError) as error:
        raise ResourceError(file, "damaged") from error


def _source_row(row: re.Match[str]) -> SourceRow:
    updated = date.fromisoformat(row["updated"]) if row["updated"] else None
    return SourceRow(row["file"], row["layout"], updated, row["sha256"])


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built, and what was odd in the official files.

    `neighbourhoods`: of either file; `rows`: of the list of spaces; `spaces`: by colour; `duplicates`:
    rows that repeat an earlier one, counted like the others; `without_figure`, `without_street`,
    `without_number`: rows with an empty number of spaces (taken as 0), with "(Sin Asignar)" as street,
    with "S/N" or no readable number; `rows_without_outline`: rows by the code of a neighbourhood that
    the outlines lack (kept, under the list's own name); `outlines_without_rows`: codes;
    `largest_shift`: how many metres an outline moved at most; `mended`: the official outlines
    overlapped and were cleaned first; `sizes`: bytes by file written.
    """

    neighbourhoods: int
    streets: int
    stretches: int
    rows: int
    spaces: Mapping[Colour, int]
    duplicates: int
    without_figure: int
    without_street: int
    without_number: int
    rows_without_outline: Mapping[str, int]
    outlines_without_rows: tuple[str, ...]
    outline_points: int
    largest_shift: float
    mended: bool
    sizes: Mapping[str, int] = field(default_factory=dict)


def source_note(official: BoundaryFile, listed: SpacesFile, report: BuildReport) -> str:
    """Return SOURCE.md: the sources, their editions and licence, and what was made of them."""
    colours = ", ".join(f"{colour} {count:,}" for colour, count in report.spaces.items() if count)
    updated = f", table of {official.updated:%Y-%m-%d}" if official.updated else ""
    mended = "They overlapped in places and were cleaned first. " if report.mended else ""
    made = "Outlines kept as they were." if official.compact else _generalised(report, official.outside)
    return f"""# Where these figures come from

Origen de los datos: Ayuntamiento de Madrid. Source: Ayuntamiento de Madrid (Madrid city council), open data
of datos.madrid.es and geoportal.madrid.es. Free reuse, also commercial, on condition that the source and the
date of the data are cited, and that no endorsement is suggested. The figures below were made from:

| data set | file | edition | SHA-256 |
|---|---|---|---|
| {_OUTLINES} | `{official.file.name}` | layout of {official.layout}{updated} | `{official.sha256}` |
| {_SPACES} | `{listed.file.name}` | layout of {listed.layout} | `{listed.sha256}` |

`accents.toml` and other files not named below are no part of this build.

## What was made of them

* `neighbourhoods.geojson`: {report.neighbourhoods} neighbourhoods, EPSG:25830 metres, {report.outline_points:,} points. {mended}{made}
* `streets.npz`: {report.streets:,} streets, names in natural order, with the accents that are known.
* `stretches.npz`: {report.stretches:,} stretches of kerb from {report.rows:,} rows; every house number and \
position as published, to 0.1 m.
* Spaces: {sum(report.spaces.values()):,} ({colours}).

## What was odd in them

* Rows that repeat another (kept: the city's totals count them): {report.duplicates}.
* Rows with an empty number of spaces (taken as 0): {report.without_figure}.
* Rows without a street (they count in their neighbourhood only): {report.without_street}.
* Rows without a readable house number: {report.without_number:,}.
* Neighbourhoods with spaces and without outline: {_codes(report.rows_without_outline)}.
* Neighbourhoods with an outline and without spaces: {_codes(report.outlines_without_rows)}.

Made by `sermadrid data build-resources`; the same files give the same bytes.
"""


def _generalised(report: BuildReport, outside: int) -> str:
    return (
        f"Outlines generalised together (tolerance {TOLERANCE:g} m, rounded to 0.1 m), shared borders kept; none "
        f"moved by more than {report.largest_shift:.2f} m. Polygons that are no neighbourhood, left out: {outside}."
    )


def _codes(codes: Mapping[str, int] | tuple[str, ...]) -> str:
    if isinstance(codes, tuple):
        return ", ".join(codes) or "none"
    return ", ".join(f"{code} ({rows:,} rows)" for code, rows in codes.items()) or "none"
