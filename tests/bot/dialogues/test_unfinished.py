"""Half a question is kept: what was understood of it is not asked for, nor guessed, again."""

import pytest

from tests.bot.dialogues.heard import sent, shown

TOMORROW_AT_NINE = "jueves 13 de marzo, 9:00"


async def test_the_time_is_kept_while_the_place_is_asked_for(meet):
    async with meet() as ana:
        (asked,) = sent(await ana.says("mañana a las 9"))
        assert "¿Dónde quieres aparcar?" in asked.text
        (answer,) = sent(await ana.says("Ponzano 20"))
    assert "Calle de Ponzano, 20" in answer.text
    assert TOMORROW_AT_NINE in answer.text


async def test_a_shared_location_is_the_place_that_was_asked_for(meet):
    async with meet() as ana:
        await ana.says("mañana a las 9")
        (answer,) = sent(await ana.shares(40.4378, -3.6994))
        assert TOMORROW_AT_NINE in answer.text
        (again,) = sent(await ana.shares(40.4378, -3.6994))
        assert TOMORROW_AT_NINE not in again.text


@pytest.mark.parametrize("first", ["Calle Inventada 3 mañana a las 9", "Imperial 5 mañana a las 9"])
async def test_the_time_is_kept_when_the_place_is_unknown_or_means_several(meet, first):
    async with meet() as ana:
        (asked,) = sent(await ana.says(first))
        assert asked.photo is None
        (answer,) = sent(await ana.says("Ponzano 20"))
    assert TOMORROW_AT_NINE in answer.text


@pytest.mark.parametrize("wrong", ["Ponzano 20 ayer a las 10", "Ponzano 20 el 32/13"])
async def test_the_place_is_kept_when_the_time_was_wrong_and_no_other_takes_its_place(meet, wrong):
    async with meet() as ana:
        await ana.says("Goya 40 a las 18")
        (refusal,) = sent(await ana.says(wrong))
        assert refusal.photo is None
        (answer,) = sent(await ana.says("mañana a las 9"))
    assert "Calle de Ponzano, 20" in answer.text
    assert TOMORROW_AT_NINE in answer.text


async def test_a_part_of_the_day_and_a_stay_are_kept_whole(meet):
    async with meet() as ana:
        await ana.says("mañana por la tarde")
        (vague,) = sent(await ana.says("Ponzano 20"))
        (said_at_once,) = sent(await ana.says("Ponzano 20 mañana por la tarde"))
    assert vague.text == said_at_once.text


async def test_a_new_whole_question_counts_alone(meet):
    async with meet() as ana:
        await ana.says("mañana a las 9")
        (answer,) = sent(await ana.says("Ponzano 20 el viernes a las 11"))
        assert "viernes 14 de marzo, 11:00" in answer.text
        (now,) = sent(await ana.says("Goya 40"))
        assert "miércoles 12 de marzo, 10:15" in now.text


async def test_it_is_kept_over_a_restart(meet, restarted):
    async with meet() as ana:
        await ana.says("mañana a las 9")
    async with restarted(ana) as ana:
        (answer,) = sent(await ana.says("Ponzano 20"))
    assert TOMORROW_AT_NINE in answer.text


async def test_it_is_not_kept_for_ever(meet, clock):
    async with meet() as ana:
        await ana.says("mañana a las 9")
        clock.passes(minutes=31)
        (answer,) = sent(await ana.says("Goya 40"))
    assert TOMORROW_AT_NINE not in answer.text


async def test_cancel_drops_it(meet):
    async with meet() as ana:
        await ana.says("mañana a las 9")
        assert [one.text for one in sent(await ana.says("/cancel"))] == ["Dejado."]
        (answer,) = sent(await ana.says("Ponzano 20"))
    assert TOMORROW_AT_NINE not in answer.text


async def test_a_place_that_was_not_found_spoils_no_step_from_the_last_answer(meet):
    async with meet() as ana:
        await ana.says("Goya 40 mañana a las 11")
        await ana.says("Calle Inventada 3")
        (answer,) = sent(await ana.says("+1 h"))
        assert "Calle de Goya, 40" in answer.text
        assert "jueves 13 de marzo, 12:00" in answer.text


