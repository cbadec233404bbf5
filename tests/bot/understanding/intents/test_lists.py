from pathlib import Path

import pytest

from bot.understanding.tokens import fold
from tests.bot.understanding.intents.wording import meant

LISTS = [Path(__file__).parent / f"{name}_list.txt" for name in ("first", "second", "third", "fourth")]


def said() -> list[list[str]]:
    return [
        line.split(" => ")
        for path in LISTS
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]


@pytest.mark.parametrize(("message", "meaning"), said())
def test_what_people_say_is_read_as_they_mean_it(message, meaning):
    assert fold(meant(message)) == fold(meaning)


def test_the_lists_hold_enough_of_both_languages_to_mean_something():
    assert len(said()) >= 400
    assert len({meaning.split(":")[0].split(" ")[0] for _, meaning in said()}) >= 14
