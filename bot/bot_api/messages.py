"""What was sent: messages with every version they had, and the other things that people see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.bot_api.entities import FormattedText, utf16_length
from bot.bot_api.errors import bad_request
from bot.bot_api.keyboards import Keyboard
from bot.bot_api.pictures import Photo

MAX_TEXT: Final = 4096  # UTF-16 units after parsing; https://core.telegram.org/bots/api#sendmessage
MAX_CAPTION: Final = 1024  # https://core.telegram.org/bots/api#sendphoto


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows; `formatted` is its text, or its photo's caption."""

    formatted: FormattedText
    photo: Photo | None = None
    keyboard: Keyboard = ()

    def checked(self) -> "Content":
        """Return itself.

        Raises:
            BotApiError: 400 when the text is empty or too long.

        """
        length = utf16_length(self.formatted.text)
        if self.photo is None and not length:
            raise bad_request("message text is empty")
        if self.photo is None and length > MAX_TEXT:
            raise bad_request("message is too long")
        if self.photo is not None and length > MAX_CAPTION:
            raise bad_request("message caption is too long")
        return self


@dataclass(slots=True)
class SentMessage:
    """A message of the bot; `versions` are its contents from the first to the one shown now."""

    chat_id: int
    message_id: int
    sent_at: datetime
    versions: list[Content]
    reply_keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    deleted: bool = False

    @property
    def content(self) -> Content:
        """What it shows now."""
        return self.versions[-1]

    @property
    def text(self) -> str:
        """The text or caption that it shows now, without its formatting."""
        return self.content.formatted.text

    @property
    def photo(self) -> bytes | None:
        """The picture that it shows now."""
        return self.content.photo.data if self.content.photo else None

    @property
    def button_texts(self) -> list[str]:
        """The words on its buttons, row by row."""
        return [button.text for row in self.content.keyboard for button in row]

    def to_json(self, bot: dict[str, Any], chat: dict[str, Any]) -> dict[str, Any]:
        """Return Telegram's Message."""
        entities = [entity.to_json() for entity in self.content.formatted.entities]
        shown: dict[str, Any] = {"text": self.text, "entities": entities}
        if self.content.photo is not None:
            shown = {
                "photo": self.content.photo.to_json(),
                "caption": self.text,
                "caption_entities": entities,
            }
        if self.content.keyboard:
            rows = [[button.to_json() for button in row] for row in self.content.keyboard]
            shown["reply_markup"] = {"inline_keyboard": rows}
        if len(self.versions) > 1:
            shown["edit_date"] = int(self.sent_at.timestamp())
        return {
            "message_id": self.message_id,
            "from": bot,
            "chat": chat,
            "date": int(self.sent_at.timestamp()),
            **{name: value for name, value in shown.items() if value},
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """A new message."""

    message: SentMessage


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that shows something else now."""

    message: SentMessage


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message that is gone."""

    message: SentMessage


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that answer a tap for a moment, over the chat; an `alert` waits for "OK"."""

    text: str
    alert: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """A chat action, such as "typing"."""

    chat_id: int
    action: str


Event = Sent | Edited | Deleted | Notice | Activity
