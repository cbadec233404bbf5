"""Updates under way, each kept until it is finished: Telegram forgets one once it was asked for later ones.

What was answered just before a kill is answered twice.
"""

import logging
from pathlib import Path
from typing import Any

from telegram import Bot, Update

from bot.left_files import LeftFiles

log = logging.getLogger(__name__)


class UpdatesUnderWay:
    """Updates that were taken and are not finished; where they cannot be kept they are handled all the same."""

    def __init__(self, folder: Path) -> None:
        self._files = LeftFiles(folder)
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
        """Return what the last run left, in order, once."""
        left = self._files.take_up(but={_name(number) for number in self._numbers})  # which a webhook brought
        updates = [update for content in left if (update := _read(content, bot))]
        self._resumed = frozenset(update.update_id for update in updates)
        return updates

    def begin(self, update: Update) -> None:
        """Keep an update, unless it has its second chance."""
        number = update.update_id
        self._numbers.add(number)
        if number not in self._resumed and self._files.keep(_name(number), update.to_json()):
            self._kept.add(number)

    def finish(self, update: Update) -> None:
        """Keep an update no longer."""
        self._numbers.discard(update.update_id)
        if update.update_id in self._kept:
            self._kept.remove(update.update_id)
            self._files.drop(_name(update.update_id))


def _name(number: int) -> str:
    return f"{number:012}"


def _read(content: Any, bot: Bot) -> Update | None:  # noqa: ANN401 -- any JSON
    try:
        return Update.de_json(content, bot)
    except Exception:
        log.exception("an update that the last run left is none")
        return None
