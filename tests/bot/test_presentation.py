"""What people read: complete, within Telegram's limits, in both languages."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot_api.entities import parse_html, utf16_length
from bot.callbacks import Explain, ShowAt, decode
from bot.domain import LANGUAGES, MADRID, BetterHour, NearbyPlace, Query, Unanswered
from bot.presentation import present
from bot.services.questions import Question
from bot.texts import say
from forecasting.availability import Pressure, Range
from geodata.places import Place, Point
from geodata.spaces import StreetSpaces

LONGEST_CAPTION = 1024
PONZANO = Place("Calle de Ponzano, 20", Point(40.4378, -3.6994), "test", "house")
AT = datetime(2025, 3, 13, 11, tzinfo=MADRID)


@pytest.fixture
def answer(answering):
    def ask(place=PONZANO, at=AT, **query):
        return answering.answers.answer(Question(Query("", place.label, at, at_given=True, **query), place))

    return ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_a_caption_that_telegram_takes(answer, now, language):
    text = present(answer(), language, now).text
    assert utf16_length(parse_html(text).text) <= LONGEST_CAPTION


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_the_longest_names_it_still_fits_and_nothing_that_it_needs_is_left_out(
    answering, answer, now, language
):
    shown = answer(vague=(AT, AT.replace(hour=20)))
    longest = max(answering.answers.neighbourhoods, key=lambda area: len(area.name + area.district))
    better = NearbyPlace(longest, 10, shown.availability)
    streets = [StreetSpaces("Glorieta del Emperador Carlos V " * 2, {"green": 999}, 1.0)] * 3
    wide = replace(
        shown,
        place=replace(PONZANO, label="Ñ" * 250),
        neighbourhood=longest,
        forecasts=tuple(replace(one, origin="profile") for one in shown.forecasts),
        rights=replace(shown.rights, refused_labels=("B", "C")),
        evidence=replace(
            shown.evidence,
            better_places=(better, better),
            better_hour=BetterHour(AT, shown.availability),
            streets=tuple(streets),
        ),
    )
    text = parse_html(present(wide, language, now).text).text
    assert utf16_length(text) <= LONGEST_CAPTION
    needed = [
        "Ñ" * 250,
        longest.name,
        *{"es": ("(entre ", "40 % (32–48 %)"), "en": ("(between ", "40% (32–48%)")}[language],
        say(language, "answer.usual_week"),
        parse_html(say(language, "answer.demo")).text,
    ]
    assert [one for one in needed if one not in text] == []


def test_what_was_understood_is_said_back(answer, now):
    text = present(answer(), "es", now).text
    assert "Calle de Ponzano, 20" in text
    assert "jueves 13 de marzo, 11:00" in text
    assert "Chamberí" in text


def test_every_share_is_shown_with_its_range(answer, now):
    text = present(answer(), "es", now).text
    assert "40 % (32–48 %)" in text
    assert "6 % (5–7 %)" in text
    assert "entre" in text


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Datos de demostración"), ("en", "Demonstration data")]
)
def test_demonstration_data_are_called_so(answer, now, language, words):
    shown = answer()
    assert words in present(shown, language, now).text
    real = replace(shown, model=replace(shown.model, demo=False))
    assert words not in present(real, language, now).text


def test_the_age_of_the_data_is_said(answer, now):
    assert "28 de febrero de 2025" in present(answer(), "es", now).text


def test_a_time_that_was_not_given_is_called_now(answer, now):
    shown = answer(at=now)
    assert (
        "ahora, miércoles"
        in present(replace(shown, query=replace(shown.query, at_given=False)), "es", now).text
    )


def test_a_vague_time_says_which_moment_was_taken(answer, now):
    shown = answer(at=AT.replace(hour=17), vague=(AT.replace(hour=15), AT.replace(hour=20, minute=59)))
    assert "entre las 15:00 y las 20:59, respondo para las 17:00" in present(shown, "es", now).text


def test_a_stay_is_said_back_from_start_to_end(answer, now):
    assert "de 11:00 a 13:00" in present(answer(until=AT.replace(hour=13)), "es", now).text


def test_not_regulated_never_sounds_like_free_spaces(answer, now):
    sunday = present(answer(at=AT.replace(day=16)), "es", now).text
    assert "No regulado" in sunday
    assert "no dicen si hay sitio" in sunday
    assert "lunes 17 de marzo, 9:00" in sunday
    assert "%" not in sunday


def test_outside_the_zone_the_nearest_neighbourhood_is_named(answer, now):
    text = present(answer(Place("Aluche", Point(40.3856, -3.7609), "test", "landmark")), "en", now).text
    assert "Outside the SER zone" in text
    assert " km away" in text or " m away" in text


def test_centro_says_that_it_has_no_blue_space(answer, now):
    assert (
        "no hay plazas azules"
        in present(answer(Place("Sol", Point(40.4169, -3.7035), "t", "landmark")), "es", now).text
    )


def test_beyond_the_forecast_the_usual_week_is_called_so(answer, now):
    assert "semana habitual" in present(answer(at=AT + timedelta(weeks=52)), "es", now).text


def test_a_tap_moves_by_an_hour_or_a_day(answer, now):
    row = present(answer(), "es", now).buttons[0]
    moments = [decode(button.data) for button in row]
    assert all(isinstance(action, ShowAt) for action in moments)
    assert [action.at for action in moments] == [
        AT - timedelta(hours=1),
        AT + timedelta(hours=1),
        AT + timedelta(days=1),
    ]


def test_no_button_leads_into_the_past(answer, now):
    row = present(answer(at=now), "es", now).buttons[0]
    assert [button.text for button in row] == ["+1 h", "Mañana"]


def test_an_answer_can_be_asked_why_and_what_is_free_cannot(answer, now):
    def actions(reply):
        return [decode(button.data) for row in reply.buttons for button in row if button.data]

    (asked,) = [one for one in actions(present(answer(), "es", now)) if isinstance(one, Explain)]
    assert (asked.at, asked.place.label) == (AT, PONZANO.label)
    assert not any(
        isinstance(one, Explain) for one in actions(present(answer(at=AT.replace(day=16)), "es", now))
    )


def with_rank(shown, rank, standing, trend):
    pressure = Pressure(Range(*rank), standing, trend)
    return replace(shown, evidence=replace(shown.evidence, pressure=pressure))


@pytest.mark.parametrize(
    ("pressure", "words"),
    [
        (
            ((0.7, 0.4, 0.95), "busier", "filling"),
            "más lleno que 7 de cada 10 jueves a las 11:00 (entre 4 y 9); se está llenando.",
        ),
        (
            ((0.2, 0.05, 0.4), "quieter", "emptying"),
            "más vacío que 8 de cada 10 jueves a las 11:00 (entre 6 y 9); se está vaciando.",
        ),
        (((0.5, 0.1, 0.9), "usual", None), "lo normal de los jueves a las 11:00."),
    ],
)
def test_pressure_is_said_in_tenths_with_their_range(answer, now, pressure, words):
    assert words in present(with_rank(answer(), *pressure), "es", now).text


def test_pressure_is_said_in_english_too(answer, now):
    text = present(with_rank(answer(), (0.7, 0.4, 0.9), "busier", "filling"), "en", now).text
    assert "busier than 7 in 10 Thursdays at 11:00 (between 4 and 9); filling up." in text


def better_hour(shown, **changes):
    other = replace(shown.availability, **changes)
    return replace(
        shown,
        evidence=replace(
            shown.evidence, better_places=(), better_hour=BetterHour(AT.replace(hour=16), other)
        ),
    )


def test_a_better_hour_shows_its_chance_with_the_range(answer, now):
    shown = better_hour(answer(), chance=Range(0.9, 0.75, 0.95), unseen_part=0.5)
    clear = replace(shown, availability=replace(shown.availability, unseen_part=0.5))
    assert "Mejor a las 16:00: 90 % (75–95 %)" in present(clear, "es", now).text


def test_where_assumptions_carry_both_a_better_hour_is_news_only_with_another_level(answer, now):
    shown = answer()
    assumed = replace(shown, availability=replace(shown.availability, level="hard", unseen_part=0.95))
    same, other = (
        better_hour(assumed, level=level, hardest="hard", easiest="easy") for level in ("hard", "medium")
    )
    assert "Mejor a las" not in present(same, "es", now).text
    assert "Mejor a las 16:00: regular (de difícil a fácil)" in present(other, "es", now).text


def test_a_better_hour_whose_level_is_sure_has_no_range_of_levels(answer, now):
    assumed = replace(answer(), availability=replace(answer().availability, level="hard", unseen_part=0.95))
    sure = better_hour(assumed, level="easy", hardest="easy", easiest="easy")
    line = next(line for line in present(sure, "es", now).text.splitlines() if "Mejor a las" in line)
    assert line.endswith("Mejor a las 16:00: fácil")


def test_tomorrow_is_the_same_clock_time_when_the_clocks_change(answer, now):
    saturday = datetime(2025, 3, 29, 11, tzinfo=MADRID)
    tomorrow = decode(present(answer(at=saturday), "es", now).buttons[0][2].data).at
    assert tomorrow.astimezone(MADRID).replace(tzinfo=None) == datetime(2025, 3, 30, 11)  # noqa: DTZ001 -- clock time


def test_each_perhaps_is_a_button(now):
    query = Query("imperial 10", "imperial 10", now, at_given=False)
    places = tuple(
        Place(f"{kind} Imperial", Point(40.41, -3.71), "test", "street") for kind in ("Calle", "Paseo")
    )
    reply = present(
        Unanswered(query, "place_ambiguous", "place_ambiguous", places, {"place": "imperial 10"}), "es", now
    )
    assert [row[0].text for row in reply.buttons] == ["Calle Imperial", "Paseo Imperial"]


@given(st.text(max_size=300))
def test_whatever_was_typed_the_refusal_is_valid_html(typed):
    now = datetime(2025, 3, 12, 10, 15, tzinfo=MADRID)
    query = Query(typed, typed, now, at_given=False)
    reply = present(
        Unanswered(query, "place_not_found", "place_not_found", details={"place": typed}), "es", now
    )
    parse_html(reply.text)
