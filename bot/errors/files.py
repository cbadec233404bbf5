"""Errors of files and of the disk."""

import errno
from pathlib import Path
from typing import Final

from bot.errors.base import BotError

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says of a full disk, or of a share of it that is used up."""


class OutputFileError(BotError):
    """The `file` that a command was to write cannot be written; the text has the system's reason."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file = file


class UnusableFileError(BotError):
    """A `file` or folder of the bot's own can be neither made, read nor written; the text has the system's reason."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file = file


class DiskFullError(BotError):
    """There is no room left where something was to be written."""
