"""A message to everybody: one chat after the other, no faster than is fair, and nobody twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

from telegram.error import RetryAfter, TelegramError, TimedOut

from bot.context import Context
from bot.db.admin import Broadcast
from bot.db.admin.broadcasts import Delivery, State
from bot.db.waiting import taken
from bot.handlers.unasked import wants_no_more
from bot.outages import is_outage, patience
from bot.rate_limits import AT_ONCE
from bot.services.admin.broadcasts import broadcast_page
from bot.services.admin.operations import Page, Run, Tell

PAUSE_SECONDS: Final = 1 / 20
"""Between two chats: Telegram allows a bot some 30 messages a second, and who asks meanwhile needs the rest."""

RETRY_SECONDS: Final = 5.0
TRIES: Final = 3

NOT_KEPT_SECONDS: Final = 20.0
"""Between two tries of the database, while it takes nothing."""

T = TypeVar("T")

log = logging.getLogger(__name__)


def send_to_all(context: Context, broadcast: Broadcast) -> Run:
    """Return the operation that sends a broadcast to whoever waits for it."""

    async def run(tell: Tell) -> Page:
        return await _send(context, broadcast, tell)

    return run


async def _send(context: Context, broadcast: Broadcast, tell: Tell) -> Page:
    desk, number = context.services.admin, broadcast.broadcast_id
    if desk is None:
        raise ValueError("an installation without administrators")
    kept, share = desk.broadcasts.kept, 0.0

    async def sure(call: Callable[[], Awaitable[T]]) -> T:
        return await taken(call, lambda: tell("not_kept", share), NOT_KEPT_SECONDS)

    async def ended(state: State) -> Page:
        await sure(partial(kept.end, number, state))
        recipients = await sure(partial(kept.recipients, number))
        return partial(broadcast_page, recipients, stopped=state == "stopped")

    try:
        recipients = await sure(partial(kept.recipients, number))
        total = max(recipients.total, 1)
        settled = recipients.total - recipients.count("waiting")
        share = settled / total
        while (chat_id := await sure(partial(kept.claim, number))) is not None:
            delivery = await sure(partial(_deliver, context, chat_id, broadcast.text))
            await sure(partial(kept.settle, number, chat_id, delivery))
            settled += 1
            share = settled / total
            tell("sending", share)
            await asyncio.sleep(PAUSE_SECONDS)
        return await ended("done")
    except asyncio.CancelledError:
        if desk.operations.closing:  # the next start goes on
            raise
        desk.broadcasts.set_aside(number)
        return await ended("stopped")
    except Exception:
        desk.broadcasts.set_aside(number)
        raise


async def _deliver(context: Context, chat_id: int, text: str) -> Delivery:
    """Send to one chat: waits as long as Telegram says, and for Telegram itself however long it is away."""
    tries = 0
    while tries < TRIES:
        try:
            await context.bot.send_message(chat_id, text, rate_limit_args=AT_ONCE)
        except RetryAfter as error:
            tries += 1
            await asyncio.sleep(patience(error))
        except TimedOut:
            return "claimed"  # it may have arrived: nobody gets it twice
        except TelegramError as error:
            if wants_no_more(error):
                await context.services.chats.deactivate(chat_id)
                return "closed"
            log.warning("a message to everybody could not be sent: %s", type(error).__name__)
            if not is_outage(error):
                return "failed"
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return "sent"
    return "failed"
