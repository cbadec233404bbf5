"""A place's day → its chart: which hours, in which words, and what of them is told by more than a number."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.domain import MADRID, ChatMemory, Query
from bot.services.day_charts import FIRST_SHOWN, LAST_SHOWN, day_chart
from bot.services.questions import Question
from forecasting.availability import Load, Range, assumptions, availability
from geodata.maps.style import STYLES
from geodata.places import Place

CHAMBERI = "07-05"
ENGLISH = ChatMemory(7, "en")


@pytest.fixture
def answers(answering):
    return answering.answers


def asked(answers, at, label="Calle de Ponzano", area=CHAMBERI, now=None):
    """The answer to a question about a local time, and its day."""
    place = Place(label, answers.neighbourhoods.centre(area), "test", "street")
    moment = datetime.fromisoformat(at).replace(tzinfo=MADRID)
    answer = answers.answer(Question(Query("", label, moment, at_given=True), place), now)
    return answer, answers.day(answer, ENGLISH.driver)


def found(paid, unseen, spread=0.0):
    """The availability of 400 spaces, with those shares paid for and taken unseen."""
    load = Load(
        "blue", 400, np.full(5, paid), Range(unseen, max(unseen - spread, 0), min(unseen + spread, 1))
    )
    return availability([load])


SEEN, ASSUMED = found(0.5, 0.6, 0.35), found(0.01, 0.85, 0.14)


@pytest.fixture
def chart(answers, now):
    def compose(at, chat=ENGLISH, hour=None, **asking):
        """The chart of a day; with `hour`, every regulated hour has that availability."""
        answer, hours = asked(answers, at, **asking)
        if hour is not None:
            hours = [(start, hour if one else None) for start, one in hours]
        return day_chart(answer, hours, answers.calendar, chat, now)

    return compose


def test_a_weekday_shows_its_regulated_hours_between_unregulated_ones(chart):
    shown = chart("2025-03-13 11:30")
    assert shown.hours == tuple(str(hour) for hour in range(FIRST_SHOWN, LAST_SHOWN + 1))
    assert [shown.hours[one.hour] for one in shown.estimates] == [str(hour) for hour in range(9, 21)]
    gaps = [(shown.hours[gap.first], shown.hours[gap.last], gap.label) for gap in shown.gaps]
    assert gaps == [("7", "8", "Not regulated"), ("21", "22", "Not regulated")]


def test_a_saturday_ends_at_three(chart):
    shown = chart("2025-03-15 10:00")
    assert [shown.hours[one.hour] for one in shown.estimates] == [str(hour) for hour in range(9, 15)]
    assert shown.hours == chart("2025-03-13 10:00").hours  # so that days compare


def test_the_asked_hour_is_marked_with_what_is_said_of_it(chart):
    shown = chart("2025-03-13 11:30", hour=SEEN)
    assert shown.hours[shown.asked.hour] == "11"
    mean, low, high = (round(100 * one) for one in (SEEN.chance.mean, SEEN.chance.low, SEEN.chance.high))
    assert shown.asked.label == f"11:00 · {mean}% ({low}–{high}%)"


def test_an_hour_in_the_night_is_shown_when_it_is_asked_about(chart):
    shown = chart("2025-03-13 03:10")
    assert (shown.hours[0], shown.asked.hour) == ("3", 0)
    assert shown.asked.label == "03:00 · Not regulated"


@pytest.mark.parametrize("day", ["2025-03-30", "2025-10-26"])
def test_hours_are_madrids_on_days_of_23_and_25(answers, now, day):
    answer, hours = asked(answers, f"{day} 12:00")
    assert len(hours) in (23, 25)
    hours = [(start, SEEN) for start, _ in hours]
    shown = day_chart(answer, hours, answers.calendar, ENGLISH, now)
    assert shown.hours == tuple(str(hour) for hour in range(FIRST_SHOWN, LAST_SHOWN + 1))
    assert shown.hours[shown.asked.hour] == "12"
    assert shown.asked.label.startswith("12:00 ·")


def test_of_the_hour_that_comes_twice_the_second_is_marked_when_it_is_meant(answers, now):
    answer, hours = asked(answers, "2025-10-26 12:00")
    second = datetime(2025, 10, 26, 2, 30, tzinfo=MADRID, fold=1)
    again = replace(answer, query=replace(answer.query, at=second))
    shown = day_chart(again, hours, answers.calendar, ENGLISH, now)
    assert shown.hours[:2] == ("2", "3")
    first = replace(answer, query=replace(answer.query, at=second.replace(fold=0)))
    assert day_chart(first, hours, answers.calendar, ENGLISH, now).hours[:3] == ("2", "2", "3")


def test_percentages_stand_on_the_levels_own_thresholds(chart):
    shown, given = chart("2025-03-13 11:00", hour=SEEN), assumptions()
    assert [(band.label, band.low, band.high) for band in shown.bands] == [
        ("Hard", 0, given.medium),
        ("Fair", given.medium, given.easy),
        ("Easy", given.easy, 1),
    ]
    assert [name for _, name in shown.ticks] == ["0%", "25%", "50%", "75%", "100%"]
    one = shown.estimates[0]
    assert (one.low, one.mean, one.high) == (SEEN.chance.low, SEEN.chance.mean, SEEN.chance.high)


def test_levels_stand_alone_where_percentages_would_mislead(chart):
    assert ASSUMED.is_assumed
    shown = chart("2025-03-13 11:00", hour=ASSUMED)
    assert shown.ticks == ()
    assert "%" not in shown.heading + shown.explanation + shown.asked.label
    middles = {name: (n + 0.5) / 3 for n, name in enumerate(("hard", "medium", "easy"))}
    one = shown.estimates[0]
    assert (one.low, one.mean, one.high) == tuple(
        pytest.approx(middles[level]) for level in (ASSUMED.hardest, ASSUMED.level, ASSUMED.easiest)
    )


def test_one_assumed_hour_makes_a_day_of_levels_in_all_its_words(answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    known = [start for start, one in hours if one]
    mixed = [(start, (ASSUMED if start == known[-1] else SEEN) if one else None) for start, one in hours]
    shown = day_chart(answer, mixed, answers.calendar, ENGLISH, now)
    assert shown.ticks == ()
    assert "%" not in shown.asked.label
    assert all(6 * one.mean == pytest.approx(round(6 * one.mean)) for one in shown.estimates)


def test_a_level_without_a_range_is_said_once(chart):
    sure = found(0.0, 1.0)
    assert (sure.is_assumed, sure.hardest, sure.easiest) == (True, "hard", "hard")
    assert chart("2025-03-13 11:00", hour=sure).asked.label == "11:00 · hard"


@pytest.mark.parametrize(
    ("at", "reason"),
    [("2025-03-16 12:00", "There is no SER on Sundays"), ("2025-05-01 12:00", "It is a holiday")],
)
def test_a_day_without_regulated_hours_says_so_and_why(chart, at, reason):
    shown = chart(at)
    assert shown.message.startswith(reason)
    assert shown.estimates == ()
    assert shown.ribbon == ""  # the calendar is no demonstration


def test_a_day_without_a_forecast_says_so(answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    unknown = [(start, None) for start, _ in hours]
    shown = day_chart(answer, unknown, answers.calendar, ENGLISH, now)
    assert shown.message == "There is no forecast for that day."
    assert [gap.label for gap in shown.gaps] == ["Not regulated", "No forecast", "Not regulated"]


def test_a_regulated_hour_without_a_forecast_is_not_called_unregulated(answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    eleven = datetime(2025, 3, 13, 10, tzinfo=UTC)
    holed = [(start, None if start == eleven else one) for start, one in hours]
    shown = day_chart(answer, holed, answers.calendar, ENGLISH, now)
    assert [gap.label for gap in shown.gaps] == ["Not regulated", "No forecast", "Not regulated"]
    assert shown.asked.label == "11:00 · No forecast"
    assert shown.message == ""


def test_the_title_is_the_place_and_the_subtitle_its_day(chart):
    shown = chart("2025-03-13 11:00", chat=ChatMemory(7, "es"))
    assert (shown.title, shown.subtitle) == ("Calle de Ponzano", "Jueves 13 de marzo")
    assert chart("2026-03-12 11:00").subtitle == "Thursday 12 March 2026"
    assert chart("2026-03-12 11:00", chat=ChatMemory(7, "es")).subtitle == "Jueves 12 de marzo de 2026"


def test_a_name_loses_what_the_letters_lack_and_keeps_its_signs(chart):
    assert chart("2025-03-13 11:00", label="🏠 Bar <b> & $x$\nNiño").title == "Bar <b> & $x$ Niño"


def test_data_are_dated_and_a_demonstration_says_so(chart):
    shown = chart("2025-03-13 11:00")
    assert shown.ribbon == "DEMONSTRATION DATA"
    assert shown.source == "Data until 28 February 2025. Source: Ayuntamiento de Madrid"


def test_measured_data_have_no_ribbon(answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    measured = replace(answer, model=replace(answer.model, demo=False))
    assert day_chart(measured, hours, answers.calendar, ENGLISH, now).ribbon == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_has_the_colours_of_the_maps(chart, theme):
    shown = chart("2025-03-13 11:00", chat=replace(ENGLISH, theme=theme))
    style = STYLES[theme]
    assert shown.colours.panel == "#" + bytes(style.panel).hex()
    assert shown.bands[0].fill.ground == "#" + bytes(style.levels["hard"].base).hex()
    assert len({band.fill.hatch for band in shown.bands}) == 3


async def test_the_picture_is_drawn_when_it_is_wanted_once_for_all(answering, answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    first, again = (answering.pictures.day_of(answer, hours, ENGLISH, now) for _ in range(2))
    assert first == again
    one, other = await asyncio.gather(first.draw(), again.draw())
    assert one is other
    with Image.open(BytesIO(one)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1000, 1000))


def test_pictures_that_differ_have_different_keys(answering, answers, now):
    chats = [ChatMemory(7, language, theme=theme) for language in ("en", "es") for theme in ("light", "dark")]
    days = [asked(answers, at) for at in ("2025-03-13 11:00", "2025-03-13 12:00", "2025-03-14 11:00")]
    pictures = answering.pictures
    keys = {pictures.day_of(answer, hours, chat, now).key for chat in chats for answer, hours in days}
    assert len(keys) == len(chats) * len(days)


def test_the_same_picture_has_the_same_key_for_everybody_and_later(answering, answers, now):
    answer, hours = asked(answers, "2025-03-13 11:00")
    mine = answering.pictures.day_of(answer, hours, ENGLISH, now)
    theirs = answering.pictures.day_of(answer, hours, ChatMemory(8, "en"), now + timedelta(hours=1))
    assert mine.key == theirs.key


def test_composing_loads_no_drawing_library():
    check = "import sys, bot.services.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
