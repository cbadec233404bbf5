"""The bot's messages on a terminal: words, numbered buttons, pictures as files."""

import hashlib
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from bot.bot_api.entities import FormattedText
from bot.bot_api.keyboards import InlineButton
from bot.bot_api.messages import Edited, Event, Notice, Sent, SentMessage
from bot.bot_api.pictures import Photo

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
        if isinstance(event, Sent | Edited):
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
        if content.photo is not None:
            self._console.print(f"[{self._saved(content.photo)}]")
        self._console.print(styled(content.formatted))
        if content.keyboard:
            self._buttons = [(message, button) for row in content.keyboard for button in row]
            numbers = iter(range(1, len(self._buttons) + 1))
            for row in content.keyboard:
                self._console.print("  ".join(f"[{next(numbers)}] {_words(button)}" for button in row))
        self._console.print()

    def _saved(self, photo: Photo) -> Path:
        """Return the file of a picture; the same picture is the same file."""
        path = self._pictures_dir / f"{hashlib.sha256(photo.data).hexdigest()[:NAME_LENGTH]}.{photo.kind}"
        if not path.exists():
            self._pictures_dir.mkdir(parents=True, exist_ok=True)
            path.write_bytes(photo.data)
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


def _words(button: InlineButton) -> str:
    return button.text if button.url is None else f"{button.text}: {button.url}"
