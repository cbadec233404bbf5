"""`sermadrid run`: ask Telegram for updates until somebody stops it."""

import asyncio
import logging
import signal
from typing import Final

from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.application import BotApplication
from bot.errors import InvalidTokenError
from bot.handlers import ALLOWED_UPDATES
from bot.jobs import ticking
from bot.logs import redacted

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
FOREVER: Final = -1  # python-telegram-bot's "retry without end"
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

log = logging.getLogger(__name__)


async def run_polling(application: BotApplication, stop: asyncio.Event | None = None) -> None:
    """Run the application until SIGINT, SIGTERM or `stop`; updates under way are finished first.

    A network that is not there yet is waited for, at the start and later.

    Raises:
        InvalidTokenError: Telegram does not know the token.

    """
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in STOP_SIGNALS:
        loop.add_signal_handler(one, stop.set)
    try:
        if await _initialized(application, stop):
            await _poll(application, stop)
    finally:
        for one in STOP_SIGNALS:
            loop.remove_signal_handler(one)
        await application.shutdown()
        await application.bot.shutdown()  # also when the start never succeeded: its connections are open


async def _initialized(application: BotApplication, stop: asyncio.Event) -> bool:
    """Return True once Telegram answered, False when told to stop before."""
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken as error:
            raise InvalidTokenError(redacted(str(error))) from error
        except NetworkError as error:
            log.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, redacted(str(error)))
        else:
            return True
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    return False


async def _poll(application: BotApplication, stop: asyncio.Event) -> None:
    if application.updater is None:
        raise ValueError("an application without an updater cannot poll")
    await application.start()
    try:
        await application.updater.start_polling(
            allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=FOREVER, error_callback=_poll_failed
        )
        log.info("listening")
        async with ticking(application):
            await stop.wait()
    finally:
        if application.updater.running:
            await application.updater.stop()
        await application.stop()


def _poll_failed(error: TelegramError) -> None:
    log.warning("a poll failed: %s", redacted(str(error)))
