"""What an answer can do without: while the database takes nothing, people are answered all the same."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

log = logging.getLogger(__name__)


@contextmanager
def forgoing(what: str) -> Iterator[None]:
    """Keep `what` the block keeps, or write down that the database did not take it."""
    try:
        yield
    except DBAPIError as error:
        log.warning("%s could not be kept: %s", what, error.orig)
