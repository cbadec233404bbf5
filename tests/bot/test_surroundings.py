"""The neighbourhoods on foot and the whole zone: each chance with its range, each button ahead in time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.bot_api.entities import parse_html, utf16_length
from bot.callbacks import Press, ShowAt, decode
from bot.domain import LANGUAGES, MADRID, NearbyPlace, Query
from bot.presentation import nearby_page, zone_page
from bot.presentation.surroundings import MOST_NEARBY, ZONE, zone_moment
from bot.services.questions import Question
from forecasting.availability import VISITOR, Range
from geodata.places import Place, Point

LONGEST_CAPTION = 1024
CASTILLA = Place("Plaza de Castilla", Point(40.4663, -3.6892), "test", "landmark")
AT = datetime(2025, 3, 13, 13, tzinfo=MADRID)


@pytest.fixture
def answer(answering, now):
    question = Question(Query("", CASTILLA.label, AT, at_given=True), CASTILLA)
    return answering.answers.answer(question, now)


@pytest.fixture
def near(answering, answer):
    centre = answering.answers.neighbourhoods.centre
    return [(one, centre(one.neighbourhood.code)) for one in answering.answers.nearby(answer, VISITOR)]


@pytest.fixture
def zone(answering, now):
    def page(at=AT, language="es", present=now):
        answers = answering.answers
        found = answers.usual([area.code for area in answers.neighbourhoods], at)
        areas = {answers.neighbourhoods.get(code): one for code, one in found.items()}
        return zone_page(areas, at, language, present, answers.model)

    return page


def moments(reply):
    return [zone_moment(decode(button.data).value) for row in reply.buttons for button in row]


def test_each_neighbourhood_has_its_minutes_its_chance_with_the_range_and_a_button(answer, near, now):
    reply = nearby_page(answer, near, "es", now, 15)
    lines = reply.text.splitlines()
    assert lines[0] == "🚶 <b>Cerca de Plaza de Castilla</b> · jueves 13 de marzo, 13:00"
    shown = [line for line in lines if "min a pie" in line]
    assert 1 <= len(shown) <= MOST_NEARBY
    assert all("–" in line or "(de " in line for line in shown)
    assert [row[0].text for row in reply.buttons[:-1]] == [
        one.neighbourhood.name for one, _ in near[:MOST_NEARBY]
    ]


def test_the_place_itself_is_there_to_compare_with(answer, near, now):
    assert " Aquí: " in nearby_page(answer, near, "es", now, 15).text


def test_where_assumptions_carry_it_levels_stand_for_percentages(answer, near, now):
    assumed = [
        (replace(one, availability=replace(one.availability, unseen_part=0.99)), point) for one, point in near
    ]
    text = nearby_page(answer, assumed, "es", now, 15).text
    assert not any("%" in line for line in text.splitlines() if "min a pie" in line)
    assert "(de " in text


def test_a_neighbourhoods_button_asks_for_it_as_a_whole_at_the_same_moment(answer, near, now):
    *rows, (back,) = nearby_page(answer, near, "es", now, 15).buttons
    for (one, _), (button,) in zip(near, rows, strict=False):
        action = decode(button.data)
        assert isinstance(action, ShowAt)
        assert (action.at, action.place.precision) == (AT, "neighbourhood")
        assert action.place.neighbourhood == one.neighbourhood.code
    assert decode(back.data).place.label == "Plaza de Castilla"


def test_nothing_near_is_said_with_how_far_was_looked(answer, now):
    assert "a menos de 15 minutos a pie" in nearby_page(answer, [], "es", now, 15).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_names_nearby_fit_a_caption_whole(answering, answer, near, now, language):
    longest = max(answering.answers.neighbourhoods, key=lambda area: len(area.name))
    wide = replace(near[0][0].availability, chance=Range(1.0, 1.0, 1.0))
    many = [(NearbyPlace(longest, 99, wide), near[0][1])] * 12
    named = replace(answer, place=replace(CASTILLA, label="Ñ" * 120))
    text = parse_html(nearby_page(named, many, language, now, 15).text).text
    assert utf16_length(text) <= LONGEST_CAPTION
    assert text.count(longest.name) == MOST_NEARBY


def test_the_zone_counts_every_neighbourhood_that_has_a_level_once(answering, zone):
    text = zone().text
    counts = [int(digits) for digits in re.findall(r"\d+", text.splitlines()[2])]
    found = answering.answers.usual([area.code for area in answering.answers.neighbourhoods], AT)
    assert sum(counts) == sum(one is not None for one in found.values())
    assert "Lo más fácil: " in text
    assert "Lo más difícil: " in text
    assert "Datos de demostración" in text


def test_the_easiest_and_the_hardest_are_no_neighbourhood_twice(zone):
    easiest, hardest = (
        next(line for line in zone().text.splitlines() if line.startswith(words)).partition(": ")[2]
        for words in ("Lo más fácil", "Lo más difícil")
    )
    assert not set(easiest.rstrip(".").split(", ")) & set(hardest.rstrip(".").split(", "))


def test_where_nothing_is_regulated_the_zone_says_what_tickets_cannot(zone):
    text = zone(AT.replace(day=16)).text
    assert "los tiques no dicen si hay sitio" in text
    assert "🟢" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hour", [9, 13, 20, 23])
def test_the_zones_words_fit_a_caption(zone, language, hour):
    text = parse_html(zone(AT.replace(hour=hour), language).text).text
    assert utf16_length(text) <= LONGEST_CAPTION


def test_the_zones_buttons_move_it_by_an_hour_or_a_day_and_never_into_the_past(zone, now):
    assert moments(zone()) == [AT - timedelta(hours=1), AT + timedelta(hours=1), AT + timedelta(days=1)]
    assert moments(zone(now)) == [now + timedelta(hours=1), now + timedelta(days=1)]
    assert all(isinstance(decode(one.data), Press) for one in zone().buttons[0])
    assert {decode(one.data).topic for one in zone().buttons[0]} == {ZONE}


def test_the_zones_tomorrow_is_the_same_clock_time_when_the_clocks_change(zone):
    saturday = datetime(2025, 3, 29, 11, tzinfo=MADRID)
    assert moments(zone(saturday))[-1] == datetime(2025, 3, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize("value", ["", "x", "1.5", "9" * 30])
def test_a_value_that_is_no_moment_is_refused(value):
    with pytest.raises((ValueError, OverflowError)):
        zone_moment(value)
