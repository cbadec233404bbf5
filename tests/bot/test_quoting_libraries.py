"""What people write is in no line of the libraries that carry it, nor in a report: their own calls, at every level."""

import asyncio
import json
import logging

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, CallbackContext, ContextTypes, TypeHandler
from telegram.request import HTTPXRequest

from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import Answered
from bot.bot_api.http import served
from tests.bot.served import SECRET, ServedServices, serving, settings_of, until
from tests.bot.test_logs import json_lines, logged
from tests.bot.test_sentry import sent  # noqa: F401 -- a fixture, asked for by name

WRITTEN, NAME = "Estoy en casa, Calle de Ponzano 20", "Lucia"


@pytest.fixture
def api():
    return BotApi()


@pytest.fixture
def update(api):
    """An update with something written, by somebody."""
    return Person(api, 7, name=NAME).types(WRITTEN)


@pytest.fixture
def discreet(sent):  # noqa: F811 -- the fixture
    """Checks that neither what was logged nor what would be reported tells, and returns what was logged."""

    def discreet(stream):
        for told in (stream.getvalue(), json.dumps(sent())):
            assert "Ponzano" not in told
            assert NAME not in told
        return stream.getvalue()

    return discreet


def polled(body):
    """A Bot API whose answer to polls is this."""
    return served(BotApi(), faults=Faults(Fault(Answered(200, body), "getUpdates")))


async def asked(url, token):
    """Ask for updates as the library itself does."""
    async with Bot(token, f"{url}/bot") as bot:
        await bot.get_updates()


async def test_an_answer_that_breaks_off_is_measured_and_not_quoted(api, update, discreet):
    body = json.dumps({"ok": True, "result": [update]}).encode()[:-10]
    with logged(level="DEBUG", form="plain") as stream:
        async with polled(body) as url:
            with pytest.raises(TelegramError):
                await asked(url, api.token)
    assert f'Can not load invalid JSON data: "{len(body)} characters"' in discreet(stream)


async def test_updates_that_cannot_be_read_are_named_and_not_quoted(api, update, discreet):
    update["message"]["from"] = NAME
    with logged(level="DEBUG", form="plain") as stream:
        async with polled(json.dumps({"ok": True, "result": [update, {"update_id": 8}]}).encode()) as url:
            with pytest.raises(TypeError):
                await asked(url, api.token)
    assert f"Received data was [{update['update_id']}, 8]" in discreet(stream)


async def test_an_update_that_no_context_can_be_made_for_is_named_and_not_quoted(api, update, discreet):
    class Broken(CallbackContext):
        @classmethod
        def from_update(cls, update, application):
            raise ValueError("no context")

    types = ContextTypes(context=Broken)
    application = ApplicationBuilder().token(api.token).context_types(types).job_queue(None).build()
    application.add_handler(TypeHandler(Update, print))
    with logged(level="DEBUG", form="plain") as stream:
        application._initialized = True
        await application.process_update(Update.de_json(update, application.bot))
    assert f"for update {update['update_id']}. Update will" in discreet(stream)


async def test_a_text_that_cannot_be_sent_is_not_quoted(discreet):
    with logged(level="DEBUG", form="plain") as stream:
        try:
            await Bot("1:a", "http://127.0.0.1:9/bot", request=HTTPXRequest()).send_message(
                7, f'{WRITTEN} \ud800 it\'s "{NAME}"'
            )
        except NetworkError as error:
            logging.getLogger("bot.any").exception("a call failed: %s", error)  # noqa: TRY401 -- the text is the point
    assert "UnicodeEncodeError('utf-8', <text>, " in discreet(stream)


async def test_a_bot_that_polls_tells_nothing_even_when_debugging(api, tmp_path, discreet):
    with logged(level="DEBUG") as stream:
        async with served(api) as url:
            settings = settings_of(tmp_path, api.token, telegram_api_url=url)
            async with serving(ServedServices(), settings):
                Person(api, 7, name=NAME).types(WRITTEN)
                await until(lambda: api.shown(7))
    assert "Ponzano" in api.shown(7)[0].text
    discreet(stream)
    assert json_lines(stream)


async def test_a_bot_with_a_webhook_tells_nothing_even_when_debugging(api, tmp_path, discreet, port, update):
    hooked = {"webhook_url": "https://bot.example", "webhook_secret": SECRET, "http_port": port}
    with logged(level="DEBUG") as stream:
        async with served(api) as url:
            settings = settings_of(tmp_path, api.token, telegram_api_url=url, **hooked)
            async with (
                serving(ServedServices(), settings),
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as web,
            ):
                await until(lambda: any(method == "setWebhook" for method, _ in api.calls))
                await asyncio.sleep(0.1)
                headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
                assert (await web.post("/telegram", json=update, headers=headers)).status_code == 200
                await until(lambda: api.shown(7))
    discreet(stream)
