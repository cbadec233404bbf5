"""Errors of the places that people save."""

from bot.errors.base import BotError


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
