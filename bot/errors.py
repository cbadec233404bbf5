"""What can go wrong in the bot, by name.

    BotError
    ├── SettingsError          a setting is missing or wrong
    ├── MissingTokenError      Telegram was asked for without a token
    ├── InvalidTokenError      Telegram does not know the token
    ├── BadTimeError           a time given to a command cannot be read
    ├── OutputFileError        a file that was asked for cannot be written
    ├── FirstTrainingError     there was no forecast, and none could be trained
    ├── TrainingRefusedError   the gate kept the old forecast
    ├── TooFewReportsError     a picture was asked for of a record that is too short for one
    └── StaleButtonError       a button of another version of the bot, or of nobody's (bot/callbacks.py)

The trees of the packages below (`GeodataError`, `ForecastingError`, `UnderstandingError`) pass through;
`bot/texts` words each of them for people.
"""

from pathlib import Path


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


class FirstTrainingError(BotError):
    """No forecast has been published, and training the first one failed."""


class TrainingRefusedError(BotError):
    """The new forecast is no better than the one it would replace, which goes on serving."""


class TooFewReportsError(BotError):
    """There are `n` reports, and with fewer than `least` a picture would show chance."""

    def __init__(self, n: int, least: int) -> None:
        super().__init__(f"{n} of {least} reports")
        self.n, self.least = n, least


class StaleButtonError(BotError):
    """A button's payload cannot be read: it is of another version of the bot, or was made up."""
