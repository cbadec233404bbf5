"""Half a question is kept: what was understood of it is not asked for, nor guessed, again."""

import pytest

from tests.bot.dialogues.heard import sent

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
