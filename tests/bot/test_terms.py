"""Where, for how long and for how much: estimates with their range, and no limit called by its name."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.domain import LANGUAGES, MADRID, Answer, Query, Term
from bot.presentation.terms import stay, streets_line, terms_line
from bot.services.questions import Question
from forecasting.tariffs import Price
from geodata.places import Place, Point
from geodata.spaces import StreetSpaces

AT = datetime(2025, 3, 13, 11, tzinfo=MADRID)
PLACE = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
CLOSING = AT.replace(hour=21)


def priced(low, high, minutes=60):
    return Price(Decimal(low), Decimal(high), date(2025, 1, 1), minutes)


def line(*terms, language="es", until=None):
    query = Query("", PLACE.label, AT, at_given=True)
    return terms_line(Answer(query, "ok", PLACE, None, terms=terms, regulated_until=until), language)


@pytest.mark.parametrize(
    ("minutes", "spanish", "english"),
    [
        (240, "4 h", "4 h"),
        (60, "1 h", "1 h"),
        (45, "45 min", "45 min"),
        (90, "90 min", "90 min"),
        (None, "sin límite", "without limit"),
    ],
)
def test_a_longest_stay_is_said_in_hours_or_minutes(minutes, spanish, english):
    assert (stay(minutes, "es"), stay(minutes, "en")) == (spanish, english)


def test_a_price_that_is_not_known_exactly_is_a_range():
    assert (
        line(Term("blue", 240, priced("0.28", "1.32")))
        == "⏱ Azul máx. 4 h, 1 h ≈ 0,28–1,32\xa0€ según etiqueta."
    )
    english = line(Term("blue", 240, priced("0.28", "1.32")), language="en")
    assert english == "⏱ Blue at most 4 h, 1 h ≈ €0.28–1.32 by label."


def test_a_price_that_is_known_is_still_called_an_estimate():
    assert line(Term("blue", 240, priced("1.10", "1.10"))) == "⏱ Azul máx. 4 h, 1 h ≈ 1,10\xa0€."
    assert "≈ €1.10" in line(Term("blue", 240, priced("1.10", "1.10")), language="en")


def test_a_stay_shorter_than_an_hour_is_priced_for_as_long_as_it_may_last():
    shown = line(Term("high_rotation", 45, priced("1.00", "2.00", minutes=45)))
    assert "máx. 45 min, 45 min ≈" in shown


def test_who_pays_nothing_is_told_so_and_an_unknown_price_is_left_out():
    shown = line(Term("green", None, priced("0.00", "0.00")), Term("red", 120, None))
    assert shown == "⏱ Verde sin límite, sin pagar · Hospital máx. 2 h."


@pytest.mark.parametrize(
    ("language", "ends"), [("es", "Regulado hasta las 21:00."), ("en", "Regulated until 21:00.")]
)
def test_until_when_it_holds_is_said(language, ends):
    assert line(Term("blue", 240, None), language=language, until=CLOSING).endswith(f". {ends}")


def test_streets_are_named_with_their_spaces_of_all_colours():
    streets = [
        StreetSpaces("Calle de Ponzano", {"blue": 4, "green": 30}, 12.0),
        StreetSpaces("Paseo de <Maudes>", {"green": 9}, 90.0),
    ]
    assert streets_line(streets, 250, "es") == "🅿️ Plazas a 250 m: Ponzano 34 · Paseo de &lt;Maudes&gt; 9."


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_streets_nothing_is_said_of_them(language):
    assert streets_line((), 250, language) == ""


def test_every_counted_colour_of_an_answer_has_its_term(answering, now):
    answer = answering.answers.answer(Question(Query("", "", now, at_given=True), PLACE), now)
    assert {term.colour for term in answer.terms} == set(answer.evidence.reach.spaces)
