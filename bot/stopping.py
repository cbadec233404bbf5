"""Told to stop: SIGINT and SIGTERM, while the bot starts and while it serves."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

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
