"""`sermadrid skip`: an update that cannot be read is passed by, over real HTTP, and no other is."""

import asyncio

import pytest
from click.testing import CliRunner

from bot.bot_api import BotApi, Fault, Faults, Person
from bot.bot_api.faults import HTML, Answered
from bot.bot_api.http import served
from bot.cli import main
from bot.commands.skip import _skipped
from bot.errors import MissingTokenError
from bot.settings import Settings
from tests.bot.served import telegram


@pytest.fixture
def api():
    return BotApi()


def skip(url, token, number):
    env = {"SERMADRID_TELEGRAM_TOKEN": token, "SERMADRID_TELEGRAM_API_URL": url}
    return CliRunner().invoke(main, ["skip", str(number)], env=env)


async def test_what_comes_after_the_update_stays(api):
    poison = api.state.push_update("message", {"from": "nobody"})
    api.state.push_update("message", {"from": "nobody either"})
    kept = Person(api, 7).types("Ponzano 20")
    async with telegram(api) as url:
        result = await asyncio.to_thread(skip, url, api.token, poison["update_id"] + 1)
    assert (result.exit_code, result.stdout) == (0, f"Skipped up to {poison['update_id'] + 1}, 2 in all.\n")
    assert list(api.state.updates) == [kept]


async def test_more_that_cannot_be_read_is_no_obstacle(api):
    poison = api.state.push_update("message", {"from": "nobody"})
    more = api.state.push_update("message", {"from": "nobody either"})
    async with telegram(api) as url:
        result = await asyncio.to_thread(skip, url, api.token, poison["update_id"])
    assert result.exit_code == 0
    assert list(api.state.updates) == [more]


@pytest.mark.parametrize("beyond", [1, 99_999_999])
async def test_a_number_that_does_not_wait_skips_nobody(api, beyond):
    waiting = [Person(api, 7).types("Ponzano 20"), Person(api, 8).types("Goya 40")]
    async with telegram(api) as url:
        result = await asyncio.to_thread(skip, url, api.token, waiting[-1]["update_id"] + beyond)
    first, last = (one["update_id"] for one in waiting)
    assert result.exit_code == 2
    assert f"({first}–{last}): nothing was skipped" in result.stderr
    assert list(api.state.updates) == waiting


async def test_where_nobody_waits_there_is_nothing_to_skip(api):
    async with telegram(api) as url:
        result = await asyncio.to_thread(skip, url, api.token, 7)
    assert (result.exit_code, "(—)" in result.stderr) == (2, True)


async def test_a_wrong_token_is_a_sentence(api):
    async with telegram(api) as url:
        result = await asyncio.to_thread(skip, url, "2:other", 1)
    assert result.exit_code == 2
    assert "does not know this token" in result.stderr


def test_a_telegram_out_of_reach_is_a_sentence_without_the_token():
    result = skip("http://127.0.0.1:9", "1:in-memory", 1)
    assert result.exit_code == 2
    assert "Telegram" in result.stderr
    assert "in-memory" not in result.stderr


def test_by_webhook_there_is_nothing_to_skip():
    env = {
        "SERMADRID_TELEGRAM_TOKEN": "1:in-memory",
        "SERMADRID_WEBHOOK_URL": "https://bot.example",
        "SERMADRID_WEBHOOK_SECRET": "a-secret-of-twenty-letters",
        "SERMADRID_HTTP_PORT": "8080",
    }
    result = CliRunner().invoke(main, ["skip", "7"], env=env)
    assert result.exit_code == 2
    assert "By webhook there is nothing to skip" in result.stderr


async def test_without_a_token_nobody_is_asked(tmp_path):
    with pytest.raises(MissingTokenError):
        await _skipped(Settings(data_dir=tmp_path), 1)


@pytest.mark.parametrize("status", [200, 404])
async def test_an_answer_that_is_not_telegrams_says_nothing_of_the_token(api, status):
    faults = Faults(Fault(Answered(status, b"<html>a proxy</html>", HTML)))
    async with served(api, faults=faults) as url:
        result = await asyncio.to_thread(skip, url, api.token, 7)
    assert result.exit_code == 2
    assert "token" not in result.stderr
    assert "proxy" not in result.stderr
