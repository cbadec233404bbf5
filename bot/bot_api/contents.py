"""What a message shows: its words, what is attached to them, and the buttons below."""

from dataclasses import dataclass
from typing import Any, Final

from bot.bot_api.documents import Document
from bot.bot_api.entities import FormattedText, utf16_length
from bot.bot_api.errors import bad_request
from bot.bot_api.keyboards import Keyboard
from bot.bot_api.locations import Location, Venue
from bot.bot_api.pictures import Photo

MAX_TEXT: Final = 4096  # UTF-16 units after parsing; https://core.telegram.org/bots/api#sendmessage
MAX_CAPTION: Final = 1024  # https://core.telegram.org/bots/api#sendphoto

Attachment = Photo | Document | Location | Venue


@dataclass(frozen=True, slots=True)
class Content:
    """One version of a message; `formatted` is its text, or the caption of its photo or document."""

    formatted: FormattedText
    attachment: Attachment | None = None
    keyboard: Keyboard = ()

    @property
    def photo(self) -> Photo | None:
        """The picture, if it shows one."""
        return self.attachment if isinstance(self.attachment, Photo) else None

    @property
    def document(self) -> Document | None:
        """The file, if it carries one."""
        return self.attachment if isinstance(self.attachment, Document) else None

    @property
    def has_caption(self) -> bool:
        """Whether its words stand below a photo or a document."""
        return isinstance(self.attachment, Photo | Document)

    def checked(self, *, edited: bool = False) -> "Content":
        """Return itself.

        Raises:
            BotApiError: 400 when the text is empty or too long; who edits is told so in other words.

        """
        length = utf16_length(self.formatted.text)
        if self.attachment is None and not length:
            raise bad_request("message text is empty")
        if self.attachment is None and length > MAX_TEXT:
            raise bad_request("MESSAGE_TOO_LONG" if edited else "message is too long")
        if self.has_caption and length > MAX_CAPTION:
            raise bad_request("MEDIA_CAPTION_TOO_LONG" if edited else "message caption is too long")
        return self

    def to_message(self) -> dict[str, Any]:
        """Return the fields that it gives a Message, without those that are empty."""
        words, entities = ("caption", "caption_entities") if self.has_caption else ("text", "entities")
        fields: dict[str, Any] = {
            **(self.attachment.to_message() if self.attachment else {}),
            words: self.formatted.text,
            entities: [entity.to_json() for entity in self.formatted.entities],
        }
        if self.keyboard:
            rows = [[button.to_json() for button in row] for row in self.keyboard]
            fields["reply_markup"] = {"inline_keyboard": rows}
        return {name: value for name, value in fields.items() if value}
