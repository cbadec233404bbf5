"""Answers of online geocoders are kept for a season, and come back as they were."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import DatabaseGeocodingCache, open_database
from bot.db.geocoding_cache import KEPT_FOR
from bot.db.models import GeocodingRow
from geodata.geocoding import Ambiguous, Found, NotFound
from geodata.places import Place, Point

HERE = Place("Calle de Ponzano, 20", Point(40.4378, -3.6994), "cartociudad", "house")
THERE = Place("Calle de Ponzano", Point(40.44, -3.69), "nominatim", "street", "07-05")


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
async def sessions(tmp_path):
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'cache.db'}") as opened:
        yield opened


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cache(sessions, clock):
    return DatabaseGeocodingCache(sessions, clock)


@pytest.mark.parametrize(
    "answer",
    [
        Found(HERE),
        Found(HERE, corrected=True, alternatives=(THERE,)),
        Ambiguous((HERE, THERE)),
        NotFound("number_beyond", "Calle de Alcalá", (1, 346)),
        NotFound("unknown"),
    ],
)
async def test_an_answer_comes_back_as_it_was(cache, answer):
    await cache.put("cartociudad:ponzano 20", answer)
    assert await cache.get("cartociudad:ponzano 20") == answer


async def test_what_was_never_asked_is_not_known(cache):
    assert await cache.get("cartociudad:goya") is None


async def test_a_newer_answer_takes_the_place_of_the_older(cache):
    await cache.put("k", NotFound("unknown"))
    await cache.put("k", Found(HERE))
    assert await cache.get("k") == Found(HERE)


async def test_an_old_answer_is_asked_for_again_and_cleared_away(cache, clock, sessions):
    await cache.put("old", Found(HERE))
    clock.now += KEPT_FOR + timedelta(seconds=1)
    assert await cache.get("old") is None
    await cache.put("new", Found(THERE))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(GeocodingRow)) == 1


async def test_an_answer_of_another_version_counts_as_none(cache, sessions, clock):
    async with sessions.begin() as session:
        session.add(GeocodingRow(key="k", answer='{"somewhere": 1}', kept_at=clock()))
    assert await cache.get("k") is None
