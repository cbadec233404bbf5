"""The bot's messages on a terminal: words, numbered buttons, pictures and documents as files."""

import hashlib
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from bot.bot_api.contents import Attachment
from bot.bot_api.documents import Document
from bot.bot_api.entities import FormattedText
from bot.bot_api.keyboards import InlineButton
from bot.bot_api.locations import Location, Venue
from bot.bot_api.messages import Edited, Event, Notice, Sent, SentMessage
from bot.bot_api.pictures import Photo
from bot.bot_api.server import BOT_USERNAME

STYLES: Final = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "cyan",
    "pre": "cyan",
    "blockquote": "dim",
}
NAME_LENGTH: Final = 12  # hexadecimal digits of a picture's hash: enough that no two meet


class Screen:
    """Shows what the bot does as it happens, and knows which buttons are up."""

    def __init__(self, output: TextIO, pictures_dir: Path) -> None:
        self._console = Console(file=output, highlight=False, soft_wrap=True, markup=False, emoji=False)
        self._pictures_dir = pictures_dir
        self._buttons: list[tuple[SentMessage, InlineButton]] = []

    def prompt(self) -> None:
        """Ask for the next line."""
        self._console.print("> ", end="", style="bold green")
        self._console.file.flush()

    def say(self, text: str) -> None:
        """Show a line of the terminal's own."""
        self._console.print(text)

    def show(self, event: Event) -> None:
        """Show an event: an edited message as it is now, a tap's notice in brackets."""
        if isinstance(event, Sent | Edited) and isinstance(event.message, SentMessage):
            self._message(event.message)
        elif isinstance(event, Notice):
            self._console.print(f"({event.text})")
        self._console.file.flush()

    def button(self, line: str) -> tuple[SentMessage, InlineButton] | None:
        """Return the button that a typed number stands for, among those shown last; None for other words."""
        if not line.isdecimal() or not 1 <= int(line) <= len(self._buttons):
            return None
        return self._buttons[int(line) - 1]

    def _message(self, message: SentMessage) -> None:
        content = message.content
        if content.attachment is not None:
            self._console.print(self._attached(content.attachment))
        if content.formatted.text or content.attachment is None:
            self._console.print(styled(content.formatted))
        if content.keyboard:
            self._buttons = [(message, button) for row in content.keyboard for button in row]
            numbers = iter(range(1, len(self._buttons) + 1))
            for row in content.keyboard:
                self._console.print("  ".join(f"[{next(numbers)}] {_words(button)}" for button in row))
        self._console.print()

    def _attached(self, attachment: Attachment) -> str:
        match attachment:
            case Photo():
                return f"[{self._saved(f'{_digest(attachment.data)}.{attachment.kind}', attachment.data)}]"
            case Document():
                return f"[{self._saved_document(attachment)}]"
            case Location():
                return f"📍 {_degrees(attachment)}"
            case Venue():
                return f"📍 {attachment.title}, {attachment.address} ({_degrees(attachment.location)})"

    def _saved_document(self, document: Document) -> Path:
        """Return the file of a document, under its name; another one of that name gets its hash before it."""
        path = self._pictures_dir / document.name
        if path.exists() and path.read_bytes() != document.data:
            return self._saved(f"{_digest(document.data)}-{document.name}", document.data)
        return self._saved(document.name, document.data)

    def _saved(self, name: str, data: bytes) -> Path:
        """Return the file of what was sent; the same picture is the same file."""
        path = self._pictures_dir / name
        if not path.exists():
            self._pictures_dir.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return path


def styled(formatted: FormattedText) -> Text:
    """Return a message's text with its entities as styles, and links' addresses in brackets after their words."""
    units = formatted.text.encode("utf-16-le")
    text = Text(formatted.text)
    links = []
    for entity in formatted.entities:
        start = len(units[: 2 * entity.offset].decode("utf-16-le"))
        end = len(units[: 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        if entity.type in STYLES:
            text.stylize(STYLES[entity.type], start, end)
        if entity.url is not None:
            links.append((end, entity.url))
    for end, url in sorted(links, reverse=True):
        text = text[:end] + Text(f" ({url})") + text[end:]
    return text


def pressed(button: InlineButton) -> str | None:
    """Return what a button does by itself, in words: the address it opens, what it copies or has one type.

    None for one that asks the bot.
    """
    if button.url is not None:
        return button.url
    if button.copied is not None:
        return button.copied
    question = button.shared if button.asked_here is None else button.asked_here
    return None if question is None else f"@{BOT_USERNAME} {question}".rstrip()


def _words(button: InlineButton) -> str:
    does = pressed(button)
    return button.text if does is None else f"{button.text}: {does}"


def _degrees(location: Location) -> str:
    return f"{location.lat:.5f}, {location.lon:.5f}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:NAME_LENGTH]
