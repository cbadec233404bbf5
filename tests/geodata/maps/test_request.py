import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from geodata.maps import Around, Fitted, LegendEntry, MapRequest, Pin, Walk
from geodata.maps.request import LARGEST_SIDE, SMALLEST_SIDE
from geodata.places import Point

SOL = Point(40.4169, -3.7035)
PLAIN = MapRequest(view=Around(SOL), title="Sol")
CHANGES = {
    "view": Around(SOL, 651.0),
    "title": "sol",
    "subtitle": "martes, 11:00",
    "size": (1000, 1001),
    "theme": "dark",
    "levels": {"01-06": "hard"},
    "focus": "01-06",
    "pin": Pin(SOL),
    "walk": Walk(400.0),
    "colours": frozenset({"blue"}),
    "legend": (LegendEntry("easy", "Fácil"),),
    "attribution": (),
    "ribbon": "Demostración",
}


def test_every_field_has_a_change_to_try():
    assert set(CHANGES) == {field.name for field in fields(MapRequest)}


@pytest.mark.parametrize("field", CHANGES)
def test_the_key_changes_with_each_field(field):
    assert replace(PLAIN, **{field: CHANGES[field]}).key() != PLAIN.key()


def test_all_those_keys_differ_from_each_other():
    keys = {replace(PLAIN, **{field: value}).key() for field, value in CHANGES.items()}
    assert len(keys) == len(CHANGES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pin": Pin(SOL, "Sol")}, {"pin": Pin(SOL, "Mayor")}),
        ({"pin": Pin(SOL)}, {"pin": Pin(Point(40.4170, -3.7035))}),
        ({"walk": Walk(400.0, "5 min")}, {"walk": Walk(400.0, "5 minutes")}),
        ({"levels": {"01-06": "hard"}}, {"levels": {"01-06": "easy"}}),
        ({"levels": {"01-06": "hard"}}, {"levels": {"01-05": "hard"}}),
        ({"view": Fitted()}, {"view": Fitted(("01-06",))}),
        ({"legend": (LegendEntry("easy", "a"),)}, {"legend": (LegendEntry("hard", "a"),)}),
    ],
)
def test_the_key_changes_with_what_is_inside_a_field(one, other):
    assert replace(PLAIN, **one).key() != replace(PLAIN, **other).key()


def test_the_order_of_levels_and_colours_does_not_change_the_key():
    one = replace(PLAIN, levels={"01-06": "hard", "01-05": "easy"}, colours=frozenset(["blue", "green"]))
    other = replace(PLAIN, levels={"01-05": "easy", "01-06": "hard"}, colours=frozenset(["green", "blue"]))
    assert one.key() == other.key()


def test_points_within_a_metre_share_a_key():
    near = Point(SOL.lat + 0.000_001, SOL.lon - 0.000_001)
    assert replace(PLAIN, view=Around(near)).key() == PLAIN.key()


def test_the_key_is_the_same_in_another_process():
    program = (
        "from geodata.maps import *; from geodata.places import Point;"
        "print(MapRequest(view=Around(Point(40.4169, -3.7035)), title='Sol',"
        " colours=frozenset({'blue', 'green', 'red'})).key())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    here = replace(PLAIN, colours=frozenset({"blue", "green", "red"})).key()
    assert [run.stdout.strip() for run in runs] == [here, here]


def test_the_key_is_short_and_plain():
    assert len(PLAIN.key()) == 32
    assert set(PLAIN.key()) <= set("0123456789abcdef")


@pytest.mark.parametrize("size", [(SMALLEST_SIDE - 1, 1000), (1000, LARGEST_SIDE + 1), (0, 0), (-1000, 1000)])
def test_a_size_that_cannot_be_drawn_is_refused(size):
    with pytest.raises(ValueError, match="pixels"):
        replace(PLAIN, size=size)


@pytest.mark.parametrize("size", [(SMALLEST_SIDE, LARGEST_SIDE), (LARGEST_SIDE, SMALLEST_SIDE)])
def test_the_outermost_sizes_are_allowed(size):
    assert replace(PLAIN, size=size).size == size


def test_a_request_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        PLAIN.title = "Mayor"


def test_a_request_with_levels_can_be_a_dictionary_key():
    assert {replace(PLAIN, levels={"01-06": "hard"}): 1}
