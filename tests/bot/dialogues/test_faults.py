"""Telegram and the network fail; nothing is said twice, nobody is left without a word, and no log tells who was where."""

import logging

import pytest

from bot.bot_api import Fault, Faults
from bot.bot_api.faults import (
    Dropped,
    Hanging,
    bad_gateway,
    flooded,
    refused,
    server_error,
    truncated,
)
from bot.jobs import tick
from tests.bot.dialogues.heard import edited, notices, sent, shown

PONZANO = "Calle de Ponzano 20"
FAILED = {"es": "Algo ha fallado al responder.", "en": "Something failed while answering."}
BLOCKED = refused(403, "Forbidden: bot was blocked by the user")


@pytest.fixture(autouse=True)
def log(redacted_log):
    """What the bot writes down, from the lowest level on."""
    redacted_log.set_level(logging.DEBUG, "bot")
    return redacted_log


def assert_discreet(log, api):
    """The log tells neither the token nor where somebody is."""
    for secret in (api.token, "40.43", "-3.69", "Ponzano"):
        assert secret not in log.text


async def test_too_many_requests_is_waited_out_and_the_answer_comes_once(meet):
    faults = Faults(Fault(flooded(retry_after=1), method="sendPhoto", times=1))
    async with meet(faults=faults) as ana:
        (answer,) = sent(await ana.says(PONZANO))
        assert answer.photo is not None
        assert [method for method, _ in faults.met] == ["sendPhoto"]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("failure", [bad_gateway(), server_error(), truncated(), Dropped()])
async def test_who_gets_no_answer_is_told_so_in_their_language(meet, failure, language, log):
    faults = Faults(Fault(failure, method="sendPhoto", times=1))
    async with meet(faults=faults, language_code=language) as ana:
        (apology,) = sent(await ana.says(PONZANO))
        assert apology.text.startswith(FAILED[language])
        assert "Traceback" not in apology.text
        assert_discreet(log, ana.api)
        (answer,) = sent(await ana.says(PONZANO))
        assert answer.photo is not None


async def test_the_apology_is_in_the_chosen_language(meet):
    faults = Faults()
    async with meet(faults=faults) as ana:
        await ana.says("/settings")
        await ana.taps("🌐 Idioma")
        await ana.taps("English")
        faults.add(Fault(bad_gateway(), method="sendPhoto", times=1))
        (apology,) = sent(await ana.says(PONZANO))
        assert apology.text.startswith(FAILED["en"])


@pytest.mark.parametrize("failure", [bad_gateway(), Dropped()])
async def test_an_answer_whose_receipt_was_lost_is_not_sent_twice(meet, failure):
    faults = Faults(Fault(failure, method="sendPhoto", times=1, performed=True))
    async with meet(faults=faults) as ana:
        answers = [one for one in sent(await ana.says(PONZANO)) if one.photo is not None]
        assert len(answers) == 1
        (answer,) = answers
        assert edited(await ana.taps("+1 h")) == [answer]


async def test_who_asked_as_an_outage_began_is_told_under_the_question_when_it_is_over(
    meet, log, monkeypatch
):
    monkeypatch.setattr("bot.outages.PAUSES", (0.0,) * 3)
    faults = Faults()
    async with meet(faults=faults) as ana:
        faults.add(Fault(bad_gateway(), times=4))
        (apology,) = sent(await ana.says(PONZANO))
        assert apology.text.startswith(FAILED["es"])
        assert apology.replies_to is not None
        assert len(sent(await ana.says(PONZANO))) == 1
        assert_discreet(log, ana.api)


async def test_while_nothing_goes_through_the_bot_goes_on_and_then_answers(meet, log, monkeypatch):
    monkeypatch.setattr("bot.outages.PAUSES", (0.0,) * 3)
    faults = Faults()
    async with meet(faults=faults) as ana:
        faults.add(Fault(bad_gateway()))
        assert shown(await ana.says(PONZANO)) == []
        assert "the apology could not be sent" in log.text
        faults.clear()
        assert len(sent(await ana.says(PONZANO))) == 1
        assert_discreet(log, ana.api)


async def test_an_apology_that_may_have_arrived_is_not_repeated(meet, monkeypatch):
    monkeypatch.setattr("bot.outages.PAUSES", (0.0,) * 3)
    faults = Faults(
        Fault(bad_gateway(), method="sendPhoto", times=1),
        Fault(Hanging(60), method="sendMessage", times=1, performed=True),
    )
    async with meet(faults=faults) as ana:
        assert len(sent(await ana.says(PONZANO))) == 1


