"""What came of the last write: a full disk and another process's lock show themselves only to who writes."""

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

AILING = (OperationalError, DatabaseError)
"""Full, locked, read-only, damaged; their subclasses are mistakes of whoever wrote."""


class WriteWatch:
    """Listens to an engine that writes; `failure` is why its last write failed, None when it did not."""

    def __init__(self, writer: AsyncEngine) -> None:
        self.failure: str | None = None
        event.listen(writer.sync_engine, "commit", self._committing)
        event.listen(writer.sync_engine, "handle_error", self._failed)

    def _committing(self, _connection: object) -> None:
        self.failure = None  # a commit that fails is heard of next

    def _failed(self, context: ExceptionContext) -> None:
        if type(context.sqlalchemy_exception) in AILING:
            self.failure = str(context.original_exception)
