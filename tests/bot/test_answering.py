"""A place and a time → an answer that never says more than it knows."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.bootstrap import open_answering
from bot.bot_api.entities import parse_html, utf16_length
from bot.domain import LANGUAGES, MADRID, Answer, Query
from bot.presentation import explain, present
from bot.services import estimating
from bot.services.answering import AnswerService
from bot.services.estimating import Estimator
from bot.services.questions import Question
from bot.settings import Settings
from bot.texts import catalogue
from forecasting.availability import VISITOR, Driver, assumptions, mean_chance
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place, Point
from tests.bot.published import MEANS, TRAINED_UNTIL, publish


def madrid(*when):
    return datetime(*when, tzinfo=MADRID)


PONZANO = Place("Calle de Ponzano, 20", Point(40.4378, -3.6994), "test", "house")
SOL = Place("Puerta del Sol", Point(40.4169, -3.7035), "test", "landmark")
CASTILLA = Place("Plaza de Castilla", Point(40.4663, -3.6892), "test", "landmark")
ALUCHE = Place("Aluche", Point(40.3856, -3.7609), "test", "landmark")
THE_SEA = Place("43.5000, -20.0000", Point(43.5, -20.0), "test", "point")
THURSDAY_AT_ELEVEN = madrid(2025, 3, 13, 11)


def ask(answering, place, at=THURSDAY_AT_ELEVEN, now=None, driver=VISITOR) -> Answer:
    return answering.answers.answer(Question(Query("", place.label, at, at_given=True), place), now, driver)


def whole(answering, code):
    """A neighbourhood asked for by its name."""
    neighbourhood = answering.answers.neighbourhoods.get(code)
    centre = answering.answers.neighbourhoods.centre(code)
    return Place(neighbourhood.name, centre, "test", "neighbourhood", code)


def test_a_place_in_the_zone_has_a_forecast_for_each_of_its_colours(answering):
    answer = ask(answering, PONZANO)
    assert answer.status == "ok"
    assert answer.neighbourhood.code.startswith("07-")
    shown = {one.colour: one for one in answer.forecasts}
    assert {"blue", "green"} <= shown.keys()
    for colour, mean in MEANS.items():
        assert shown[colour].paid.mean == pytest.approx(mean, abs=0.001)
        assert shown[colour].paid.low < mean < shown[colour].paid.high
        assert shown[colour].spaces == answering.answers.reaching.in_area(answer.neighbourhood.code)[colour]


def test_an_answer_says_which_model_it_stands_on(answering):
    model = ask(answering, PONZANO).model
    assert (model.trained_until, model.demo) == (TRAINED_UNTIL, True)


def test_the_level_comes_with_its_range(answering):
    found = ask(answering, PONZANO).availability
    assert found.chance.low <= found.chance.mean <= found.chance.high
    assert found.level in {"easy", "medium", "hard"}


def test_evenings_are_harder_than_afternoons(answering):
    afternoon, evening = (ask(answering, PONZANO, THURSDAY_AT_ELEVEN.replace(hour=hour)) for hour in (16, 20))
    assert evening.availability.chance.mean < afternoon.availability.chance.mean


@pytest.mark.parametrize(
    ("at", "reason", "again"),
    [
        (madrid(2025, 3, 13, 23), "night", madrid(2025, 3, 14, 9)),
        (madrid(2025, 3, 15, 16), "night", madrid(2025, 3, 17, 9)),
        (madrid(2025, 3, 16, 11), "sunday", madrid(2025, 3, 17, 9)),
        (madrid(2025, 4, 18, 11), "holiday", madrid(2025, 4, 19, 9)),
    ],
)
def test_outside_regulated_hours_nothing_is_said_of_how_full_it_is(answering, at, reason, again):
    answer = ask(answering, PONZANO, at)
    assert (answer.status, answer.free_reason) == ("not_regulated", reason)
    assert answer.regulated_from == again
    assert answer.availability is None
    assert answer.forecasts == ()


def test_outside_the_zone_the_nearest_neighbourhood_is_named_with_its_distance(answering):
    answer = ask(answering, ALUCHE)
    assert (answer.status, answer.neighbourhood) == ("outside_zone", None)
    neighbourhood, metres = answer.nearest
    assert neighbourhood.code.startswith(("10-", "11-"))
    assert 0 < metres < 4000
    assert not answer.is_far


def test_the_sea_is_far(answering):
    answer = ask(answering, THE_SEA)
    assert answer.status == "outside_zone"
    assert answer.is_far


def test_centro_has_no_blue_space(answering):
    answer = ask(answering, SOL)
    assert answer.neighbourhood.district == "Centro"
    assert [one.colour for one in answer.forecasts] == ["green"]


def test_the_source_decides_the_neighbourhood_of_a_place_at_a_border(answering):
    declared = Place("Calle de Ponzano, 20", PONZANO.point, "test", "house", "07-04")
    assert ask(answering, declared).neighbourhood.code == "07-04"


def test_a_neighbourhood_that_does_not_exist_is_refused_by_name(answering):
    with pytest.raises(UnknownNeighbourhoodError):
        ask(answering, Place("nowhere", PONZANO.point, "test", "house", "99-99"))


def test_a_neighbourhood_without_published_spaces_has_no_forecast(answering):
    comillas = Place(
        "Comillas", answering.answers.neighbourhoods.centre("11-01"), "test", "neighbourhood", "11-01"
    )
    answer = ask(answering, comillas, madrid(2025, 9, 16, 11))
    assert answer.status == "no_forecast"
    assert answer.availability is None


def test_beyond_the_forecast_the_usual_week_answers_and_says_so(answering):
    near, far = (ask(answering, PONZANO, THURSDAY_AT_ELEVEN + timedelta(weeks=weeks)) for weeks in (0, 52))
    assert {one.origin for one in near.forecasts} == {"table"}
    assert {one.origin for one in far.forecasts} == {"profile"}


def test_every_neighbourhood_answers_in_regulated_hours(answering):
    for neighbourhood in answering.answers.neighbourhoods:
        place = Place(
            neighbourhood.name,
            answering.answers.neighbourhoods.centre(neighbourhood.code),
            "t",
            "neighbourhood",
            neighbourhood.code,
        )
        assert ask(answering, place).status in {"ok", "no_forecast", "not_regulated"}


# What an availability stands on.


def test_the_spaces_within_the_walk_are_counted_by_the_colours_that_a_visitor_may_use(answering):
    reach = ask(answering, PONZANO).evidence.reach
    around = answering.answers.reaching.spaces.near(PONZANO.point, 250)
    counted = {
        colour: sum(one.spaces for one, _ in around if one.colour == colour) for colour in ("blue", "green")
    }
    assert reach.is_measured
    assert reach.spaces == {colour: n for colour, n in counted.items() if n}


def test_a_longer_walk_reaches_more_and_is_easier(answering):
    near, far = (ask(answering, PONZANO, driver=Driver(walk_metres=metres)) for metres in (250, 500))
    assert far.availability.reached > 2 * near.availability.reached
    assert mean_chance(far.availability) > mean_chance(near.availability)


def test_a_neighbourhood_asked_for_by_name_has_what_is_usual_there_within_a_walk(answering):
    answer = ask(answering, whole(answering, "07-05"))
    in_area = answering.answers.reaching.in_area("07-05")
    assert not answer.evidence.reach.is_measured
    assert 0 < answer.evidence.reach.spaces["green"] < in_area["green"]


def test_the_map_is_filled_as_the_neighbourhood_asked_for_by_name_is_answered(answering):
    answer = ask(answering, whole(answering, "07-05"))
    found = answering.answers.usual(["07-05"], answer.query.at)
    assert found["07-05"].level == answer.availability.level


def test_where_no_space_lies_around_the_neighbourhood_stands_in(answering):
    park = Place("Parque", answering.answers.neighbourhoods.centre("03-05"), "test", "point")
    assert answering.answers.reaching.spaces.near(park.point, 250) == []
    answer = ask(answering, park)
    assert answer.status == "ok"
    assert not answer.evidence.reach.is_measured


def test_each_counted_colour_has_its_unseen_share_with_a_source(answering):
    evidence = ask(answering, PONZANO).evidence
    assert evidence.unseen.keys() == evidence.reach.spaces.keys()
    assert evidence.unseen["green"].source == "deficit"
    assert evidence.unseen["green"].part == "morning"


def test_in_centro_nearly_all_is_assumed_and_the_answer_knows_it(answering):
    assert ask(answering, SOL).availability.is_assumed
    assert not ask(answering, CASTILLA).availability.is_assumed


# Who asks.


def test_a_resident_counts_the_green_of_home_up_to_its_border(answering):
    visitor = ask(answering, PONZANO)
    code = visitor.neighbourhood.code
    resident = ask(answering, PONZANO, driver=Driver("C", resident=code))
    assert resident.evidence.reach.spaces.keys() == {"green"}
    assert resident.evidence.reach.spaces["green"] < visitor.evidence.reach.spaces["green"]
    assert resident.rights.stays["green"] is None


def test_label_b_is_told_that_centro_is_closed_to_it(answering):
    answer = ask(answering, SOL, driver=Driver("B"))
    assert (answer.status, answer.availability, answer.rights.refused) == ("ok", None, "centre")
    assert "No puedes aparcar" in present(answer, "es", THURSDAY_AT_ELEVEN).text


def test_label_b_is_never_sent_to_centro(answering):
    embajadores = whole(answering, "02-05")
    for hour in range(9, 21):
        found = ask(
            answering, embajadores, THURSDAY_AT_ELEVEN.replace(hour=hour), driver=Driver("B")
        ).evidence
        assert all(one.neighbourhood.district != "Centro" for one in found.better_places)


# Pressure and better.


def test_a_forecast_like_the_norm_is_usual(answering):
    found = ask(answering, PONZANO).evidence.pressure
    assert found.standing == "usual"
    assert found.rank.low < found.rank.mean < found.rank.high


@pytest.mark.parametrize(("hour", "trend"), [(18, "filling"), (9, "emptying"), (12, "steady")])
def test_the_spaces_fill_in_the_evening_and_empty_after_the_first_hour(answering, hour, trend):
    assert ask(answering, PONZANO, THURSDAY_AT_ELEVEN.replace(hour=hour)).evidence.pressure.trend == trend


def test_a_hard_evening_has_a_better_hour_before_it_if_that_is_still_to_come(answering):
    evening = THURSDAY_AT_ELEVEN.replace(hour=20)
    ahead = ask(answering, PONZANO, evening, now=THURSDAY_AT_ELEVEN)
    late = ask(answering, PONZANO, evening, now=evening)
    assert ahead.evidence.better_hour.at == evening.replace(hour=18)
    assert late.evidence.better_hour is None


def test_what_is_called_better_is_so_by_more_than_a_step(answering):
    gain = assumptions().gain
    for neighbourhood in answering.answers.neighbourhoods:
        answer = ask(answering, whole(answering, neighbourhood.code))
        if answer.evidence is None:
            continue
        assert len(answer.evidence.better_places) <= 2
        minutes = [one.minutes for one in answer.evidence.better_places]
        assert minutes == sorted(minutes)
        for one in answer.evidence.better_places:
            assert one.minutes <= 10
            assert one.neighbourhood != answer.neighbourhood
            assert mean_chance(one.availability) >= mean_chance(answer.availability) + gain


def test_some_neighbourhood_has_a_better_one_on_foot(answering):
    assert any(
        (evidence := ask(answering, whole(answering, one.code)).evidence) and evidence.better_places
        for one in answering.answers.neighbourhoods
    )


# The day, what is near, and what is usual.


@pytest.mark.parametrize(
    ("at", "hours"),
    [(madrid(2025, 3, 13, 11), 24), (madrid(2025, 3, 30, 11), 23), (madrid(2025, 10, 26, 11), 25)],
)
def test_a_day_has_all_its_hours_also_when_the_clocks_change(answering, at, hours):
    day = answering.answers.day(ask(answering, PONZANO, at), VISITOR)
    starts = [start for start, _ in day]
    assert len(day) == hours
    assert starts[0].astimezone(MADRID) == at.replace(hour=0)
    assert {later - earlier for earlier, later in pairwise(starts)} == {timedelta(hours=1)}


def test_a_days_hour_says_what_its_answer_says_and_the_unregulated_ones_nothing(answering):
    answer = ask(answering, PONZANO)
    day = dict(answering.answers.day(answer, VISITOR))
    assert day[THURSDAY_AT_ELEVEN] == answer.availability
    regulated = [start.astimezone(MADRID).hour for start, found in day.items() if found is not None]
    assert regulated == list(range(9, 21))


def test_outside_the_zone_there_is_neither_a_day_nor_anything_near(answering):
    answer = ask(answering, ALUCHE)
    assert answering.answers.day(answer, VISITOR) == []
    assert answering.answers.nearby(answer, VISITOR) == ()


def test_what_is_near_comes_most_promising_first_within_fifteen_minutes(answering):
    answer = ask(answering, CASTILLA, THURSDAY_AT_ELEVEN.replace(hour=13))
    near = answering.answers.nearby(answer, VISITOR)
    keys = [(-mean_chance(one.availability), one.minutes) for one in near]
    assert len(near) > 3
    assert keys == sorted(keys)
    assert all(1 <= one.minutes <= 15 for one in near)
    assert answer.neighbourhood not in {one.neighbourhood for one in near}


class CountedUnseen:
    """What tickets do not show; remembers the neighbourhoods that it was asked about."""

    def __init__(self, unseen):
        self._unseen, self.asked = unseen, []

    def __call__(self, area, colour, at):
        self.asked.append(area)
        return self._unseen(area, colour, at)

    def worked_out(self):
        """The neighbourhoods asked about since the last time."""
        asked, self.asked = self.asked, []
        return set(asked)


@pytest.fixture
def counted(answering):
    """What answers, with nothing kept yet."""
    kept = answering.answers.estimator
    return AnswerService(
        answering.answers.reaching, Estimator(kept.calendar, kept.forecasts, CountedUnseen(kept.unseen))
    )


def test_what_is_usual_is_worked_out_once_a_quarter_of_an_hour_and_only_where_it_is_missing(counted):
    unseen = counted.estimator.unseen
    first = counted.usual(["07-04", "07-05"], THURSDAY_AT_ELEVEN)
    assert unseen.worked_out() == {"07-04", "07-05"}
    again = counted.usual(["07-05", "07-04", "07-06"], THURSDAY_AT_ELEVEN.replace(minute=14))
    assert unseen.worked_out() == {"07-06"}
    assert list(again) == ["07-05", "07-04", "07-06"]
    assert first["07-05"] is again["07-05"]


@pytest.mark.parametrize(
    ("at", "driver"),
    [(THURSDAY_AT_ELEVEN.replace(hour=20), VISITOR), (THURSDAY_AT_ELEVEN, Driver(walk_metres=600))],
    ids=["another hour", "another driver"],
)
def test_another_hour_and_another_driver_are_another_question(counted, at, driver):
    first = counted.usual(["07-05"], THURSDAY_AT_ELEVEN)
    counted.estimator.unseen.worked_out()
    other = counted.usual(["07-05"], at, driver)
    assert counted.estimator.unseen.worked_out() == {"07-05"}
    assert first != other


def test_only_the_last_ones_are_kept(counted, monkeypatch):
    monkeypatch.setattr(estimating, "KEPT", 2)
    unseen = counted.estimator.unseen
    counted.usual(["07-04", "07-05", "07-06"], THURSDAY_AT_ELEVEN)
    unseen.worked_out()
    counted.usual(["07-05", "07-06"], THURSDAY_AT_ELEVEN)
    assert unseen.worked_out() == set()
    counted.usual(["07-04"], THURSDAY_AT_ELEVEN)
    assert unseen.worked_out() == {"07-04"}


def test_a_new_forecast_leaves_nothing_of_the_old_one(tmp_path):
    publish(tmp_path / "models")
    answers = open_answering(Settings(data_dir=tmp_path)).answers
    old = answers.usual(["07-05"], THURSDAY_AT_ELEVEN)["07-05"]
    publish(tmp_path / "models", shape=lambda _key, _hour: 2.0)
    assert answers.forecasts.refresh()
    new = answers.usual(["07-05"], THURSDAY_AT_ELEVEN)["07-05"]
    assert new.taken.mean > old.taken.mean


# Usefulness: levels tell places and hours apart.


def levels_of_the_city(answering, at):
    answers = (ask(answering, whole(answering, one.code), at) for one in answering.answers.neighbourhoods)
    return [one.availability for one in answers if one.availability]


def test_levels_over_the_city_and_the_day_are_neither_all_easy_nor_all_hard(answering):
    chances = {}
    for hour in range(9, 21):
        found = levels_of_the_city(answering, THURSDAY_AT_ELEVEN.replace(hour=hour))
        chances[hour] = sum(map(mean_chance, found)) / len(found)
        assert len({one.level for one in found}) >= 2
    hardest = sorted(chances, key=chances.get)
    assert set(hardest[:2]) == {19, 20}
    assert hardest[2] == 9


def test_saturday_and_august_are_easier_than_a_thursday(answering):
    def mean(at):
        found = levels_of_the_city(answering, at)
        return sum(map(mean_chance, found)) / len(found)

    thursday = mean(THURSDAY_AT_ELEVEN)
    assert mean(madrid(2025, 3, 15, 11)) > thursday
    assert mean(madrid(2025, 8, 14, 11)) > thursday


def test_chamberi_at_eight_in_the_evening_is_hard(answering):
    assert ask(answering, PONZANO, THURSDAY_AT_ELEVEN.replace(hour=20)).availability.level == "hard"


# What is read of it.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_a_day_is_a_caption_that_telegram_takes(answering, language):
    now = THURSDAY_AT_ELEVEN.replace(hour=8)
    for neighbourhood in answering.answers.neighbourhoods:
        for hour in (9, 13, 17, 20):
            at = THURSDAY_AT_ELEVEN.replace(hour=hour)
            answer = ask(answering, whole(answering, neighbourhood.code), at, now)
            assert utf16_length(parse_html(present(answer, language, now).text).text) <= 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_caption_still_fits(answering, language):
    now = THURSDAY_AT_ELEVEN.replace(hour=8)
    longest = Place("Glorieta del Emperador Carlos V y aledaños", CASTILLA.point, "test", "landmark")
    answer = ask(answering, longest, THURSDAY_AT_ELEVEN.replace(hour=13), now)
    assert len(answer.evidence.better_places) + bool(answer.evidence.better_hour) >= 2
    vague = (answer.query.at, answer.query.at.replace(hour=20))
    far = replace(
        answer,
        query=replace(answer.query, vague=vague),
        forecasts=tuple(replace(one, origin="profile") for one in answer.forecasts),
    )
    assert utf16_length(parse_html(present(far, language, now).text).text) <= 1024


def test_where_assumptions_carry_the_result_no_percentage_is_said(answering):
    text = present(ask(answering, SOL), "es", THURSDAY_AT_ELEVEN).text
    chance, _, tickets = text.partition("Con tique, ")
    assert "%" not in chance
    assert "va sin porcentaje" in chance
    assert "etiqueta B/C" in chance
    assert "6 % (5–7 %)" in tickets


def test_the_answer_says_which_colours_it_counts_and_for_how_long(answering):
    text = present(ask(answering, CASTILLA), "es", THURSDAY_AT_ELEVEN).text
    assert re.search(
        r"⏱ Azul máx\. 4 h, 1 h ≈ \d,\d\d–\d,\d\d\xa0€ según etiqueta · Verde máx\. 2 h, 1 h ≈ .*€ según etiqueta\. Regulado hasta las 21:00\.",
        text,
    )


def test_an_explanation_is_three_lines_with_ranges_sources_and_age(answering):
    text = parse_html(explain(ask(answering, CASTILLA), "es", THURSDAY_AT_ELEVEN).text).text
    forecast, unseen, reach = (line for line in text.splitlines() if line[:2] in {"1.", "2.", "3."})
    assert "28 de febrero de 2025" in forecast
    assert "40 % (32–48 %)" in forecast
    assert "82 % (66–93 %), supuesto: barrio de oficinas" in unseen
    assert "25 % (10–45 %), impago medido en San Francisco" in unseen
    assert "250 m" in reach
    assert "simulados" in text


def test_an_answer_without_a_chance_explains_itself(answering):
    sunday = ask(answering, PONZANO, madrid(2025, 3, 16, 11))
    assert explain(sunday, "en", THURSDAY_AT_ELEVEN) == present(sunday, "en", THURSDAY_AT_ELEVEN)


def test_every_source_of_the_assumptions_has_its_words(answering):
    for language in LANGUAGES:
        for one in assumptions().unseen:
            assert f"sources.{one.source}" in catalogue(language)
