"""The list of streets and spaces ("SER. Calles y número de plazas"), in each of its layouts.

==========  =============================================================================================
2020        `Gis_X;Gis_Y;Distrito;Barrio;Calle;Nº Finca;Color;Batería/Línea;Número de Plazas`: decimal comma,
            `Barrio` "01-01 PALACIO", plain colours
2023        `gis_x;gis_y;distrito;barrio;calle;num_finca;color;bateria_linea;num_plazas`: the same, colours
            behind their RGB figures ("077214010 Verde")
2025        `gis_x;gis_y;cod_distrito;distrito;cod_barrio;num_barrio;barrio;calle;numero_finca;color;
            bateria_linea;numero_plazas`: decimal point, `num_barrio` counts inside the district
==========  =============================================================================================

Each comes as CSV or as a spreadsheet; other files with columns of these names are read too (layout "other"). What is odd but harmless is kept
and counted: rows that are there twice (the city's totals include them), an empty number of spaces (0),
streets "(Sin Asignar)", houses "S/N". What is impossible makes the file refused: BadRowError.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from geodata.errors import BadRowError, DamagedFileError, WrongFileError
from geodata.names import StreetName, house_number, neighbourhood_name, street_name
from geodata.sources.files import Line, folded, in_madrid, read_table
from geodata.spaces import Colour

_COLUMNS = {  # our name -> the names in the files, folded
    "x": ("gis_x",),
    "y": ("gis_y",),
    "district": ("distrito",),
    "neighbourhood": ("barrio",),
    "street": ("calle",),
    "house": ("numero_finca", "num_finca", "no_finca", "n_finca"),
    "colour": ("color",),
    "spaces": ("numero_plazas", "num_plazas", "numero_de_plazas", "n_mero_de_plazas"),
}
_CODE_COLUMNS = {"district_code": ("cod_distrito",), "number_in_district": ("num_barrio",)}
_LAYOUTS: dict[tuple[str, ...], str] = {
    ("Gis_X", "Gis_Y", "Distrito", "Barrio", "Calle", "Nº Finca", "Color"): "2020",
    ("gis_x", "gis_y", "distrito", "barrio", "calle", "num_finca", "color"): "2023",
    ("gis_x", "gis_y", "cod_distrito", "distrito", "cod_barrio", "num_barrio", "barrio"): "2025",
}
_LAYOUT_COLUMNS = 7
_COLOURS: dict[str, Colour] = {
    "azul": "blue",
    "verde": "green",
    "alta_rotacion": "high_rotation",
    "naranja": "orange",
    "rojo": "red",
}
_COLOUR_CELL = re.compile(r"(?:\d{9}\s+)?(\D+)")
_CODED_NAME = re.compile(r"(\d{1,2})-(\d{1,2})\s+(.+)")
_DISTRICTS = 21
_NEIGHBOURHOODS_IN_A_DISTRICT = 9  # the ticket machines have one digit for it
_COORDINATE = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")  # one point alone is a decimal point
_LOST_POINT = 1e10  # one edition lost the point of ten decimals: "4.427.249.100.000.000" is 442724.91


class SpacesRow(NamedTuple):
    """One row: a stretch of kerb at a house; `x`, `y` in EPSG:25830 metres.

    `street` is None for "(Sin Asignar)", `number` None for "S/N", `spaces` None where the cell is empty.
    """

    x: float
    y: float
    neighbourhood: str
    street: StreetName | None
    number: int | None
    suffix: str
    colour: Colour
    spaces: int | None


@dataclass(frozen=True, slots=True)
class SpacesFile:
    """A list of streets and spaces as read.

    `layout`: "2020", "2023", "2025" or "other"; `names`: code -> (neighbourhood, district) as people
    write them; `duplicates`: rows that repeat an earlier one in every cell.
    """

    file: Path
    sha256: str
    layout: str
    rows: tuple[SpacesRow, ...]
    names: dict[str, tuple[str, str]]
    duplicates: int


def read_spaces(file: Path) -> SpacesFile:
    """Read a list of streets and spaces; raises SourceFileError and its children."""
    rows, seen = [], set()
    try:
        sha256, header, lines = read_table(file)
        reader = _RowReader(file, header)
        for line in _whole(file, len(header), lines):
            rows.append(reader.read(line))
            seen.add(tuple(line.cells))
    except csv.Error as error:
        raise DamagedFileError(file, "unreadable", str(error)) from error
    if not rows:
        raise DamagedFileError(file, "no_rows")
    layout = _LAYOUTS.get(tuple(header[:_LAYOUT_COLUMNS]), "other")
    return SpacesFile(file, sha256, layout, tuple(rows), reader.names, len(rows) - len(seen))


def _whole(file: Path, width: int, lines: Iterator[Line]) -> Iterator[Line]:
    """Pass the rows on that have all their cells; a short last row means that the file was cut."""
    short: Line | None = None
    for line in lines:
        if short is not None:
            raise BadRowError(file, "cells", short.number, "cells", str(len(short.cells)))
        if len(line.cells) == width:
            yield line
        else:
            short = line
    if short is not None:
        raise DamagedFileError(file, "truncated", f"line {short.number}")


class _RowReader:
    """Reads the rows of one file, and collects the neighbourhoods' names on the way."""

    def __init__(self, file: Path, header: list[str]) -> None:
        self._file = file
        self._header = header
        self._place = _places(file, header)
        self._streets: dict[str, StreetName | None] = {}
        self.names: dict[str, tuple[str, str]] = {}

    def read(self, line: Line) -> SpacesRow:
        """Return the row that a line says; raises BadRowError."""
        x, y = self._coordinate(line, "x"), self._coordinate(line, "y")
        if not in_madrid(x, y):
            self._refuse("outside_madrid", line, "x", f"{x:.2f}, {y:.2f}")
        street = self._cell(line, "street")
        if street not in self._streets:
            self._streets[street] = street_name(street)
        number, suffix = house_number(self._cell(line, "house"))
        return SpacesRow(
            x,
            y,
            self._neighbourhood(line),
            self._streets[street],
            number,
            suffix,
            self._colour(line),
            self._spaces(line),
        )

    def _cell(self, line: Line, column: str) -> str:
        return line.cells[self._place[column]].strip()

    def _refuse(self, reason: str, line: Line, column: str, value: str) -> NoReturn:
        raise BadRowError(self._file, reason, line.number, self._header[self._place[column]], value)

    def _coordinate(self, line: Line, column: str) -> float:
        written = self._cell(line, column)
        if "," in written or _GROUPED.fullmatch(written):
            text = written.replace(".", "").replace(",", ".")
        else:
            text = written
        if not _COORDINATE.fullmatch(text):
            self._refuse("coordinate", line, column, written)
        value = float(text)
        return value / _LOST_POINT if value > _LOST_POINT else value

    def _neighbourhood(self, line: Line) -> str:
        name, district_name = self._cell(line, "neighbourhood"), self._cell(line, "district")
        coded = _CODED_NAME.fullmatch(name)
        if "number_in_district" in self._place:
            district, number = self._cell(line, "district_code"), self._cell(line, "number_in_district")
        elif coded:
            district, number, name = coded.groups()
        else:
            self._refuse("neighbourhood", line, "neighbourhood", name)
        if not (
            district.isdecimal()
            and number.isdecimal()
            and 1 <= int(district) <= _DISTRICTS
            and 1 <= int(number) <= _NEIGHBOURHOODS_IN_A_DISTRICT
        ):
            self._refuse("neighbourhood", line, "neighbourhood", f"{district}-{number}")
        code = f"{int(district):02d}-{int(number):02d}"
        if code not in self.names:
            bare = re.sub(r"^\d+\s+", "", district_name)
            self.names[code] = (neighbourhood_name(name), neighbourhood_name(bare))
        return code

    def _colour(self, line: Line) -> Colour:
        written = self._cell(line, "colour")
        match = _COLOUR_CELL.fullmatch(written)
        # The only letter outside ASCII in a colour is the last "ó" of "Alta Rotación".
        colour = _COLOURS.get(folded(match[1].replace("\ufffd", "o"))) if match else None
        if colour is None:
            self._refuse("colour", line, "colour", written)
        return colour

    def _spaces(self, line: Line) -> int | None:
        written = self._cell(line, "spaces")
        if not written:
            return None
        match = re.fullmatch(r"(\d{1,4})(?:[.,]0*)?", written)
        if match is None:
            self._refuse("spaces", line, "spaces", written)
        return int(match[1])


def _places(file: Path, header: list[str]) -> dict[str, int]:
    """Return where each column stands; raises WrongFileError."""
    found = {folded(name): place for place, name in reversed(list(enumerate(header)))}
    if "matricula_parquimetro" in found:
        raise WrongFileError(file, "tickets")
    if "matricula" in found:
        raise WrongFileError(file, "meters")
    places = {
        ours: found[theirs]
        for ours, names in (_COLUMNS | _CODE_COLUMNS).items()
        for theirs in names
        if theirs in found
    }
    missing = [names[0] for ours, names in _COLUMNS.items() if ours not in places]
    if missing:
        raise WrongFileError(file, "columns", ", ".join(missing))
    if not all(ours in places for ours in _CODE_COLUMNS):
        places.pop("number_in_district", None)
    return places
