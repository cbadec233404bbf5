"""What comes with a message for its reader to press: an inline keyboard, or one in the place of letters."""

from dataclasses import dataclass, field
from typing import Any, Final

from bot.bot_api.errors import BotApiError, bad_request
from bot.bot_api.keyboards import Keyboard, read_keyboard

# `KeyboardButton.cpp` of tdlib/td: what may be asked for in a private chat only, and how that is refused.
PRIVATE_REQUESTS: Final = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
}


@dataclass(frozen=True, slots=True)
class Markup:
    """A reply_markup: at most one of its kinds. `removes_keyboard` takes away the one from before."""

    inline: Keyboard = ()
    reply_keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    removes_keyboard: bool = False


def read_markup(raw: object, *, private: bool) -> Markup:
    """Return a message's reply_markup; the empty one for None.

    Raises:
        BotApiError: 400 for what Telegram would refuse in such a chat.

    """
    if raw is None:
        return Markup()
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    return Markup(
        inline=read_keyboard(raw),
        reply_keyboard=_reply_keyboard(raw.get("keyboard", []), private=private),
        removes_keyboard=raw.get("remove_keyboard") is True,
    )


def read_inline_markup(raw: object) -> Keyboard:
    """Return the buttons of a message that can have no others: an edited one, or an inline result.

    Raises:
        BotApiError: 400 for what Telegram would refuse, a reply keyboard included.

    """
    markup = read_markup(raw, private=True)
    if markup.reply_keyboard or markup.removes_keyboard:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _reply_keyboard(rows: object, *, private: bool) -> list[list[dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    return [[_button(button, private=private) for button in row] for row in rows]


def _button(raw: object, *, private: bool) -> dict[str, Any]:
    button = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(button, dict):
        raise _unreadable("KeyboardButton must be a String or an Object")
    if not str(button.get("text", "")).strip():
        raise _unreadable('Can\'t find field "text"')
    if "web_app" in button:
        raise bad_request("BUTTON_TYPE_INVALID")
    for name, refusal in PRIVATE_REQUESTS.items():
        if button.get(name) and not private:
            raise bad_request(refusal)
    return button


def _unreadable(reason: str) -> BotApiError:
    return bad_request(f"can't parse keyboard button: {reason}")
