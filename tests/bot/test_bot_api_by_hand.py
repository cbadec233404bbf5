"""`python -m bot.bot_api`: a Bot API that a real bot and a shell talk to, over real HTTP."""

import asyncio
import os
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager

import aiohttp
import pytest
from click.testing import CliRunner
from telegram import Bot

from bot.bot_api.by_hand import main
from tests.bot.served import PATIENCE


@asynccontextmanager
async def running():
    """The command in a process of its own: its address and its token."""
    command = (sys.executable, "-m", "bot.bot_api", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    async with asyncio.timeout(PATIENCE):
        told = (await process.stdout.readline() + await process.stdout.readline()).decode()
        address, token = re.fullmatch(r"address: (http://127\.0\.0\.1:\d+)\ntoken: (\S+)\n", told).groups()
        try:
            yield address, token, process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await process.wait()


def test_a_port_that_is_taken_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(main, ["--port", str(taken.getsockname()[1])])
    assert result.exit_code == 2
    assert "nothing can listen there" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_when_told_to(number):
    async with running() as (_, _, process):
        process.send_signal(number)
        assert await process.wait() == 0


async def test_a_bot_answers_what_a_shell_says():
    async with (
        running() as (address, token, _),
        aiohttp.ClientSession(address) as shell,
        Bot(token, base_url=f"{address}/bot") as bot,
    ):
        async with shell.post("/_say", json={"user": 1, "text": "Goya 40", "language": "en"}) as response:
            assert (await response.json())["message"]["from"]["language_code"] == "en"
        (update,) = await bot.get_updates(timeout=5)
        await update.message.reply_text("Fácil", disable_notification=True)
        async with shell.get("/_shown", params={"chat": 1}) as response:
            (message,) = await response.json()
        assert (update.message.text, message["text"], message["silent"]) == ("Goya 40", "Fácil", True)

        async with shell.post("/_say", json={"user": 1, "text": "/start", "group": -5}) as response:
            assert (await response.json())["message"]["chat"]["id"] == -5
        for wrong in ({"user": 1}, {"user": "x", "text": "y"}, [1]):
            async with shell.post("/_say", json=wrong) as response:
                assert response.status == 400
        async with shell.post("/_say", data="{") as response:
            assert response.status == 400
        async with shell.get("/_shown") as response:
            assert response.status == 400
