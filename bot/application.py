"""Telegram's application: the handlers bound to their services, one update at a time in each chat."""

import asyncio
import time
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseUpdateProcessor,
    ContextTypes,
    Defaults,
    ExtBot,
    TypeHandler,
)
from telegram.request import BaseRequest

from bot.context import Context
from bot.flood import FloodGate
from bot.handlers import handler_table
from bot.handlers.failures import on_error
from bot.handlers.guard import guard
from bot.handlers.unasked import send_alert
from bot.rate_limits import RateLimiter

if TYPE_CHECKING:
    from bot.bootstrap import Services

MAX_UPDATES_AT_ONCE: Final = 1_024
"""Updates under way at once, those that wait for their chat's turn included: enough that one chat's
flood of messages keeps nobody else out."""

BEFORE_ALL: Final = -1  # the group of handlers that see an update before the table does

FLOOD_LIMIT: Final = 30
"""Updates of one person a minute: nobody taps faster for long, and nobody else waits for who does."""

BotApplication = Application[ExtBot[int], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
BotBuilder = ApplicationBuilder[ExtBot[int], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]


class OneAtATimeInAChat(BaseUpdateProcessor):
    """Runs updates of different chats side by side, and those of one chat in the order they came."""

    def __init__(self, max_concurrent_updates: int = MAX_UPDATES_AT_ONCE) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Coroutine[Any, Any, Any]) -> None:  # type: ignore[override]
        """Await the coroutine when it is the update's turn."""
        # A lock lives as long as somebody holds it or waits for it; asyncio's are fair.
        lock = self._locks.setdefault(_chat_of(update), asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""


def build_application(  # noqa: PLR0913 -- one for each seam, all but two optional
    services: "Services",
    token: str,
    request: BaseRequest | None = None,
    api_url: str | None = None,
    *,
    flood_limit: int = FLOOD_LIMIT,
    updates_request: BaseRequest | None = None,
    processor: BaseUpdateProcessor | None = None,
    inbox: asyncio.Queue[object] | None = None,
) -> BotApplication:
    """Return the application: not initialized, not running.

    `request` takes the place of the network (`bot.bot_api.InMemoryRequest`), and `updates_request` where
    updates are asked for; `api_url` is a self-hosted Bot API server's address, whose methods are at
    <url>/bot<token>/… and files at <url>/file/bot<token>/…; `flood_limit` is how many updates of one
    person are taken a minute; `processor` gives updates their turns, `inbox` is where they wait for it.
    """
    builder = (
        ApplicationBuilder()
        .token(token)
        .context_types(ContextTypes(context=_context(services, flood_limit)))
        .rate_limiter(RateLimiter())
        .concurrent_updates(processor or OneAtATimeInAChat())
        .update_queue(inbox or asyncio.Queue())
        .job_queue(None)
        .defaults(
            Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
        )
    )
    application = _reaching(builder, request, updates_request, api_url).build()
    application.add_handler(TypeHandler(Update, guard), group=BEFORE_ALL)
    application.add_handlers(handler_table(services.admins))
    application.add_error_handler(on_error)
    _connect(services, application)
    return application


def _connect(services: "Services", application: BotApplication) -> None:
    """Have what the services send, and the errors that they go on without, go through the application."""
    report = partial(application.process_error, None)
    services.outbox.connect(partial(send_alert, application.context_types.context(application)), report)
    if services.admin is not None:
        services.admin.operations.report = report


def _reaching(
    builder: BotBuilder, request: BaseRequest | None, updates_request: BaseRequest | None, api_url: str | None
) -> BotBuilder:
    """Return the builder with the ways to Telegram that take the place of the usual ones."""
    if request is not None:
        builder = builder.request(request).get_updates_request(updates_request or request)
    elif updates_request is not None:
        builder = builder.get_updates_request(updates_request)
    if api_url is not None:
        base = api_url.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    return builder


def _context(services: "Services", flood_limit: int) -> type[Context]:
    """Return a class of contexts with the application's services: python-telegram-bot makes them without arguments."""

    class BoundContext(Context):
        """The context with this application's services."""

    context: type[Context] = BoundContext
    context.services = services
    context.flood = FloodGate(flood_limit, time.monotonic)
    return context


def _chat_of(update: object) -> int:
    """Return whose turn it is: the chat's id, else the user's; 0 for what belongs to nobody."""
    if not isinstance(update, Update):
        return 0
    owner = update.effective_chat or update.effective_user
    return owner.id if owner else 0
