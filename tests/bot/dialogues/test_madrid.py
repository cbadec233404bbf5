"""Whole dialogues: the real services, figures, database and maps behind the real handlers."""

import io
from contextlib import asynccontextmanager
from datetime import UTC

import pytest
from PIL import Image

from bot.bootstrap import connected, open_services
from bot.bot_api.messages import Edited, Sent
from bot.console import run_console
from bot.db import open_database
from bot.reporters import Reporters
from bot.settings import Settings
from tests.bot.dialogues.driver import talking

TAPS = ("−1 h", "+1 h", "Mañana")


@pytest.fixture
def opened(answering, tmp_path, now):
    """Opens the services on one database file; a second opening is a restart."""

    @asynccontextmanager
    async def open_again():
        def clock():
            return now.astimezone(UTC)

        async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'chats.db'}") as sessions:
            yield connected(answering, sessions, Reporters(b"key"), clock)

    return open_again


@pytest.fixture
def someone(opened):
    """A person in a chat that the bot does not know yet."""

    @asynccontextmanager
    async def meet(**person):
        async with opened() as services, talking(services, **person) as talker:
            yield talker

    return meet


def seen(message):
    """The size of the picture that is shown."""
    with Image.open(io.BytesIO(message.photo)) as image:
        return image.size


async def test_an_address_and_a_time_get_one_answer_with_its_map(someone):
    async with someone() as ana:
        (sent,) = [
            one for one in await ana.says("Calle de Ponzano 20 mañana a las 11") if isinstance(one, Sent)
        ]
    assert "Ponzano, 20" in sent.message.text
    assert "jueves 13 de marzo, 11:00" in sent.message.text
    assert "Chamberí" in sent.message.text
    assert min(seen(sent.message)) >= 320


async def test_taps_move_the_same_message_through_the_hours(someone):
    async with someone() as ana:
        await ana.says("Calle de Ponzano 20 mañana a las 11")
        events = [event for words in ("+1 h", "+1 h", "−1 h", "Mañana") for event in await ana.taps(words)]
        (message,) = ana.shown
    edits = [event for event in events if isinstance(event, Edited)]
    assert len(edits) == 4
    moments = [
        next(word for word in ("11:00", "12:00", "13:00") if word in one.formatted.text)
        for one in message.versions
    ]
    assert moments == ["11:00", "12:00", "13:00", "12:00", "12:00"]
    assert "viernes 14 de marzo" in message.text


async def test_an_ambiguous_name_is_asked_about_and_the_choice_becomes_the_answer(someone):
    async with someone() as ana:
        await ana.says("Imperial 5 mañana a las 11")
        assert ana.shown[0].button_texts == ["Calle Imperial, 5 (Sol)", "Paseo Imperial, 5 (Imperial)"]
        await ana.taps("Paseo Imperial, 5 (Imperial)")
        (message,) = ana.shown
    assert "Paseo Imperial, 5" in message.text
    assert "jueves 13 de marzo, 11:00" in message.text
    assert message.photo is not None


async def test_an_answers_buttons_name_their_moves(someone):
    async with someone() as ana:
        await ana.says("Calle de Ponzano 20 mañana a las 11")
        assert set(TAPS) <= set(ana.shown[0].button_texts)


async def test_the_place_is_remembered_for_the_next_question(someone):
    async with someone() as ana:
        await ana.says("Calle de Ponzano 20 mañana a las 11")
        await ana.says("¿y a las 18?")
        assert "Ponzano, 20" in ana.shown[-1].text
        assert "18:00" in ana.shown[-1].text


async def test_why_explains_the_last_answer_and_its_button_answers_below(someone):
    async with someone() as ana:
        await ana.says("/why")
        assert "Pregúntame primero" in ana.shown[-1].text
        await ana.says("Calle de Ponzano 20 mañana a las 11")
        answered = ana.shown[-1].text
        await ana.says("/why")
        why = ana.shown[-1].text
        await ana.taps("¿Por qué?")
        assert ana.shown[1].text == answered
        assert ana.shown[-1].text == why
    assert "Ponzano, 20" in why
    assert "jueves 13 de marzo, 11:00" in why
    assert [line[:2] for line in why.splitlines()[2:5]] == ["1.", "2.", "3."]


