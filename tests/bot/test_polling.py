"""`sermadrid run` over real loopback HTTP: python-telegram-bot's own requests, the same Bot API behind them."""

import asyncio
import logging
import signal
from contextlib import asynccontextmanager

import pytest

from bot.application import build_application
from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import HTML, Answered, flooded, refused, truncated
from bot.bot_api.http import served
from bot.errors import InvalidTokenError
from bot.metrics import Metrics
from bot.serving import serve
from tests.bot.dialogues.driver import FakeServices, picture
from tests.bot.served import PATIENCE, ServedServices, serving, settings_of, telegram, until

UNUSED = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture
def running(tmp_path):
    @asynccontextmanager
    async def running(services, url, token):
        async with serving(services, settings_of(tmp_path, token, telegram_api_url=url)):
            yield

    return running


@pytest.fixture
def api():
    return BotApi()


async def test_a_message_gets_its_photo_and_a_tap_its_edit_over_http(api, running):
    person = Person(api, 7)
    async with telegram(api) as url, running(ServedServices(), f"{url}/", api.token):
        person.types("Ponzano 20")
        await until(lambda: api.shown(7))
        (message,) = api.shown(7)
        assert message.photo == picture(9)
        person.taps(message, message.content.keyboard[0][1].data)
        await until(lambda: message.photo == picture(10))
        assert message.text == "Ponzano 20 10:30"
    assert api.unanswered_taps == []
    assert list(api.state.updates) == []


async def test_files_are_fetched_from_the_same_server(api):
    async with telegram(api) as url:
        application = build_application(FakeServices(), api.token, api_url=url)
        async with application:
            Person(api, 7).types("hola")
            sent = await application.bot.send_photo(7, picture(3))
            fetched = await (await sent.photo[-1].get_file()).download_as_bytearray()
    assert bytes(fetched) == picture(3)


async def test_what_was_written_while_the_bot_was_away_is_answered(api, running):
    Person(api, 7).types("Ponzano 20")
    async with telegram(api) as url, running(ServedServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert api.shown(7)[0].text == "Ponzano 20 09:30"


async def test_an_answer_under_way_is_finished_before_the_end(api, running):
    services, begun = ServedServices(), asyncio.Event()

    async def gate(_deed):
        begun.set()
        await asyncio.sleep(0.3)

    services.conversation.gate = gate
    async with telegram(api) as url:
        async with running(services, url, api.token):
            Person(api, 7).types("Ponzano 20")
            await begun.wait()
        assert len(api.shown(7)) == 1


async def test_a_first_call_that_fails_is_made_again(api, caplog, running):
    Person(api, 7).types("Ponzano 20")
    async with telegram(api, failures=1) as url, running(ServedServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert "trying again in 1 s" in caplog.text


PAGE = b"<html>whose page is this</html>"


@pytest.fixture
def hasty(monkeypatch):
    """A start that does not wait long between its tries."""
    monkeypatch.setattr("bot.first_call.FIRST_PAUSE_SECONDS", 0.01)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
@pytest.mark.parametrize(
    "failure",
    [
        Answered(200, PAGE, HTML),
        Answered(200, b"[]"),
        Answered(200, b'{"ok":true}'),
        truncated(),
        *(Answered(status, PAGE, HTML) for status in (302, 400, 403, 404)),
        refused(409, "Conflict: terminated by setWebhook request"),
        refused(403, "Forbidden: not now"),
    ],
)
async def test_one_odd_answer_at_the_start_is_waited_out(api, running, caplog, method, failure):
    Person(api, 7).types("Ponzano 20")
    faults = Faults(Fault(failure, method, times=1))
    async with served(api, faults=faults) as url, running(ServedServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert faults.met
    assert "trying again in 0 s" in caplog.text
    assert PAGE.decode() not in caplog.text


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_at_the_start_too_many_requests_are_waited_out_as_long_as_telegram_says(
    api, running, monkeypatch, caplog, method
):
    monkeypatch.setattr("bot.first_call.patience", lambda error: error.retry_after / 100)
    Person(api, 7).types("Ponzano 20")
    faults = Faults(Fault(flooded(7), method, times=6))
    async with served(api, faults=faults) as url, running(ServedServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert len(faults.met) == 6
    assert "Retry in 7 seconds" in caplog.text


async def test_a_proxys_refusal_of_an_answer_is_no_chat_that_wants_no_more(api, running):
    faults = Faults()
    async with served(api, faults=faults) as url, running(ServedServices(), url, api.token):
        faults.add(Fault(Answered(403, PAGE, HTML), "sendPhoto", times=1))
        Person(api, 7).types("Ponzano 20")
        await until(lambda: api.shown(7))
    assert faults.met
    assert "Algo ha fallado" in api.shown(7)[0].text


async def test_the_network_may_stay_away_until_somebody_stops_it(caplog, running):
    async with running(ServedServices(), UNUSED, "1:in-memory"):
        await until(lambda: "cannot be reached" in caplog.text)


async def test_a_token_that_telegram_does_not_know_has_its_error(api, tmp_path):
    async with telegram(api) as url:
        settings = settings_of(tmp_path, "2:other", telegram_api_url=url)
        with pytest.raises(InvalidTokenError):
            await serve(ServedServices(), settings, Metrics())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it(api, caplog, tmp_path, number):
    caplog.set_level(logging.INFO, "bot.serving")
    async with telegram(api) as url:
        settings = settings_of(tmp_path, api.token, telegram_api_url=url)
        task = asyncio.create_task(serve(ServedServices(), settings, Metrics()))
        await until(lambda: "listening" in caplog.text)
        signal.raise_signal(number)
        await asyncio.wait_for(task, PATIENCE)


@pytest.mark.parametrize("result", ["null", '[{"message":{}}]', "{}", '"x"', None])
async def test_answers_that_are_none_are_not_asked_for_at_once_again(api, running, caplog, result):
    body = '{"ok":true}' if result is None else f'{{"ok":true,"result":{result}}}'
    faults = Faults(Fault(Answered(200, body.encode()), "getUpdates"))
    async with served(api, faults=faults) as url, running(ServedServices(), url, api.token):
        await until(lambda: faults.met)
        await asyncio.sleep(0.5)
        assert len(faults.met) == 1
        faults.clear()
        Person(api, 7).types("Ponzano 20")
        await until(lambda: api.shown(7))
    assert "a poll failed: an answer that cannot be read" in caplog.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_requests_for_updates_ask_for_what_is_handled(api, running):
    async with telegram(api) as url, running(ServedServices(), url, api.token):
        await until(lambda: any(method == "getUpdates" for method, _ in api.calls))
    asked = next(parameters for method, parameters in api.calls if method == "getUpdates")
    assert asked.json("allowed_updates") == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
    ]
