"""A whole day in words: its best and its worst hour, each with its range, and nothing where tickets say nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.bot_api.entities import parse_html, utf16_length
from bot.domain import LANGUAGES, MADRID, Query
from bot.presentation import day_page
from bot.services.questions import Question
from forecasting.availability import VISITOR, mean_chance
from geodata.places import Place, Point

CASTILLA = Place("Plaza de Castilla", Point(40.4663, -3.6892), "test", "landmark")
AT = datetime(2025, 3, 13, 13, tzinfo=MADRID)


@pytest.fixture
def day(answering, now):
    """An answer and its hours."""

    def day(at=AT):
        question = Question(Query("", CASTILLA.label, at, at_given=True), CASTILLA)
        answer = answering.answers.answer(question, now)
        return answer, answering.answers.day(answer, VISITOR)

    return day


def test_the_best_and_the_worst_hour_are_named_with_their_ranges(day):
    answer, hours = day()
    known = {at: mean_chance(found) for at, found in hours if found is not None}
    best, worst = max(known, key=known.get), min(known, key=known.get)
    lines = day_page(answer, hours, "es", regulated=True).splitlines()
    assert lines[0] == "📈 <b>Plaza de Castilla</b> · jueves 13 de marzo"
    assert lines[2].startswith(f"Mejor a las {best.astimezone(MADRID):%-H:%M}: ")
    assert lines[3].startswith(f"Peor a las {worst.astimezone(MADRID):%-H:%M}: ")
    assert all("–" in line and "%" in line for line in lines[2:4])
    assert "Datos de demostración" in lines[-1]


def test_where_assumptions_carry_it_levels_stand_for_percentages(day):
    answer, hours = day()
    assumed = [(at, found and replace(found, unseen_part=0.99)) for at, found in hours]
    assert "%" not in day_page(answer, assumed, "es", regulated=True)


def test_hours_that_are_all_alike_have_no_best(day):
    answer, hours = day()
    one = next(found for _, found in hours if found is not None)
    text = day_page(answer, [(at, found and one) for at, found in hours], "es", regulated=True)
    assert "Todo el día parecido: " in text
    assert "Mejor a las" not in text


def test_a_day_without_regulated_hours_says_what_tickets_cannot(day):
    answer, hours = day(AT.replace(day=16))
    assert {found for _, found in hours} == {None}
    text = day_page(answer, hours, "es", regulated=False)
    assert "los tiques no dicen si hay sitio" in text
    assert "%" not in text


def test_a_regulated_day_of_which_nothing_is_known_says_so(day):
    answer, hours = day()
    text = day_page(answer, [(at, None) for at, _ in hours], "es", regulated=True)
    assert "Para ese día no hay previsión" in text
    assert "gratis" not in text


def test_the_day_is_madrids_also_when_utc_has_another(day):
    answer, hours = day()
    late = datetime(2025, 3, 12, 23, 30, tzinfo=UTC)  # 0:30 of the 13th
    moved = replace(answer, query=replace(answer.query, at=late))
    assert "jueves 13 de marzo" in day_page(moved, hours, "es", regulated=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_fits_a_caption_also_under_the_longest_name(day, language):
    answer, hours = day()
    named = replace(answer, place=replace(CASTILLA, label="Ñ" * 255))
    text = parse_html(day_page(named, hours, language, regulated=True)).text
    assert utf16_length(text) <= 1024
    assert text.count(":") >= 3
    assert hours[1][0] - hours[0][0] == timedelta(hours=1)
