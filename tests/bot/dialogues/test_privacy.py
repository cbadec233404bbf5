"""What is kept is told, handed over and deleted."""

import json

import pytest

from bot.jobs import tick
from tests.bot.dialogues.heard import alerts, edited, sent

PONZANO = "Calle de Ponzano 20"


async def talk_a_lot(ana):
    await ana.says(PONZANO)
    await ana.taps("⭐ Guardar")
    await ana.taps("🏠 Casa")
    await ana.says("he aparcado en Ponzano 20 en verde")
    await ana.says("/settings")
    await ana.taps("🏷 Etiqueta")
    await ana.taps("ECO")
    await ana.says("Plaza de Castilla mañana a las 11")


def kept(message):
    """What the file tells, without the tables that have nothing."""
    told = json.loads(message.document.data)
    return {table: rows for table, rows in told["kept"].items() if rows}


@pytest.mark.parametrize(
    ("language", "policy", "buttons"),
    [
        ("es", "Guardo, solo para responderte", ["📄 Mis datos", "🗑 Borrarlo todo"]),
        ("en", "I keep, only to answer you", ["📄 My data", "🗑 Delete everything"]),
    ],
)
async def test_what_is_kept_is_said_with_the_ways_to_see_and_to_delete_it(meet, language, policy, buttons):
    async with meet(language_code=language) as ana:
        (page,) = sent(await ana.says("/privacy"))
        assert policy in page.text
        assert page.button_texts == buttons
        (file,) = sent(await ana.taps(buttons[0]))
        assert file.document.name == "sermadrid.json"
        assert edited(await ana.taps(buttons[1])) == [page]
        assert len(page.button_texts) == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/privacy", "privacidad"),
        ("/forget", "quiero borrar mis datos"),
        ("/settings", "ajustes"),
        ("/settings", "tengo etiqueta C"),
        ("/settings", "soy residente"),
    ],
)
async def test_the_words_for_a_page_bring_what_its_command_brings(meet, command, words):
    async with meet() as ana:
        (page,) = sent(await ana.says(command))
        (same,) = sent(await ana.says(words))
        assert (same.text, same.button_texts) == (page.text, page.button_texts)


async def test_the_file_tells_everything_that_is_kept(meet):
    async with meet() as ana:
        await talk_a_lot(ana)
        (file,) = sent(await ana.says("/mydata"))
        assert file.text == "Todo lo que guardo de esta conversación."
        told = json.loads(file.document.data)
    assert told["chat_id"] == ana.person.chat_id
    assert set(told["not_kept"]) == {"es", "en"}
    text = json.dumps(told, ensure_ascii=False)
    for words in ("Casa", "Calle de Ponzano, 20", "Plaza de Castilla", "ECO", "green"):
        assert words in text
    assert "Ana" not in text


async def test_forgetting_is_asked_about_and_leaves_nothing(meet, clock):
    async with meet() as ana:
        await talk_a_lot(ana)
        (question,) = sent(await ana.says("/forget"))
        assert question.text.startswith("¿Borro todo lo que guardo")
        assert kept(sent(await ana.says("/mydata"))[0]) != {}
        assert edited(await ana.taps("🗑 Sí, bórralo")) == [question]
        assert question.text.startswith("Hecho: no queda nada")
        assert question.button_texts == []
        assert kept(sent(await ana.says("/mydata"))[0]) == {}
        assert "No sé dónde está tu coche" in sent(await ana.says("/parked"))[0].text
        assert "Etiqueta ambiental: sin decir" in sent(await ana.says("/settings"))[0].text
        with ana.api.hearing() as events:
            clock.passes(hours=1, minutes=50)
            await tick(ana.application)
        assert sent(events) == []


async def test_what_a_group_has_kept_is_deleted_by_who_administers_it(meet):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        await ana.mentions("Calle de Ponzano 20")
        (question,) = sent(await ana.says("/forget"))
        (refusal,) = alerts(await ana.taps("🗑 Sí, bórralo"))
        assert refusal.startswith("Lo que guardo de un grupo solo puede borrarlo")
        assert question.text.startswith("¿Borro todo lo que guardo")
        ana.person.leads_group()
        await ana.taps("🗑 Sí, bórralo")
        assert question.text.startswith("Hecho: no queda nada")


async def test_what_was_forgotten_stays_so_over_a_restart(meet, restarted):
    async with meet() as ana:
        await talk_a_lot(ana)
        await ana.says("/forget")
        await ana.taps("🗑 Sí, bórralo")
    async with restarted(ana) as ana:
        assert kept(sent(await ana.says("/mydata"))[0]) == {}


@pytest.mark.parametrize(("language", "told"), [("es", "De acuerdo"), ("en", "All right")])
async def test_who_declines_keeps_everything(meet, language, told):
    async with meet(language_code=language) as ana:
        await ana.says(PONZANO)
        (before,) = sent(await ana.says("/mydata"))
        (question,) = sent(await ana.says("/forget"))
        await ana.taps(question.button_texts[1])
        assert question.text.startswith(told)
        (after,) = sent(await ana.says("/mydata"))
    assert kept(after) == kept(before) != {}
