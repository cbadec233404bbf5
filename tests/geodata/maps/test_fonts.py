import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.maps.fonts import ELLIPSIS, LEAST, cut, fitted, font, printable, width


def test_spanish_letters_are_all_drawn():
    text = "Ñuñoa, Cigüeña, Álamo · 4º € «Sí» ¿Qué? ¡Ya! – …"
    assert printable(text) == text


def test_accents_look_different_from_plain_letters():
    letters = font(30)
    assert bytes(letters.getmask("á")) != bytes(letters.getmask("a"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sol 🧑‍🚀", "Sol"),
        ("a\nb\tc", "a b c"),
        ("  Sol  ", "Sol"),
        ("\ud800Sol\x00", "Sol"),
        ("Sol \U0010ffff", "Sol"),
        ("", ""),
        ("漢字 Sol", "Sol"),
    ],
)
def test_what_the_font_lacks_is_left_out(text, shown):
    assert printable(text) == shown


def test_a_text_that_fits_is_whole():
    assert cut("Calle de Ponzano", font(20), 1000) == "Calle de Ponzano"


def test_a_long_text_ends_with_an_ellipsis():
    short = cut("Calle de la Virgen del Sagrario y de los Remedios", font(20), 200)
    assert short.endswith(ELLIPSIS)
    assert short.startswith("Calle de la")
    assert " " + ELLIPSIS not in short


def test_where_nothing_fits_there_is_nothing():
    assert cut("Calle", font(20), 3) == ""


@given(text=st.text(max_size=80), room=st.floats(0, 600))
def test_a_cut_text_never_takes_more_than_its_room(text, room):
    letters = font(22)
    shown = cut(text, letters, room)
    assert shown == "" or width(shown, letters) <= room


def test_a_title_is_made_smaller_before_it_is_cut():
    text = "Calle de Ponzano, 20"
    room = width(text, font(40, bold=True)) * 0.85
    words, letters = fitted(text, 40, room, bold=True)
    assert words == text
    assert 40 * LEAST <= letters.size < 40


def test_a_very_long_title_is_cut_at_the_least_size():
    words, letters = fitted("palabra " * 40, 40, 500, bold=True)
    assert words.endswith(ELLIPSIS)
    assert letters.size == 40 * LEAST
    assert width(words, letters) <= 500


def test_an_empty_title_needs_no_room():
    assert fitted("", 40, 500, bold=False)[0] == ""


def test_finding_the_letters_imports_neither_matplotlib_nor_pandas():
    program = (
        "import sys, geodata.maps; from geodata.maps.fonts import font; font(20);"
        "print([name for name in ('matplotlib', 'pandas', 'geopandas', 'statsmodels') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
