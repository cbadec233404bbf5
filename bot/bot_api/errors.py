"""How the in-memory Bot API refuses.

BotApiError    one refusal, with Telegram's error code, description and parameters
"""

from typing import Any


class BotApiError(Exception):
    """A refusal as Telegram words it: `code` is its error_code (an HTTP status), `description` its text.

    `parameters` are Telegram's ResponseParameters: `retry_after` in seconds, `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def to_json(self) -> dict[str, Any]:
        """Return the body that Telegram answers with."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(description: str) -> BotApiError:
    """Return Telegram's 400 with "Bad Request: …"."""
    return BotApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> BotApiError:
    """Return Telegram's 403 with "Forbidden: …"."""
    return BotApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> BotApiError:
    """Return Telegram's 409 with "Conflict: …"."""
    return BotApiError(409, f"Conflict: {description}")


def too_many_requests(retry_after: int) -> BotApiError:
    """Return Telegram's 429: flood control wants `retry_after` seconds of silence."""
    return BotApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
