"""Telegram's application: the handlers bound to their services, one update at a time in each chat."""

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    BaseUpdateProcessor,
    ContextTypes,
    Defaults,
    ExtBot,
)
from telegram.request import BaseRequest

from bot.context import Context, FileIds
from bot.handlers import handler_table
from bot.handlers.failures import on_error

if TYPE_CHECKING:
    from bot.bootstrap import Services

MAX_UPDATES_AT_ONCE: Final = 1_024
"""Updates under way at once, those that wait for their chat's turn included: enough that one chat's
flood of messages keeps nobody else out."""

SEND_RETRIES: Final = 3  # after "Too Many Requests", as long as Telegram says to wait

BotApplication = Application[ExtBot[int], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


class OneAtATimeInAChat(BaseUpdateProcessor):
    """Runs updates of different chats side by side, and those of one chat in the order they came."""

    def __init__(self, max_concurrent_updates: int = MAX_UPDATES_AT_ONCE) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine when it is the update's turn."""
        # A lock lives as long as somebody holds it or waits for it; asyncio's are fair.
        lock = self._locks.setdefault(_chat_of(update), asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""


def build_application(
    services: "Services", token: str, request: BaseRequest | None = None, api_url: str | None = None
) -> BotApplication:
    """Return the application: not initialized, not running.

    `request` takes the place of the network (`bot.bot_api.InMemoryRequest`); `api_url` is a self-hosted
    Bot API server's address, whose methods are at <url>/bot<token>/… and files at <url>/file/bot<token>/….
    """

    class BoundContext(Context):
        """The context with this application's services."""

    context: type[Context] = BoundContext
    context.services, context.file_ids = services, FileIds()
    builder = (
        ApplicationBuilder()
        .token(token)
        .context_types(ContextTypes(context=context))
        .rate_limiter(AIORateLimiter(max_retries=SEND_RETRIES))
        .concurrent_updates(OneAtATimeInAChat())
        .job_queue(None)
        .defaults(
            Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
        )
    )
    if request is not None:
        builder = builder.request(request).get_updates_request(request)
    if api_url is not None:
        base = api_url.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application = builder.build()
    application.add_handlers(handler_table())
    application.add_error_handler(on_error)
    return application


def _chat_of(update: object) -> int:
    """Return whose turn it is: the chat's id, else the user's; 0 for what belongs to nobody."""
    if not isinstance(update, Update):
        return 0
    owner = update.effective_chat or update.effective_user
    return owner.id if owner else 0
