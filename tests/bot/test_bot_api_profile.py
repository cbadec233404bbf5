"""What the bot tells about itself, by language and by chat."""

import pytest

from bot.bot_api import BotApi, Person
from bot.bot_api.commands_menu import MAX_COMMANDS
from tests.bot.bot_api_calls import call, refusal

HELP = {"command": "help", "description": "ayuda"}
HERE, GROUP = {"type": "chat", "chat_id": 7}, {"type": "chat", "chat_id": -5}


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    Person(api, 7, group_id=-5).types("hola")
    return api


def described(description):
    return [{"command": "help", "description": description}]


def test_commands_are_kept_by_scope_and_language(api):
    call(api, "setMyCommands", commands=described("help"))
    call(api, "setMyCommands", commands=described("ayuda"), language_code="es")
    call(api, "setMyCommands", commands=described("aquí"), scope=HERE)
    assert call(api, "getMyCommands", language_code="es") == described("ayuda")
    assert call(api, "getMyCommands", scope=HERE) == described("aquí")
    assert call(api, "getMyCommands", scope=HERE, language_code="es") == []
    call(api, "deleteMyCommands", language_code="es")
    assert call(api, "getMyCommands", language_code="es") == []
    assert call(api, "getMyCommands") == described("help")


def test_a_menu_offers_the_narrowest_scope(api):
    assert api.offered_commands(7) == {}
    call(api, "setMyCommands", commands=described("todos"))
    call(api, "setMyCommands", commands=described("everybody"), language_code="en")
    call(api, "setMyCommands", commands=described("grupos"), scope={"type": "all_group_chats"})
    assert api.offered_commands(7, "es") == {"help": "todos"}
    assert api.offered_commands(7, "en") == {"help": "everybody"}
    assert api.offered_commands(-5, "en") == {"help": "grupos"}
    call(api, "setMyCommands", commands=described("privados"), scope={"type": "all_private_chats"})
    call(api, "setMyCommands", commands=described("admin"), scope=HERE)
    assert api.offered_commands(7, "en") == {"help": "admin"}
    call(api, "deleteMyCommands", scope=HERE)
    assert api.offered_commands(7, "en") == {"help": "privados"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "", "description": "x"}, "command must be non-empty"),
        ({"command": "a" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "Help", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "ayúdame", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "help", "description": " "}, "command description must be non-empty"),
        ({"command": "help", "description": "x" * 257}, "command description length must not exceed 256"),
        ({"command": "help"}, "can't parse BotCommand: Can't find field \"description\""),
        ("help", "can't parse BotCommand: expected an Object"),
    ],
)
def test_a_command_has_a_plain_name_and_a_description(api, command, words):
    assert refusal(api, "setMyCommands", commands=[command]) == f"Bad Request: {words}"


def test_a_command_loses_its_stroke_and_its_blanks(api):
    call(api, "setMyCommands", commands=[{"command": " /where_1 ", "description": " dónde "}])
    assert call(api, "getMyCommands") == [{"command": "where_1", "description": "dónde"}]


def test_a_hundred_commands_are_enough(api):
    many = [{"command": f"c{one}", "description": "x"} for one in range(MAX_COMMANDS + 1)]
    assert refusal(api, "setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert call(api, "setMyCommands", commands=many[1:]) is True
    assert "expected an Array" in refusal(api, "setMyCommands", commands=HELP)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"type": "everybody"}, "can't parse BotCommandScope: Unsupported type specified"),
        ("everybody", "can't parse BotCommandScope JSON"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat_member", "chat_id": -5}, "can't parse BotCommandScope: Can't find field \"user_id\""),
        ({"type": "chat", "chat_id": 99}, "chat not found"),
        ({"type": "chat_administrators", "chat_id": 7}, "can't use specified scope in private chats"),
    ],
)
def test_a_scope_must_be_one(api, scope, words):
    for method in ("setMyCommands", "getMyCommands", "deleteMyCommands"):
        assert refusal(api, method, scope=scope).startswith(f"Bad Request: {words}")


def test_every_scope_of_telegrams_is_taken(api):
    scopes = [{"type": kind} for kind in ("default", "all_group_chats", "all_chat_administrators")]
    scopes += [HERE, GROUP, {**GROUP, "type": "chat_administrators"}]
    scopes += [{**GROUP, "type": "chat_member", "user_id": one} for one in (7, 8)]
    for number, scope in enumerate(scopes):
        call(api, "setMyCommands", scope=scope, commands=described(str(number)))
    offered = [call(api, "getMyCommands", scope=scope)[0]["description"] for scope in scopes]
    assert offered == [str(number) for number in range(len(scopes))]


@pytest.mark.parametrize("code", ["spa", "ES", "e", "es-ES"])
def test_a_language_has_two_small_letters(api, code):
    for method in ("setMyCommands", "setMyDescription", "getMyName"):
        assert refusal(api, method, language_code=code) == "Bad Request: invalid language code specified"


@pytest.mark.parametrize(
    ("method", "name", "longest"),
    [
        ("MyName", "name", 64),
        ("MyDescription", "description", 512),
        ("MyShortDescription", "short_description", 120),
    ],
)
def test_a_text_is_kept_by_language_and_falls_back_to_that_of_all(api, method, name, longest):
    call(api, f"set{method}", **{name: "parking"})
    call(api, f"set{method}", **{name: "a" * longest}, language_code="es")
    assert call(api, f"get{method}", language_code="es") == {name: "a" * longest}
    assert call(api, f"get{method}", language_code="en") == {name: "parking"}
    call(api, f"set{method}", language_code="es")
    assert call(api, f"get{method}", language_code="es") == {name: "parking"}
    assert "TOO_LONG" in refusal(api, f"set{method}", **{name: "a" * (longest + 1)})


def test_a_bot_has_a_name_before_it_is_given_one(api):
    assert call(api, "getMyName") == {"name": "sermadrid"}
    assert call(api, "getMyDescription") == {"description": ""}


def test_the_menu_button_is_one_for_all_or_a_chats_own(api):
    assert call(api, "getChatMenuButton") == {"type": "commands"}
    call(api, "setChatMenuButton", menu_button={"type": "default"})
    call(api, "setChatMenuButton", chat_id=7, menu_button={"type": "commands"})
    assert call(api, "getChatMenuButton") == {"type": "default"}
    assert call(api, "getChatMenuButton", chat_id=7) == {"type": "commands"}
    assert "unsupported type" in refusal(api, "setChatMenuButton", menu_button={"type": "web_app"})
    assert refusal(api, "setChatMenuButton", chat_id=-5) == "Bad Request: invalid chat_id specified"
