import numpy as np
import pytest

from geodata.maps.canvas import BAND, Canvas, circle
from geodata.maps.style import Fill
from geodata.maps.viewport import Box

PAPER, INK, MARK = (240, 240, 240), (200, 30, 60), (120, 20, 40)
SQUARE = np.array([(20.0, 20.0), (80.0, 20.0), (80.0, 80.0), (20.0, 80.0)])


@pytest.fixture
def canvas():
    return Canvas((100, 100), PAPER)


def test_a_new_canvas_is_paper_in_the_size_of_the_picture(canvas):
    picture = canvas.finished()
    assert picture.size == (100, 100)
    assert picture.getcolors() == [(10_000, PAPER)]


def test_a_polygon_fills_its_inside_and_nothing_else(canvas):
    canvas.polygon(SQUARE, INK)
    picture = canvas.finished()
    assert picture.getpixel((50, 50)) == INK
    assert picture.getpixel((10, 50)) == PAPER


def test_edges_are_smooth(canvas):
    canvas.dot(50, 50, 20.3, INK)
    assert len(canvas.finished().getcolors()) > 2


def test_a_line_has_its_width(canvas):
    canvas.line(np.array([(10.0, 50.0), (90.0, 50.0)]), INK, 10.0)
    column = np.array(canvas.finished())[:, 50, 1]
    assert (column < 100).sum() == pytest.approx(10, abs=1)


def test_a_thick_line_has_round_joints(canvas):
    canvas.line(np.array([(20.0, 80.0), (50.0, 30.0), (80.0, 80.0)]), INK, 16.0)
    assert canvas.finished().getpixel((50, 25)) == INK


def test_segments_and_dots_are_drawn_each_for_itself(canvas):
    canvas.segments(np.array([(10.0, 20.0), (60.0, 20.0)]), np.array([(30.0, 20.0), (80.0, 20.0)]), INK, 4.0)
    canvas.dots(np.array([(20.0, 70.0), (70.0, 70.0)]), np.array([5.0, 9.0]), INK)
    picture = canvas.finished()
    assert [picture.getpixel((x, 20)) for x in (20, 45, 70)] == [INK, PAPER, INK]
    assert [picture.getpixel((x, 70)) for x in (20, 28, 70, 77)] == [INK, PAPER, INK, INK]


def test_what_is_drawn_last_covers(canvas):
    canvas.plate(Box(0, 0, 100, 100), INK)
    canvas.plate(Box(40, 40, 60, 60), PAPER)
    picture = canvas.finished()
    assert picture.getpixel((50, 50)) == PAPER
    assert picture.getpixel((0, 0)) == picture.getpixel((99, 99)) == INK


def test_a_plate_ends_where_it_says(canvas):
    canvas.plate(Box(10, 10, 20, 20), INK)
    assert (np.array(canvas.finished())[:, :, 1] == INK[1]).sum() == 100


@pytest.mark.parametrize("pattern", ["dots", "lines", "crossed"])
def test_a_pattern_covers_some_of_its_base_colour_and_nothing_else(canvas, pattern):
    canvas.polygon(SQUARE, INK)
    canvas.textures(Box(0, 0, 100, 100), [Fill(INK, pattern, MARK)], 12.0)
    colours = {colour: count for count, colour in canvas.finished().getcolors()}
    assert colours[MARK] > 200
    assert colours[INK] > colours[MARK]
    assert colours[PAPER] > 6_250


def test_a_pattern_keeps_to_its_box(canvas):
    canvas.polygon(SQUARE, INK)
    canvas.textures(Box(0, 0, 50, 100), [Fill(INK, "lines", MARK)], 12.0)
    assert set(canvas.finished().crop((52, 22, 78, 78)).get_flattened_data()) == {INK}


def test_a_pattern_goes_on_evenly_from_edge_to_edge():
    period = 12
    canvas = Canvas((20 * period, 20 * period), INK)
    canvas.textures(Box(0, 0, 20 * period, 20 * period), [Fill(INK, "crossed", MARK)], period)
    spots = np.array(canvas.finished())
    assert (spots[period:] == spots[:-period]).all()
    assert (spots[:, period:] == spots[:, :-period]).all()
    assert (spots[1:] != spots[:-1]).any(axis=(1, 2)).all()


def test_a_picture_of_many_bands_has_no_seams():
    high = 3 * BAND + 5
    canvas = Canvas((60, high), PAPER)
    canvas.polygon(np.array([(0.0, 0.0), (60.0, 0.0), (0.0, high)]), INK)
    covered = (np.array(canvas.finished())[:, :, 1] != PAPER[1]).sum(axis=1)
    assert len(covered) == high
    assert covered == pytest.approx(60 * (1 - np.arange(high) / high), abs=1.5)


def test_plain_fills_and_colours_not_in_use_change_nothing(canvas):
    canvas.textures(Box(0, 0, 100, 100), [Fill(PAPER, "plain", MARK), Fill(INK, "lines", MARK)], 12.0)
    assert canvas.finished().getcolors() == [(10_000, PAPER)]


def test_a_circle_is_closed_and_round():
    ring = circle(10.0, 20.0, 5.0)
    assert ring[0] == pytest.approx(ring[-1])
    assert np.hypot(*(ring - (10.0, 20.0)).T) == pytest.approx(np.full(len(ring), 5.0))
