"""A record as a line: plain for people, JSON for machines; both name the update it is about."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_update_id: ContextVar[int | None] = ContextVar("update_id", default=None)


@contextmanager
def updating(update_id: int) -> Iterator[None]:
    """Have the lines of this block, and of the tasks and threads that it starts, name an update."""
    token = _update_id.set(update_id)
    try:
        yield
    finally:
        _update_id.reset(token)


class PlainLines(logging.Formatter):
    """`2026-03-12 10:15:30,123 INFO bot.jobs [update 7]: …`, and a traceback below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(update)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines of a record."""
        update_id = _update_id.get()
        record.update = "" if update_id is None else f" [update {update_id}]"
        return super().format(record)


class JsonLines(logging.Formatter):
    """One JSON object a record: time (UTC), level, logger, message; update_id, error and traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        update_id = _update_id.get()
        if update_id is not None:
            line["update_id"] = update_id
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        elif record.exc_text:  # of another process
            line["traceback"] = record.exc_text
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line, ensure_ascii=False)
