"""Errors of alerts."""

from bot.errors.base import BotError


class AlertError(BotError):
    """An alert cannot be kept as it was asked for."""


class AlertsHeldElsewhereError(BotError):
    """Another process with the same database does the alerts."""


class UnreadableAlertError(BotError):
    """What is kept of an alert cannot be read: another version wrote it, or it is damaged.

    It says nothing of what is kept: that is a person's place.
    """


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
