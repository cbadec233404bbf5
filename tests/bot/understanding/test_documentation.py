from pathlib import Path

import pytest

from bot.understanding.tokens import fold
from tests.bot.understanding.intents.wording import meant
from tests.bot.understanding.reading import NOTHING, WEDNESDAY, at, worded, worded_intent

DOCUMENT = Path(__file__).parents[3] / "docs" / "understanding.md"
HELD_OUT = [Path(__file__).parent / name for name in ("held_out.txt", "held_out_second.txt")]


def rows(columns: tuple[str, ...]) -> list[list[str]]:
    """The rows of all tables of the document with these columns."""
    found, inside = [], False
    for line in DOCUMENT.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if not line.startswith("|"):
            inside = False
        elif tuple(cells) == columns:
            inside = True
        elif inside and not line.startswith("|---"):
            found.append(cells)
    return found


def held_out() -> list[list[str]]:
    return [
        line.split(" | ")
        for path in HELD_OUT
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]


@pytest.mark.parametrize(("message", "place", "time"), rows(("message", "place", "time")))
def test_a_row_of_the_documentation_is_understood_as_it_says(message, place, time):
    assert worded(message) == (place, time)


@pytest.mark.parametrize(("sent", "message", "place", "time"), rows(("sent", "message", "place", "time")))
def test_a_row_sent_at_another_moment_is_understood_as_it_says(sent, message, place, time):
    assert worded(message, at(sent)) == (place, time)


def test_the_documentation_has_rows_enough_to_be_worth_its_name():
    assert len(rows(("message", "place", "time"))) >= 120
    assert len(rows(("sent", "message", "place", "time"))) >= 20
    assert len(rows(("message", "meant"))) >= 90


@pytest.mark.parametrize(("message", "place", "time"), held_out())
def test_a_message_written_before_the_grammar_is_understood(message, place, time):
    got_place, got_time = worded(message, WEDNESDAY)
    assert fold(got_place.replace("here", "-").replace("—", "-")) == fold(place)
    first, _, last = time.replace("T", " ").partition("..")
    if first.startswith("!"):
        assert got_time == f"error: {first[1:]}"
    elif first == "-":
        assert got_time == "—"
    else:
        assert first <= got_time[:16] <= (last or first)


@pytest.mark.parametrize(("about", "message", "place", "time"), rows(("about", "message", "place", "time")))
def test_a_row_that_goes_on_from_an_answer_is_read_as_it_says(about, message, place, time):
    moment = None if about == NOTHING else at(about)
    assert worded_intent(message, WEDNESDAY, moment) == (place, time)


@pytest.mark.parametrize(("message", "meaning"), rows(("message", "meant")))
def test_a_row_of_what_is_wanted_is_read_as_it_says(message, meaning):
    assert meant(message) == meaning
