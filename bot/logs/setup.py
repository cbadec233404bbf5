"""The root handler: which lines, from which level on."""

import logging
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Final, Literal, TextIO

from bot.logs.lines import JsonLines, PlainLines
from bot.logs.redaction import Redaction

LEAST_LEVELS: Final[Mapping[str, int]] = {
    "httpx": logging.WARNING,  # at INFO, the address of every request, with the token
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,  # at INFO, two lines for every tick
    "uvicorn": logging.WARNING,
    "telegram": logging.INFO,  # at DEBUG, whole updates and calls
    "aiosqlite": logging.INFO,  # at DEBUG, every statement with its values
    "sqlalchemy": logging.WARNING,
}
"""Libraries whose lower levels would write what people say, or drown the rest."""

log = logging.getLogger(__name__)


def set_up_logs(
    level: str = "INFO",
    form: Literal["auto", "plain", "json"] = "auto",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Write logs to the stream (the standard error stream), redacted; `auto` is plain on a terminal only.

    Warnings, and the error that ends the program, go the same way.
    """
    handler = logging.StreamHandler(stream)
    plain = form == "plain" or (form == "auto" and handler.stream.isatty())
    handler.setFormatter(PlainLines() if plain else JsonLines())
    handler.addFilter(Redaction(secrets))
    logging.basicConfig(level=level, handlers=[handler])
    for name, least in LEAST_LEVELS.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelNamesMapping()[level]))
    logging.captureWarnings(capture=True)
    sys.excepthook = _write_down


def are_json() -> bool:
    """Tell whether logs are set up, and JSON lines."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _write_down(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Log the error that ends the program; Python itself would print it with its secrets."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        log.critical("ended by an error that nobody expected", exc_info=(kind, error, traceback))
