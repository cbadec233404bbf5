"""The ASGI application alone: who may bring updates, what is refused, and what health tells to whom."""

import asyncio
import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import WebhookInfo

from bot.application import build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.observing import Observer
from bot.web import Health, Webhook, WebhookWatch, build_web
from bot.web.webhook import MAX_BODY_BYTES, UNREADABLE_SHOWS_SECONDS
from tests.bot.dialogues.driver import FakeServices
from tests.bot.served import SECRET

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Exposing:
    def exposition(self):
        return b"sermadrid_up 1\n"


class Hearing(Observer):
    def __init__(self):
        self.refused = []

    def update_refused(self, reason):
        self.refused.append(reason)


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def checks(**found):
    def check(reason):
        async def check():
            return reason

        return check

    return Health({name: check(reason) for name, reason in found.items()})


def client_of(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")


@pytest.fixture
def api():
    return BotApi()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hearing():
    return Hearing()


@pytest.fixture
def webhook(api, hearing, clock):
    bot = build_application(FakeServices(), api.token, InMemoryRequest(api)).bot
    watch = WebhookWatch("https://bot.example/telegram", monotonic=lambda: 0.0)
    webhook = Webhook("/telegram", SECRET, bot, asyncio.Queue(), hearing, watch=watch, clock=clock)
    webhook.is_set = True
    return webhook


def test_until_telegram_knows_the_webhook_that_shows(webhook):
    assert webhook.reason() is None
    webhook.is_set = False
    assert webhook.reason() == "Telegram does not know the webhook yet"


@pytest.fixture
async def client(webhook):
    async with client_of(build_web(checks(), Exposing(), webhook)) as client:
        yield client


async def post(client, content, secret=SECRET):
    headers = {} if secret is None else {HEADER: secret}
    return (await client.post("/telegram", content=content, headers=headers)).status_code


async def test_an_update_with_the_secret_is_put_into_the_queue(api, webhook, client):
    update = Person(api, 7).types("Ponzano 20")
    assert await post(client, json.dumps(update)) == 200
    assert webhook._queue.get_nowait().message.text == "Ponzano 20"


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper()])
async def test_without_the_secret_nothing_is_taken_nor_read(webhook, client, secret):
    assert await post(client, "no json", secret) == 403
    assert webhook._queue.empty()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=255)).filter(lambda text: text != SECRET))
def test_no_other_secret_is_as_good(webhook, secret):
    async def asked():
        async with client_of(build_web(checks(), Exposing(), webhook)) as client:
            headers = [(HEADER.encode(), secret.encode("latin-1"))]
            return (await client.post("/telegram", content="{}", headers=headers)).status_code

    assert asyncio.run(asked()) == 403


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"update"',
        "{}",
        '{"update_id": "x"}',
        '{"update_id": null}',
        '{"update_id": 1e999}',
        b"\xff\xfe{",
        "[" * 9_999,
    ],
)
async def test_what_is_no_update_is_a_bad_request(webhook, client, hearing, content):
    assert await post(client, content) == 400
    assert webhook._queue.empty()
    assert hearing.refused == []


async def test_an_update_that_cannot_be_read_shows_until_it_is_taken(webhook, client, hearing, clock, caplog):
    assert webhook.reason() is None
    broken = {"update_id": 5, "message": {"from": "nobody"}}
    assert await post(client, json.dumps(broken)) == 400
    assert webhook.reason().startswith("update 5 cannot be read")
    assert hearing.refused == ["unreadable"]
    assert "update 5 cannot be read" in caplog.text
    assert await post(client, json.dumps({"update_id": 6})) == 200
    assert webhook.reason() is not None
    assert await post(client, json.dumps({"update_id": 5})) == 200
    assert webhook.reason() is None


async def test_an_update_that_cannot_be_read_does_not_hide_that_the_webhook_is_gone(webhook, client):
    await post(client, json.dumps({"update_id": 5, "message": {"from": "nobody"}}))
    webhook.watch.told(WebhookInfo("", has_custom_certificate=False, pending_update_count=0))
    assert webhook.reason() == (
        "update 5 cannot be read, and comes again and again; Telegram has no webhook any more"
    )


