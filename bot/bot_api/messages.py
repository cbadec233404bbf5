"""What was sent: messages with every version they had, and the other things that people see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.bot_api.contents import Content
from bot.bot_api.documents import Document
from bot.bot_api.inline_results import InlineQuery


@dataclass(slots=True, kw_only=True)
class Shown:
    """What people see of a message; `versions` are its contents from the first to the one shown now."""

    versions: list[Content]

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
    def document(self) -> Document | None:
        """The file that it carries now, with its name."""
        return self.content.document

    @property
    def button_texts(self) -> list[str]:
        """The words on its buttons, row by row."""
        return [button.text for row in self.content.keyboard for button in row]


@dataclass(slots=True, kw_only=True)
class SentMessage(Shown):
    """A message of the bot. `silent` ones make no sound; `replies_to` is the id of a message in the same chat."""

    chat_id: int
    message_id: int
    sent_at: datetime
    edited_at: datetime | None = None
    reply_keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    removes_keyboard: bool = False
    silent: bool = False
    replies_to: int | None = None
    thread_id: int | None = None
    deleted: bool = False

    def to_json(self, sender: dict[str, Any], chat: dict[str, Any]) -> dict[str, Any]:
        """Return Telegram's Message; `sender` are the fields that tell who sent it."""
        message = {
            "message_id": self.message_id,
            **sender,
            "chat": chat,
            "date": int(self.sent_at.timestamp()),
        }
        if self.edited_at is not None:
            message["edit_date"] = int(self.edited_at.timestamp())
        if self.thread_id is not None:
            message |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        return {**message, **self.content.to_message()}


@dataclass(slots=True, kw_only=True)
class InlineMessage(Shown):
    """An answer to an inline query that somebody sent to a chat of theirs, which the bot does not know."""

    inline_message_id: str
    result_id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A new message."""

    message: SentMessage


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that shows something else now."""

    message: SentMessage | InlineMessage


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


@dataclass(frozen=True, slots=True)
class Offered:
    """The results that somebody who typed an inline query may choose from."""

    query: InlineQuery


Event = Sent | Edited | Deleted | Notice | Activity | Offered
