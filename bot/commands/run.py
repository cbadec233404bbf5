"""`sermadrid run`: the bot on Telegram, by polling."""

import asyncio

import click
from telegram.error import InvalidToken

from bot.application import build_application
from bot.bootstrap import open_services
from bot.errors import InvalidTokenError, MissingTokenError
from bot.logs import set_up_logs
from bot.polling import run_polling
from bot.settings import Settings, load_settings
from bot.training_process import ensure_model


@click.command()
def run() -> None:
    """Start the Telegram bot; SERMADRID_TELEGRAM_TOKEN holds its token."""
    settings = load_settings()
    if settings.telegram_token is None:
        raise MissingTokenError
    set_up_logs()
    ensure_model(settings)
    try:
        asyncio.run(_run(settings, settings.telegram_token.get_secret_value()))
    except InvalidToken:
        raise InvalidTokenError from None


async def _run(settings: Settings, token: str) -> None:
    async with open_services(settings, online=True) as services:
        await run_polling(build_application(services, token, api_url=settings.telegram_api_url))
