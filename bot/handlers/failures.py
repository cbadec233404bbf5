"""The outermost edge: what a handler let through is worded for its user, and written down."""

import logging
import traceback

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Context
from bot.domain import Reply
from bot.failures import EXPECTED, in_words
from bot.handlers.chats import language_of
from bot.handlers.delivery import send_reply
from bot.logs import redacted

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Tell the user, in their language, and the log; nobody gets a traceback with secrets in it."""
    error = context.error
    if isinstance(error, Forbidden):
        log.info("a chat that does not want to hear from the bot")
        return
    _write_down(error)
    if not isinstance(error, Exception) or not isinstance(update, Update) or update.effective_chat is None:
        return
    reply = Reply(in_words(error, language_of(update.effective_user)))
    try:
        await send_reply(context, update.effective_chat.id, reply)
    except TelegramError as failure:
        log.warning("the apology could not be sent: %s", type(failure).__name__)


def _write_down(error: Exception | None) -> None:
    if isinstance(error, EXPECTED):
        log.info("refused: %s", type(error).__name__)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.warning("Telegram cannot be reached: %s", redacted(str(error)))
    else:
        log.error("a handler failed\n%s", redacted("".join(traceback.format_exception(error))))
