"""The first calls to Telegram, of a start that may come before the network, and that may be told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.errors import InvalidTokenError, TelegramRefusedError
from bot.logs import redacted

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


async def reached(call: Callable[[], Awaitable[object]], stop: asyncio.Event) -> bool:
    """Make a first call to Telegram again and again; True once it was answered, False when told to stop before.

    One that hangs is given up then.

    Raises:
        InvalidTokenError: Telegram does not know the token.
        TelegramRefusedError: it will never do what was asked for.
    """
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            return await finished(call(), stop)
        except InvalidToken as error:
            raise InvalidTokenError(redacted(str(error))) from error
        except BadRequest as error:  # a NetworkError by its class
            raise TelegramRefusedError(redacted(str(error))) from error
        except NetworkError as error:
            log.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, redacted(str(error)))
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    return False


async def finished(work: Awaitable[object], stop: asyncio.Event) -> bool:
    """Await something unless told to stop, which ends it; tell whether it was finished, and raise what it raises."""
    task, stopped = asyncio.ensure_future(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        return task.done()
    finally:
        stopped.cancel()
        task.cancel()
