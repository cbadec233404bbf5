"""A chat's car: where it stands, and one reminder in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import ParkedCarRepository
from bot.db.models import ParkedCarRow
from bot.db.parked_cars import CARS_KEPT
from bot.domain import LANGUAGES, ParkedCar
from bot.errors import PlaceNotStorableError
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, RENTED, count, moments, places, restarted

CAR = ParkedCar(
    7,
    "es",
    PONZANO,
    "07-05",
    NOW,
    colour="blue",
    move_by=NOW + 2 * HOUR,
    why="stay_ends",
    remind_at=NOW + 2 * HOUR - timedelta(minutes=15),
)

cars = st.builds(
    ParkedCar,
    st.integers(-(2**62), 2**62),
    st.sampled_from(LANGUAGES),
    places,
    st.text(max_size=8),
    moments,
    st.sampled_from([None, "blue", "green", "high_rotation"]),
    st.none() | moments,
    st.sampled_from([None, "stay_ends", "regulation_starts"]),
    st.none() | moments,
)


@pytest.fixture
def kept(sessions, clock):
    return ParkedCarRepository(sessions, clock)


async def test_a_chat_without_a_car_has_none(kept):
    assert await kept.parked(7) is None
    assert not await kept.leave(7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(car=cars)
async def test_every_car_is_where_it_was_parked(sessions, clock, car):
    await ParkedCarRepository(sessions, clock).park(car)
    assert await ParkedCarRepository(restarted(sessions), clock).parked(car.chat_id) == car


async def test_a_chat_has_one_car_the_last(kept):
    await kept.park(CAR)
    await kept.park(replace(CAR, place=GOYA, colour=None, why=None, move_by=None, remind_at=None))
    assert await kept.parked(7) == ParkedCar(7, "es", GOYA, "07-05", NOW)


async def test_a_car_that_left_is_forgotten(kept, sessions):
    await kept.park(CAR)
    assert await kept.leave(7)
    assert await kept.parked(7) is None
    assert await count(sessions, ParkedCarRow) == 0


async def test_a_place_that_may_not_be_kept_is_refused(kept):
    with pytest.raises(PlaceNotStorableError):
        await kept.park(replace(CAR, place=RENTED))
    assert await kept.parked(7) is None


async def test_a_car_is_forgotten_after_two_weeks(kept, sessions):
    await kept.park(replace(CAR, remind_at=NOW + CARS_KEPT + HOUR))
    await kept.park(replace(CAR, chat_id=8, parked_at=NOW + HOUR))
    await kept.forget_old(NOW + CARS_KEPT)
    assert await count(sessions, ParkedCarRow) == 2
    await kept.forget_old(NOW + CARS_KEPT + timedelta(seconds=1))
    assert await kept.parked(7) is None
    assert await count(sessions, ParkedCarRow) == 1
