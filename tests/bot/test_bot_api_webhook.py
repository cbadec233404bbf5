"""Updates posted to a webhook over real loopback HTTP, until it takes them."""

import asyncio
from contextlib import asynccontextmanager
from itertools import islice

import pytest
from aiohttp import web

from bot.bot_api import BotApi, Person, pushing
from bot.bot_api.http import served
from tests.bot.bot_api_calls import call
from tests.bot.served import until

SECRET = "s3cret"  # noqa: S105 -- nobody's
UNUSED = "http://127.0.0.1:9/telegram"  # the discard port: nobody listens


class Receiver:
    """A bot's webhook: remembers what came with which secret, and answers with the statuses given first."""

    def __init__(self):
        self.received, self.statuses, self.url = [], [], ""

    async def take(self, request):
        update = await request.json()
        self.received.append((update["message"]["text"], request.headers.get(pushing.SECRET_HEADER)))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self):
        return [text for text, _ in self.received]


@asynccontextmanager
async def receiving():
    receiver = Receiver()
    site = web.Application()
    site.router.add_post("/telegram", receiver.take)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
def api():
    return BotApi()


async def test_what_waits_and_what_comes_is_posted_in_order_with_the_secret(api):
    ana = Person(api, 7)
    ana.types("uno")
    async with receiving() as bot, served(api):
        call(api, "setWebhook", url=bot.url, secret_token=SECRET)
        await until(lambda: bot.received)
        ana.types("dos")
        ana.types("tres")
        await until(lambda: not api.state.updates)
    assert bot.received == [(text, SECRET) for text in ("uno", "dos", "tres")]


async def test_without_a_secret_no_header_says_so(api):
    Person(api, 7).types("uno")
    async with receiving() as bot, served(api):
        call(api, "setWebhook", url=bot.url)
        await until(lambda: bot.received)
    assert bot.received == [("uno", None)]


@pytest.mark.parametrize(("status", "words"), [(500, "500 Internal Server Error"), (302, "302 Found")])
async def test_what_the_bot_does_not_take_is_posted_again(api, status, words):
    Person(api, 7).types("uno")
    Person(api, 7).types("dos")
    async with receiving() as bot, served(api):
        bot.statuses = [status]
        call(api, "setWebhook", url=bot.url)
        await until(lambda: not api.state.updates)
        info = call(api, "getWebhookInfo")
    assert bot.texts == ["uno", "uno", "dos"]
    assert info["last_error_message"] == f"Wrong response from the webhook: {words}"
    assert info["last_error_date"]


async def test_a_bot_that_is_down_gets_it_when_its_address_is_set_again(api, monkeypatch):
    monkeypatch.setattr(pushing, "FIRST_PAUSE_SECONDS", 3600.0)
    Person(api, 7).types("uno")
    async with receiving() as bot, served(api):
        call(api, "setWebhook", url=UNUSED)
        await until(lambda: "last_error_message" in call(api, "getWebhookInfo"))
        assert call(api, "getWebhookInfo")["last_error_message"] == "Connection refused"
        Person(api, 7).types("dos")
        call(api, "setWebhook", url=bot.url)
        await until(lambda: not api.state.updates)
    assert bot.texts == ["uno", "dos"]


def test_the_pause_grows_to_a_minute():
    assert list(islice(pushing.pauses(), 8)) == [0, 2, 4, 8, 16, 32, 60, 60]


async def test_a_webhook_that_is_gone_leaves_the_rest_to_be_fetched(api):
    async with receiving() as bot, served(api):
        call(api, "setWebhook", url=bot.url)
        Person(api, 7).types("uno")
        await until(lambda: not api.state.updates)
        call(api, "deleteWebhook")
        Person(api, 7).types("dos")
        await asyncio.sleep(0)
        assert [update["message"]["text"] for update in call(api, "getUpdates")] == ["dos"]
    assert bot.texts == ["uno"]
