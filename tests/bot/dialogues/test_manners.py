"""How the bot behaves whatever is sent to it, and to whoever leaves."""

import pytest

from bot.handlers import COMMANDS
from bot.jobs import tick
from tests.bot.dialogues.heard import notices, sent, shown

PONZANO = "Calle de Ponzano 20"
A_MINUTE = 30

BEGINNINGS = {
    "start": ("Hola. Dime", "Hello. Tell me"),
    "help": ("Escribe un sitio y una hora", "Write a place and a time"),
    "map": ("🗺 Toda la zona", "🗺 The whole zone"),
    "places": ("Aún no tienes sitios", "You have no places yet"),
    "alerts": ("No tienes avisos", "You have no alerts"),
    "parked": ("No sé dónde está tu coche", "I do not know where your car is"),
    "why": ("Pregúntame primero", "Ask me about a place and a time first"),
    "stats": ("📊 Lo que dije y lo que pasó", "📊 What I said and what came of it"),
    "settings": ("⚙️ Ajustes", "⚙️ Settings"),
    "cancel": ("No había nada a medias", "There was nothing under way"),
    "privacy": ("🔒 Tus datos", "🔒 Your data"),
    "mydata": ("Todo lo que guardo", "Everything that I keep"),
    "forget": ("¿Borro todo lo que guardo", "Shall I delete everything"),
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_is_answered_once_in_the_persons_language(meet, name):
    spanish, english = BEGINNINGS[name]
    async with meet() as ana:
        (answer,) = sent(await ana.says(f"/{name}"))
        assert answer.text.startswith(spanish)
        john = ana.beside(user_id=2, language_code="en")
        (answer,) = sent(await john.says(f"/{name}"))
        assert answer.text.startswith(english)


@pytest.mark.parametrize("code", ["es-MX", "ca", "eu", None])
async def test_who_speaks_a_language_of_spain_or_tells_none_reads_spanish(meet, code):
    async with meet(language_code=code) as ana:
        assert sent(await ana.says("/parked"))[0].text.startswith("No sé")


async def test_everybody_else_reads_english(meet):
    async with meet(language_code="de") as ana:
        assert sent(await ana.says("/parked"))[0].text.startswith("I do not know")


@pytest.mark.parametrize(("language", "words"), [("es", "Escribe un sitio"), ("en", "Write a place")])
async def test_what_is_no_question_is_answered_with_help(meet, language, words):
    sticker = {
        "file_id": "s",
        "file_unique_id": "s",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    }
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 1}
    async with meet(language_code=language) as ana:
        for events in (
            await ana.says("/nothing"),
            await ana.sends(sticker=sticker),
            await ana.sends(voice=voice),
        ):
            (answer,) = sent(events)
            assert answer.text.startswith(words)


@pytest.mark.parametrize(("language", "words"), [("es", "Vas muy deprisa"), ("en", "That is a lot at once")])
async def test_who_asks_too_much_is_told_once_and_then_left_waiting(meet, language, words):
    async with meet(language_code=language) as ana:
        await ana.says(PONZANO)
        for _ in range(A_MINUTE - 1):
            await ana.says("/parked")
        (told,) = sent(await ana.says("/parked"))
        assert told.text.startswith(words)
        assert shown(await ana.says("/parked")) == []
        assert shown(await ana.asks_inline("Goya 40")) == []
        events = await ana.taps("+1 h")
        assert notices(events)[0].startswith(words)
        assert shown(events) == []
        luis = ana.beside(user_id=2)
        assert len(sent(await luis.says("/parked"))) == 1


async def test_who_blocks_the_bot_hears_nothing_and_finds_everything_on_return(meet, clock):
    async with meet() as ana:
        await ana.says("he aparcado en Ponzano 20 en verde")
        await ana.says("Calle de Ponzano 20")
        await ana.blocks()
        ana.person._chat().blocked = False  # were it written to, it would come
        with ana.api.hearing() as events:
            clock.passes(hours=1, minutes=50)
            await tick(ana.application)
        assert sent(events) == []
        await ana.unblocks()
        assert "Calle de Ponzano, 20" in sent(await ana.says("/parked"))[0].text
        assert "Calle de Ponzano, 20" in sent(await ana.says("mañana a las 11"))[0].text


async def test_who_comes_back_without_a_word_from_telegram_is_written_to_again(meet, clock):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.blocks()
        ana.person._chat().blocked = False
        await ana.says("he aparcado en Ponzano 20 en verde")
        with ana.api.hearing() as events:
            clock.passes(hours=1, minutes=46)
            await tick(ana.application)
        assert any(one.text.startswith("🚗 Tu coche") for one in sent(events))


async def test_a_group_keeps_its_memory_when_it_becomes_a_supergroup(meet):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        await ana.mentions(PONZANO)
        await ana.says("/settings")
        await ana.taps("🏷 Etiqueta")
        await ana.taps("ECO")
        assert shown(await ana.upgrades_group()) == []
        assert ana.person.chat_id != -500
        (answer,) = sent(await ana.mentions("mañana a las 11"))
        assert "Calle de Ponzano, 20" in answer.text
        assert "Etiqueta ambiental: ECO" in sent(await ana.says("/settings"))[0].text


async def test_a_group_that_throws_the_bot_out_is_greeted_when_it_takes_it_back(meet):
    async with meet(group_id=-500, language_code="en") as ana:
        assert sent(await ana.adds_bot())[0].text.startswith("Hello. In a group")
        assert shown(await ana.removes_bot()) == []
        assert sent(await ana.adds_bot())[0].text.startswith("Hello. In a group")
