"""What the bot tells about itself: name, descriptions, menu button; https://core.telegram.org/bots/api#setmyname."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.bot_api.entities import utf16_length
from bot.bot_api.errors import bad_request
from bot.bot_api.parameters import Parameters

if TYPE_CHECKING:
    from bot.bot_api.state import State

MAX_LENGTHS: Final[Mapping[str, int]] = {"name": 64, "description": 512, "short_description": 120}
LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")  # ISO 639-1, or all who have no words of their own
MENU_BUTTONS: Final = ("default", "commands")

Commands = list[dict[str, str]]


@dataclass(slots=True)
class Profile:
    """What was set: `texts` by name ("description") and language, `commands` by scope and language.

    `menu_buttons` are by chat; None is the one of all other chats.
    """

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], Commands] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)


def language_code(parameters: Parameters) -> str:
    """Return a call's `language_code`: two small letters, or "".

    Raises:
        BotApiError: 400 for anything else.

    """
    code = parameters.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def set_text(name: str, state: "State", parameters: Parameters) -> bool:
    """Set the name or a description for a language; an empty one goes back to what all others see."""
    language, text = language_code(parameters), parameters.text(name)
    if utf16_length(text) > MAX_LENGTHS[name]:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
    if text:
        state.profile.texts[name, language] = text
    else:
        state.profile.texts.pop((name, language), None)
    return True


def get_text(name: str, state: "State", parameters: Parameters) -> dict[str, str]:
    """Return the name or a description as people of a language see it."""
    texts, language = state.profile.texts, language_code(parameters)
    default = state.bot["first_name"] if name == "name" else ""
    return {name: texts.get((name, language)) or texts.get((name, ""), default)}


def set_menu_button(state: "State", parameters: Parameters) -> bool:
    """Set the button beside the typing field, of a private chat or of all."""
    button = parameters.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    state.profile.menu_buttons[_button_chat(state, parameters)] = button
    return True


def get_menu_button(state: "State", parameters: Parameters) -> dict[str, Any]:
    """Return the button of a private chat, or that of all."""
    buttons, commands = state.profile.menu_buttons, {"type": "commands"}
    return buttons.get(_button_chat(state, parameters), commands)


def _button_chat(state: "State", parameters: Parameters) -> int | None:
    if not parameters.text("chat_id"):
        return None
    chat = state.known_chat(parameters.text("chat_id"))
    if not chat.is_private:
        raise bad_request("invalid chat_id specified")
    return chat.chat_id
