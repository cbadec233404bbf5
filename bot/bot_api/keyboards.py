"""Inline keyboards, and what Telegram demands of them."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.bot_api.errors import bad_request

MAX_CALLBACK_BYTES: Final = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_BUTTONS: Final = 100  # a keyboard
URL_SCHEMES: Final = ("http", "https", "tg")


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message: either `data` comes back, or `url` opens."""

    text: str
    data: str | None = None
    url: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return Telegram's InlineKeyboardButton."""
        if self.url is not None:
            return {"text": self.text, "url": self.url}
        return {"text": self.text, "callback_data": self.data or ""}


Keyboard = tuple[tuple[InlineButton, ...], ...]


def read_keyboard(markup: dict[str, Any] | None) -> Keyboard:
    """Return the rows of a reply_markup's inline keyboard; () for other markups and for none.

    Raises:
        BotApiError: 400 for a button that Telegram would refuse.

    """
    rows = (markup or {}).get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return keyboard


def _button(raw: dict[str, Any]) -> InlineButton:
    text, data, url = str(raw.get("text", "")), raw.get("callback_data"), raw.get("url")
    if not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty string')
    if url:
        if urlsplit(url).scheme not in URL_SCHEMES or not urlsplit(url).netloc:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return InlineButton(text, url=url)
    if not data:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(data.encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return InlineButton(text, data=data)
