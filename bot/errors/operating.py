"""Errors of the running bot, and of what takes long."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors.base import BotError


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


class StepError(BotError):
    """An error of another process: `kinds` are the names of its class and that one's parents.

    Its other attributes are the original's, so that it is worded as the original would be.
    """

    def __init__(self, kinds: Sequence[str], text: str, attributes: Mapping[str, str]) -> None:
        super().__init__(text)
        self.kinds = tuple(kinds)
        vars(self).update(attributes)


class StepFaultError(Exception):
    """Another process met what nobody foresaw: a fault of the program, so none of the tree of what is refused.

    `kinds` are the names of the error's class and its parents, `way` the files and lines from where it was let
    through to where it was raised. The other process's traceback follows this one's, as a note.
    """

    def __init__(self, kinds: Sequence[str], text: str, way: Sequence[str], traceback: str) -> None:
        super().__init__(f"{kinds[0]}: {text}" if text else kinds[0])
        self.kinds, self.way = tuple(kinds), tuple(way)
        self.add_note(f"\nIn the process of its own:\n{traceback}")


class StepCrashedError(BotError):
    """A process ended with `status` and without saying why, killed for want of memory mostly."""

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


def class_name(error: BaseException) -> str:
    """Return the name of the error's class; of one from another process, the name that it had there."""
    return error.kinds[0] if isinstance(error, StepError | StepFaultError) else type(error).__name__
