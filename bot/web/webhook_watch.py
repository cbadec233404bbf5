"""Whether updates still come by the webhook: Telegram is asked now and then, as silence is no sign of anything.

A bot that polls with the same token deletes the webhook, one with a webhook sets its own, and what stands
before this bot may turn away what Telegram brings: none of that gets here. The webhook is not set again:
two bots would take it from each other for ever, and one that took over on purpose would lose it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from telegram import WebhookInfo
from telegram.ext import ExtBot

from bot.clock import Clock, utc_now
from bot.logs import redacted
from bot.outages import cause_of
from bot.poll_watch import STALE_AFTER_SECONDS
from bot.rate_limits import AT_ONCE

ASK_SECONDS: Final = 30.0
"""Between questions: two in a row may come to nothing before that shows, after STALE_AFTER_SECONDS."""

RECENT: Final = timedelta(minutes=3)
"""An error of Telegram's is of now: a try takes it a minute at most, and the pause before the next as long."""

DELETED: Final = "Telegram has no webhook any more"
REPLACED: Final = "Telegram brings updates to another webhook"
LOST: Final = (DELETED, REPLACED)
"""What does not pass by itself, and so shows at once."""

UNDELIVERED: Final = "Telegram could not bring updates"
UNTOLD: Final = "Telegram has not told of the webhook"

log = logging.getLogger(__name__)


class WebhookWatch:
    """What Telegram told of the webhook at `url`; `monotonic` counts seconds from anywhere."""

    def __init__(
        self, url: str, clock: Clock = utc_now, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.url = url
        self._clock, self._monotonic = clock, monotonic
        self._trouble, self._why = "", ""
        self.begin()

    @property
    def age(self) -> float:
        """Seconds since Telegram last said that updates come, or since it was told of the webhook."""
        return self._monotonic() - self._well_at

    def begin(self) -> None:
        """Take note that Telegram has just been told of the webhook."""
        self._well_at = self._monotonic()

    def told(self, info: WebhookInfo) -> None:
        """Take note of what Telegram knows: whose webhook it is, what waits, and what went wrong last."""
        if info.url != self.url:
            # Only its host is written down: a path often has a secret in it.
            self._found(REPLACED if info.url else DELETED, urlsplit(info.url).hostname or "")
        elif info.pending_update_count and self._is_of_now(info):
            self._found(UNDELIVERED, redacted(info.last_error_message or ""))
        else:
            if self._trouble:
                log.info("updates come by the webhook again")
            self._trouble = self._why = ""
            self.begin()

    def failed(self, why: str) -> None:
        """Take note of a question that was not answered; what was known to be lost is not found by that."""
        if self._trouble not in LOST:
            self._found(UNTOLD, why)

    def reason(self) -> str | None:
        """Return why updates do not come; None when they do, and for as long as it may pass by itself."""
        if self._trouble in LOST:
            return self._trouble
        if self.age <= STALE_AFTER_SECONDS:
            return None
        why = f" ({self._why})" if self._why else ""
        return f"{self._trouble or UNTOLD} for {self.age:.0f} s{why}"

    def _is_of_now(self, info: WebhookInfo) -> bool:
        return info.last_error_date is not None and self._clock() - info.last_error_date < RECENT

    def _found(self, trouble: str, why: str) -> None:
        if trouble != self._trouble:
            log.warning("%s%s", trouble, f": {why}" if why else "")
        self._trouble, self._why = trouble, why


@asynccontextmanager
async def watching(
    bot: ExtBot[int], watch: WebhookWatch, seconds: float | None = None
) -> AsyncIterator[None]:
    """Ask every so many seconds (ASK_SECONDS), from one interval from now until the block ends."""
    watch.begin()
    questions = asyncio.create_task(_ask_on(bot, watch, ASK_SECONDS if seconds is None else seconds))
    try:
        yield
    finally:
        questions.cancel()
        with suppress(asyncio.CancelledError):
            await questions


async def _ask_on(bot: ExtBot[int], watch: WebhookWatch, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            watch.told(await bot.get_webhook_info(rate_limit_args=AT_ONCE))
        except Exception as error:  # noqa: BLE001 -- the outermost edge: whatever comes instead of an answer is none
            watch.failed(redacted(cause_of(error)))
