import numpy as np
import pytest
from PIL import Image

from geodata.maps.fonts import font
from geodata.maps.lettering import Lettering
from geodata.maps.viewport import Box

GROUND, INK, HALO = (120, 160, 140), (10, 10, 10), (255, 255, 255)


@pytest.fixture
def picture():
    return Image.new("RGB", (400, 400), GROUND)


@pytest.fixture
def pen(picture):
    return Lettering(picture, Box(0, 0, 400, 400))


def inked(picture):
    return np.array(picture).reshape(-1, 3).min(axis=1) < 60


def test_a_free_label_is_written_in_ink_on_its_halo(pen, picture):
    assert pen.label((200, 200), ["Ríos", "Rosas"], font(24), (INK, HALO))
    assert inked(picture).sum() > 100
    assert (np.array(picture) == HALO).all(axis=2).sum() > 100


def test_a_label_over_another_is_not_written(pen, picture):
    pen.label((200, 200), ["Sol"], font(24), (INK, HALO))
    before = picture.copy()
    assert not pen.label((210, 205), ["Mayor"], font(24), (INK, HALO))
    assert not pen.slanted((205, 200), 30.0, "Mayor", 24, (INK, HALO))
    assert picture.tobytes() == before.tobytes()


def test_labels_beside_each_other_are_both_written(pen):
    assert pen.label((100, 200), ["Sol"], font(24), (INK, HALO))
    assert pen.label((300, 200), ["Sol"], font(24), (INK, HALO))


@pytest.mark.parametrize("at", [(5, 200), (395, 200), (200, 3), (200, 398), (-90, 200)])
def test_nothing_is_written_over_the_edge(pen, at):
    assert not pen.label(at, ["Palacio"], font(24), (INK, HALO))


def test_what_is_kept_free_stays_free(pen):
    pen.keep_free(Box(150, 150, 250, 250))
    assert not pen.label((200, 200), ["Sol"], font(24), (INK, HALO))
    assert pen.label((200, 320), ["Sol"], font(24), (INK, HALO))


@pytest.mark.parametrize("degrees", [-89.0, -45.0, 0.0, 30.0, 88.0])
def test_a_slanted_text_runs_in_its_direction(pen, picture, degrees):
    assert pen.slanted((200, 200), degrees, "Santa Engracia", 24, (INK, HALO))
    rows, columns = np.divmod(np.flatnonzero(inked(picture)), 400)
    along = np.column_stack([columns - columns.mean(), rows.mean() - rows])
    values, vectors = np.linalg.eigh(along.T @ along)
    found = np.degrees(np.arctan2(*vectors[::-1, values.argmax()]))
    assert abs((found - degrees + 90) % 180 - 90) < 4
    assert (columns.mean(), rows.mean()) == pytest.approx((200, 200), abs=6)


def test_a_slanted_text_leaves_its_corners_to_others(pen):
    assert pen.slanted((200, 200), 45.0, "Calle de Santa Engracia", 24, (INK, HALO))
    assert pen.label((120, 130), ["Sol"], font(20), (INK, HALO))


def test_boxes_are_taken_all_or_none(pen):
    pen.keep_free(Box(300, 300, 320, 320))
    assert not pen.claim([Box(10, 10, 50, 50), Box(310, 310, 330, 330)])
    assert pen.claim([Box(10, 10, 50, 50)])
