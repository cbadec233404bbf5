"""A message → place and time, with the real index of streets."""

import pytest

from bot.services.questions import LONGEST_MESSAGE, Question
from geodata.places import Place, Point

HOME = Place("Calle de Ibiza, 12", Point(40.4187, -3.6755), "test", "house")


@pytest.fixture
def read(answering, now):
    async def read(text, last_place=None):
        return await answering.reader.read(text, now, last_place)

    return read


async def test_an_address_and_a_time_are_found_in_one_sentence(read):
    question = await read("Calle de Ponzano 20 mañana a las 11")
    assert isinstance(question, Question)
    assert question.place.label == "Calle de Ponzano, 20"
    assert question.query.at.isoformat() == "2025-03-13T11:00:00+01:00"
    assert question.query.at_given


async def test_a_place_without_a_time_means_now(read, now):
    question = await read("ponzano 20")
    assert question.query.at == now
    assert not question.query.at_given


async def test_a_time_without_a_place_means_the_last_place(read):
    question = await read("mañana a las 11", HOME)
    assert question.place == HOME
    assert question.query.at_given


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_an_empty_message_is_told_what_to_write(read, text):
    unanswered = await read(text, HOME)
    assert (unanswered.status, unanswered.reason) == ("place_missing", "empty_message")


async def test_neither_place_nor_time_is_never_guessed(read):
    assert (await read("hola")).status == "place_missing"
    assert (await read("asdf qwer")).status == "place_not_found"


async def test_a_message_that_is_too_long_is_refused_by_its_length(read):
    unanswered = await read("a" * 10_000)
    assert unanswered.reason == "message_too_long"
    assert unanswered.details == {"length": "10000", "limit": str(LONGEST_MESSAGE)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ponzano 20 ayer a las 10", "time_past"),
        ("ponzano 20 el 12/03/2199 a las 10", "time_too_far"),
        ("ponzano 20 en 2199", "time_too_far"),
        ("ponzano 20 el 32/13", "time_no_such_date"),
        ("ponzano 20 a las 27", "time_no_such_hour"),
        ("ponzano 20 en diciembre", "time_day_missing"),
    ],
)
async def test_a_time_that_cannot_be_meant_is_refused_with_its_reason(read, text, reason):
    unanswered = await read(text)
    assert (unanswered.status, unanswered.reason) == ("time_not_understood", reason)


@pytest.mark.parametrize("text", ["https://maps.app.goo.gl/abc", "https://example.com/foo mañana a las 10"])
async def test_a_link_that_holds_no_point_is_refused_and_not_asked_of_the_last_place(read, text):
    unanswered = await read(text)
    assert (unanswered.status, unanswered.reason) == ("place_not_found", "link_unreadable")


async def test_a_number_far_beyond_the_street_is_not_snapped(read):
    unanswered = await read("alcala 900")
    assert (unanswered.status, unanswered.reason) == ("place_not_found", "number_beyond")
    assert unanswered.details["street"] == "Calle de Alcalá"


@pytest.mark.parametrize(
    "text", ["40.4378, -3.6994", "https://maps.google.com/?q=40.4378,-3.6994", "43.5,-20", "0.0,0.0"]
)
async def test_coordinates_are_a_point(read, text):
    question = await read(text)
    assert isinstance(question, Question)
    assert question.place.precision == "point"


async def test_a_shared_position_is_named_by_the_nearest_address(answering, now):
    question = await answering.reader.at_point(Point(40.4378, -3.6994), now)
    assert "Ponzano" in question.place.label or "García de Paredes" in question.place.label
    assert question.place.point == Point(40.4378, -3.6994)


async def test_a_venue_keeps_the_name_that_its_sender_gave(answering, now):
    assert (
        await answering.reader.at_point(Point(40.4378, -3.6994), now, "Bar Fide")
    ).place.label == "Bar Fide"
