"""`sermadrid run`: updates by polling or by webhook, the web server, what is due, and an end that loses nothing.

start   the web server · Telegram answers · what the last run left · updates, ticks, scheduled jobs
stop    no more updates · those under way are finished · what is left is kept for the next start
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.application import BotApplication, build_application
from bot.context import Context
from bot.deadline import Deadline
from bot.errors import MissingTokenError
from bot.first_call import finished, reached
from bot.handlers import ALLOWED_UPDATES
from bot.handlers.operations import put_right
from bot.handlers.scheduled import tell_of_failure
from bot.handlers.unasked import wants_no_more
from bot.inbox import Inbox
from bot.jobs import ticking
from bot.metrics import Metrics
from bot.own_answers import OwnAnswers
from bot.poll_watch import PollWatch, WatchedRequest
from bot.polling import polling
from bot.profile import AFTER_ALL, announce, menu_handler
from bot.schedule import Job, scheduled
from bot.services.admin.operations import FAREWELL_SECONDS
from bot.settings import Settings
from bot.stopping import stopping_on_signals
from bot.update_watch import WatchedUpdates
from bot.updates_under_way import UpdatesUnderWay
from bot.web import Check, Health, Webhook, WebhookWatch, build_web, watching, web_server
from bot.web.server import CLOSING_SECONDS

if TYPE_CHECKING:
    from bot.bootstrap import Services

STOPPING_SECONDS: Final = 15.0
"""For all of a stop, which is promised to take less than 20 s: what is closed after it takes a second or two."""

DRAINING_SECONDS: Final = 10.0
"""For finishing the updates under way, when Telegram has been told of them at once."""

AFTER_DRAINING_SECONDS: Final = FAREWELL_SECONDS + CLOSING_SECONDS
"""Spared for what comes after it: telling of operations, and the web server's last answers."""

