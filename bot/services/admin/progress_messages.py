"""The messages that show how far operations are, each kept until it shows the end: a kill leaves none unended."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.domain import Language, Reply
from bot.left_files import LeftFiles
from bot.services.admin.operations import BROADCAST
from bot.services.admin.under_way import name_of
from bot.texts import say

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProgressMessage:
    """A message in a chat about the operation `name`, in a language."""

    chat_id: int
    message_id: int
    name: str
    language: Language


class ProgressMessages:
    """Keeps them in a folder."""

    def __init__(self, folder: Path) -> None:
        self._files = LeftFiles(folder)

    @contextmanager
    def keeping(self, key: str, message: ProgressMessage) -> Iterator[None]:
        """Keep a message during the block; for good, when the block is cancelled before it could show the end."""
        self._files.keep(key, json.dumps(asdict(message)))
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            self._files.drop(key)
            raise
        else:
            self._files.drop(key)

    def take_up(self) -> list[ProgressMessage]:
        """Return what the last run left, once."""
        return [message for content in self._files.take_up() if (message := _read(content))]


def untold_page(message: ProgressMessage) -> Reply:
    """Return that the bot ended before it could show the operation's end; what is left of a broadcast is sent."""
    words = "admin.untold_broadcast" if message.name == BROADCAST else "admin.untold"
    return Reply(say(message.language, words, name=name_of(message.name, message.language)))


def _read(content: Any) -> ProgressMessage | None:  # noqa: ANN401 -- any JSON
    try:
        return ProgressMessage(**content)
    except TypeError:
        log.warning("a message that the last run left is none of this version")
        return None
