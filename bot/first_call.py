"""The first calls to Telegram, of a start that may come before the network, and that may be told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import InvalidTokenError, TelegramRefusedError
from bot.logs import redacted
from bot.outages import patience

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


async def reached(call: Callable[[], Awaitable[object]], stop: asyncio.Event) -> bool:
    """Make a first call to Telegram again and again; True once it was answered, False when told to stop before.

    One that hangs is given up then. Whatever else but a refusal for good is waited out; the call is expected to
    be made through `bot.own_answers`, so that such a refusal is Telegram's own and nobody else's on the way.

    Raises:
        InvalidTokenError: Telegram itself says that it does not know the token.
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
        except TelegramError as error:
            wait = patience(error) if isinstance(error, RetryAfter) else pause
            log.warning("%s, trying again in %.0f s: %s", _what_is(error), wait, redacted(str(error)))
        if await _told_within(wait, stop):
            break
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    return False


def _what_is(error: TelegramError) -> str:
    return "Telegram cannot be reached" if isinstance(error, NetworkError) else "Telegram does not do it yet"


async def _told_within(seconds: float, stop: asyncio.Event) -> bool:
    try:
        return await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
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
