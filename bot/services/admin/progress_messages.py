"""The messages that show how far operations are, each in a file until it shows the end: a kill leaves none unended.

The files outlive the process, not a power cut, as those of updates under way do.
"""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bot.domain import Language, Reply
from bot.services.admin.under_way import name_of
from bot.texts import say

OWNER_ONLY: Final = 0o600

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProgressMessage:
    """A message in a chat about the operation `name`, in a language."""

    chat_id: int
    message_id: int
    name: str
    language: Language


class ProgressMessages:
    """Keeps them in a folder; where they cannot be kept, operations are shown all the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def keeping(self, key: str, message: ProgressMessage) -> Iterator[None]:
        """Keep a message during the block; for good, when the block is cancelled before it could show the end."""
        file = self._folder / f"{key}.json"
        _write(file, message)
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            _delete(file)
            raise
        else:
            _delete(file)

    def take_up(self) -> list[ProgressMessage]:
        """Return what the last run left, once."""
        files = sorted(self._folder.glob("*.json"))
        found = [_read(file) for file in files]
        for file in files:
            _delete(file)
        return [message for message in found if message is not None]


def untold_page(message: ProgressMessage) -> Reply:
    """Return that the bot ended before it could show the operation's end."""
    return Reply(say(message.language, "admin.untold", name=name_of(message.name, message.language)))


def _write(file: Path, message: ProgressMessage) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
            json.dump(asdict(message), writing)
    except OSError as error:  # a full disk
        log.warning("after a kill nobody would be told of an operation's end: %s", error)


def _read(file: Path) -> ProgressMessage | None:
    """Return the message in a file; one that cannot be read, as a full disk leaves it, is dropped."""
    try:
        return ProgressMessage(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s cannot be read: %s", file.name, type(error).__name__)
        return None


def _delete(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be deleted: %s", file.name, error)
