import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import house_number, neighbourhood_name, proper_case, street_name

OFFICIAL = st.text(alphabet="ABCDEFGHIJLMNOPRSTUVXYZÑÁÉÍÓÚÜ ,-'0123456789\ufffd", max_size=40)


@pytest.mark.parametrize(
    ("official", "kind", "name", "label"),
    [
        ("AGUAS, CALLE, DE LAS", "calle", "las Aguas", "Calle de las Aguas"),
        ("AGUILA, CALLE, DEL", "calle", "el Águila", "Calle del Águila"),
        ("PONZANO, CALLE, DE", "calle", "Ponzano", "Calle de Ponzano"),
        ("CASTELLANA, PASEO, DE LA", "paseo", "la Castellana", "Paseo de la Castellana"),
        ("MAYOR, CALLE", "calle", "Mayor", "Calle Mayor"),
        ("LA CORUÑA, CALLE, DE", "calle", "La Coruña", "Calle de La Coruña"),
        ("FERNANDO EL CATOLICO, CALLE, DE", "calle", "Fernando el Católico", "Calle de Fernando el Católico"),
        ("ALFONSO XII, CALLE, DE", "calle", "Alfonso XII", "Calle de Alfonso XII"),
        ("A-2, AUTOVIA", "autovía", "A-2", "Autovía A-2"),
        ("'O''DONNELL, CALLE, DE'", "calle", "O'Donnell", "Calle de O'Donnell"),
        ("GOMEZ-MORENO, PLAZA, DE", "plaza", "Gómez-Moreno", "Plaza de Gómez-Moreno"),
        ("25 DE MAYO, CALLE, DEL", "calle", "el 25 de Mayo", "Calle del 25 de Mayo"),
        ("CALLE DE LAS AGUAS", "calle", "las Aguas", "Calle de las Aguas"),
        ("Calle Mayor", "calle", "Mayor", "Calle Mayor"),
        ("VISITACION, TRAVESIA, DE LA", "travesía", "la Visitación", "Travesía de la Visitación"),
        ("SOLEDAD", "", "Soledad", "Soledad"),
    ],
)
def test_official_street_names_are_turned_into_natural_order(official, kind, name, label):
    assert street_name(official) == (kind, name, label)


@pytest.mark.parametrize("official", ["(Sin Asignar)", "", "  "])
def test_no_street_is_no_name(official):
    assert street_name(official) is None


@pytest.mark.parametrize(
    ("official", "number"),
    [
        ("20", (20, "")),
        ("1 B", (1, "B")),
        ("1B", (1, "B")),
        ("12 bis", (12, "BIS")),
        ("12.0", (12, "")),
        ("2:00 AM", (2, "A")),
        ("1:00 PM", (1, "P")),
        ("S/N", (None, "")),
        ("Fte 9", (None, "")),
        ("frente 9 A", (None, "")),
        ("0", (None, "")),
        ("", (None, "")),
        ("123456", (None, "")),
    ],
)
def test_house_numbers_are_read_as_they_were_published(official, number):
    assert house_number(official) == number


@pytest.mark.parametrize(
    ("official", "name"),
    [
        ("Rios Rosas", "Ríos Rosas"),
        ("Fuencarral - El Pardo", "Fuencarral-El Pardo"),
        ("FUENCARRAL-EL PARDO", "Fuencarral-El Pardo"),
        ("Pradolongo Fase I", "Pradolongo"),
        ("PUERTA DEL ANGEL", "Puerta del Ángel"),
        ("EL VISO", "El Viso"),
        ("NI\ufffdO JESUS", "Niño Jesús"),
        ("ASCENSI\ufffdN", "Ascensión"),
        ("EVOLUCI\ufffdN", "Evolución"),
        ("COMILLA", "Comillas"),
        ("ZOFIO", "Zofío"),
    ],
)
def test_neighbourhoods_are_written_as_people_write_them(official, name):
    assert neighbourhood_name(official) == name


@pytest.mark.parametrize(
    "name", ["Ciudad Jardín", "Fuente del Berro", "Niño Jesús", "Alfonso XII", "Los Madrazo"]
)
def test_a_name_that_is_right_stays_as_it_is(name):
    assert proper_case(name) == name


@given(OFFICIAL)
def test_proper_case_is_settled_after_once(text):
    once = proper_case(text)
    assert proper_case(once) == once


@given(OFFICIAL)
def test_any_text_makes_a_street_name_or_none(text):
    name = street_name(text)
    assert name is None or name.label.endswith(name.name.split(" ")[-1])


@given(st.integers(1, 9_999), st.sampled_from(["", "A", "B", "C", "BIS"]))
def test_a_number_is_the_same_with_and_without_the_blank(number, suffix):
    assert house_number(f"{number} {suffix}") == house_number(f"{number}{suffix}") == (number, suffix)