async def test_a_place_that_was_not_found_is_meant_once_more_and_then_no_longer(meet):
    async with meet() as ana:
        await ana.says("Goya 40 mañana a las 11")
        await ana.says("Calle Inventada 3")
        (refusal,) = sent(await ana.says("mañana a las 10"))
        assert "«Calle Inventada 3»" in refusal.text
        (answer,) = sent(await ana.says("mañana a las 10"))
        assert "Calle de Goya, 40" in answer.text


async def test_an_answer_by_a_button_ends_it(meet):
    async with meet() as ana:
        (asked,) = sent(await ana.says("Imperial 5 mañana a las 9"))
        street = next(one for one in asked.button_texts if one.startswith("Calle Imperial, 5"))
        await ana.taps(street)
        (answer,) = sent(await ana.says("+1 h"))
        assert "Calle Imperial, 5" in answer.text
        assert "jueves 13 de marzo, 10:00" in answer.text
        (now,) = sent(await ana.says("Goya 40"))
        assert "10:15" in now.text


@pytest.mark.parametrize("place", ["Ponzano 20", "en Ponzano 20"])
async def test_an_alert_waits_for_its_place(meet, place):
    async with meet() as ana:
        (asked,) = sent(await ana.says("avísame mañana a las 12"))
        assert "¿Dónde quieres aparcar?" in asked.text
        (noted,) = sent(await ana.says(place))
        assert noted.text.startswith("✅ Apuntado")
        assert "Calle de Ponzano, 20, jueves 13 de marzo, 12:00" in noted.text


async def test_in_a_group_only_who_replies_to_the_bot_finishes_a_question(meet):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        (asked,) = sent(await ana.mentions("mañana a las 9"))
        (other,) = sent(await ana.mentions("Goya 40"))
        assert TOMORROW_AT_NINE not in other.text
        (asked,) = sent(await ana.mentions("Calle Inventada 3 mañana a las 9"))
        (answer,) = sent(await ana.replies_to(asked, "Ponzano 20"))
        assert TOMORROW_AT_NINE in answer.text


async def test_an_alert_waits_for_its_time(meet):
    async with meet() as ana:
        (asked,) = sent(await ana.says("avísame si está difícil en Ponzano 20"))
        assert "dime qué días y a qué hora" in asked.text
        (noted,) = sent(await ana.says("los laborables a las 9:30"))
        assert "Calle de Ponzano, 20, laborables, de 9:30 a 10:30" in noted.text


async def test_the_car_waits_for_its_place(meet):
    async with meet() as ana:
        (asked,) = sent(await ana.says("he aparcado"))
        assert asked.text.startswith("¿Dónde has aparcado?")
        (noted,) = sent(await ana.shares(40.43783, -3.69941))
        assert noted.text.startswith("🅿️ Anotado: Calle de Ponzano")


@pytest.mark.parametrize("said", ["mañana a las 9", "he aparcado"])
async def test_a_live_location_that_is_a_reply_is_not_followed(meet, said):
    async with meet() as ana:
        await ana.says(said)
        (reply,) = sent(await ana.shares_live(40.43783, -3.69941))
        assert shown(await ana.moves(40.46600, -3.68900)) == []
        assert reply.versions == [reply.content]


async def test_whoever_asks_something_else_meanwhile_is_answered(meet):
    async with meet() as ana:
        await ana.says("avísame mañana a las 12")
        (answer,) = sent(await ana.says("Goya 40 el viernes a las 11"))
        assert answer.photo is not None
        assert "viernes 14 de marzo, 11:00" in answer.text
        (answer,) = sent(await ana.says("Ponzano 20"))
        assert answer.photo is not None


@pytest.mark.parametrize(
    ("said", "then", "place", "moment"),
    [
        ("he aparcado en Goya 40", "cuánto cuesta", "Calle de Goya, 40", "10:15"),
        ("avísame mañana a las 12 en Goya 40", "+1 h", "Calle de Goya, 40", "jueves 13 de marzo, 13:00"),
    ],
)
async def test_what_was_just_kept_is_what_one_goes_on_from(meet, said, then, place, moment):
    async with meet() as ana:
        await ana.says("Ponzano 20")
        await ana.says(said)
        (answer,) = sent(await ana.says(then))
    assert place in answer.text
    assert moment in answer.text
