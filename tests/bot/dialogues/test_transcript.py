"""The recorded dialogues are what the bot says now; `make transcript` records them again."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.bot.dialogues.transcript import PAGE, PICTURES, recorded

CLOSE = 6.0
"""Mean difference of grey values: letters drawn by another version of the font library differ by less."""


@pytest.fixture(scope="module")
def page():
    return recorded()


def pixels(data):
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("L"), dtype=np.float64)


def test_every_word_of_the_transcript_is_what_the_bot_says(page):
    assert PAGE.read_text(encoding="utf-8") == "\n".join(page.lines).rstrip() + "\n"


def test_every_picture_of_the_transcript_is_what_the_bot_draws(page):
    kept = {path.name: path.read_bytes() for path in PICTURES.glob("*.png")}
    assert kept.keys() == page.pictures.keys()
    for name, data in page.pictures.items():
        drawn, recorded_pixels = pixels(data), pixels(kept[name])
        assert drawn.shape == recorded_pixels.shape
        assert np.abs(drawn - recorded_pixels).mean() < CLOSE, name
