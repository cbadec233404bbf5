"""Errors of what Telegram says, brings and shows."""

from collections.abc import Sequence

from bot.errors.base import BotError


class InvalidTokenError(BotError):
    """Telegram refused the bot's token."""


class TelegramRefusedError(BotError):
    """Telegram did not do what a command asked for; the text is its own, or the network's."""


class NothingToSkipError(BotError):
    """Updates come by webhook: one that cannot be read holds up no other, and Telegram gives it up by itself."""


class NotWaitingError(BotError):
    """The update `number` does not wait, or others wait before it; those that do are `waiting`, as "12–34" or "—"."""

    def __init__(self, number: int, waiting: Sequence[int]) -> None:
        super().__init__(str(number))
        self.number = number
        self.waiting = f"{waiting[0]}–{waiting[-1]}" if waiting else "—"


class StaleButtonError(BotError):
    """A button's payload cannot be read: it is of another version of the bot, or was made up."""


class StaleLinkError(BotError):
    """A link's payload cannot be read: it is of another version of the bot, or was made up."""


class GroupLeadersOnlyError(BotError):
    """What a group has kept is to be deleted by somebody who does not administer it."""
