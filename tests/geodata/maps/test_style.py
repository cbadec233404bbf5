from itertools import combinations
from typing import get_args

import pytest

from geodata.maps.request import Level
from geodata.maps.style import STYLES, UNITS, Sizes, ink
from geodata.spaces import COLOURS
from tests.geodata.maps.vision import KINDS, contrast, distance, luminance

APART = 12.0
"""CIE 1976 distance: about five just noticeable differences, seen side by side in flat areas."""

READABLE = 4.5
"""WCAG 2.2, level AA."""

themes = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
eyes = pytest.mark.parametrize("kind", KINDS)


def test_colours_are_read_from_six_digits():
    assert ink("1f5fe0") == (31, 95, 224)


@themes
def test_every_level_and_every_colour_of_spaces_has_its_own(style):
    assert set(style.levels) == set(get_args(Level))
    assert set(style.spaces) == set(COLOURS)


@themes
@eyes
def test_levels_are_told_apart_by_everybody(style, kind):
    pairs = combinations(style.levels, 2)
    close = [(a, b) for a, b in pairs if distance(style.levels[a].base, style.levels[b].base, kind) < APART]
    assert close == []


@themes
@eyes
def test_spaces_are_told_apart_by_everybody(style, kind):
    pairs = combinations(style.spaces, 2)
    assert [(a, b) for a, b in pairs if distance(style.spaces[a], style.spaces[b], kind) < APART] == []


@themes
@eyes
def test_spaces_stand_out_from_every_level(style, kind):
    faint = [
        (colour, level)
        for colour, mark in style.spaces.items()
        for level, fill in style.levels.items()
        if distance(mark, fill.base, kind) < 1.5 * APART
    ]
    assert faint == []


@themes
def test_the_levels_that_a_forecast_gives_differ_in_pattern_too(style):
    patterns = [style.levels[level].pattern for level in ("easy", "medium", "hard", "unknown")]
    assert len(set(patterns)) == 4


@themes
def test_a_pattern_is_darker_or_lighter_than_its_ground_but_not_another_level(style):
    for fill in style.levels.values():
        away = distance(fill.mark, fill.base, "normal")
        assert away == 0 if fill.pattern == "plain" else 4 < away < 30


@themes
def test_all_words_are_readable(style):
    pairs = [
        (style.text, style.panel),
        (style.quiet_text, style.panel),
        (style.text, style.halo),
        (style.street_text, style.halo),
        (style.area_text, style.halo),
        (style.ribbon_text, style.ribbon),
    ]
    assert min(contrast(*pair) for pair in pairs) >= READABLE


@themes
def test_the_pin_is_told_from_every_level(style):
    for kind in KINDS:
        assert min(distance(style.pin, fill.base, kind) for fill in style.levels.values()) > 2 * APART


def test_the_dark_theme_is_dark_and_the_light_one_light():
    for name in ("paper", "panel"):
        assert luminance(getattr(STYLES["dark"], name)) < 0.05
        assert luminance(getattr(STYLES["light"], name)) > 0.7
    for level in get_args(Level):
        assert (
            luminance(STYLES["dark"].levels[level].base) < luminance(STYLES["light"].levels[level].base) / 2
        )


def test_sizes_grow_with_the_picture_but_letters_stay_readable():
    large, small = Sizes.of((1000, 1000)), Sizes.of((320, 320))
    assert (large.title, large.street) == (UNITS["title"], UNITS["street"])
    assert small.street >= 11
    assert small.title < large.title


def test_the_shorter_side_decides():
    assert Sizes.of((720, 1280)) == Sizes.of((1280, 720)) == Sizes.of((720, 720))
