"""Named errors → sentences for people, in either language: the one place that words them."""

import errno
import os
from html import unescape
from pathlib import Path
from typing import Final

from bot.domain import Language
from bot.errors import (
    NO_ROOM,
    BotError,
    DiskFullError,
    StepCrashedError,
    StepError,
    StepFaultError,
    UnusableFileError,
)
from bot.portal.errors import PortalError, RefusedBeforeError
from bot.texts import catalogue, say
from bot.understanding import UnderstandingError
from forecasting.errors import ForecastingError, TrainingFailedError
from geodata.errors import GeodataError

EXPECTED = (BotError, ForecastingError, GeodataError, PortalError, UnderstandingError)
"""The trees of named errors: each has its sentence, and a line in a log is enough for it."""

KEPT_FROM_US: Final = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.EIO,
        errno.EEXIST,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
    }
)
"""What the system says of files that are as nobody meant them; a missing file may be a mistake of ours."""


def named(error: Exception) -> Exception:
    """Return the named error of what the system says of a file or the disk; any other error as it is."""
    if not isinstance(error, OSError):
        return error
    if error.errno in NO_ROOM:
        return DiskFullError()
    if error.errno in KEPT_FROM_US and isinstance(error.filename, str | bytes):
        number = (
            errno.ENOTDIR if error.errno == errno.EEXIST else error.errno
        )  # a file where a folder is to be
        return UnusableFileError(Path(os.fsdecode(error.filename)), os.strerror(number))
    return error


def has_died(error: BaseException) -> bool:
    """Tell whether a process of ours ended without a word: named, but nothing that was asked for is the reason."""
    return isinstance(error, StepCrashedError) or TrainingFailedError.__name__ in _kinds(error)


def is_to_be_looked_into(error: BaseException) -> bool:
    """Tell whether somebody is to look into it: nobody foresaw it, or a process of ours died."""
    return not isinstance(error, EXPECTED) or has_died(error)


def in_words(error: Exception, language: Language = "en") -> str:
    """Return the catalogue's sentence for the error, or for the nearest of its classes that has one.

    The sentence may use the error's own attributes, `{error}` for its English text, and `{why}` for
    the catalogue's words of its `reason` code where it has one.
    """
    sentences = catalogue(language)
    for kind in _kinds(error):
        key = f"failures.{kind}"
        if key in sentences:
            words = say(language, key, error=error, why=_why(error, language), **_attributes(error))
            return words.rstrip()  # where there is no detail to end with
    return say(language, "errors.unexpected")


def _kinds(error: BaseException) -> tuple[str, ...]:
    """Return the names of the error's class and its parents; one from another process brings its own."""
    if isinstance(error, StepError):
        return error.kinds
    own = tuple(kind.__name__ for kind in type(error).__mro__)
    return (*error.kinds, *own) if isinstance(error, StepFaultError) else own


def _attributes(error: Exception) -> dict[str, object]:
    return {name: value for name, value in vars(error).items() if name != "why"}


def _why(error: Exception, language: Language) -> str:
    if isinstance(error, RefusedBeforeError):
        return unescape(in_words(error.refusal, language))
    reason = getattr(error, "reason", None)
    return catalogue(language).get(f"reasons.{reason}", str(reason or ""))
