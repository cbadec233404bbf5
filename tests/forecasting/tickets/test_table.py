from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.errors import EmptyTicketFileError, NotATicketFileError
from forecasting.tickets.table import COLOUR_OF_KIND, KINDS, place_of, read_layout

LABEL = Path("tickets.csv")
NEW = "matricula_parquimetro;fecha_operacion;fecha_inicio;fecha_fin;cod_distrito;distrito;cod_barrio;barrio;tipo_zona;distintivo;minutos_tique;importe_tique"
OLD = NEW.replace("cod_", "codigo_")
ROW = "301110056;2025-01-02 09:00:00;2025-01-02 09:00:00;2025-01-02 10:00:00;1;CENTRO;5;UNIVERSIDAD;VERDE;C;60;2,05"


def head(header=NEW, row=ROW, encoding="utf-8"):
    return f"{header}\r\n{row}\r\n".encode(encoding)


@pytest.mark.parametrize(
    ("district", "area", "name", "expected"),
    [
        ("7", "5", "RIOS ROSAS", "07-05"),
        ("07", "05", "RIOS ROSAS", "07-05"),
        (" 7 ", "5.0", None, "07-05"),
        ("7", "75", None, "07-05"),  # district and number, as in the streets file
        ("7", "705", None, "07-05"),
        ("07", "0705", None, "07-05"),
        ("1", "11", None, "01-01"),
        ("10", "101", None, "10-01"),
        ("1", "101", None, "01-01"),  # the same digits, another district
        (None, "07-05", None, "07-05"),
        (None, None, "01-06  ", "01-06"),
        ("", "", "01-06 SOL", "01-06"),
        (None, "5", "SOL", "unknown_place"),
        ("7", "0", "SOL", "unknown_place"),
        ("7", "99", "SOL", "unknown_place"),
        ("7", "-1", None, "unknown_place"),
    ],
)
def test_a_place_is_read_from_its_codes_in_every_form(district, area, name, expected):
    place = place_of(district, "CHAMBERI", area, name, "VERDE")
    assert place == ("unknown_place" if expected == "unknown_place" else (expected, "green"))


@given(
    st.integers(1, 21),
    st.integers(1, 9),
    st.sampled_from(["{b}", "0{b}", "{d}{b}", "{d}0{b}", "{d:02d}-{b:02d}"]),
)
def test_every_form_of_a_code_names_the_same_neighbourhood(district, number, form):
    written = form.format(d=district, b=number)
    assert place_of(str(district), None, written, None, "AZUL") == (f"{district:02d}-{number:02d}", "blue")


@given(*[st.none() | st.text(max_size=12)] * 5)
def test_whatever_a_row_says_it_is_a_place_or_a_reason(district_code, district, area_code, area_name, kind):
    place = place_of(district_code, district, area_code, area_name, kind)
    assert isinstance(place, str) or (place[0][2] == "-" and place[1] in COLOUR_OF_KIND)


@pytest.mark.parametrize(
    "name", ["ELO MONITORIZACION 1", "Elo Monitorización 2", "TALLER DEVAS", " TEST PARKARE "]
)
def test_test_rows_are_known_by_their_names(name):
    assert place_of("1", name, "1", "PALACIO", "AZUL") == "test_row"
    assert place_of("1", "CENTRO", "1", name, "AZUL") == "test_row"


@pytest.mark.parametrize(
    ("written", "kind"),
    [*KINDS.items(), ("alta rotación ", "high_rotation"), ("Alta  Rotaci�n", "high_rotation")],
)
def test_kinds_are_read_whatever_their_case_blanks_and_accents(written, kind):
    assert place_of("8", None, "5", None, written) == ("08-05", kind)


def test_every_kind_has_a_colour():
    assert set(COLOUR_OF_KIND) == set(KINDS.values())


def test_an_unknown_kind_is_a_reason():
    assert place_of("1", None, "1", None, "MORADO") == "unknown_kind"


@pytest.mark.parametrize(
    "header", [NEW, OLD, NEW.upper(), NEW.replace(";", " ; "), NEW.replace("_", " "), "﻿" + NEW]
)
@pytest.mark.parametrize("separators", [";;", ";,", ",;", ",,", "\t;", ";|"])
def test_header_and_rows_are_split_each_by_its_own_delimiter(header, separators):
    row = ROW.replace(",", ".").replace(";", separators[1])
    layout = read_layout(LABEL, head(header.replace(";", separators[0]), row))
    assert layout.separator == separators[1]
    assert layout.columns[2:5] == ("start", "end", "district_code")


def test_an_unquoted_decimal_comma_among_commas_is_no_reason_to_refuse():
    layout = read_layout(LABEL, head(NEW.replace(";", ","), ROW.replace(";", ",")))
    assert layout.separator == ","


def test_old_windows_encodings_are_recognised():
    old = head(row=ROW.replace("UNIVERSIDAD", "NIÑO JESÚS"), encoding="cp1252")
    assert read_layout(LABEL, old).encoding == "cp1252"
    assert read_layout(LABEL, head(row=ROW.replace("UNIVERSIDAD", "NIÑO JESÚS"))).encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (head("gis_x;gis_y;distrito;barrio;calle", "1;2;CENTRO;SOL;MAYOR"), NotATicketFileError),
        (head(NEW.replace(";fecha_fin", "")), NotATicketFileError),
        (head(row="1;2;3"), NotATicketFileError),
        (head().replace(b"9", b"\0"), NotATicketFileError),
        ("a;b".encode("utf-16"), NotATicketFileError),
        ((NEW + "\n").encode(), EmptyTicketFileError),
        (NEW.encode(), EmptyTicketFileError),
        (b"x" * 300_000, NotATicketFileError),
    ],
)
def test_what_is_no_ticket_table_is_refused(content, error):
    with pytest.raises(error, match=r"tickets\.csv"):
        read_layout(LABEL, content)
