"""What may be written to a log: never a token, never where somebody is."""

import logging
import re
from typing import Final

_SECRETS: Final = (
    (re.compile(r"\d+:[\w-]{30,}"), "<token>"),  # a bot token, also inside an address
    (re.compile(r"(access_token=)[^&\s]+"), r"\1<token>"),  # Mapbox
    (
        re.compile(r"-?\d{1,3}\.\d{3,}"),
        "<figure>",
    ),  # a coordinate: nobody needs the third decimal of the rest
)

NOISY_LOGGERS: Final = ("httpx", "httpcore")
"""They write the address of every request, the token included, at INFO."""


def redacted(text: str) -> str:
    """Return the text without tokens and coordinates."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Writes a record, its traceback included, without tokens and coordinates."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines of a record."""
        return redacted(super().format(record))


def set_up_logs(level: int = logging.INFO) -> None:
    """Write logs to the standard error stream, redacted."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
