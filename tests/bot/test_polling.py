"""`sermadrid run` over real loopback HTTP: python-telegram-bot's own requests, the same Bot API behind them."""

import asyncio
import logging
import signal
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.application import build_application
from bot.bot_api import BotApi, Person, respond
from bot.bot_api.parameters import Parameters
from bot.errors import InvalidTokenError
from bot.polling import run_polling
from tests.bot.dialogues.driver import FakeServices, picture

UNUSED = "http://127.0.0.1:9"  # the discard port: nobody listens


async def parameters_of(request):
    fields, files = {}, {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
        else:
            fields[name] = value
    return Parameters(fields, files)


@asynccontextmanager
async def served(api, failures=0):
    """The Bot API at a loopback address; the first calls fail as a proxy does, `failures` of them."""
    left = failures

    async def handle(request):
        nonlocal left
        if left:
            left -= 1
            return web.Response(status=502, text="Bad Gateway")
        status, body = await respond(api, request.path, await parameters_of(request))
        return web.Response(status=status, body=body, content_type="application/json")

    site = web.Application()
    site.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(site, handler_cancellation=True)  # a long poll ends with its client
    await runner.setup()
    address = web.TCPSite(runner, "127.0.0.1", 0)
    await address.start()
    try:
        yield address.name
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(services, url, token):
    stop = asyncio.Event()
    application = build_application(services, token, api_url=url)
    task = asyncio.create_task(run_polling(application, stop))
    try:
        yield application
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 -- what the server remembers has no event
            await asyncio.sleep(0.02)


@pytest.fixture
def api():
    return BotApi()


async def test_a_message_gets_its_photo_and_a_tap_its_edit_over_http(api):
    person = Person(api, 7)
    async with served(api) as url, running(FakeServices(), f"{url}/", api.token):
        person.types("Ponzano 20")
        await until(lambda: api.shown(7))
        (message,) = api.shown(7)
        assert message.photo == picture(9)
        person.taps(message, message.content.keyboard[0][1].data)
        await until(lambda: message.photo == picture(10))
        assert message.text == "Ponzano 20 10:30"
    assert api.unanswered_taps == []
    assert api.state.updates == []


async def test_files_are_fetched_from_the_same_server(api):
    async with served(api) as url:
        application = build_application(FakeServices(), api.token, api_url=url)
        async with application:
            Person(api, 7).types("hola")
            sent = await application.bot.send_photo(7, picture(3))
            fetched = await (await sent.photo[-1].get_file()).download_as_bytearray()
    assert bytes(fetched) == picture(3)


async def test_what_was_written_while_the_bot_was_away_is_answered(api):
    Person(api, 7).types("Ponzano 20")
    async with served(api) as url, running(FakeServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert api.shown(7)[0].text == "Ponzano 20 09:30"


async def test_an_answer_under_way_is_finished_before_the_end(api):
    services, begun = FakeServices(), asyncio.Event()

    async def gate(_deed):
        begun.set()
        await asyncio.sleep(0.3)

    services.conversation.gate = gate
    async with served(api) as url:
        async with running(services, url, api.token):
            Person(api, 7).types("Ponzano 20")
            await begun.wait()
        assert len(api.shown(7)) == 1


async def test_a_first_call_that_fails_is_made_again(api, caplog):
    Person(api, 7).types("Ponzano 20")
    async with served(api, failures=1) as url, running(FakeServices(), url, api.token):
        await until(lambda: api.shown(7))
    assert "trying again in 1 s" in caplog.text


async def test_the_network_may_stay_away_until_somebody_stops_it(caplog):
    async with running(FakeServices(), UNUSED, "1:in-memory"):
        await until(lambda: "cannot be reached" in caplog.text)


async def test_a_token_that_telegram_does_not_know_has_its_error(api):
    async with served(api) as url:
        application = build_application(FakeServices(), "2:other", api_url=url)
        with pytest.raises(InvalidTokenError):
            await run_polling(application)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it(api, caplog, number):
    caplog.set_level(logging.INFO, "bot.polling")
    async with served(api) as url:
        task = asyncio.create_task(run_polling(build_application(FakeServices(), api.token, api_url=url)))
        await until(lambda: "listening" in caplog.text)
        signal.raise_signal(number)
        await asyncio.wait_for(task, 10)


async def test_requests_for_updates_ask_for_what_is_handled(api):
    async with served(api) as url, running(FakeServices(), url, api.token):
        await until(lambda: any(method == "getUpdates" for method, _ in api.calls))
    asked = next(parameters for method, parameters in api.calls if method == "getUpdates")
    assert asked.json("allowed_updates") == ["message", "edited_message", "callback_query"]