@pytest.mark.parametrize("method", ["editMessageMedia", "answerCallbackQuery"])
async def test_a_tap_that_fails_is_told_and_the_next_one_works(meet, method):
    faults = Faults()
    async with meet(faults=faults) as ana:
        (answer,) = sent(await ana.says(PONZANO))
        faults.add(Fault(bad_gateway(), method=method, times=1, performed=method == "answerCallbackQuery"))
        await ana.taps("+1 h")
        faults.clear()
        await ana.taps("+1 h")
        assert "12:15" in answer.text or "11:15" in answer.text


async def test_who_blocked_the_bot_unseen_is_written_to_no_more(meet, clock, log):
    faults = Faults()
    async with meet(faults=faults) as ana:
        await ana.says("he aparcado en Ponzano 20 en verde")
        faults.add(Fault(BLOCKED, times=1))
        assert shown(await ana.says(PONZANO)) == []
        clock.passes(hours=1, minutes=46)
        with ana.api.hearing() as events:
            await tick(ana.application)
        assert sent(events) == []
        assert_discreet(log, ana.api)


async def test_a_reminder_that_meets_a_block_closes_the_chat(meet, clock):
    faults = Faults()
    async with meet(faults=faults) as ana:
        await ana.says("he aparcado en Ponzano 20 en verde")
        await ana.says(PONZANO)
        faults.add(Fault(BLOCKED, times=1))
        clock.passes(hours=1, minutes=46)
        with ana.api.hearing() as events:
            await tick(ana.application)
            await tick(ana.application)
        assert sent(events) == []


async def test_a_picture_that_telegram_lost_is_uploaded_again(meet):
    faults = Faults()
    async with meet(faults=faults) as ana:
        (first,) = sent(await ana.says(PONZANO))
        faults.add(
            Fault(
                refused(400, "Bad Request: wrong file identifier/HTTP URL specified"),
                method="sendPhoto",
                times=1,
            )
        )
        (again,) = sent(await ana.says(PONZANO))
        assert again.photo == first.photo
        assert [method for method, _ in faults.met] == ["sendPhoto"]


async def test_an_edit_that_changes_nothing_is_no_failure(meet):
    faults = Faults()
    async with meet(faults=faults) as ana:
        await ana.says(PONZANO)
        unchanged = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        faults.add(Fault(refused(400, unchanged), method="editMessageMedia", times=1))
        events = await ana.taps("+1 h")
        assert sent(events) == notices(events) == []


async def test_an_old_tap_after_a_pause_of_the_bot_still_moves_the_answer(meet):
    faults = Faults()
    async with meet(faults=faults) as ana:
        (answer,) = sent(await ana.says(PONZANO))
        too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        faults.add(Fault(refused(400, too_old), method="answerCallbackQuery", times=1, performed=True))
        assert edited(await ana.taps("+1 h")) == [answer]


async def test_a_call_that_hangs_is_given_up_and_told(meet):
    faults = Faults(Fault(Hanging(60), method="sendMessage", times=1))
    async with meet(faults=faults) as ana:
        (apology,) = sent(await ana.says("/parked"))
        assert apology.text.startswith(FAILED["es"])


async def test_a_refusal_that_nobody_foresaw_is_written_down_without_secrets(meet, log):
    odd = "Bad Request: odd chat at 40.43783,-3.69941 of 123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    faults = Faults(Fault(refused(400, odd), method="sendPhoto", times=1))
    async with meet(faults=faults) as ana:
        (apology,) = sent(await ana.says(PONZANO))
        assert apology.text.startswith(FAILED["es"])
        assert "a handler failed" in log.text
        assert "Odd chat at <figure>,<figure> of <token>" in log.text
        assert ana.api.token not in log.text


async def test_a_group_that_had_moved_unseen_keeps_its_memory(meet):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        await ana.mentions(PONZANO)
        old = ana.person.types("/parked")
        ana.person.upgrades_group()
        assert old["message"]["chat"]["id"] == -500
        assert shown(await ana._done(old)) == []
        (answer,) = sent(await ana.mentions("mañana a las 11"))
        assert "Calle de Ponzano, 20" in answer.text
