"""A sign of life while an answer takes time: Telegram writes "sending a photo"."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.context import Context

PATIENCE_SECONDS: Final = 0.4  # a quick answer needs no sign of life, and saves a request
REPEAT_SECONDS: Final = 4.5  # Telegram shows an action for five seconds

log = logging.getLogger(__name__)


@asynccontextmanager
async def showing_activity(context: Context, chat_id: int) -> AsyncIterator[None]:
    """Show that the bot is at work until the block ends; never fails because of it."""
    task = asyncio.create_task(_repeat(context, chat_id))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat(context: Context, chat_id: int) -> None:
    await asyncio.sleep(PATIENCE_SECONDS)
    while True:
        try:
            await context.bot.send_chat_action(chat_id, ChatAction.UPLOAD_PHOTO)
        except TelegramError as error:
            log.debug("no chat action: %s", type(error).__name__)
            return
        await asyncio.sleep(REPEAT_SECONDS)
