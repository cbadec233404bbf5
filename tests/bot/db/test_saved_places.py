"""A chat's own places: found by any spelling of their name, and nobody else's."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import ChatRepository, PlaceRepository
from bot.db.models import SavedPlaceRow
from bot.db.saved_places import LONGEST_NAME, MOST_PLACES, folded_name
from bot.domain import LANGUAGES, ChatMemory, SavedPlace
from bot.errors import BadPlaceNameError, PlaceNameTakenError, PlaceNotStorableError, TooManyPlacesError
from bot.failures import in_words
from tests.bot.db.filling import GOYA, HOUR, NOW, PONZANO, RENTED, places, restarted, statements

HOME = SavedPlace(7, "Casa", PONZANO)
WORK = SavedPlace(7, "el trabajo", GOYA)


@pytest.fixture
def kept(sessions, clock):
    return PlaceRepository(sessions, clock)


async def names(kept, chat_id=7):
    return [one.name for one in await kept.places(chat_id)]


async def test_a_place_is_kept_with_a_number_and_outlives_the_process(kept, sessions, clock):
    home = await kept.save_place(HOME)
    assert home == replace(HOME, place_id=home.place_id)
    assert home.place_id is not None
    assert await PlaceRepository(restarted(sessions), clock).places(7) == (home,)


async def test_places_come_in_the_order_they_were_saved(kept):
    for name in ("b", "c", "a"):
        await kept.save_place(replace(HOME, name=name))
    await kept.save_place(replace(WORK, name="c"))
    assert await names(kept) == ["b", "c", "a"]


@pytest.mark.parametrize("asked", ["casa", "CASA", " Casa ", "cása", "¡casa!", "Casa."])
async def test_a_place_is_found_by_any_spelling_of_its_name(kept, asked):
    home = await kept.save_place(HOME)
    assert await kept.named(7, asked) == home


@pytest.mark.parametrize("asked", ["casas", "la casa", "", "🏠"])
async def test_another_name_is_not_it(kept, asked):
    await kept.save_place(HOME)
    assert await kept.named(7, asked) is None


async def test_the_same_name_is_the_same_place_which_moves(kept, sessions, clock):
    home = await kept.save_place(HOME)
    clock.now += HOUR
    moved = await kept.save_place(SavedPlace(7, "CASA", GOYA))
    assert await kept.places(7) == (moved,)
    assert moved == SavedPlace(7, "CASA", GOYA, home.place_id)
    async with sessions() as session:
        assert await session.scalar(select(SavedPlaceRow.created_at)) == NOW


async def test_names_of_signs_alone_are_told_apart(kept):
    for name in ("🏠", "💼", "東京"):
        await kept.save_place(replace(HOME, name=name))
    assert (await kept.named(7, "💼")).name == "💼"
    assert await names(kept) == ["🏠", "💼", "東京"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(name=st.text(min_size=1, max_size=LONGEST_NAME), place=places, chat_id=st.integers(-(2**62), 2**62))
async def test_every_place_comes_back_by_its_name(sessions, clock, name, place, chat_id):
    assume(folded_name(name))
    kept = PlaceRepository(sessions, clock)
    saved = await kept.save_place(SavedPlace(chat_id, name, place))
    assert saved.place == place
    for one in (kept, PlaceRepository(restarted(sessions), clock)):
        assert await one.named(chat_id, name) == saved
        assert await one.by_id(chat_id, saved.place_id) == saved
    assert await kept.delete(chat_id, saved.place_id)


@given(st.text("abcñúüéÑÁ 1-.¡🏠"))
def test_neither_case_nor_blanks_around_make_another_name(name):
    assert folded_name(f"  {name.upper()}\n") == folded_name(name)


async def test_a_name_is_kept_in_one_line(kept):
    saved = await kept.save_place(replace(HOME, name="  mi\n\tcasa \x00 nueva "))
    assert (saved.name, await names(kept)) == ("mi casa nueva", ["mi casa nueva"])


@pytest.mark.parametrize("name", ["", "   ", "\u0301", "x" * (LONGEST_NAME + 1), "\x00"])
async def test_a_name_that_nobody_could_use_is_refused(kept, name):
    home = await kept.save_place(HOME)
    with pytest.raises(BadPlaceNameError) as refused:
        await kept.save_place(replace(HOME, name=name))
    with pytest.raises(BadPlaceNameError):
        await kept.rename(7, home.place_id, name)
    assert await kept.places(7) == (home,)
    assert all(f"{LONGEST_NAME}" in in_words(refused.value, language) for language in LANGUAGES)


async def test_a_place_that_may_not_be_kept_is_refused(kept):
    with pytest.raises(PlaceNotStorableError):
        await kept.save_place(replace(HOME, place=RENTED))
    assert await kept.places(7) == ()


async def test_there_is_room_for_so_many_and_for_changing_them(kept):
    for n in range(MOST_PLACES):
        await kept.save_place(replace(HOME, name=f"n {n}"))
    with pytest.raises(TooManyPlacesError) as refused:
        await kept.save_place(replace(HOME, name="one more"))
    assert refused.value.limit == MOST_PLACES
    assert f"{MOST_PLACES}" in in_words(refused.value, "es")
    await kept.save_place(replace(WORK, name="N 3"))
    await kept.save_place(replace(HOME, chat_id=8))
    assert await kept.delete(7, (await kept.named(7, "n 0")).place_id)
    await kept.save_place(replace(HOME, name="one more"))
    assert len(await kept.places(7)) == MOST_PLACES


async def test_two_messages_at_once_do_not_make_more_room(kept):
    saves = (kept.save_place(replace(HOME, name=f"n {n}")) for n in range(MOST_PLACES + 5))
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(one, TooManyPlacesError) for one in outcomes) == 5
    assert len(await kept.places(7)) == MOST_PLACES


async def test_a_place_gets_another_name(kept, sessions, clock):
    home = await kept.save_place(HOME)
    assert await kept.rename(7, home.place_id, "Mi casa")
    for one in (kept, PlaceRepository(restarted(sessions), clock)):
        assert await one.named(7, "casa") is None
        assert await one.named(7, "MI CASA") == replace(home, name="Mi casa")


async def test_a_name_may_be_spelled_anew_but_not_taken_from_another_place(kept):
    home, work = await kept.save_place(HOME), await kept.save_place(WORK)
    assert await kept.rename(7, home.place_id, "CASA")
    with pytest.raises(PlaceNameTakenError) as refused:
        await kept.rename(7, work.place_id, "casa")
    assert "casa" in in_words(refused.value, "en")
    assert await names(kept) == ["CASA", "el trabajo"]


async def test_another_chat_can_neither_see_nor_change_a_place(kept):
    home = await kept.save_place(HOME)
    assert await kept.places(8) == ()
    assert await kept.by_id(8, home.place_id) is None
    assert not await kept.rename(8, home.place_id, "mine")
    assert not await kept.delete(8, home.place_id)
    assert await kept.by_id(7, home.place_id) == home


async def test_what_is_deleted_is_gone_and_its_number_is_not_given_again(kept):
    home = await kept.save_place(HOME)
    assert await kept.delete(7, home.place_id)
    assert not await kept.delete(7, home.place_id)
    assert not await kept.rename(7, home.place_id, "casa")
    assert await kept.places(7) == ()
    assert (await kept.save_place(HOME)).place_id != home.place_id


async def test_places_are_read_once_until_they_change(kept, sessions):
    await kept.save_place(HOME)
    with statements(sessions.reader) as seen:
        for asked in ("casa", "trabajo", "goya"):
            await kept.named(7, asked)
        assert len(seen) == 1
        await kept.save_place(WORK)
        await kept.named(7, "el trabajo")
        assert len(seen) == 2


async def test_saving_a_place_leaves_what_is_known_of_the_chat_alone(kept, sessions, clock):
    chats, ana = ChatRepository(sessions, clock), ChatMemory(7, "en", GOYA, language_chosen=True)
    await chats.save(ana)
    await kept.save_place(HOME)
    assert await ChatRepository(restarted(sessions), clock).load(7, "es") == ana


async def test_a_chat_known_only_by_a_place_still_speaks_its_clients_language(kept, sessions, clock):
    await kept.save_place(HOME)
    assert await ChatRepository(sessions, clock).load(7, "en") == ChatMemory(7, "en")
