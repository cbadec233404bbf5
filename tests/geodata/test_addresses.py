"""Reading an address phrase: type, name, number, and what to leave out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.addresses import AREA, STATION, Reading, read_address


def reads(phrase: str) -> list[tuple[str | None, str, int | None, str]]:
    return [(each.kind, " ".join(each.name), each.number, each.suffix) for each in read_address(phrase)]


@pytest.mark.parametrize(
    "phrase",
    [
        "Calle de Ponzano 20",
        "calle ponzano, 20",
        "C/ Ponzano nº 20",
        "c/ponzano 20",
        "C. PONZANO, n.º 20",
        "cl ponzano núm. 20",
        "calle de ponzano número 20",
        "calle ponzano #20",
        "Calle de Ponzano, 20, 28003 Madrid, España",
        "calle ponzano 20 3º izq",
        "calle ponzano 20, bajo B",
        "calle ponzano 20-22",
        "en la calle de Ponzano 20",
        "near calle ponzano 20",
        "cerca de la calle de ponzano 20",
        "ponzano street 20",
        "20 Ponzano street",
        "clle ponzano 20",
        "calle dde ponzano 20",
        "c/ ponzano20",
    ],
)
def test_every_way_to_write_an_address_has_the_one_reading(phrase):
    assert ("calle", "ponzano", 20, "") in reads(phrase)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("Pº de las Delicias", "paseo"),
        ("p.º Delicias", "paseo"),
        ("pso. delicias", "paseo"),
        ("avda delicias", "avenida"),
        ("Av. Delicias", "avenida"),
        ("pza. Delicias", "plaza"),
        ("Plza Delicias", "plaza"),
        ("delicias square", "plaza"),
        ("gta. delicias", "glorieta"),
        ("trav. delicias", "travesia"),
        ("rda. delicias", "ronda"),
        ("cta. delicias", "cuesta"),
        ("cjon delicias", "callejon"),
        ("cno. delicias", "camino"),
        ("psje delicias", "pasaje"),
        ("glorietta delicias", "glorieta"),
        ("estación de Delicias", STATION),
        ("metro Delicias", STATION),
        ("station of Delicias", STATION),
        ("Delicias metro station", STATION),
        ("barrio de Delicias", AREA),
        ("zona Delicias", AREA),
    ],
)
def test_types_are_known_by_every_usual_spelling(phrase, kind):
    assert (kind, "delicias", None, "") in reads(phrase)


@pytest.mark.parametrize(
    ("written", "suffix"), [("20B", "B"), ("20 b", "B"), ("20 bis", "BIS"), ("20bis", "BIS"), ("20", "")]
)
def test_letters_belong_to_the_number(written, suffix):
    assert ("calle", "ponzano", 20, suffix) in reads(f"calle ponzano {written}")


@pytest.mark.parametrize("phrase", ["Calle de Ponzano s/n", "s/n calle de Ponzano", "calle ponzano, S/N"])
def test_without_number_is_no_number(phrase):
    assert reads(phrase)[-1][2] is None
    assert ("calle", "ponzano", None, "") in reads(phrase)


def test_a_numeral_can_be_part_of_the_name_or_the_house():
    both = reads("alfonso 12")
    assert (None, "alfonso 12", None, "") in both
    assert (None, "alfonso", 12, "") in both
    assert both.index((None, "alfonso 12", None, "")) < both.index((None, "alfonso", 12, ""))


def test_numerals_are_one_name_in_words_digits_and_roman():
    assert read_address("Dos de Mayo")[0].name == read_address("2 de mayo")[0].name == ("2", "mayo")
    assert read_address("Alfonso XII")[0].name == read_address("alfonso 12")[0].name == ("alfonso", "12")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Sta. Engracia", "Santa Engracia"),
        ("Gral. Perón", "General Perón"),
        ("Dr. Esquerdo", "Doctor Esquerdo"),
        ("Mª de Molina", "María de Molina"),
        ("Fdez. de la Hoz", "Fernández de la Hoz"),
        ("Hnos. Bécquer", "Hermanos Bécquer"),
        ("Dña. Berenguela", "Doña Berenguela"),
        ("MARIA DE MOLINA", "maría molina"),
        ("Peñalver", "penalver"),
        ("Ramón y Cajal", "ramon cajal"),
        ("Enrique d'Almonte", "ENRIQUE D’ALMONTE"),
    ],
)
def test_short_and_long_forms_are_one_name(short, long):
    assert read_address(short)[0].name == read_address(long)[0].name


def test_what_follows_a_comma_or_the_number_is_a_hint():
    assert Reading("calle", ("mayor",), 5, "", ("getafe",)) in read_address("Calle Mayor 5, Getafe")
    assert Reading(None, ("goya",), None, "", ("salamanca",)) in read_address("Goya, Salamanca")


def test_a_number_after_a_comma_is_still_the_house():
    order = reads("Goya, 20")
    assert order.index((None, "goya", 20, "")) < order.index((None, "goya", None, ""))


@pytest.mark.parametrize("phrase", ["", "  ", ",,,", "¿?", "Привет", "停车", "🚗", "de la"])
def test_a_phrase_without_a_latin_word_has_no_reading(phrase):
    assert read_address(phrase) == ()


@settings(max_examples=300)
@given(st.text(max_size=4096))
def test_any_text_gives_readings_with_a_name_and_a_sane_number(text):
    for reading in read_address(text):
        assert reading.name
        assert reading.number is None or 0 <= reading.number <= 9999
