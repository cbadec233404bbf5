"""Why Telegram did not take a message, and what follows from it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.outages import patience

GONE: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send",
)
"""How Telegram words, as a bad request, that a chat is not to be written to."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat is none, or does not want to hear from the bot."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group is a supergroup now, under a new id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many messages: not before so long."""

    time: timedelta


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Telegram cannot be reached, or fails: it is nobody's fault here."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The message itself is wrong, or we are."""


Refusal = Gone | Moved | Wait | Unreachable | Fault


def refusal_of(error: Exception) -> Refusal:
    """Return what an error that sending raised means; python-telegram-bot's bad request is a network error, too."""
    match error:
        case Forbidden():
            return Gone()
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return Wait(timedelta(seconds=patience(error)))
        case BadRequest():
            return Gone() if any(words in str(error).lower() for words in GONE) else Fault()
        case NetworkError():
            return Unreachable()
    return Fault()
