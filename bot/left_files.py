"""What this run would leave in the middle, each in a file until it is over: the next run takes it up.

A stop or a kill loses none of it. The files are not synchronised with the disk: they outlive the process, not a power cut.
"""

import json
import logging
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

OWNER_ONLY: Final = 0o600  # they tell of people

PART: Final = ".part"

log = logging.getLogger(__name__)


class LeftFiles:
    """JSON by name in a folder; where nothing can be kept, nothing fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, content: str) -> bool:
        """Have a file, whole or not at all; tell whether it is there."""
        file = self._file(name)
        part = file.with_suffix(PART)
        try:
            self._folder.mkdir(exist_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as writing:
                writing.write(content)
            part.replace(file)
        except OSError as error:
            self._delete(part)
            self.drop(name)
            log.warning("%s is not kept, and would not outlive a kill: %s", file.name, error)
            return False
        return True

    def drop(self, name: str) -> bool:
        """Delete a file; tell whether it is gone."""
        return self._delete(self._file(name))

    def take_up(self, but: Collection[str] = ()) -> list[Any]:
        """Return what the files hold `but` for some, in the order of their names, once: they are deleted.

        Once, for what ends the process must not end every one to come: so what cannot be deleted is left out. What
        a kill cut short nobody counted on yet, and goes.
        """
        for part in self._folder.glob(f"*{PART}"):
            self._delete(part)
        names = sorted({file.stem for file in self._folder.glob("*.json")} - set(but))
        found = [(self._read(name), self.drop(name)) for name in names]
        return [content for content, is_gone in found if is_gone and content is not None]

    @staticmethod
    def _delete(file: Path) -> bool:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be deleted: %s", file.name, error)
            return False
        return True

    def _read(self, name: str) -> Any:  # noqa: ANN401 -- any JSON
        file = self._file(name)
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            log.warning("%s, which the last run left, cannot be read: %s", file.name, type(error).__name__)
            return None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
