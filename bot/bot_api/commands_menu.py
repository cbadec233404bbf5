"""The commands that a chat's menu offers; https://core.telegram.org/bots/api#setmycommands."""

import re
from typing import TYPE_CHECKING, Final

from bot.bot_api.errors import bad_request
from bot.bot_api.parameters import Parameters
from bot.bot_api.profile import Commands, language_code

if TYPE_CHECKING:
    from bot.bot_api.state import State

MAX_COMMANDS: Final = 100
MAX_NAME: Final = 32
MAX_DESCRIPTION: Final = 256
NAME: Final = re.compile(r"[a-z0-9_]+")

WIDE_SCOPES: Final = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES: Final = ("chat", "chat_administrators", "chat_member")


def set_commands(state: "State", parameters: Parameters) -> bool:
    """Set the commands of a scope and language."""
    scope, language = _scope(state, parameters), language_code(parameters)
    raw = parameters.json("commands") or []
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(one) for one in raw]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands[scope, language] = commands
    return True


def get_commands(state: "State", parameters: Parameters) -> Commands:
    """Return the commands that were set for exactly this scope and language."""
    return state.profile.commands.get((_scope(state, parameters), language_code(parameters)), [])


def delete_commands(state: "State", parameters: Parameters) -> bool:
    """Forget the commands of a scope and language: those of a wider one are offered then."""
    state.profile.commands.pop((_scope(state, parameters), language_code(parameters)), None)
    return True


def offered_commands(state: "State", chat_id: int, language: str) -> Commands:
    """Return the commands that a chat's menu offers to a member: the narrowest scope that was set.

    The order is Telegram's: https://core.telegram.org/bots/api#determining-list-of-commands.
    """
    wide = "all_private_chats" if state.chats[chat_id].is_private else "all_group_chats"
    for scope in (f"chat/{chat_id}", wide, "default"):
        for code in (language, ""):
            if (scope, code) in state.profile.commands:
                return state.profile.commands[scope, code]
    return []


def _command(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in raw:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    name, description = str(raw["command"]).strip().removeprefix("/"), str(raw["description"]).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > MAX_NAME:
        raise bad_request(f"command length must not exceed {MAX_NAME}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION}")
    if not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _scope(state: "State", parameters: Parameters) -> str:
    """Return a scope as a key: "default", "chat/7", "chat_member/-5/7"."""
    raw = parameters.json("scope", "BotCommandScope") or {"type": "default"}
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind in WIDE_SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not raw.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    if kind == "chat_member" and not raw.get("user_id"):
        raise bad_request("can't parse BotCommandScope: Can't find field \"user_id\"")
    chat = state.known_chat(str(raw["chat_id"]))
    if chat.is_private and kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    return "/".join([kind, str(chat.chat_id), *([str(raw["user_id"])] if kind == "chat_member" else [])])
