"""The day's chart: what is drawn where, read back from the pixels."""

import gc
import warnings
from dataclasses import fields, replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from forecasting.day_chart import Asked, Band, Colours, DayChart, Estimate, Fill, Gap
from forecasting.day_picture import SIDE, draw_day

RED, YELLOW, GREEN, BLUE, GREY = "#eda896", "#fae5a8", "#d2efe4", "#c8d6f0", "#c4c2bd"
COLOURS = Colours("#ffffff", "#1c2030", "#555b6b", "#d0135f", "#ffffff", "#ffc83d", "#332400")
BANDS = (
    Band("Hard", 0.0, 0.6, Fill(RED, "//", "#dd8f7d")),
    Band("Fair", 0.6, 0.85, Fill(YELLOW, "..", "#edcb6c")),
    Band("Easy", 0.85, 1.0, Fill(GREEN, "", GREEN)),
)
CHART = DayChart(
    title="Calle de Ponzano",
    subtitle="Thursday 26 November",
    heading="Chance of a space",
    hours=tuple(str(hour) for hour in range(7, 23)),
    hours_label="Hour of arrival",
    bands=BANDS,
    ticks=((0.0, "0%"), (0.5, "50%"), (1.0, "100%")),
    estimates=tuple(Estimate(hour, 0.3, 0.5, 0.9) for hour in range(2, 14)),
    gaps=(Gap(0, 1, "Not regulated", Fill(BLUE, "", BLUE)), Gap(14, 15, "Unknown", Fill(GREY, "xx", GREY))),
    asked=Asked(4, "11:00 · 50% (30–90%)"),
    explanation="Dot: most likely.",
    source="Source: the city",
    colours=COLOURS,
    ribbon="DEMONSTRATION DATA",
)
NEAR = 14
"""How far a channel may be from its ink: the picture has few colours."""

words = st.text(max_size=120)
shares = st.floats(0, 1)


def drawn(chart):
    """The pixels, (rows, columns, 3)."""
    with Image.open(BytesIO(draw_day(chart))) as picture:
        assert (picture.format, picture.size) == ("PNG", (SIDE, SIDE))
        return np.asarray(picture.convert("RGB")).astype(int)


def where(pixels, colour):
    """Which pixels have a colour, (rows, columns)."""
    ink = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return (np.abs(pixels - ink) <= NEAR).all(axis=2)


def rows(pixels, colour):
    """The first and the last row of a colour."""
    found = np.flatnonzero(where(pixels, colour).sum(axis=1) > 20)
    return found[0], found[-1]


def columns(pixels, colour):
    found = np.flatnonzero(where(pixels, colour).sum(axis=0) > 100)
    return found[0], found[-1]


def test_levels_lie_over_each_other_as_high_as_their_share_of_the_scale():
    pixels = drawn(replace(CHART, estimates=(), gaps=(), asked=None))
    easy, fair, hard = (rows(pixels, band.fill.ground) for band in reversed(BANDS))
    assert easy[1] < fair[0] < fair[1] < hard[0]
    heights = [bottom - top for top, bottom in (hard, fair, easy)]
    assert heights == pytest.approx([0.6 * sum(heights), 0.25 * sum(heights), 0.15 * sum(heights)], abs=8)


def test_levels_are_told_by_their_pattern_too():
    pixels = drawn(replace(CHART, estimates=(), gaps=(), asked=None))
    marked = [where(pixels, band.fill.mark).sum() for band in BANDS[:2]]
    assert min(marked) > 1000


def test_hours_without_an_estimate_are_shaded_by_why_from_top_to_bottom():
    pixels = drawn(CHART)
    unregulated, unknown = columns(pixels, BLUE), columns(pixels, GREY)
    assert unregulated[1] < columns(pixels, RED)[0] < columns(pixels, RED)[1] < unknown[0]
    assert rows(pixels, BLUE)[0] == pytest.approx(rows(pixels, GREEN)[0], abs=2)
    assert rows(pixels, BLUE)[1] == pytest.approx(rows(pixels, RED)[1], abs=2)


def test_an_estimate_stands_on_its_hour_at_its_height():
    bare = replace(CHART, estimates=(), gaps=(), asked=None)
    words = where(drawn(bare), COLOURS.text)
    low, high = (
        np.argwhere(where(drawn(replace(bare, estimates=(one,))), COLOURS.text) & ~words).mean(axis=0)
        for one in (Estimate(3, 0.2, 0.2, 0.2), Estimate(12, 0.8, 0.8, 0.8))
    )
    plot = rows(drawn(bare), GREEN)[0], rows(drawn(bare), RED)[1]
    assert (low[0] - high[0]) / (plot[1] - plot[0]) == pytest.approx(0.6, abs=0.02)
    assert low[1] < high[1]