async def test_why_takes_a_question_of_its_own(someone):
    async with someone(language_code="en") as ana:
        await ana.says("/why Plaza de Castilla tomorrow at 13:00")
        assert "a business district" in ana.shown[-1].text
        await ana.says("/why asdf qwer")
        assert "cannot find" in ana.shown[-1].text


async def test_why_knows_the_last_question_after_a_restart(opened):
    async with opened() as services, talking(services, user_id=77) as ana:
        await ana.says("Calle de Ponzano 20 mañana a las 12")
    async with opened() as services, talking(services, user_id=77) as ana:
        await ana.says("/why")
        assert "Ponzano, 20" in ana.shown[-1].text
        assert "jueves 13 de marzo, 12:00" in ana.shown[-1].text


async def test_a_location_is_answered_for_now(someone):
    async with someone() as ana:
        await ana.shares(40.43783, -3.69941)
        assert "Chamberí" in ana.shown[0].text
        assert "10:15" in ana.shown[0].text


async def test_a_venue_is_called_by_its_title(someone):
    async with someone() as ana:
        await ana.shares_venue(40.43783, -3.69941, "Bar <Ponzano> & Cía.")
        assert "Bar <Ponzano> & Cía." in ana.shown[0].text


async def test_a_sunday_is_not_regulated_and_says_what_tickets_cannot(someone):
    async with someone() as ana:
        await ana.says("Calle de Ponzano 20 el domingo a las 11")
        assert "No regulado" in ana.shown[0].text
        assert "los tiques no dicen si hay sitio" in ana.shown[0].text


@pytest.mark.parametrize(
    "text", ["<b>", "a < b & c", "🅿" * 2000, "x" * 4096, "%s {0} \\", "⁠", "Calle de Nadie 3"]
)
async def test_whatever_is_typed_gets_a_message_that_telegram_takes(someone, text):
    async with someone() as ana:
        await ana.says(text)
        assert len(ana.shown) == 1


async def test_an_english_client_reads_english(someone):
    async with someone(language_code="en") as ana:
        await ana.says("Calle de Ponzano 20 tomorrow at 11")
        assert "Thursday 13 March" in ana.shown[0].text


async def test_a_button_survives_a_restart_and_another_question(opened):
    async with opened() as services, talking(services, user_id=77) as ana:
        await ana.says("Calle de Ponzano 20 mañana a las 11")
        payload = ana.shown[0].content.keyboard[0][1].data
    async with opened() as services, talking(services, user_id=77, language_code="en") as ana:
        await ana.says("Goya 40")
        await ana.taps_payload(payload)
        assert "Ponzano, 20" in ana.shown[0].text
        assert "12:00" in ana.shown[0].text


async def test_the_place_outlives_a_restart(opened):
    async with opened() as services, talking(services, user_id=77) as ana:
        await ana.says("Calle de Ponzano 20")
    async with opened() as services, talking(services, user_id=77) as ana:
        await ana.says("mañana a las 12")
        assert "Ponzano, 20" in ana.shown[0].text


async def test_the_terminal_shows_the_same_answer(data_dir, now, tmp_path):
    output = io.StringIO()
    async with open_services(Settings(data_dir=data_dir), lambda: now.astimezone(UTC)) as services:
        await run_console(services, io.StringIO("Calle de Ponzano 20 mañana a las 11\n2\n"), output, tmp_path)
    printed = output.getvalue()
    assert "jueves 13 de marzo, 11:00" in printed
    assert "jueves 13 de marzo, 12:00" in printed
    assert "<b>" not in printed
    assert len(list(tmp_path.glob("*.png"))) == 2
