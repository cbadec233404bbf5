"""`sermadrid run`: the bot on Telegram, by polling or by webhook."""

import asyncio
import logging
from collections.abc import Sequence

import click
from telegram.error import InvalidToken

from bot.application import BotApplication
from bot.bootstrap import open_services
from bot.clock import utc_now
from bot.errors import InvalidTokenError, MissingTokenError
from bot.first_training import ensure_model, in_the_log
from bot.freed_memory import share_or_return_it
from bot.handlers.scheduled import scheduled_jobs
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.schedule import Job
from bot.services.admin.uploads import sweep_uploads
from bot.serving import serve
from bot.settings import Settings, load_settings, unknown_settings
from bot.settings_report import slips
from bot.stopping import stopping_the_start
from bot.upkeep import running_alone, upkeep

log = logging.getLogger(__name__)


@click.command()
def run() -> None:
    """Start the Telegram bot; SERMADRID_TELEGRAM_TOKEN holds its token."""
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format, settings.secrets)
    if settings.telegram_token is None:
        raise MissingTokenError
    share_or_return_it()
    for slip in slips(unknown_settings()):
        log.warning(slip)
    if settings.sentry_dsn is not None:
        from bot.sentry import start_sentry  # noqa: PLC0415 -- only who reports to Sentry waits for it

        start_sentry(settings.sentry_dsn.get_secret_value(), settings.secrets)
    with stopping_the_start(), running_alone(settings):
        sweep_uploads(settings)
        ensure_model(settings, in_the_log)
        try:
            asyncio.run(_run(settings))
        except InvalidToken:
            raise InvalidTokenError from None


async def _run(settings: Settings) -> None:
    metrics = Metrics()
    async with open_services(settings, online=True, observer=metrics) as services:

        def jobs(application: BotApplication) -> Sequence[Job]:
            return [*upkeep(settings, utc_now), *scheduled_jobs(application, settings)]

        await serve(services, settings, metrics, jobs=jobs)