CONNECTIONS: Final = 256
"""To Telegram at once, at most: python-telegram-bot's own default for a bot."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Bot:
    """The application, and those who watch it; `webhook` is None where it polls."""

    application: BotApplication
    under_way: UpdatesUnderWay
    polls: PollWatch
    webhook: Webhook | None


async def serve(  # noqa: PLR0913 -- what is served, and five seams by name
    services: "Services",
    settings: Settings,
    metrics: Metrics,
    *,
    jobs: Callable[[BotApplication], Sequence[Job]] = lambda _: (),
    stop: asyncio.Event | None = None,
    request: BaseRequest | None = None,
    draining_seconds: float = DRAINING_SECONDS,
    stopping_seconds: float = STOPPING_SECONDS,
) -> None:
    """Serve until SIGINT, SIGTERM or `stop`, and be through with it in `stopping_seconds`.

    `jobs` are done by the clock. `request` takes the place of the network. A network that is not there yet is waited
    for, at the start and later; the web server answers meanwhile.

    Raises:
        MissingTokenError: the settings have no token.
        InvalidTokenError: Telegram does not know it.
        TelegramRefusedError: it does not take the webhook.
        WebServerError: nothing can listen where the settings say.
    """
    bot, stop = _wired(services, settings, metrics, request), stop or asyncio.Event()
    deadline = Deadline(stopping_seconds)
    async with AsyncExitStack() as closing:
        closing.enter_context(stopping_on_signals(stop))
        if settings.http_port:
            web = build_web(Health(_checks(services, bot, stop)), metrics, bot.webhook)
            await closing.enter_async_context(_served(web, bot.webhook, settings, deadline))
        closing.push_async_callback(_shut_down, bot.application)
        closing.push_async_callback(_take_leave, services, deadline)
        if await reached(bot.application.initialize, stop):
            await finished(_introduce(bot.application, services), stop)
            async with (
                _handling(bot, draining_seconds, deadline),
                _receiving(bot, settings, stop, deadline),
                ticking(bot.application),
                _by_the_clock(jobs(bot.application), services, metrics, bot.application),
            ):
                await _stopped(bot, stop, deadline)


async def _stopped(bot: _Bot, stop: asyncio.Event, deadline: Deadline) -> None:
    """Go on with what the last run left, until told to stop."""
    log.info("listening by %s", "webhook" if bot.webhook else "polling")
    put_right(bot.application.context_types.context(bot.application))
    await stop.wait()
    deadline.begin()
    log.info("stopping, with %d updates under way", len(bot.under_way))


@asynccontextmanager
async def _served(
    web: Starlette, webhook: Webhook | None, settings: Settings, deadline: Deadline
) -> AsyncIterator[None]:
    last_answers = partial(deadline.left, CLOSING_SECONDS)
    async with web_server(web, settings.http_host, settings.http_port, last_answers):
        try:
            yield
        finally:
            if webhook:
                webhook.close()  # also where the start never got as far as opening it


def _by_the_clock(
    jobs: Sequence[Job], services: "Services", metrics: Metrics, application: BotApplication
) -> AbstractAsyncContextManager[None]:
    runs = services.admin.runs if services.admin else None
    return scheduled(jobs, metrics, runs, services.clock, partial(tell_of_failure, application))


async def _introduce(application: BotApplication, services: "Services") -> None:
    """Have Telegram show what the bot is and which commands it takes from whom."""
    desk = services.admin
    if desk is None:
        await announce(application.bot)
        return
    former = await desk.audit.admins() - services.admins
    desk.without_menu.update(await announce(application.bot, services.admins, former) & services.admins)


def _wired(services: "Services", settings: Settings, metrics: Metrics, request: BaseRequest | None) -> _Bot:
    """Build the application, with its watchers in their places."""
    if settings.telegram_token is None:
        raise MissingTokenError
    under_way, polls = UpdatesUnderWay(settings.updates_dir), PollWatch()
    application = build_application(
        services,
        settings.telegram_token.get_secret_value(),
        OwnAnswers(request or HTTPXRequest(connection_pool_size=CONNECTIONS)),
        settings.telegram_api_url,
        flood_limit=settings.messages_a_minute,
        updates_request=OwnAnswers(WatchedRequest(request or HTTPXRequest(connection_pool_size=1), polls)),
        processor=WatchedUpdates(metrics, under_way),
        inbox=Inbox(under_way, metrics),
    )

    async def count(_update: object, context: Context) -> None:
        error = context.error
        if error is not None and not (isinstance(error, TelegramError) and wants_no_more(error)):
            metrics.failed(error)

    application.add_error_handler(count)
    if services.admin is not None:
        application.add_handler(menu_handler(services.admins), group=AFTER_ALL)
    metrics.watch_forecast(services.forecasts)
    metrics.watch("sermadrid_updates_under_way", "Taken and not finished.", lambda: len(under_way))
    webhook = _webhook(application, services, settings, metrics)
    if webhook is None:
        metrics.watch("sermadrid_poll_age_seconds", "Since polling last got on.", lambda: polls.age)
    else:
        meaning = "Since Telegram last said that updates come by the webhook."
        metrics.watch("sermadrid_webhook_age_seconds", meaning, lambda: webhook.watch.age)
    return _Bot(application, under_way, polls, webhook)


def _webhook(
    application: BotApplication, services: "Services", settings: Settings, metrics: Metrics
) -> Webhook | None:
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    watch = WebhookWatch(f"{settings.webhook_url}{settings.webhook_path}", services.clock)
    return Webhook(
        settings.webhook_path, secret, application.bot, application.update_queue, metrics, watch=watch
    )


def _checks(services: "Services", bot: _Bot, stop: asyncio.Event) -> dict[str, Check]:
    """Return what /readyz asks, by name."""

    async def updates() -> str | None:
        if stop.is_set():
            return "stopping"
        if not bot.application.running:
            return "Telegram has not answered yet"
        return bot.webhook.reason() if bot.webhook else bot.polls.reason()

    async def forecast() -> str | None:
        damage = services.forecasts.damage
        return None if damage is None else f"an older one serves: {damage}"

    return {"updates": updates, "database": services.ping, "forecast": forecast}


def _receiving(
    bot: _Bot, settings: Settings, stop: asyncio.Event, deadline: Deadline
) -> AbstractAsyncContextManager[None]:
    if bot.webhook is None:
        return polling(bot.application, stop, deadline)
    return _hooked(bot.application, settings, bot.webhook, stop)


@asynccontextmanager
async def _hooked(
    application: BotApplication, settings: Settings, webhook: Webhook, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Have Telegram bring updates until the block ends, and turn them away from then on: it comes again."""
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    set_webhook = partial(
        application.bot.set_webhook,
        webhook.watch.url,
        secret_token=secret,
        allowed_updates=list(ALLOWED_UPDATES),
    )
    webhook.is_set = await reached(set_webhook, stop)
    async with watching(application.bot, webhook.watch):
        try:
            yield
        finally:
            webhook.close()


@asynccontextmanager
async def _handling(bot: _Bot, draining_seconds: float, deadline: Deadline) -> AsyncIterator[None]:
    """Handle updates, those that the last run left first, until the block ends and those under way are finished."""
    application = bot.application
    await application.start()
    for update in bot.under_way.take_up(application.bot):
        await application.update_queue.put(update)
    try:
        yield
    finally:
        seconds = deadline.left(draining_seconds, AFTER_DRAINING_SECONDS)
        stopping = asyncio.create_task(application.stop())
        await asyncio.wait({stopping}, timeout=seconds)
        if bot.under_way.kept:
            log.warning(
                "%d updates were not finished in %.0f s: kept for the next start",
                bot.under_way.kept,
                seconds,
            )
        stopping.cancel()


async def _take_leave(services: "Services", deadline: Deadline) -> None:
    """Stop what was begun for administrators, and let them be told."""
    if services.admin is not None:
        await services.admin.operations.close(deadline.left(FAREWELL_SECONDS, CLOSING_SECONDS))


async def _shut_down(application: BotApplication) -> None:
    await application.shutdown()
    await application.bot.shutdown()  # also when the start never succeeded: its connections are open
