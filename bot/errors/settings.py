"""Errors of settings, and of what a command is told."""

from bot.errors.base import BotError


class SettingsError(BotError):
    """A setting is missing or wrong; `details` has one line for each."""

    def __init__(self, details: str) -> None:
        super().__init__(details)
        self.details = details


class MissingTokenError(BotError):
    """Telegram cannot be reached without the bot's token."""


class BadTimeError(BotError):
    """A command's time (`value`) is not ISO 8601."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class NoWebServerError(BotError):
    """The settings name no port to ask for a health check."""
