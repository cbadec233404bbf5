"""What can wait for the database: a call that it refuses is made again until it is taken."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.db.write_watch import AILING

T = TypeVar("T")

log = logging.getLogger(__name__)


async def taken(call: Callable[[], Awaitable[T]], refused: Callable[[], None], pause: float) -> T:
    """Make a call, and again every `pause` seconds while the database is full, locked, read-only or damaged.

    `refused` is called each time it is. Mistakes of whoever asks are raised at once.
    """
    while True:
        try:
            return await call()
        except DBAPIError as error:
            if type(error) not in AILING:
                raise
            log.warning("the database takes nothing, trying again in %.0f s: %s", pause, error.orig)
        refused()
        await asyncio.sleep(pause)
