"""Updates under way, each in a file of its own until it is finished: neither a stop nor a kill loses one.

Telegram forgets an update once it was asked for later ones. The files are not synchronised with the disk: they outlive
the process, not a power cut. What was answered just before a kill is answered twice.
"""

import json
import logging
import os
from pathlib import Path
from typing import Final

from telegram import Bot, Update

OWNER_ONLY: Final = 0o600  # they are what people wrote

log = logging.getLogger(__name__)


class UpdatesUnderWay:
    """Updates that were taken and are not finished; where they cannot be kept they are handled all the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers: set[int] = set()
        self._kept: set[int] = set()
        self._resumed: frozenset[int] = frozenset()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers)

    @property
    def kept(self) -> int:
        """How many of them the next start takes up."""
        return len(self._kept)

    def take_up(self, bot: Bot) -> list[Update]:
        """Return what the last run left, in order, once: what ends the process must not end every one to come."""
        own = {self._file(number) for number in self._numbers}  # a webhook may have brought some
        files = sorted(set(self._folder.glob("*.json")) - own)
        found = [(_read(file, bot), _is_deleted(file)) for file in files]
        updates = [update for update, is_deleted in found if update and is_deleted]
        self._resumed = frozenset(update.update_id for update in updates)
        return updates

    def begin(self, update: Update) -> None:
        """Keep an update, unless it has its second chance."""
        self._numbers.add(update.update_id)
        if update.update_id in self._resumed:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            descriptor = os.open(self._file(update.update_id), os.O_WRONLY | os.O_CREAT, OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
                writing.write(update.to_json())
        except OSError as error:  # a full disk: not even a part of it stays
            _is_deleted(self._file(update.update_id))
            log.warning("update %d would not outlive a kill: %s", update.update_id, error)
        else:
            self._kept.add(update.update_id)

    def finish(self, update: Update) -> None:
        """Keep an update no longer."""
        self._numbers.discard(update.update_id)
        if update.update_id in self._kept:
            self._kept.remove(update.update_id)
            _is_deleted(self._file(update.update_id))

    def _file(self, update_id: int) -> Path:
        return self._folder / f"{update_id:012}.json"


def _is_deleted(file: Path) -> bool:
    """Delete a file; one that cannot be is written down, and left alone by whoever would take it up again and again."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be deleted: %s", file.name, error)
        return False
    return True


def _read(file: Path, bot: Bot) -> Update | None:
    """Return the update in a file; one that cannot be read is dropped and written down."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # cut short by the kill, before Telegram heard of it: it comes again
        log.warning("%s, an update that the last run left, cannot be read", file.name)
        return None
    try:
        return Update.de_json(content, bot)
    except Exception:
        log.exception("an update that the last run left cannot be read")
        return None
