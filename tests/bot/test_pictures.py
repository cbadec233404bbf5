"""Pictures are composed at once, drawn once for all who want them, and known by what they show."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import ChatMemory, Query
from bot.services.kept_pictures import MOST
from bot.services.maps import MapComposer
from bot.services.pictures import PictureService
from bot.services.questions import Question
from forecasting.availability import Driver
from geodata.maps import Around, Fitted
from geodata.places import Place, Point

PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")


class CountingRenderer:
    """Remembers what it drew; waits for `may_draw` and fails as long as `failure` is set."""

    def __init__(self):
        self.drawn, self.failure, self.may_draw = [], None, asyncio.Event()
        self.may_draw.set()

    async def render(self, request):
        await self.may_draw.wait()
        self.drawn.append(request.title)
        if self.failure is not None:
            raise self.failure
        return request.key().encode()


@pytest.fixture
def renderer():
    return CountingRenderer()


@pytest.fixture
def pictures(renderer, answering):
    return PictureService(renderer, answering.answers, answering.pictures.drawing)


@pytest.fixture
def maps(answering):
    return MapComposer(answering.answers)


@pytest.fixture
def ask(answering, now):
    def ask(place=PONZANO, at=now, driver=None):
        question = Question(Query("", place.label, at, at_given=True), place)
        return answering.answers.answer(question, now, driver or Driver())

    return ask


async def test_nothing_is_drawn_before_somebody_needs_it(pictures, renderer, ask, now):
    picture = pictures.map_of(ask(), "es", now)
    assert renderer.drawn == []
    assert await picture.draw() == picture.key.encode()
    assert renderer.drawn == ["Calle de Ponzano, 20"]


async def test_many_who_want_the_same_wait_for_one_drawing(pictures, renderer, ask, now):
    renderer.may_draw.clear()
    waiting = [asyncio.create_task(pictures.map_of(ask(), "es", now).draw()) for _ in range(20)]
    await asyncio.sleep(0)
    renderer.may_draw.set()
    assert len(set(await asyncio.gather(*waiting))) == 1
    assert await pictures.map_of(ask(), "es", now).draw()
    assert len(renderer.drawn) == 1


async def test_who_stops_waiting_does_not_stop_the_drawing_for_the_others(pictures, renderer, ask, now):
    renderer.may_draw.clear()
    first, second = (asyncio.create_task(pictures.map_of(ask(), "es", now).draw()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    renderer.may_draw.set()
    assert await second
    assert len(renderer.drawn) == 1


async def test_a_drawing_that_failed_is_not_kept(pictures, renderer, ask, now):
    picture = pictures.map_of(ask(), "es", now)
    renderer.failure = RuntimeError("no font")
    results = await asyncio.gather(*(picture.draw() for _ in range(3)), return_exceptions=True)
    assert {str(one) for one in results} == {"no font"}
    assert len(renderer.drawn) == 1
    renderer.failure = None
    assert await picture.draw()
    assert len(renderer.drawn) == 2


async def test_only_the_last_pictures_are_kept(pictures, renderer, ask, now):
    answer = ask()
    shown = [
        pictures.map_of(replace(answer, place=replace(PONZANO, label=f"{n}")), "es", now)
        for n in range(MOST + 1)
    ]
    for picture in shown:
        await picture.draw()
    await shown[-1].draw()
    assert len(renderer.drawn) == MOST + 1
    await shown[0].draw()
    assert len(renderer.drawn) == MOST + 2


def test_the_same_picture_has_the_same_key_and_any_other_another(pictures, ask, now):
    def key(answer, language="es", driver=None, theme="light"):
        return pictures.map_of(answer, language, now, driver or Driver(), theme).key

    same = key(ask())
    assert key(ask()) == same
    others = {
        key(ask(), theme="dark"),
        key(ask(), driver=Driver(walk_metres=400)),
        key(ask(), language="en"),
        key(ask(at=now + timedelta(hours=9))),
        key(ask(replace(PONZANO, label="Bar"))),
    }
    assert len(others) == 5
    assert same not in others


def test_the_whole_zone_is_another_picture_in_the_dark_and_at_another_hour(pictures, now):
    ana = ChatMemory(1, "es")
    keys = {
        pictures.zone_at(at, chat, now).key
        for at in (now, now + timedelta(hours=1))
        for chat in (ana, replace(ana, theme="dark"))
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("place", "view"),
    [
        (PONZANO, Around(PONZANO.point, 650.0)),
        (Place("Almagro", Point(40.433, -3.694), "n", "neighbourhood", "07-04"), Fitted(("07-04",))),
        (Place("Getafe", Point(40.305, -3.73), "s", "landmark"), Fitted()),
    ],
    ids=["a street", "a neighbourhood", "afar"],
)
def test_a_map_shows_what_was_asked_about(maps, ask, now, place, view):
    assert maps.around(ask(place), "es", now, Driver(), "light").view == view


def test_only_a_map_with_levels_that_stand_on_a_forecast_is_called_a_demonstration(maps, ask, now):
    regulated, night = (
        maps.around(ask(at=at), "es", now, Driver(), "light") for at in (now, now.replace(hour=23))
    )
    assert regulated.ribbon == "DATOS DE DEMOSTRACIÓN"
    assert set(night.levels.values()) == {"unregulated"}
    assert night.ribbon == ""


def test_the_neighbourhood_asked_about_is_filled_as_the_text_says(maps, ask, now):
    answer = ask(at=now.replace(hour=20))
    request = maps.around(answer, "es", now, Driver(), "light")
    assert request.levels[answer.neighbourhood.code] == answer.availability.level
    assert request.focus == answer.neighbourhood.code
