"""A place and a time → an answer that never says more than it knows."""

from datetime import datetime, timedelta

import pytest

from bot.domain import MADRID, Answer, Query
from bot.services.questions import Question
from geodata.errors import UnknownNeighbourhoodError
from geodata.places import Place, Point
from tests.bot.published import MEANS, TRAINED_UNTIL


def madrid(*when):
    return datetime(*when, tzinfo=MADRID)


PONZANO = Place("Calle de Ponzano, 20", Point(40.4378, -3.6994), "test", "house")
ALUCHE = Place("Aluche", Point(40.3856, -3.7609), "test", "landmark")
THE_SEA = Place("43.5000, -20.0000", Point(43.5, -20.0), "test", "point")
THURSDAY_AT_ELEVEN = madrid(2025, 3, 13, 11)


def ask(answering, place, at=THURSDAY_AT_ELEVEN) -> Answer:
    return answering.answers.answer(Question(Query("", place.label, at, at_given=True), place))


def test_a_place_in_the_zone_has_a_forecast_for_each_of_its_colours(answering):
    answer = ask(answering, PONZANO)
    assert answer.status == "ok"
    assert answer.neighbourhood.code.startswith("07-")
    shown = {one.colour: one for one in answer.forecasts}
    assert {"blue", "green"} <= shown.keys()
    for colour, mean in MEANS.items():
        assert shown[colour].paid.mean == pytest.approx(mean, abs=0.001)
        assert shown[colour].paid.low < mean < shown[colour].paid.high
        assert (
            shown[colour].spaces
            == answering.answers.spaces.in_neighbourhood(answer.neighbourhood.code)[colour]
        )


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
    sol = Place("Puerta del Sol", Point(40.4169, -3.7035), "test", "landmark")
    answer = ask(answering, sol)
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
