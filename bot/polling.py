"""Asking Telegram for updates, however long the network stays away."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from telegram.error import TelegramError
from telegram.ext import Updater

from bot.application import BotApplication
from bot.deadline import Deadline
from bot.first_call import reached
from bot.handlers import ALLOWED_UPDATES
from bot.logs import redacted

CONFIRMING_SECONDS: Final = 3.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def polling(
    application: BotApplication, stop: asyncio.Event, deadline: Deadline
) -> AsyncIterator[None]:
    """Ask for updates until the block ends, then tell Telegram which were taken."""
    updater = application.updater
    if updater is None:
        raise ValueError("an application without an updater cannot poll")
    start = partial(updater.start_polling, allowed_updates=list(ALLOWED_UPDATES), error_callback=_poll_failed)
    await reached(start, stop)
    try:
        yield
    finally:
        if updater.running:
            await _confirm(updater, deadline.left(CONFIRMING_SECONDS))


async def _confirm(updater: Updater, seconds: float) -> None:
    """Stop asking and tell Telegram what was taken: not for long, as it brings again what it was not told of."""
    stopping = asyncio.create_task(updater.stop())
    await asyncio.wait({stopping}, timeout=seconds)
    if not stopping.done():
        stopping.cancel()
        log.warning("Telegram was not told in time which updates were taken")
    elif stopping.exception() is not None:
        log.warning("Telegram was not told which updates were taken", exc_info=stopping.exception())


def _poll_failed(error: TelegramError) -> None:
    log.warning("a poll failed: %s", redacted(str(error)))
