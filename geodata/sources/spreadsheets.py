"""Spreadsheets as tables of text: later editions of the list of spaces come as xlsx.

A cell is written as the city's CSV would have it: whole numbers without a point, and the hours that a
spreadsheet makes of houses like "1 A" as it shows them ("01:00 AM").
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from geodata.errors import DamagedFileError

Cell = int | float | str | bool | time | date | timedelta
"""What a cell may hold; an empty one holds ""."""

_ZIPPED = b"PK\x03\x04"
_MAGIC = (_ZIPPED, b"\xd0\xcf\x11\xe0")  # zipped (xlsx, ods), and the old xls
_LARGEST = 200 * 2**20  # bytes when unpacked: 35,000 rows take 20 MB
_TITLE_ROWS = 20  # a header further down is none


def is_spreadsheet(content: bytes) -> bool:
    """Say whether the bytes begin as a spreadsheet's do; a ZIP of something else does too."""
    return content.startswith(_MAGIC)


def sheet_rows(file: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the largest sheet, each with its number; the header first, titles above it left out.

    Columns without a header are left out as well. Raises DamagedFileError for what is no spreadsheet.
    """
    rows = _largest_sheet(file, content)
    filled = [sum(cell != "" for cell in row) for row in rows[:_TITLE_ROWS]]
    top = next((n for n, cells in enumerate(filled) if 2 * cells > max(filled)), 0)
    kept = [n for n, name in enumerate(rows[top]) if name != ""] if rows else []
    for number, row in enumerate(rows[top:], start=top + 1):
        yield number, [written(row[n]) for n in kept]


def written(cell: Cell) -> str:
    """Return the cell's text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time):
        return cell.strftime("%I:%M %p")
    return str(cell)


def _largest_sheet(file: Path, content: bytes) -> list[list[Cell]]:
    try:
        _refuse_bomb(file, content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = (workbook.get_sheet_by_name(name) for name in workbook.sheet_names)
        largest = max(sheets, key=lambda sheet: sheet.height, default=None)
        return [] if largest is None else [list(row) for row in largest.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise DamagedFileError(file, "unreadable", str(error)) from error


def _refuse_bomb(file: Path, content: bytes) -> None:
    if not content.startswith(_ZIPPED):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _LARGEST:
        raise DamagedFileError(file, "unreadable", f"it would unpack to {unpacked:,} bytes")
