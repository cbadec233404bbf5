"""Errors of the database and its backups."""

from pathlib import Path

from bot.errors.base import BotError


class NoDatabaseError(BotError):
    """There is no `file`."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


class DamagedDatabaseError(BotError):
    """A database `file` is damaged; `details` has a line for each of its `problems`."""

    def __init__(self, file: Path, problems: tuple[str, ...]) -> None:
        super().__init__(str(file))
        self.file, self.problems = file, problems
        self.details = "\n".join(problems)


class EmptyDatabaseError(BotError):
    """A database `file` has nothing in it."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


class NewerDatabaseError(BotError):
    """The database `file` has a `revision` that only newer versions of the bot know."""

    def __init__(self, file: Path, revision: str) -> None:
        super().__init__(str(file))
        self.file, self.revision = file, revision


class ForeignDatabaseError(BotError):
    """A database `file` is another program's."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


class BackupError(BotError):
    """A `file` cannot be a backup or take the database's place; the text says why."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(why)
        self.file = file


class NoRoomError(BackupError):
    """The disk of `file` has no room for a copy of the database."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, "there is no room for it")


class MigrationUnderWayError(BotError):
    """Another start has been migrating the database `file` for all of `seconds`."""

    def __init__(self, file: Path, seconds: float) -> None:
        super().__init__(str(file))
        self.file, self.seconds = file, round(seconds)
