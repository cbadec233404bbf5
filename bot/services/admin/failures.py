"""Unexpected errors: counted when they are alike, told to administrators, at most one a minute of each kind."""

import re
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from telegram.error import TelegramError

from bot.db.admin import ErrorRepository, SeenError
from bot.domain import MADRID, Language, Reply
from bot.errors import StepFaultError, class_name
from bot.logs import redacted
from bot.presentation.caption import Line, caption
from bot.texts import say

OWN: Final = tuple(Path(__file__).parents[3] / name for name in ("bot", "forecasting", "geodata"))
SILENCE: Final = timedelta(minutes=1)
LONGEST_TOLD: Final = 3_500
"""Characters of a traceback: with the words around it, within Telegram's 4,096."""

LONGEST_LISTED: Final = 300
LISTED: Final = 10
LONGEST_MESSAGE: Final = 4096
DIGITS: Final = 16
_FIGURES: Final = re.compile(r"\d+")


class ErrorBook:
    """Takes unexpected errors down; `secrets` are values that none of its texts may hold."""

    def __init__(self, kept: ErrorRepository, secrets: Iterable[str]) -> None:
        self._kept, self._secrets = kept, tuple(secrets)

    async def take(self, error: BaseException, now: datetime) -> SeenError | None:
        """Count an error, and return it when administrators are to hear of it."""
        text = redacted("".join(traceback.format_exception(error)), self._secrets)
        seen = SeenError(fingerprint(error), class_name(error), text[-LONGEST_TOLD:], now, now)
        return await self._kept.see(seen, SILENCE)

    async def page(self, language: Language) -> Reply:
        """Return the last errors, the newest first."""
        errors = await self._kept.latest(LISTED)
        if not errors:
            return Reply(say(language, "admin.no_errors"))
        lines = [say(language, "admin.errors"), *(_line(error, language) for error in errors)]
        return Reply(caption([Line(line) for line in lines], LONGEST_MESSAGE))


def fingerprint(error: BaseException) -> str:
    """Return what errors that are alike share: their class, their way through our own modules, what Telegram refused.

    Where a library raises it tells nothing: all that Telegram refuses is raised in the same line.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if any(map(Path(frame.filename).is_relative_to, OWN))] or frames[-1:]
    refusal = _FIGURES.sub("", str(error)) if isinstance(error, TelegramError) else ""
    there = error.way if isinstance(error, StepFaultError) else ()
    parts = [class_name(error), refusal, *(f"{frame.filename}:{frame.lineno}" for frame in own), *there]
    return sha256("@".join(parts).encode()).hexdigest()[:DIGITS]


def told(error: SeenError, language: Language) -> str:
    """Return the message to an administrator."""
    head = say(language, "admin.error_told", kind=error.kind, times=error.times)
    text = error.text
    while True:
        message = f"{head}\n<pre>{say_plainly(text)}</pre>"
        if len(message.encode("utf-16-le")) // 2 <= LONGEST_MESSAGE:
            return message
        text = text[len(text) // 8 :]  # the end of a traceback says most


def say_plainly(text: str) -> str:
    """Return text as Telegram HTML without any markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(error: SeenError, language: Language) -> str:
    return say(
        language,
        "admin.error",
        at=f"{error.last_at.astimezone(MADRID):%d/%m %H:%M}",
        times=error.times,
        kind=error.kind,
        text=_message(error)[:LONGEST_LISTED],
    )


def _message(error: SeenError) -> str:
    """Return the line of a traceback that says what happened; SQLAlchemy's last one tells where to read about it."""
    lines = error.text.strip().splitlines() or [""]
    return next((line for line in reversed(lines) if error.kind in line.partition(":")[0]), lines[-1])
