"""What can go wrong in the bot, by name.

    BotError
    ├── SettingsError          a setting is missing or wrong
    ├── MissingTokenError      Telegram was asked for without a token
    ├── InvalidTokenError      Telegram does not know the token
    ├── TelegramRefusedError   Telegram did not do what a command asked for
    ├── NothingToSkipError     updates come by webhook, where none holds up the others
    ├── NotWaitingError        an update that is to be skipped is none of those that wait first
    ├── WebServerError         nothing can listen where the web server is to
    ├── AlreadyRunningError    another bot runs on the same data
    ├── NoDatabaseError        there is no database, or no backup, where one was asked for
    ├── DamagedDatabaseError   a database or a backup is damaged
    ├── EmptyDatabaseError     nothing was ever written to a database that was to be checked or copied
    ├── NewerDatabaseError     a newer version of the bot wrote the database
    ├── ForeignDatabaseError   a database is another program's
    ├── BackupError            a backup cannot be written, or cannot take the database's place
    │   └── NoRoomError        the disk has no room for it
    ├── MigrationUnderWayError another start is bringing the database up to date, and does not end
    ├── NoWebServerError       the settings have no web server to ask
    ├── BadTimeError           a time given to a command cannot be read
    ├── OutputFileError        a file that was asked for cannot be written
    ├── UnusableFileError      the system keeps a file or folder of ours from us
    ├── DiskFullError          there is no room left to write anything
    ├── StepError              a step in a process of its own failed with an error of any of the trees
    ├── StepCrashedError       such a process ended without a word
    ├── FirstTrainingError     there was no forecast, and none could be trained
    ├── TrainingRefusedError   the gate kept the old forecast
    ├── TooFewReportsError     a picture was asked for of a record that is too short for one
    ├── OperationUnderWayError a training, a synchronisation or the like was asked for while one runs
    ├── OperationStoppedError  one that a scheduled job waits for was stopped by an administrator
    ├── StaleButtonError       a button of another version of the bot, or of nobody's (bot/callbacks.py)
    ├── StaleLinkError         the same of a link (bot/deep_links.py)
    ├── GroupLeadersOnlyError  what a group has kept is to be deleted by somebody who does not lead it
    ├── TooManyPlacesError     a chat has saved as many places as it may
    ├── BadPlaceNameError      a saved place's name is empty or too long
    ├── PlaceNameTakenError    a place is renamed as another one is called
    ├── PlaceNotStorableError  the terms of a place's source forbid keeping it
    ├── AlertsHeldElsewhereError  another process with the same database does the alerts
    ├── UnreadableAlertError   what is kept of an alert cannot be read
    └── AlertError             an alert cannot be kept as asked for
        ├── TooManyAlertsError     a chat has as many as it may
        ├── UnknownAlertError      it is gone, or another chat's
        ├── BadWindowError         its days or hours are none
        ├── NothingToTellError     nothing is regulated, or forecast, there and then
        ├── AlertTooLateError      there is no time left to remind of it
        ├── OutsideZoneError       its place is outside the regulated zone
        ├── SameAlertError         by a change it would be what another one is
        ├── NoPlacesError          a digest is asked for before any place is saved
        └── NotAllowedThereError   this driver may not park there at all

The trees of the packages below (`GeodataError`, `ForecastingError`, `UnderstandingError`) pass through;
`bot/texts` words each of them for people.
"""

import errno
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says of a full disk, or of a share of it that is used up."""


class BotError(Exception):
    """Anything that the bot itself refuses."""


class SettingsError(BotError):
    """A setting is missing or wrong; `details` has one line for each."""

    def __init__(self, details: str) -> None:
        super().__init__(details)
        self.details = details


class MissingTokenError(BotError):
    """Telegram cannot be reached without the bot's token."""


class InvalidTokenError(BotError):
    """Telegram refused the bot's token."""


class TelegramRefusedError(BotError):
    """Telegram did not do what a command asked for; the text is its own, or the network's."""


