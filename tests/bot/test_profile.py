"""What Telegram shows of the bot before anybody writes to it."""

import logging

import pytest
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.bot_api import Fault, Faults
from bot.bot_api.faults import bad_gateway
from bot.handlers import COMMANDS
from bot.profile import GROUP, PRIVATE, announce
from tests.bot.dialogues.driver import FakeServices, talking


@pytest.mark.parametrize(
    ("code", "words"), [(None, "Will there be"), ("fr", "Will there be"), ("es", "¿Habrá"), ("gl", "¿Habrá")]
)
async def test_everybody_reads_what_the_bot_is_for(code, words, caplog):
    async with talking(FakeServices()) as ana:
        bot = ana.application.bot
        await announce(bot)
        assert (await bot.get_my_short_description(code)).short_description.startswith(words)
    assert "could not be set" not in caplog.text


async def test_the_menu_has_every_command_in_private_and_those_for_all_in_groups():
    async with talking(FakeServices()) as ana:
        bot = ana.application.bot
        await announce(bot)
        private = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "es")
        group = await bot.get_my_commands(BotCommandScopeAllGroupChats())
    assert [one.command for one in private] == list(PRIVATE)
    assert [one.command for one in group] == list(GROUP)


def test_what_the_menu_offers_is_what_is_handled():
    assert {*PRIVATE, "start"} == COMMANDS.keys()
    assert set(GROUP) <= set(PRIVATE)


async def test_what_is_there_already_is_not_set_again():
    async with talking(FakeServices()) as ana:
        await announce(ana.application.bot)
        before = len(ana.api.calls)
        await announce(ana.application.bot)
        assert not [method for method, _ in ana.api.calls[before:] if method.startswith("set")]


async def test_a_refusal_is_written_down_and_the_bot_goes_on(caplog):
    caplog.set_level(logging.WARNING)
    faults = Faults(Fault(bad_gateway(), method="getMyCommands", times=1))
    async with talking(FakeServices(), faults=faults) as ana:
        await announce(ana.application.bot)
        assert len(await ana.says("/help")) == 1
    assert "could not be set" in caplog.text
