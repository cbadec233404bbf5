"""Only Telegram's own answers to calls are passed on: what a proxy or a broken connection makes of them is an error."""

import json

import pytest
from telegram.error import NetworkError, TelegramError

from bot.own_answers import UNREADABLE, OwnAnswers
from tests.bot.test_poll_watch import Answering

GET_ME = "http://telegram/bot1:a/getMe"
PAGE = b"<html>Not Found</html>"


async def passed_on(status, body, method="POST"):
    return await OwnAnswers(Answering(status, body)).do_request(GET_ME, method)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {"ok": True, "result": True}),
        (200, {"ok": True, "result": []}),
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
        (404, {"ok": False}),
        (429, {"ok": False, "parameters": {"retry_after": 3}}),
    ],
)
async def test_what_telegram_itself_says_is_passed_on_as_it_comes(status, answer):
    body = json.dumps(answer).encode()
    assert await passed_on(status, body) == (status, body)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 429, 500, 502])
@pytest.mark.parametrize("body", [PAGE, b"", b"[]", b"null", b'{"message":"no"}', b'{"ok":true,"result":1}'])
async def test_a_refusal_by_something_else_is_a_failure_of_the_network(status, body):
    with pytest.raises(NetworkError, match=f"^HTTP {status}$") as caught:
        await passed_on(status, body)
    assert type(caught.value) is NetworkError


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 9_999,
        b'{"ok":true}',
        b'{"ok":true,"result":null}',
        b'{"ok":false}',
        b'{"ok":true,"result":{"text":"Calle de Ponzano 20","da',
    ],
)
async def test_a_success_that_cannot_be_read_may_have_been_one_and_is_no_outage(body):
    with pytest.raises(TelegramError, match=f"^{UNREADABLE}$") as caught:
        await passed_on(200, body)
    assert not isinstance(caught.value, NetworkError)


async def test_files_are_anything():
    assert await passed_on(200, PAGE, method="GET") == (200, PAGE)