async def test_an_update_that_telegram_gave_up_shows_no_longer(webhook, client, clock):
    await post(client, json.dumps({"update_id": 5, "message": {"from": "nobody"}}))
    clock.now = UNREADABLE_SHOWS_SECONDS + 1
    assert webhook.reason() is None


async def answers_to(webhook, receive):
    """What a client is answered whose request comes in as `receive` has it."""
    answered = []

    async def send(message):
        answered.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/telegram",
        "query_string": b"",
        "headers": [(HEADER.lower().encode(), SECRET.encode())],
    }
    await build_web(checks(), Exposing(), webhook)(scope, receive, send)
    return answered


async def test_a_client_that_hangs_up_in_the_middle_fails_nothing(webhook):
    parts = iter([{"type": "http.request", "body": b'{"upd', "more_body": True}, {"type": "http.disconnect"}])

    async def receive():
        return next(parts)

    answered = await answers_to(webhook, receive)
    assert answered[0]["status"] == 400
    assert webhook._queue.empty()


async def test_a_body_that_is_too_large_is_read_no_further(webhook):
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 50 * MAX_BODY_BYTES:
            sent += 100_000
            yield b" " * 100_000

    messages = endless()

    async def receive():
        return {"type": "http.request", "body": await anext(messages), "more_body": True}

    answered = await answers_to(webhook, receive)
    assert answered[0]["status"] == 413
    assert sent <= MAX_BODY_BYTES + 100_000


async def test_the_largest_body_is_taken(webhook, client):
    update = json.dumps({"update_id": 5})
    assert await post(client, update + " " * (MAX_BODY_BYTES - len(update))) == 200


async def test_once_closed_updates_are_turned_away_to_come_again(webhook, client):
    webhook.close()
    assert await post(client, json.dumps({"update_id": 5})) == 503


async def test_a_body_that_is_still_coming_in_when_it_closes_is_turned_away_at_once(webhook):
    begun = asyncio.Event()

    async def receive():
        begun.set()
        await asyncio.Event().wait()

    answering = asyncio.create_task(answers_to(webhook, receive))
    await begun.wait()
    webhook.close()
    assert (await asyncio.wait_for(answering, 1))[0]["status"] == 503
    assert webhook._queue.empty()


async def test_a_webhook_is_posted_to_and_nowhere_else(client):
    assert (await client.get("/telegram")).status_code == 405
    assert (await client.post("/", headers={HEADER: SECRET})).status_code == 404


async def test_a_bot_that_polls_has_no_webhook():
    async with client_of(build_web(checks(), Exposing())) as client:
        assert (await client.post("/telegram", headers={HEADER: SECRET})).status_code == 404


async def test_it_is_alive_whatever_is_wrong():
    async with client_of(build_web(checks(database="gone"), Exposing())) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "alive\n")


async def test_it_is_ready_when_nothing_is_wrong():
    async with client_of(build_web(checks(database=None, updates=None), Exposing())) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": {}})


async def test_it_tells_everything_that_is_wrong():
    async with client_of(build_web(checks(a="one", b=None, c="two"), Exposing())) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "reasons": {"a": "one", "c": "two"}})


async def test_a_check_that_hangs_or_fails_is_a_reason_without_its_words():
    async def hangs():
        await asyncio.Event().wait()

    async def fails():
        raise OSError("/home/ana/secret.db")

    assert await Health({"a": hangs, "b": fails}, seconds=0.01).reasons() == {
        "a": "no answer in 0.01 s",
        "b": "it failed: OSError",
    }


async def test_metrics_are_in_prometheus_own_format():
    async with client_of(build_web(checks(), Exposing())) as client:
        answer = await client.get("/metrics")
    assert answer.text == "sermadrid_up 1\n"
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Fly-Client-IP", "Forwarded"])
async def test_metrics_are_not_for_the_internet_behind_a_proxy(header):
    async with client_of(build_web(checks(), Exposing())) as client:
        assert (await client.get("/metrics", headers={header: "203.0.113.7"})).status_code == 404
