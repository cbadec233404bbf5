"""The first call to Telegram, of a start that may come before the network."""

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

    Raises:
        InvalidTokenError: Telegram does not know the token.
        TelegramRefusedError: it will never do what was asked for.
    """
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            await call()
        except InvalidToken as error:
            raise InvalidTokenError(redacted(str(error))) from error
        except BadRequest as error:  # a NetworkError by its class
            raise TelegramRefusedError(redacted(str(error))) from error
        except NetworkError as error:
            log.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, redacted(str(error)))
        else:
            return True
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    return False
