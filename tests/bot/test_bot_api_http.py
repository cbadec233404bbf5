"""The Bot API at a loopback address: python-telegram-bot's own requests, and the network's faults."""

import asyncio
import json

import aiohttp
import pytest
from telegram import Bot, InputFile
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import Dropped, Hanging, bad_gateway, flooded, refused, server_error, truncated
from bot.bot_api.http import served
from tests.bot.dialogues.driver import picture
from tests.bot.served import PATIENCE, until

HANGING, GIVEN_UP_AFTER = Hanging(60), 1.0  # seconds; a call has long arrived by then


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    return api


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
async def url(api, faults):
    async with served(api, faults=faults) as url:
        yield url


@pytest.fixture
async def bot(api, url):
    connections = {"connection_pool_size": 4, "read_timeout": PATIENCE}
    requests = [HTTPXRequest(**connections) for _ in range(2)]
    base = {"base_url": f"{url}/bot", "base_file_url": f"{url}/file/bot"}
    async with Bot(api.token, **base, request=requests[0], get_updates_request=requests[1]) as bot:
        yield bot


async def test_a_file_goes_there_and_back_with_its_name(api, bot):
    sent = await bot.send_document(7, InputFile(b"\x00\xff", "aparcado.ics"), caption="ñ")
    assert (sent.document.file_name, sent.caption) == ("aparcado.ics", "ñ")
    fetched = await (await sent.document.get_file()).download_as_bytearray()
    assert bytes(fetched) == b"\x00\xff"
    assert api.shown(7)[0].document.data == b"\x00\xff"


async def test_a_photo_and_its_edit_go_there(api, bot):
    sent = await bot.send_photo(7, picture(1), disable_notification=True)
    await sent.edit_caption("Fácil")
    (message,) = api.shown(7)
    assert (message.photo, message.text, message.silent) == (picture(1), "Fácil", True)


async def test_json_a_form_and_the_address_carry_parameters_alike(api, url):
    method, fields = f"{url}/bot{api.token}/sendMessage", {"chat_id": "7", "text": "ñ"}
    async with aiohttp.ClientSession() as session:
        for request in ({"json": {"chat_id": 7, "text": "ñ"}}, {"data": fields}, {"params": fields}):
            async with session.post(method, **request) as response:
                assert (await response.json())["result"]["text"] == "ñ"
    assert len(api.shown(7)) == 3


def patience_with(failure):
    """Seconds that a client waits for an answer: all the time there is, unless none comes."""
    return GIVEN_UP_AFTER if failure is HANGING else PATIENCE


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (flooded(2), RetryAfter),
        (refused(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (bad_gateway(), NetworkError),
        (server_error(), NetworkError),
        (truncated(), TelegramError),
        (Dropped(), NetworkError),
        (HANGING, TimedOut),
    ],
)
async def test_a_failure_raises_the_same_as_in_memory(api, bot, faults, failure, error):
    faults.add(Fault(failure, method="sendMessage", times=1))
    with pytest.raises(error) as caught:
        await bot.send_message(7, "x", read_timeout=patience_with(failure))
    assert type(caught.value) is error
    assert api.shown(7) == []
    await bot.send_message(7, "y")
    assert [one.text for one in api.shown(7)] == ["y"]


async def test_a_page_of_a_proxy_is_no_json(api, url, faults):
    faults.add(Fault(bad_gateway()))
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{api.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_slow_answer_comes_in_the_end(api, bot, faults):
    faults.add(Fault(Hanging(0.1), method="sendMessage"))
    await bot.send_message(7, "x")
    assert len(api.shown(7)) == 1


@pytest.mark.parametrize("failure", [Dropped(), HANGING])
async def test_an_answer_that_is_lost_leaves_the_message(api, bot, faults, failure):
    faults.add(Fault(failure, method="sendMessage", times=1, performed=True))
    with pytest.raises(NetworkError):
        await bot.send_message(7, "x", read_timeout=patience_with(failure))
    assert [one.text for one in api.shown(7)] == ["x"]


async def test_a_poll_waits_over_http(api, bot):
    await bot.get_updates(offset=2)
    poll = asyncio.create_task(bot.get_updates(offset=2, timeout=60))
    await until(lambda: api.state.updates.watchers[1:])  # the first is the webhook's
    Person(api, 7).types("adiós")
    assert [update.message.text for update in await asyncio.wait_for(poll, PATIENCE / 2)] == ["adiós"]


async def test_at_the_end_a_poll_that_waits_is_answered(api):
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        async with served(api) as url:
            asked = f"{url}/bot{api.token}/getUpdates?offset=2&timeout=3600"
            poll = asyncio.create_task(session.get(asked))
            await until(lambda: api.state.updates.watchers[1:])  # the first is the webhook's
        async with await poll as response:
            assert json.loads(await response.read()) == {"ok": True, "result": []}


async def test_what_hangs_does_not_keep_the_server_from_ending(api):
    faults = Faults(Fault(Hanging(3600)))
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        async with served(api, faults=faults) as url:
            hung = asyncio.create_task(session.get(f"{url}/bot{api.token}/getMe"))
            await until(lambda: faults.met)
        with pytest.raises(aiohttp.ClientError):
            await hung


@pytest.mark.parametrize("body", ["{", "[1]", "7"])
async def test_json_that_is_no_object_is_refused(api, url, body):
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/bot{api.token}/getMe", data=body, headers=headers) as response,
    ):
        assert (await response.json())["description"] == "Bad Request: can't parse request JSON object"


async def test_no_bots_path_is_not_found(url):
    async with aiohttp.ClientSession() as session, session.get(f"{url}/elsewhere") as response:
        assert response.status == 404
