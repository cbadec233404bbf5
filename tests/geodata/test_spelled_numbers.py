"""House numbers written in words."""

import pytest

from geodata.gazetteer.spelled_numbers import with_digits


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("castello numero veinte", "castello 20"),
        ("goya ciento veinte", "goya 120"),
        ("vergara cuarenta y dos", "vergara 42"),
        ("alcala cien", "alcala 100"),
        ("serrano doscientos quince 3 izq", "serrano 215 3 izq"),
        ("goya treinta y las flores", "goya 30 y las flores"),
    ],
)
def test_a_number_behind_a_name_becomes_digits(typed, read):
    assert list(with_digits(typed.split())) == [tuple(read.split())]


@pytest.mark.parametrize("typed", ["", "dos de mayo", "ponzano 20", "calle numero"])
def test_a_number_at_the_head_is_part_of_the_name(typed):
    assert list(with_digits(typed.split())) == []


def test_each_of_several_numbers_may_be_the_house():
    assert list(with_digits(["alfonso", "doce", "y", "cuatro"])) == [
        ("alfonso", "12", "y", "cuatro"),
        ("alfonso", "doce", "y", "4"),
    ]
