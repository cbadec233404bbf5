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


@contextmanager
def stopping_the_start() -> Iterator[None]:
    """Have SIGINT and SIGTERM end the program with status 0 until `stopping_on_signals` hears them.

    What is under way unwinds, so that processes that were begun end too: both are a KeyboardInterrupt, by which
    `asyncio.run` cancels its task instead of breaking off in the middle of the event loop's own work.
    """
    handlers = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: _interrupt}
    before = {one: signal.signal(one, handler) for one, handler in handlers.items()}
    try:
        yield
    except KeyboardInterrupt:
        log.info("stopped before it served")
        raise SystemExit(0) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
