"""The records of a process of ours that ends with its task: handed to who writes the log, and written there as its own.

So they have its lines, levels and redaction, and the update's id.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from bot.logs.redaction import message_of

Hand = Callable[[dict[str, Any]], None]
"""Hands a record over, as JSON takes it."""

_TRACEBACKS = logging.Formatter()


class Relay(logging.Handler):
    """Hands records over instead of writing them; nothing is redacted yet."""

    def __init__(self, hand: Hand) -> None:
        super().__init__()
        self._hand = hand

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a record over; when nobody waits any more, to nobody."""
        handed: dict[str, Any] = {
            "name": record.name,
            "levelno": record.levelno,
            "levelname": record.levelname,
            "created": record.created,
            "msecs": record.msecs,
            "msg": message_of(record),
            "exc_text": _traceback(record),
            "stack_info": record.stack_info,
        }
        with suppress(BrokenPipeError):
            self._hand(handed)


def _traceback(record: logging.LogRecord) -> str | None:
    if record.exc_info and record.exc_info[0] is not None:  # libraries write `exc_info=False`, too
        return _TRACEBACKS.formatException(record.exc_info)
    return record.exc_text


def relay_logs(level: int, hand: Hand) -> None:
    """Hand this process's records over from a level on, warnings among them."""
    logging.basicConfig(level=level, handlers=[Relay(hand)])
    logging.captureWarnings(capture=True)


def write_relayed(handed: Mapping[str, Any]) -> None:
    """Write a record that was handed over, if this process would write one of its own like it."""
    logger = logging.getLogger(handed["name"])
    if logger.isEnabledFor(handed["levelno"]):
        logger.handle(logging.makeLogRecord(dict(handed)))
