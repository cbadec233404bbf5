"""Calls that fail as declared: in memory, where python-telegram-bot raises what it would for such an answer."""

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.bot_api import BotApi, Fault, Faults, InMemoryRequest, Person
from bot.bot_api.faults import (
    Dropped,
    Hanging,
    bad_gateway,
    flooded,
    refused,
    server_error,
    truncated,
)


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    Person(api, 8).types("hola")
    return api


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
def bot(api, faults):
    request = InMemoryRequest(api, faults)
    return Bot(api.token, request=request, get_updates_request=request)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (flooded(3), RetryAfter(3)),
        (refused(403, "Forbidden: user is deactivated"), Forbidden("Forbidden: user is deactivated")),
        (refused(400, "Bad Request: chat not found"), BadRequest("Chat not found")),
        (bad_gateway(), NetworkError("Bad Gateway (502). Parsing the server response")),
        (server_error(), NetworkError("Internal Server Error (500). Parsing the server response")),
        (truncated(), TelegramError("Invalid server response")),
        (Dropped(), NetworkError("the connection was dropped")),
        (Hanging(5), TimedOut("Timed out")),
    ],
)
async def test_a_failure_raises_what_it_would_on_the_network(api, bot, faults, failure, error):
    faults.add(Fault(failure))
    with pytest.raises(type(error)) as caught:
        await bot.send_message(7, "x")
    assert type(caught.value) is type(error)
    assert str(caught.value).startswith(str(error))
    assert api.shown(7) == []
    assert faults.met == [("sendMessage", failure)]


async def test_flood_control_says_how_long_to_be_quiet(bot, faults):
    faults.add(Fault(flooded(3)))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(7, "x")
    assert caught.value.retry_after == 3


async def test_a_fault_comes_so_many_times(api, bot, faults):
    faults.add(Fault(bad_gateway(), times=2))
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(7, "x")
    await bot.send_message(7, "y")
    assert [one.text for one in api.shown(7)] == ["y"]


async def test_a_fault_concerns_one_method_in_any_case_or_all(bot, faults):
    faults.add(Fault(bad_gateway(), method="SENDMESSAGE"))
    assert (await bot.get_me()).username == "sermadrid_bot"
    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")


async def test_a_fault_concerns_one_chat_or_all(api, bot, faults):
    faults.add(Fault(refused(403, "Forbidden: bot was blocked by the user"), chat_id=7))
    with pytest.raises(Forbidden):
        await bot.send_message(7, "x")
    await bot.send_message(8, "x")
    assert len(api.shown(8)) == 1


async def test_a_fault_lasts_while_something_holds(bot, faults):
    outage = [True]
    faults.add(Fault(server_error(), while_=lambda: outage[0]))
    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")
    outage[0] = False
    await bot.send_message(7, "x")


async def test_the_first_that_fits_is_met_and_all_end_when_cleared(bot, faults):
    faults.add(Fault(refused(403, "Forbidden: no"), times=1))
    faults.add(Fault(bad_gateway()))
    for error in (Forbidden, NetworkError, NetworkError):
        with pytest.raises(error):
            await bot.send_message(7, "x")
    faults.clear()
    await bot.send_message(7, "x")
    assert len(faults.met) == 3


@pytest.mark.parametrize("failure", [Dropped(), Hanging(1), bad_gateway(), truncated()])
async def test_only_the_answer_may_be_lost(api, bot, faults, failure):
    faults.add(Fault(failure, times=1, performed=True))
    with pytest.raises(TelegramError):
        await bot.send_message(7, "x")
    assert [one.text for one in api.shown(7)] == ["x"]


async def test_a_group_that_moved_tells_where(api, bot):
    ana = Person(api, 7, group_id=-5)
    ana.types("hola")
    ana.upgrades_group()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(-5, "x")
    assert caught.value.new_chat_id == ana.chat_id == -1_000_000_000_005
    await bot.send_message(ana.chat_id, "x")
    assert len(api.shown(ana.chat_id)) == 1
