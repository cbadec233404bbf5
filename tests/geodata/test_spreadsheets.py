"""Later editions of the list of spaces are spreadsheets; they say what the same rows as CSV would."""

import random
import zipfile
from datetime import time

import pytest
import xlsxwriter

from geodata.errors import BadRowError, DamagedFileError, SourceFileError, WrongFileError
from geodata.sources import read_spaces
from geodata.sources.spreadsheets import written
from tests.geodata.official_files import HEADERS, row, write_spaces, write_spaces_sheet

ROWS = [
    row(),
    row(house="4", colour="Azul", spaces="3"),
    row(house="S/N", street="(Sin Asignar)", spaces=""),
    row(district=(11, "CARABANCHEL"), neighbourhood=(1, "COMILLA"), house="1 B"),
]


@pytest.mark.parametrize("layout", ["2023", "2025"])
def test_a_spreadsheet_says_the_same_as_the_csv(layout, tmp_path):
    rows = [row(layout), row(layout, house="4", colour="Alta Rotación", spaces="3")]
    sheet = read_spaces(write_spaces_sheet(tmp_path / "c.xlsx", rows, layout))
    text = read_spaces(write_spaces(tmp_path / "c.csv", rows, layout))
    assert (sheet.layout, sheet.rows, sheet.names) == (text.layout, text.rows, text.names)
    assert sheet.sha256 != text.sha256


def test_the_oddities_of_the_csv_are_read_in_a_spreadsheet_too(tmp_path):
    listed = read_spaces(write_spaces_sheet(tmp_path / "c.xlsx", [*ROWS, ROWS[0]]))
    assert listed.rows[:4] == read_spaces(write_spaces(tmp_path / "c.csv", ROWS)).rows
    assert listed.names["11-01"] == ("Comillas", "Carabanchel")
    assert listed.duplicates == 1


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("4395929100000000", "44735662300000000"),
        ("4.395.929.100.000.000", "44.735.662.300.000.000"),
        ("439592.91", "4473566.23"),
        ("439592,91", "4473566,23"),
    ],
)
def test_coordinates_that_lost_their_point_are_found_as_number_and_as_text(east, north, tmp_path):
    file = write_spaces_sheet(tmp_path / "c.xlsx", [row(x=east, y=north)])
    assert read_spaces(file).rows[0][:2] == (pytest.approx(439_592.91), pytest.approx(4_473_566.23))


def test_letters_lost_to_the_replacement_character_are_found_again(tmp_path):
    rows = [row(street="N\ufffd\ufffdEZ DE BALBOA, CALLE, DE", colour="081209246 Alta Rotaci\ufffdn")]
    (read,) = read_spaces(write_spaces_sheet(tmp_path / "c.xlsx", rows)).rows
    assert (read.street.label, read.colour) == ("Calle de Núñez de Balboa", "high_rotation")


def test_titles_above_the_header_and_a_cover_sheet_are_passed_over(tmp_path):
    titles = ("Ayuntamiento de Madrid", "Calles y número de plazas SER", "")
    file = write_spaces_sheet(tmp_path / "c.xlsx", [row(), row(colour="Rosa")], titles=titles, cover=True)
    with pytest.raises(BadRowError) as refused:
        read_spaces(file)
    assert (refused.value.reason, refused.value.line) == ("colour", 6)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7.0, "7"),
        (7.5, "7.5"),
        ("", ""),
        (True, "True"),
        (time(1), "01:00 AM"),
        (4395929100000000.0, "4395929100000000"),
    ],
)
def test_a_cell_is_written_as_the_csv_would_have_it(cell, text):
    assert written(cell) == text


def test_a_house_that_became_an_hour_is_a_house_again(tmp_path):
    file = tmp_path / "c.xlsx"
    cells = row(house="?").split(";")
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADERS["2025"].split(";"))
        sheet.write_row(1, 0, cells)
        sheet.write_datetime(1, cells.index("?"), time(1), workbook.add_format({"num_format": "h:mm AM/PM"}))
    (read,) = read_spaces(file).rows
    assert (read.number, read.suffix) == (1, "A")


def test_changed_columns_are_named(tmp_path):
    file = write_spaces_sheet(tmp_path / "c.xlsx", [])
    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet().write_row(0, 0, HEADERS["2025"].replace("color", "tono").split(";"))
    with pytest.raises(WrongFileError, match="color"):
        read_spaces(file)


def test_a_spreadsheet_without_rows_or_sheets_is_refused(tmp_path):
    with pytest.raises(DamagedFileError) as refused:
        read_spaces(write_spaces_sheet(tmp_path / "c.xlsx", []))
    assert refused.value.reason == "no_rows"
    with xlsxwriter.Workbook(tmp_path / "d.xlsx") as workbook:
        workbook.add_worksheet()
    with pytest.raises(WrongFileError) as refused:
        read_spaces(tmp_path / "d.xlsx")
    assert refused.value.reason == "columns"


def test_a_spreadsheet_that_would_burst_is_refused_unread(tmp_path):
    file = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/big.xml", "w") as member,
    ):
        for _ in range(201):
            member.write(bytes(2**20))
    with pytest.raises(DamagedFileError, match="unpack to"):
        read_spaces(file)


@pytest.mark.parametrize("seed", range(20))
def test_no_damage_to_a_spreadsheet_lets_a_foreign_error_out(seed, tmp_path):
    chance = random.Random(seed)  # noqa: S311  damage, not secrets
    file = write_spaces_sheet(tmp_path / "c.xlsx", ROWS)
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 5, 50])):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    file.write_bytes(content)
    try:
        rows = read_spaces(file).rows
    except SourceFileError as error:
        assert error.file == file  # noqa: PT017  either outcome is right, no other is
    else:
        assert len(rows) <= len(ROWS)