def test_a_wider_range_is_a_longer_bar():
    narrow, wide = (
        where(drawn(replace(CHART, estimates=(one,), gaps=(), asked=None)), COLOURS.text).sum()
        for one in (Estimate(5, 0.45, 0.5, 0.55), Estimate(5, 0.1, 0.5, 0.9))
    )
    assert wide > narrow + 2000


def test_the_asked_hour_is_framed_and_captioned():
    framed = [columns(drawn(replace(CHART, asked=Asked(hour, "x"))), COLOURS.accent) for hour in (2, 9)]
    assert framed[0][1] < framed[1][0]
    assert not where(drawn(replace(CHART, asked=None)), COLOURS.accent).any()


@pytest.mark.parametrize("hour", [0, 15])
def test_the_caption_of_an_hour_at_the_edge_stays_on_the_page(hour):
    pixels = drawn(replace(CHART, asked=Asked(hour, "22:00 · hard (from hard to easy)")))
    accent = np.flatnonzero(where(pixels, COLOURS.accent).any(axis=0))
    assert accent[0] >= 20
    assert accent[-1] < SIDE - 20


def test_the_ribbon_is_there_when_it_has_words():
    assert where(drawn(CHART), COLOURS.ribbon).sum() > 20_000
    assert not where(drawn(replace(CHART, ribbon="")), COLOURS.ribbon).any()


def test_a_message_takes_the_place_of_the_plot():
    pixels = drawn(replace(CHART, message="There are no regulated hours that day.", estimates=()))
    assert not where(pixels, RED).any()
    assert where(pixels, BLUE).sum() > 100_000  # the ground of unregulated hours
    assert where(pixels[400:700], COLOURS.text).any()


def test_names_with_markup_are_written_as_they_are():
    plain, formula = (drawn(replace(CHART, title=title)) for title in ("Bar a_b", "Bar $a_b$"))
    assert (plain != formula).any()
    drawn(replace(CHART, title=r"Bar $\frac{", subtitle="$x^$", asked=Asked(1, "$")))


def test_a_long_name_ends_before_the_edge():
    pixels = drawn(replace(CHART, title="Calle de " + "larguísima " * 20))
    assert not where(pixels[:60, SIDE - 20 :], COLOURS.text).any()
    assert where(pixels[:60, SIDE - 120 :], COLOURS.text).any()


def test_of_many_hours_every_other_one_is_named_and_always_the_asked_one():
    hours = tuple("88" for _ in range(25))
    few, many = replace(CHART, hours=hours[:16], asked=None), replace(CHART, hours=hours, asked=None)
    inked = [where(drawn(chart)[830:865], COLOURS.text).sum() for chart in (few, many)]
    assert inked[1] / inked[0] == pytest.approx(13 / 16, abs=0.05)
    for asked in (11, 12):
        named = tuple("88" if hour == asked else "" for hour in range(25))
        pixels = drawn(replace(many, hours=named, asked=Asked(asked, "")))
        assert where(pixels[830:865], COLOURS.text).sum() > 50


def test_the_same_chart_is_the_same_picture():
    assert draw_day(CHART) == draw_day(CHART)


@pytest.mark.parametrize("name", [field.name for field in fields(DayChart)])
def test_everything_that_is_shown_is_in_the_key(name):
    other = {
        "hours": ("1", *CHART.hours[1:]),
        "bands": BANDS[:2],
        "ticks": (),
        "estimates": (Estimate(2, 0.3, 0.5, 0.95), *CHART.estimates[1:]),
        "gaps": CHART.gaps[:1],
        "asked": Asked(5, CHART.asked.label),
        "colours": replace(COLOURS, accent="#000000"),
    }
    assert replace(CHART, **{name: other.get(name, "other")}).key() != CHART.key()


def test_the_key_is_that_of_equal_charts():
    assert replace(CHART).key() == CHART.key()
    assert len(CHART.key()) == 32


@settings(max_examples=15)
@given(words, words, words, st.lists(st.tuples(shares, shares, shares), max_size=25), st.booleans())
def test_odd_words_and_numbers_make_an_odd_picture_never_an_error(
    title, message, label, heights, has_message
):
    estimates = tuple(Estimate(n, *sorted(height)) for n, height in enumerate(heights))
    chart = replace(
        CHART,
        title=title,
        hours=tuple(str(n) for n in range(len(heights))),
        estimates=estimates,
        gaps=(),
        asked=Asked(0, label),
        message=message if has_message else "",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that the font lacks
        drawn(chart)


def test_a_drawing_leaves_no_figure_behind():
    gc.collect()
    gc.disable()
    try:
        draw_day(CHART)
        assert not any(isinstance(one, Figure) for one in gc.get_objects())
    finally:
        gc.enable()
