"""`sermadrid skip`: past an update that cannot be read, which Telegram would bring again for ever."""

import asyncio

import click
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import (
    InvalidTokenError,
    MissingTokenError,
    NothingToSkipError,
    NotWaitingError,
    TelegramRefusedError,
)
from bot.logs import redacted
from bot.own_answers import OwnAnswers
from bot.settings import Settings, load_settings

TELEGRAM = "https://api.telegram.org"
MOST_SHOWN = 100  # updates that Telegram gives at once


@click.command()
@click.argument("update_id", type=click.IntRange(0))
def skip(update_id: int) -> None:
    """Have Telegram forget the updates up to UPDATE_ID, unanswered; /readyz names it. The bot may be running."""
    settings = load_settings()
    if settings.webhook_url is not None:
        raise NothingToSkipError
    try:
        skipped = asyncio.run(_skipped(settings, update_id))
    except InvalidToken:
        raise InvalidTokenError from None
    except TelegramError as error:
        raise TelegramRefusedError(redacted(str(error), settings.secrets)) from error
    click.echo(f"Skipped up to {update_id}, {skipped} in all.")


async def _skipped(settings: Settings, update_id: int) -> int:
    """Have updates forgotten, if that one is among those that wait first, and return how many.

    Asking for what comes after it is how Telegram is told that it was taken, with all before it: with a digit too
    many nobody who waits would be answered.
    """
    if settings.telegram_token is None:
        raise MissingTokenError
    token = settings.telegram_token.get_secret_value()
    request = OwnAnswers(HTTPXRequest())
    async with Bot(token, f"{settings.telegram_api_url or TELEGRAM}/bot", request=request) as bot:
        waiting = await _waiting(bot, limit=MOST_SHOWN)
        if update_id not in waiting:
            raise NotWaitingError(update_id, waiting)
        await _waiting(bot, offset=update_id + 1, limit=1)
    return waiting.index(update_id) + 1


async def _waiting(bot: Bot, **which: int) -> list[int]:
    """Return the numbers of updates that wait, from the oldest on.

    They are asked for as plain JSON, as one may be among them that cannot be read. Methods may be written in either
    case; in its own, the library would advise its method, which reads.
    """
    found = await bot.do_api_request("getupdates", {"timeout": 0, **which})
    return sorted(int(one["update_id"]) for one in found)
