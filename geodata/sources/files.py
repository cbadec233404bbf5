"""Files as such: is it there, is it a table, which columns has it; and where Madrid lies."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geodata.errors import DamagedFileError, MissingFileError
from geodata.sources.spreadsheets import is_spreadsheet, sheet_rows

# The municipality's extent in EPSG:25830 metres (424,754-456,033 x 4,462,566-4,499,365 in the official
# outlines), with a kilometre to spare.
_MADRID_X = (423_700.0, 457_100.0)
_MADRID_Y = (4_461_500.0, 4_500_400.0)

_TEXT_CONTROLS = set(b"\t\n\r\x0c\x1a")
_FIRST_PRINTABLE = 0x20
_DELIMITERS = ";,\t|"
_LOST_IN_LATIN_1 = "\u00ef\u00bf\u00bd"  # U+FFFD's three bytes, read as latin-1


class Line(NamedTuple):
    """A row of a text table: its line in the file (1 is the header) and its cells."""

    number: int
    cells: list[str]


def in_madrid(x: float, y: float) -> bool:
    """Say whether (x, y), EPSG:25830 metres, can be in the municipality of Madrid."""
    return _MADRID_X[0] <= x <= _MADRID_X[1] and _MADRID_Y[0] <= y <= _MADRID_Y[1]


def read_bytes(file: Path) -> bytes:
    """Return the content; raises MissingFileError, or DamagedFileError if there is none."""
    if file.is_dir():
        raise MissingFileError(file, "directory")
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(file, "missing") from error
    except OSError as error:
        raise MissingFileError(file, "unreadable", error.strerror or "") from error
    if not content.strip():
        raise DamagedFileError(file, "empty")
    return content


class Table(NamedTuple):
    """A table of text: the SHA-256 of the file's bytes, the columns' names, the rows as they are read."""

    sha256: str
    header: list[str]
    lines: Iterator[Line]


def read_table(file: Path) -> Table:
    """Return the table in a delimited text (UTF-8 if it is that, else latin-1) or in a spreadsheet.

    Raises MissingFileError, DamagedFileError if it is neither; while the lines are read, csv.Error.
    """
    content = read_bytes(file)
    rows = _sheet(file, content) if is_spreadsheet(content) else _delimited(_text(file, content))
    header = next(rows, Line(1, []))
    return Table(hashlib.sha256(content).hexdigest(), [cell.strip() for cell in header.cells], rows)


def _text(file: Path, content: bytes) -> str:
    if any(byte < _FIRST_PRINTABLE and byte not in _TEXT_CONTROLS for byte in set(content)):
        raise DamagedFileError(file, "binary")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1").replace(_LOST_IN_LATIN_1, "\ufffd")


def _sheet(file: Path, content: bytes) -> Iterator[Line]:
    rows = sheet_rows(file, content)
    return (Line(number, cells) for number, cells in rows if any(cell.strip() for cell in cells))


def _delimited(text: str) -> Iterator[Line]:
    """Split a delimited text into its rows; blank lines are left out; raises csv.Error."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return (Line(reader.line_num, row) for row in reader if any(cell.strip() for cell in row))


@lru_cache
def folded(name: str) -> str:
    """Return a column's or a colour's name without case, accents and signs: "Nº Finca" -> "no_finca"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return "_".join("".join(each if each.isalnum() else " " for each in letters).split())