class NotWaitingError(BotError):
    """The update `number` does not wait, or others wait before it; those that do are `waiting`, as "12–34" or "—"."""

    def __init__(self, number: int, waiting: Sequence[int]) -> None:
        super().__init__(str(number))
        self.number = number
        self.waiting = f"{waiting[0]}–{waiting[-1]}" if waiting else "—"


class NothingToSkipError(BotError):
    """Updates come by webhook: one that cannot be read holds up no other, and Telegram gives it up by itself."""


class WebServerError(BotError):
    """The web server cannot listen at `host` and `port`; the text has the system's reason."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(why)
        self.host, self.port = host, port


class AlreadyRunningError(BotError):
    """Another bot runs with the data in `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


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


class NoWebServerError(BotError):
    """The settings name no port to ask for a health check."""


class BadTimeError(BotError):
    """A command's time (`value`) is not ISO 8601."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


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


class StepError(BotError):
    """An error of another process: `kinds` are the names of its class and that one's parents.

    Its other attributes are the original's, so that it is worded as the original would be.
    """

    def __init__(self, kinds: Sequence[str], text: str, attributes: Mapping[str, str]) -> None:
        super().__init__(text)
        self.kinds = tuple(kinds)
        vars(self).update(attributes)


class StepCrashedError(BotError):
    """A process ended with `status` and without saying why; its traceback is on the standard error stream."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class FirstTrainingError(BotError):
    """No forecast has been published, and training the first one failed; the text says why."""


class TrainingRefusedError(BotError):
    """The new forecast is no better than the one it would replace, which goes on serving."""


class TooFewReportsError(BotError):
    """There are `n` reports, and with fewer than `least` a picture would show chance."""

    def __init__(self, n: int, least: int) -> None:
        super().__init__(f"{n} of {least} reports")
        self.n, self.least = n, least


class OperationUnderWayError(BotError):
    """An operation is asked for while another one, `name`, runs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OperationStoppedError(BotError):
    """The operation `name` was stopped by an administrator while a job waited for it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class StaleButtonError(BotError):
    """A button's payload cannot be read: it is of another version of the bot, or was made up."""


class GroupLeadersOnlyError(BotError):
    """What a group has kept is to be deleted by somebody who does not administer it."""


class StaleLinkError(BotError):
    """A link's payload cannot be read: it is of another version of the bot, or was made up."""


class TooManyPlacesError(BotError):
    """A chat has `limit` saved places already."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} places")
        self.limit = limit


class BadPlaceNameError(BotError):
    """A saved place's name has nothing to look it up by, or more than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"1 to {limit} characters")
        self.limit = limit


class PlaceNameTakenError(BotError):
    """Another of the chat's places is called `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PlaceNotStorableError(BotError):
    """A place comes from a service whose terms forbid keeping it."""


class AlertsHeldElsewhereError(BotError):
    """Another process with the same database does the alerts."""


class UnreadableAlertError(BotError):
    """What is kept of an alert cannot be read: another version wrote it, or it is damaged.

    It says nothing of what is kept: that is a person's place.
    """


class AlertError(BotError):
    """An alert cannot be kept as it was asked for."""


class TooManyAlertsError(AlertError):
    """A chat has `limit` alerts already."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} alerts")
        self.limit = limit


class UnknownAlertError(AlertError):
    """There is no such alert in this chat, or not any more."""


class BadWindowError(AlertError):
    """An alert is for no day, or its hours end before they begin, or are more than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"days, and at most {limit} hours within one day")
        self.limit = limit


class NothingToTellError(AlertError):
    """On no such day within a year is anything regulated there then, or nothing is forecast."""


class AlertTooLateError(AlertError):
    """A trip is over, or so near that no reminder would come before it."""


class OutsideZoneError(AlertError):
    """A place outside the regulated zone has nothing to be told of."""


class SameAlertError(AlertError):
    """By a change an alert would ask for the same as another one of the chat."""


class NoPlacesError(AlertError):
    """A digest is of saved places, and there are none."""


class NotAllowedThereError(AlertError):
    """The rules keep this driver from parking in the street there at all."""
