"""What Telegram shows of the bot before anybody writes to it."""

import pytest

from bot.bot_api import Fault, Faults
from bot.bot_api.faults import flooded, refused
from bot.profile import GROUP, PRIVATE, announce

SET = {
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "setChatMenuButton",
}


@pytest.fixture
def calls(monkeypatch):
    """The methods that the bot calls, in order."""
    heard = []

    def remember(api):
        call = api.call

        def hear(token, method, parameters):
            heard.append(method)
            return call(token, method, parameters)

        monkeypatch.setattr(api, "call", hear)
        return heard

    return remember


@pytest.mark.parametrize(
    ("language", "zone", "description"),
    [
        ("es", "Mapa de toda la zona a una hora", "Dime dónde y cuándo quieres aparcar"),
        ("ca", "Mapa de toda la zona a una hora", "Dime dónde y cuándo quieres aparcar"),
        ("en", "Map of the whole zone at an hour", "Tell me where and when you want to park"),
        ("de", "Map of the whole zone at an hour", "Tell me where and when you want to park"),
    ],
)
async def test_commands_and_descriptions_are_offered_in_the_persons_language(
    meet, language, zone, description
):
    async with meet() as ana:
        await ana.says("/start")
        await announce(ana.application.bot)
        offered = ana.api.offered_commands(ana.person.chat_id, language)
        assert tuple(offered) == PRIVATE
        assert offered["map"] == zone
        told = await ana.application.bot.get_my_description(language)
        assert told.description.startswith(description)


async def test_a_group_is_offered_what_makes_sense_there(meet):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        await announce(ana.application.bot)
        assert tuple(ana.api.offered_commands(-500, "es")) == GROUP


async def test_every_command_that_is_offered_is_answered(meet):
    async with meet() as ana:
        await announce(ana.application.bot)
        for name in PRIVATE:
            await ana.says(f"/{name}")
            assert not ana.shown[-1].text.startswith("Escribe un sitio y una hora") or name == "help"


async def test_what_is_there_already_is_not_set_again(meet, calls):
    async with meet() as ana:
        heard = calls(ana.api)
        await announce(ana.application.bot)
        assert {method for method in heard if method.startswith("set")} <= SET
        assert any(method == "setMyCommands" for method in heard)
        heard.clear()
        await announce(ana.application.bot)
        assert [method for method in heard if method.startswith("set")] == []


@pytest.mark.parametrize(
    "failure", [refused(400, "Bad Request: BOT_COMMAND_INVALID"), flooded(retry_after=0)]
)
@pytest.mark.parametrize("method", ["setMyCommands", "setMyDescription", "getChatMenuButton"])
async def test_a_refusal_is_written_down_and_the_bot_answers_all_the_same(meet, method, failure, caplog):
    faults = Faults(Fault(failure, method=method))
    async with meet(faults=faults) as ana:
        await announce(ana.application.bot)
        assert "commands and descriptions could not be set" in caplog.text
        assert ana.api.token not in caplog.text
        await ana.says("/help")
        assert len(ana.shown) == 1
