"""The official ticket table: what its columns are called, how a file is laid out, what a row's place means.

The data set is "SER. Tiques de aparcamiento" of the Ayuntamiento de Madrid (datos.madrid.es, 300470), quarterly.
Encoding, delimiter and column names changed over the years; the header's delimiter may differ from the rows'.
This is the only module that knows the Spanish names.
"""

import codecs
import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from forecasting.errors import EmptyTicketFileError, NotATicketFileError
from forecasting.series import Colour

Kind = Literal["blue", "green", "commercial", "orange", "hospital", "high_rotation", "workshop"]
DropReason = Literal[
    "unreadable",
    "test_row",
    "unknown_place",
    "unknown_kind",
    "unknown_area",
    "ends_before_start",
    "zero_length",
    "too_long",
    "in_the_future",
    "duplicate",
]

TICKET_ZONE = ZoneInfo("Europe/Madrid")
"""Times in the files are local, without a zone."""

DEMO_METER = "DEMOSTRACION"
"""What simulated tickets carry as their meter, so that nothing made from them passes for real."""

COLUMNS: Mapping[str, str] = {
    "matricula_parquimetro": "meter",
    "fecha_operacion": "bought",
    "fecha_inicio": "start",
    "fecha_fin": "end",
    "codigo_distrito": "district_code",  # 2020 to 2022
    "cod_distrito": "district_code",
    "distrito": "district",
    "codigo_barrio": "area_code",  # 2020 to 2022
    "cod_barrio": "area_code",
    "barrio": "area_name",
    "tipo_zona": "kind",
    "distintivo": "label",
    "minutos_tique": "minutes",
    "importe_tique": "amount",
}
REQUIRED = ("start", "end", "district_code", "area_code", "kind")
PLACE_COLUMNS = ("district_code", "district", "area_code", "area_name", "kind")

KINDS: Mapping[str, Kind] = {
    "AZUL": "blue",
    "VERDE": "green",
    "COMERCIALES": "commercial",
    "USO DISUASORIO": "orange",
    "AZUL SANITARIA": "hospital",
    "ALTA ROTACION": "high_rotation",
    "TALLERES": "workshop",
}
COLOUR_OF_KIND: Mapping[str, Colour] = {
    "blue": "blue",
    "green": "green",
    # Commercial vehicles and repair shops have permits for their neighbourhood, and no spaces of their own;
    # seven regulated spaces in eight are green, so that is where they stand.
    "commercial": "green",
    "workshop": "green",
    "orange": "orange",
    "hospital": "red",  # the hospital area's spaces are painted red
    "high_rotation": "high_rotation",
}

_TEST_ROWS = re.compile(r"\b(ELO MONITORIZACI.{0,2}N|TALLER DEVAS|TEST PARKARE)\b", re.IGNORECASE)
_PAIR = re.compile(r"\s*(\d{1,2})\s*-\s*(\d{1,2})\b")
_WHOLE_NUMBER = re.compile(r"\s*(\d{1,4})(?:[.,]0+)?\s*")
_HIGHEST_NUMBER = 9  # neighbourhoods of a district are numbered 1 to 9
_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_LINES = 200


def place_of(
    district_code: str | None,
    district: str | None,
    area_code: str | None,
    area_name: str | None,
    kind: str | None,
) -> tuple[str, Kind] | DropReason:
    """Read a row's place: its area ("07-05") and kind of ticket, or why the row is of no use.

    The pair of codes is the key, never the name. `area_code` is the number inside the district (5), or, as in
    other files of the city, district and number together (75, 705) or a pair (07-05).
    """
    if any(_TEST_ROWS.search(text) for text in (district or "", area_name or "")):
        return "test_row"
    found = KINDS.get(_plain_capitals(kind or ""))
    if found is None:
        return "unknown_kind"
    area = _area(district_code or "", area_code or "") or _pair(area_name or "")
    return (area, found) if area else "unknown_place"


def _plain_capitals(text: str) -> str:
    """Fold case, blanks and the only accent that kinds have, however it was decoded."""
    return re.sub(r"ACI[^A-Z]{1,3}N\b", "ACION", " ".join(text.upper().split()))


def _area(district_code: str, area_code: str) -> str | None:
    pair = _pair(area_code)
    if pair:
        return pair
    codes = [_WHOLE_NUMBER.fullmatch(code) for code in (district_code, area_code)]
    if codes[0] is None or codes[1] is None:
        return None
    district, number = int(codes[0][1]), int(codes[1][1])
    for written in (number, number - 10 * district, number - 100 * district):
        if 1 <= written <= _HIGHEST_NUMBER:
            return _code(district, written)
    return None


def _pair(text: str) -> str | None:
    match = _PAIR.match(text)
    return _code(int(match[1]), int(match[2])) if match else None


def _code(district: int, number: int) -> str | None:
    return f"{district:02d}-{number:02d}" if district >= 1 and 1 <= number <= _HIGHEST_NUMBER else None


@dataclass(frozen=True, slots=True)
class TicketLayout:
    """How one file is written. `columns`: one name a field, those of COLUMNS translated, others as they are."""

    encoding: Literal["utf-8", "cp1252"]
    separator: str
    quoted: bool
    columns: tuple[str, ...]
    header_bytes: int


def read_layout(label: Path, head: bytes) -> TicketLayout:
    """Find out the layout from a file's first bytes (some hundred lines are enough).

    Raises EmptyTicketFileError for a file without rows, NotATicketFileError for binary files and for tables
    that lack a column of REQUIRED or whose rows cannot be split into as many fields as the header.
    """
    if b"\0" in head:
        raise NotATicketFileError(label, "it is no text file, or one in UTF-16")
    encoding, text = _decoded(head)
    header, _, body = text.lstrip("\ufeff").partition("\n")
    columns = max((fields_of(header, separator) for separator in _SEPARATORS), key=len)
    names = tuple(COLUMNS.get(_plain_name(name), name) for name in columns)
    missing = [spelled for spelled, name in COLUMNS.items() if name in REQUIRED and name not in names]
    if missing:
        raise NotATicketFileError(label, f"it has no column {', '.join(missing)}")
    lines = [line for line in body.splitlines()[:_SAMPLE_LINES] if line.strip()]
    if not lines:
        raise EmptyTicketFileError(label, "there is a header and no row")
    separator = max(_SEPARATORS, key=lambda s: sum(len(fields_of(line, s)) >= len(names) for line in lines))
    if all(len(fields_of(line, separator)) < len(names) for line in lines[:-1] or lines):
        raise NotATicketFileError(label, "its rows have fewer fields than its header")
    return TicketLayout(encoding, separator, '"' in body, names, head.index(b"\n") + 1)


def _decoded(head: bytes) -> tuple[Literal["utf-8", "cp1252"], str]:
    try:
        return "utf-8", codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return "cp1252", head.decode("cp1252", "replace")


def fields_of(line: str, separator: str) -> list[str]:
    """Split one line; no fields for what is too long to be a line."""
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        return []


def _plain_name(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")
