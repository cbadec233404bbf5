"""What all errors of the bot are."""


class BotError(Exception):
    """Anything that the bot itself refuses."""
