"""Calls while Telegram cannot be reached, by python-telegram-bot's own client over loopback HTTP."""

import asyncio

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import ApplicationBuilder

from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import Dropped, Hanging, bad_gateway, refused
from bot.bot_api.http import served
from bot.outages import is_outage, never_left, outlasting, probably_lost
from bot.rate_limits import AT_ONCE, RateLimiter

ANA = 7
GIVEN_UP_AFTER = 1.0  # seconds without an answer; a call has long arrived by then


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """Short ones, and three of them."""
    monkeypatch.setattr("bot.outages.PAUSES", (0.05,) * 3)


@pytest.fixture
def api():
    """Telegram, which knows Ana."""
    api = BotApi()
    Person(api, ANA).types("hola")
    return api


@pytest.fixture
async def bot(api, port):
    """The bot as the application makes it, on that port."""
    builder = ApplicationBuilder().token(api.token).rate_limiter(RateLimiter())
    bot = builder.base_url(f"http://127.0.0.1:{port}/bot").read_timeout(GIVEN_UP_AFTER).build().bot
    await bot.request.initialize()
    yield bot
    await bot.request.shutdown()


async def test_a_message_that_never_left_arrives_once_when_telegram_is_back(bot, api, port, monkeypatch):
    monkeypatch.setattr("bot.outages.PAUSES", (0.05,) * 60)
    sending = asyncio.create_task(bot.send_message(ANA, "Fácil"))
    await asyncio.sleep(0.2)
    assert not sending.done()
    async with served(api, port=port):
        await sending
        assert [one.text for one in api.shown(ANA)] == ["Fácil"]


async def test_it_is_given_up_in_the_end(bot):
    with pytest.raises(NetworkError) as failed:
        await bot.send_message(ANA, "Fácil")
    assert never_left(failed.value)


@pytest.mark.parametrize("call", ["send_chat_action", "get_chat"])
async def test_what_tells_nobody_anything_is_not_tried_again(bot, caplog, call):
    caplog.set_level("INFO", "bot.outages")
    with pytest.raises(NetworkError):
        await getattr(bot, call)(ANA, *(["typing"] if call == "send_chat_action" else []))
    assert caplog.messages == []


async def test_what_nobody_asked_for_comes_again_by_its_own_rules(bot, caplog):
    caplog.set_level("INFO", "bot.outages")
    with pytest.raises(NetworkError):
        await bot.send_message(ANA, "Fácil", rate_limit_args=AT_ONCE)
    assert caplog.messages == []


@pytest.mark.parametrize("failure", [bad_gateway(), Dropped(), Hanging(60)])
async def test_what_may_have_arrived_is_not_sent_again(bot, api, port, failure):
    faults = Faults(Fault(failure, "sendMessage", times=1, performed=True))
    async with served(api, port=port, faults=faults):
        with pytest.raises(NetworkError) as failed:
            await bot.send_message(ANA, "Fácil")
        assert [one.text for one in api.shown(ANA)] == ["Fácil"]
    assert is_outage(failed.value)
    assert not never_left(failed.value)
    assert probably_lost(failed.value) == (not isinstance(failure, Hanging))


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [(refused(400, "Bad Request: chat not found"), BadRequest), (refused(403, "Forbidden"), Forbidden)],
)
async def test_a_refusal_is_no_outage(bot, api, port, refusal, kind):
    async with served(api, port=port, faults=Faults(Fault(refusal, "sendMessage"))):
        with pytest.raises(kind) as failed:
            await bot.send_message(ANA, "Fácil")
    assert not is_outage(failed.value)
    assert not probably_lost(failed.value)


async def test_a_call_is_made_once_more_than_there_are_pauses():
    made = []

    async def call():
        made.append(len(made))
        raise NetworkError("away")

    with pytest.raises(NetworkError):
        await outlasting(call, is_outage, (0.0,) * 4)
    assert made == [0, 1, 2, 3, 4]
