"""What does not fit under a picture is left out by need, never cut in the middle."""

from hypothesis import given
from hypothesis import strategies as st

from bot.bot_api.entities import parse_html, utf16_length
from bot.presentation.caption import BLANK, NEEDED, NICE, VITAL, WANTED, Line, caption, shown_length

words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&"), max_size=30)
lines = st.lists(st.builds(Line, words, st.sampled_from([NEEDED, WANTED, NICE])), min_size=1, max_size=20)


def test_the_least_needed_go_first_and_of_those_the_last():
    given_lines = [Line("a" * 10), Line("b" * 10, WANTED), Line("c" * 10, NICE), Line("d" * 10, NICE)]
    assert caption(given_lines, 44) == "\n".join(line.text for line in given_lines)
    assert caption(given_lines, 40) == "\n".join(line.text for line in given_lines[:3])
    assert caption(given_lines, 25) == "\n".join(line.text for line in given_lines[:2])
    assert caption(given_lines, 10) == "a" * 10


def test_what_would_deceive_by_its_absence_is_the_last_to_go():
    assert caption([Line("place", VITAL), Line("b" * 30), Line("demo", VITAL)], 20) == "place\ndemo"


def test_blank_lines_never_begin_end_or_repeat():
    assert caption([BLANK, Line("a"), BLANK, Line("b" * 9, NICE), BLANK, Line("c")], 5) == "a\n\nc"
    assert caption([Line("a"), BLANK, Line("", WANTED), BLANK]) == "a"


@given(lines, st.integers(60, 300))
def test_a_caption_fits_and_keeps_the_order_of_its_lines(given_lines, limit):
    text = caption(given_lines, limit)
    assert shown_length(text) <= limit
    wanted = iter(line.text for line in given_lines)
    assert all(any(line == other for other in wanted) for line in text.split("\n") if line.strip())


@given(words)
def test_length_is_counted_as_telegram_does(text):
    html = f"<b>{text}</b>&amp;"
    assert shown_length(html.strip()) == utf16_length(parse_html(html).text) or text.strip() != text
