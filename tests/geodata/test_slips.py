"""Which slips are corrected without a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gazetteer.folding import words
from geodata.gazetteer.slips import Spelling, sound
from geodata.streets import StreetIndex

FOLDED = "abcdefghijlmnopqrstuvz"


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(word for street in StreetIndex.load() for word in words(street.name))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("velazqez", "velazquez"),
        ("belazquez", "velazquez"),
        ("pnzano", "ponzano"),
        ("ilustracin", "ilustracion"),
        ("fernadez hoz", "fernandez hoz"),
        ("bravo murilo", "bravo murillo"),
        ("serano", "serrano"),
        ("ponzanp", "ponzano"),
    ],
)
def test_a_word_that_is_none_is_a_slip(spelling, typed, meant):
    assert spelling.is_sure_slip(tuple(typed.split()), tuple(meant.split()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tirana", "triana"),
        ("velilla", "melilla"),
        ("resina", "reina"),
        ("santolina", "santolinas"),
        ("quintiliana", "quintiliano"),
        ("antonio florez", "antonio flores"),
        ("mezquita", "mezquite"),
        ("camino real", "campo real"),
        ("alonso fernandez", "alfonso fernandez"),
        ("real", "campo real"),
        ("ponzano", "ponzano"),
    ],
)
def test_another_word_or_more_than_a_slip_is_not_sure(spelling, typed, meant):
    assert not spelling.is_sure_slip(tuple(typed.split()), tuple(meant.split()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vaca", "baca"),
        ("gimenez", "jimenez"),
        ("huelva", "uelva"),
        ("yuste", "lluste"),
        ("zerezo", "cerezo"),
    ],
)
def test_words_that_sound_alike_have_one_sound(one, other):
    assert sound(one) == sound(other)


def test_words_that_do_not_sound_alike_have_two():
    assert sound("guerra") != sound("gerra")
    assert sound("chile") != sound("cile")


@given(st.text(FOLDED, max_size=12), st.sampled_from("aeiodmnprst"))
def test_a_doubled_letter_is_not_heard(word, last):
    assert sound(word + last + last) == sound(word + last)
