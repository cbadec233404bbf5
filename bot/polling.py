"""Asking Telegram for updates, however long the network stays away."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from types import FrameType
from typing import Final

from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import Updater

from bot.application import BotApplication
from bot.deadline import Deadline
from bot.errors import InvalidTokenError, TelegramRefusedError
from bot.handlers import ALLOWED_UPDATES
from bot.logs import redacted

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
CONFIRMING_SECONDS: Final = 3.0
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

log = logging.getLogger(__name__)


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Have SIGINT and SIGTERM set `stop` until the block ends, instead of ending the program."""
    loop = asyncio.get_running_loop()
    for one in STOP_SIGNALS:
        loop.add_signal_handler(one, stop.set)
    try:
        yield
    finally:
        for one in STOP_SIGNALS:
            loop.remove_signal_handler(one)


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


class _StopError(SystemExit):
    """The program was told to stop before it served."""


@contextmanager
def stopping_the_start() -> Iterator[None]:
    """Have SIGINT and SIGTERM end the program with status 0 until `stopping_on_signals` hears them.

    What is under way unwinds, so that processes that were begun end too.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _StopError(0)

    before = {one: signal.signal(one, stop) for one in STOP_SIGNALS}
    try:
        yield
    except _StopError:
        log.info("stopped before it served")
        raise
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


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
