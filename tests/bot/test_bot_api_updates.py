"""How updates wait, who fetches them, and when a poll ends."""

import asyncio
import json

import pytest

from bot.bot_api import BotApi, BotApiError, Person, respond
from bot.bot_api.parameters import Parameters
from tests.bot.bot_api_calls import call, refusal
from tests.bot.served import PATIENCE

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
HOOK = "http://127.0.0.1:8443/telegram"


@pytest.fixture
def api():
    return BotApi()


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def polled(api, **fields):
    """A long poll's status and body."""
    fields = {name: json.dumps(value) for name, value in {"timeout": 30, **fields}.items()}
    status, body = await respond(api, f"/bot{api.token}/getUpdates", Parameters(fields))
    return status, json.loads(body)


async def waiting(api, **fields):
    """A long poll that waits by now."""
    poll = asyncio.create_task(polled(api, **fields))
    while not api.state.updates.watchers:  # noqa: ASYNC110 -- what the queue remembers has no event
        await asyncio.sleep(0)
    return poll


async def test_a_poll_waits_until_something_comes(api):
    poll = await waiting(api)
    Person(api, 7).types("hola")
    status, body = await poll
    assert (status, texts(body["result"])) == (200, ["hola"])
    assert api.state.updates.watchers == []


async def test_a_poll_that_is_given_up_watches_no_longer(api):
    poll = await waiting(api)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    assert api.state.updates.watchers == []


async def test_the_newer_of_two_polls_stays(api):
    first = await waiting(api)
    second = asyncio.create_task(polled(api))
    assert await first == (409, {"ok": False, "error_code": 409, "description": OTHER})
    Person(api, 7).types("hola")
    assert texts((await second)[1]["result"]) == ["hola"]


async def test_a_webhook_ends_the_poll_that_waits_and_refuses_the_next(api):
    poll = await waiting(api)
    call(api, "setWebhook", url=HOOK)
    status, body = await poll
    assert (status, body["description"]) == (409, "Conflict: terminated by setWebhook request")
    assert refusal(api, "getUpdates") == ACTIVE
    call(api, "setWebhook", url="")
    assert call(api, "getUpdates") == []


async def test_a_poll_ends_with_its_time(api):
    assert await polled(api, timeout=0.0) == (200, {"ok": True, "result": []})
    assert await asyncio.wait_for(polled(api, timeout=1), PATIENCE) == (200, {"ok": True, "result": []})


def test_at_most_a_hundred_come_at_once(api):
    for number in range(101):
        Person(api, 7).types(str(number))
    assert len(call(api, "getUpdates", limit=1000)) == 100
    assert texts(call(api, "getUpdates", limit=2)) == ["0", "1"]
    assert texts(call(api, "getUpdates", limit=0)) == ["0"]


def test_a_negative_offset_keeps_the_newest(api):
    for text in ("uno", "dos", "tres"):
        Person(api, 7).types(text)
    assert texts(call(api, "getUpdates", offset=-2)) == ["dos", "tres"]
    assert texts(call(api, "getUpdates")) == ["dos", "tres"]


def test_only_what_the_bot_asks_for_comes(api):
    ana = Person(api, 7)
    call(api, "getUpdates", allowed_updates=["message"])
    ana.types("hola")
    ana.blocks()
    ana.asks_inline("Goya")
    call(api, "getUpdates")  # what was asked for stays
    ana.edits(1, "adiós")
    assert [update.keys() for update in call(api, "getUpdates")] == [{"update_id", "message"}]
    call(api, "getUpdates", allowed_updates=[])
    ana.unblocks()
    assert "my_chat_member" in call(api, "getUpdates")[-1]


def test_what_is_not_wanted_has_its_number_all_the_same(api):
    call(api, "getUpdates", allowed_updates=["message"])
    ana = Person(api, 7)
    numbers = [ana.types("a"), ana.blocks(), ana.types("b")]
    assert [update["update_id"] for update in numbers] == [1, 2, 3]


def test_a_webhook_is_remembered_and_described(api):
    fields = {
        "secret_token": "s3cret_-",
        "max_connections": 5,
        "allowed_updates": ["message", "callback_query"],
    }
    assert call(api, "setWebhook", url=HOOK, **fields) is True
    Person(api, 7).types("hola")
    assert call(api, "getWebhookInfo") == {
        "url": HOOK,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 5,
        "allowed_updates": ["callback_query", "message"],
    }
    assert api.state.webhook.secret_token == "s3cret_-"  # noqa: S105 -- nobody's
    call(api, "deleteWebhook", drop_pending_updates=True)
    described = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    assert call(api, "getWebhookInfo") == {**described, "allowed_updates": ["callback_query", "message"]}


def test_setting_a_webhook_may_drop_what_waits(api):
    Person(api, 7).types("hola")
    call(api, "setWebhook", url=HOOK, drop_pending_updates=True)
    assert call(api, "getWebhookInfo")["pending_update_count"] == 0


@pytest.mark.parametrize(
    "url", ["https://e.es/x", "https://e.es:8443/x", "e.es/x", "http://localhost:1/", "http://[::1]/"]
)
def test_an_address_that_telegram_can_post_to_is_taken(api, url):
    assert call(api, "setWebhook", url=url) is True


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://e.es/x", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://e.es:9000/x", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("ftp://e.es/x", "invalid webhook URL specified"),
        ("https://e.es:x/", "invalid webhook URL specified"),
        ("https:///x", "invalid webhook URL specified"),
    ],
)
def test_an_address_that_telegram_would_refuse_is_refused(api, url, words):
    assert refusal(api, "setWebhook", url=url) == f"Bad Request: {words}"
    assert api.state.webhook is None


@pytest.mark.parametrize(
    ("secret", "words"),
    [("s" * 257, "secret token is too long"), ("ñ", "secret token contains unallowed characters")],
)
def test_a_secret_has_plain_letters(api, secret, words):
    assert refusal(api, "setWebhook", url=HOOK, secret_token=secret) == f"Bad Request: {words}"


def test_a_refusal_carries_its_parameters():
    error = BotApiError(429, "Too Many Requests: retry after 3", retry_after=3)
    assert error.to_json()["parameters"] == {"retry_after": 3}
    assert "parameters" not in BotApiError(400, "Bad Request: x").to_json()
