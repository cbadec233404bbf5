"""While Telegram cannot be reached: what never left here is sent again, what may have arrived is not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Final, TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 30)
"""Seconds between tries: a quarter of an hour in all, longer than most outages, and not for ever."""

NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

SAYING_NOTHING: Final = (NetworkError, TelegramError)
"""Classes of errors whose names do not tell what went wrong."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def is_outage(error: Exception) -> bool:
    """Tell whether Telegram could not be reached, or failed itself: the library's bad request is a network error, too."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def never_left(error: Exception) -> bool:
    """Tell whether a call surely did not reach Telegram; after a 502 or a lost connection nobody knows."""
    return isinstance(error.__cause__, NEVER_LEFT)


def cause_of(error: Exception) -> str:
    """Return what came instead of an answer: ConnectError or ReadTimeout, where the library has one word for all.

    Where not even that tells more, the error's own text, such as "HTTP 502"; nothing in it is redacted.
    """
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return type(cause).__name__
    return str(error) if type(error) in SAYING_NOTHING else type(error).__name__


def probably_lost(error: Exception) -> bool:
    """Tell whether a call most likely came to nothing: a slow Telegram has mostly taken what it does not answer."""
    return never_left(error) or (is_outage(error) and not isinstance(error, TimedOut))


def patience(error: RetryAfter) -> float:
    """Return how many seconds Telegram wants to be left alone."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else after


async def outlasting(
    call: Callable[[], Awaitable[T]],
    is_worth_another: Callable[[Exception], bool],
    pauses: Iterable[float] | None = None,
) -> T:
    """Make a call, and again after each pause while it fails in a way that is worth another try.

    Raises:
        NetworkError: the last try's, or one that is not worth another.
    """
    for pause in PAUSES if pauses is None else pauses:
        try:
            return await call()
        except NetworkError as error:
            if not is_worth_another(error):
                raise
            log.info("Telegram cannot be reached, trying again in %.0f s: %s", pause, type(error).__name__)
        await asyncio.sleep(pause)
    return await call()
