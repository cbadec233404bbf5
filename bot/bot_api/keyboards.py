"""Inline keyboards, and what Telegram demands of them."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.bot_api.errors import BotApiError, bad_request

# https://core.telegram.org/bots/api#inlinekeyboardbutton and #copytextbutton
MAX_CALLBACK_BYTES: Final = 64
MAX_COPIED: Final = 256
MAX_BUTTONS: Final = 100  # a keyboard
URL_SCHEMES: Final = ("http", "https", "tg")
STYLES: Final = ("primary", "success", "danger")

SERVED: Final = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
NOT_SERVED: Final = ("web_app", "login_url", "callback_game", "pay", "switch_inline_query_chosen_chat")


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message, with one thing that it does.

    `data` comes back, `url` opens, `copied` goes to the clipboard, `shared` starts an inline query in a
    chat that the person picks, `asked_here` one in this chat (both may be "").
    """

    text: str
    data: str | None = None
    url: str | None = None
    copied: str | None = None
    shared: str | None = None
    asked_here: str | None = None
    style: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return Telegram's InlineKeyboardButton."""
        fields: dict[str, Any] = {
            "text": self.text,
            "url": self.url,
            "callback_data": self.data,
            "switch_inline_query": self.shared,
            "switch_inline_query_current_chat": self.asked_here,
            "copy_text": None if self.copied is None else {"text": self.copied},
            "style": self.style,
        }
        return {name: value for name, value in fields.items() if value is not None}


Keyboard = tuple[tuple[InlineButton, ...], ...]


def read_keyboard(markup: dict[str, Any]) -> Keyboard:
    """Return the rows of a reply_markup's inline keyboard; () when it is of another kind.

    Raises:
        BotApiError: 400 for a button that Telegram would refuse.

    """
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return keyboard


def _button(raw: object) -> InlineButton:
    if not isinstance(raw, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in raw:
        raise _unreadable('Can\'t find field "text"')
    if not str(raw["text"]).strip():
        raise _unreadable('Field "text" must be a non-empty string')
    # "" is an inline query like any other, but neither an address nor data.
    actions = [name for name in SERVED if raw.get(name) or (name.startswith("switch") and name in raw)]
    if any(name in raw for name in NOT_SERVED):
        raise bad_request("BUTTON_TYPE_INVALID")
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:  # Telegram drops all but the first without a word; nobody means that
        raise _unreadable(f"exactly one of the optional fields must be used, not {' and '.join(actions)}")
    return _acting(raw, actions[0])


def _acting(raw: dict[str, Any], action: str) -> InlineButton:
    text, value, style = str(raw["text"]), raw[action], raw.get("style")
    if style is not None and style not in STYLES:
        raise _unreadable("Invalid button style specified")
    match action:
        case "url":
            return InlineButton(text, url=_checked_url(str(value)), style=style)
        case "callback_data":
            if len(str(value).encode()) > MAX_CALLBACK_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
            return InlineButton(text, data=str(value), style=style)
        case "copy_text":
            copied = str(value.get("text", "")) if isinstance(value, dict) else ""
            if not 1 <= len(copied) <= MAX_COPIED:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
            return InlineButton(text, copied=copied, style=style)
        case "switch_inline_query":
            return InlineButton(text, shared=str(value), style=style)
        case _:
            return InlineButton(text, asked_here=str(value), style=style)


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in URL_SCHEMES or not parts.netloc:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return url


def _unreadable(reason: str) -> BotApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
