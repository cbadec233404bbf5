"""Unexpected errors: counted when they are alike, told to administrators, at most one a minute of each kind."""

import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.db.admin import ErrorRepository, SeenError
from bot.domain import MADRID, Language, Reply
from bot.logs import redacted
from bot.presentation.caption import Line, caption
from bot.texts import say

SILENCE: Final = timedelta(minutes=1)
LONGEST_TOLD: Final = 3_500
"""Characters of a traceback: with the words around it, within Telegram's 4,096."""

LONGEST_LISTED: Final = 300
LISTED: Final = 10
LONGEST_MESSAGE: Final = 4096
DIGITS: Final = 16


class ErrorBook:
    """Takes unexpected errors down; `secrets` are values that none of its texts may hold."""

    def __init__(self, kept: ErrorRepository, secrets: Iterable[str]) -> None:
        self._kept, self._secrets = kept, tuple(secrets)

    async def take(self, error: BaseException, now: datetime) -> SeenError | None:
        """Count an error, and return it when administrators are to hear of it."""
        text = redacted("".join(traceback.format_exception(error)), self._secrets)
        seen = SeenError(fingerprint(error), type(error).__name__, text[-LONGEST_TOLD:], now, now)
        return await self._kept.see(seen, SILENCE)

    async def page(self, language: Language) -> Reply:
        """Return the last errors, the newest first."""
        errors = await self._kept.latest(LISTED)
        if not errors:
            return Reply(say(language, "admin.no_errors"))
        lines = [say(language, "admin.errors"), *(_line(error, language) for error in errors)]
        return Reply(caption([Line(line) for line in lines], LONGEST_MESSAGE))


def fingerprint(error: BaseException) -> str:
    """Return what errors that are alike share: their class, and where they were raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return sha256(f"{type(error).__qualname__}@{where}".encode()).hexdigest()[:DIGITS]


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
    last = error.text.strip().splitlines()[-1] if error.text.strip() else ""
    return say(
        language,
        "admin.error",
        at=f"{error.last_at.astimezone(MADRID):%d/%m %H:%M}",
        times=error.times,
        kind=error.kind,
        text=last[:LONGEST_LISTED],
    )
