"""Whole dialogues about what people found: the question, its buttons, and the public record."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.bootstrap import connected
from bot.bot_api.messages import Edited, Notice, Sent
from bot.console import run_console
from bot.db import FeedbackRepository, open_database
from bot.domain import MADRID
from bot.jobs import tick
from bot.reporters import Reporters
from tests.bot.dialogues.driver import talking

MORNING = datetime(2025, 3, 12, 10, 15, tzinfo=MADRID)


@pytest.fixture
async def opened(answering, tmp_path, clock):
    """The services on a database file, their clock, and what is kept."""
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'chats.db'}") as sessions:
        yield connected(answering, sessions, Reporters(b"key"), clock), clock, FeedbackRepository(sessions)


async def test_who_asked_is_asked_back_answers_and_is_thanked(opened, transport):
    services, clock, kept = opened
    async with talking(services, transport=transport) as ana:
        await ana.says("Calle de Ponzano 20 a las 12")
        await tick(ana.application)
        assert len(ana.shown) == 1
        clock.now += timedelta(hours=2, minutes=20)  # 12:35
        await tick(ana.application)
        assert "¿Encontraste sitio en Almagro (miércoles 12 de marzo, 12:00)?" in ana.shown[-1].text
        (edited,) = await ana.taps("Sí, tras un rato")
        assert isinstance(edited, Edited)
        assert "Gracias" in ana.shown[-1].text
        assert ana.shown[-1].button_texts == []
    (report,) = await kept.reports(clock.now - timedelta(days=1))
    assert (report.outcome, report.colour, report.demo) == ("after_a_while", "green", True)


async def test_the_last_hour_looked_at_is_the_one_that_is_asked_about(opened, transport):
    services, clock, _ = opened
    async with talking(services, transport=transport, language_code="en") as ana:
        await ana.says("Calle de Ponzano 20")
        await ana.taps("+1 h")
        clock.now += timedelta(minutes=31)
        await tick(ana.application)
        assert len(ana.shown) == 1
        clock.now += timedelta(hours=1)
        await tick(ana.application)
        assert "Did you find a space in Almagro" in ana.shown[-1].text
        assert "11:15" in ana.shown[-1].text


async def test_a_bot_that_was_off_asks_late_but_not_too_late(opened, transport):
    services, clock, _ = opened
    async with talking(services, transport=transport) as ana:
        await ana.says("Calle de Ponzano 20")
        clock.now += timedelta(hours=1, minutes=55)
        await tick(ana.application)
        assert len(ana.shown) == 2
    async with talking(services, transport=transport, user_id=2) as luis:
        await luis.says("Calle de Ponzano 20")
        clock.now += timedelta(hours=2, minutes=5)
        await tick(luis.application)
        assert len(luis.shown) == 1


async def test_who_stands_somewhere_may_say_that_they_parked_there(opened, transport):
    services, clock, kept = opened
    async with talking(services, transport=transport) as ana:
        await ana.shares(40.43783, -3.69941)
        (sent,) = await ana.taps("🅿️ Aparqué aquí")
        assert isinstance(sent, Sent)
        assert "Gracias" in sent.message.text
        assert ana.shown[0].photo is not None
    (report,) = await kept.reports(clock.now - timedelta(days=1))
    assert (report.outcome, report.neighbourhood) == ("at_once", "07-04")


@pytest.mark.parametrize("place", ["Calle de Ponzano 20 mañana a las 11", "Almagro"])
async def test_who_cannot_be_there_now_has_no_such_button(opened, transport, place):
    services, _, _ = opened
    async with talking(services, transport=transport) as ana:
        await ana.says(place)
        assert "🅿️ Aparqué aquí" not in ana.shown[0].button_texts


@pytest.mark.parametrize(
    "payload",
    [
        "1r31",
        "1:found/at_once/-1",
        "1:found/at_once/٣",
        "1:found/at_once/01",
        "1:found/lost/1",
        "1:found/at_once/" + "9" * 30,
    ],
)
async def test_a_button_that_nobody_made_is_stale(opened, payload, transport):
    services, _, kept = opened
    async with talking(services, transport=transport) as ana:
        await ana.says("Calle de Ponzano 20")
        (notice,) = await ana.taps_payload(payload)
        assert isinstance(notice, Notice)
    assert await kept.reports(MORNING - timedelta(days=1)) == []


async def test_the_record_says_that_it_is_too_short(opened, transport):
    services, _, _ = opened
    async with talking(services, transport=transport) as ana:
        (sent,) = await ana.says("/stats")
    assert sent.message.photo is None
    assert "hay 0 respuestas" in sent.message.text
    assert "Datos de demostración" in sent.message.text


async def test_the_record_is_a_picture_with_its_words_and_the_same_for_everybody(opened, transport):
    services, clock, kept = opened
    async with talking(services, transport=transport) as ana:
        await ana.says("Calle de Ponzano 20")
        (due,) = await services.feedback.due(clock.now + timedelta(minutes=30))
        for n in range(40):
            said = replace(due.said, slot=due.said.slot - timedelta(days=n))
            await kept.add(said.report("at_once" if n % 4 else "not_found", f"p{n}"))
        (sent,) = [one for one in await ana.says("/stats") if isinstance(one, Sent)]
        assert sent.message.photo is not None
        assert "40 respuestas, del 1 de febrero de 2025 al 12 de marzo de 2025" in sent.message.text
        assert "75 % (65–83 %)" in sent.message.text
        assert len(sent.message.text.encode("utf-16-le")) // 2 <= 1024


async def test_reports_about_real_tickets_are_no_part_of_a_demonstrations_record(opened, transport):
    services, clock, kept = opened
    async with talking(services, transport=transport) as ana:
        await ana.says("Calle de Ponzano 20")
        (due,) = await services.feedback.due(clock.now + timedelta(minutes=30))
        await kept.add(replace(due.said, demo=False).report("at_once", "p"))
        (sent,) = await ana.says("/stats")
    assert "hay 0 respuestas" in sent.message.text


async def test_in_a_terminal_each_line_does_what_is_due(opened, tmp_path):
    services, clock, _ = opened
    await run_console(services, io.StringIO("Calle de Ponzano 20\n"), io.StringIO(), tmp_path)
    clock.now += timedelta(minutes=45)
    output = io.StringIO()
    await run_console(services, io.StringIO("/help\n3\n"), output, tmp_path)
    printed = output.getvalue()
    assert "¿Encontraste sitio en Almagro" in printed
    assert "[1] Sí, a la primera" in printed
    assert "Gracias, anotado" in printed
