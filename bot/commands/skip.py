"""`sermadrid skip`: past an update that cannot be read, which Telegram would bring again for ever."""

import asyncio

import click
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.errors import InvalidTokenError, MissingTokenError, NothingToSkipError, TelegramRefusedError
from bot.logs import redacted
from bot.settings import Settings, load_settings

TELEGRAM = "https://api.telegram.org"


@click.command()
@click.argument("update_id", type=click.IntRange(0))
def skip(update_id: int) -> None:
    """Have Telegram forget the updates up to UPDATE_ID, unanswered; /readyz names it. The bot may be running."""
    settings = load_settings()
    if settings.webhook_url is not None:
        raise NothingToSkipError
    try:
        asyncio.run(_confirm(settings, update_id))
    except InvalidToken:
        raise InvalidTokenError from None
    except TelegramError as error:
        raise TelegramRefusedError(redacted(str(error), settings.secrets)) from error
    click.echo(f"Skipped up to {update_id}.")


async def _confirm(settings: Settings, update_id: int) -> None:
    """Ask for what comes after the update: that is how Telegram is told that it was taken."""
    if settings.telegram_token is None:
        raise MissingTokenError
    token = settings.telegram_token.get_secret_value()
    base = f"{settings.telegram_api_url or TELEGRAM}/bot"
    async with Bot(token, base) as bot:
        # As plain JSON, for the next update may be one that cannot be read, too. Methods may be written in
        # either case; in its own, the library would advise its method, which reads.
        await bot.do_api_request("getupdates", {"offset": update_id + 1, "limit": 1, "timeout": 0})
