"""How the in-memory Bot API refuses.

BotApiError    one refusal, with Telegram's error code and description
"""


class BotApiError(Exception):
    """A refusal as Telegram words it: `code` is its error_code (an HTTP status), `description` its text."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


def bad_request(description: str) -> BotApiError:
    """Return Telegram's 400 with "Bad Request: …"."""
    return BotApiError(400, f"Bad Request: {description}")
