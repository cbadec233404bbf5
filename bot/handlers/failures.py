"""The outermost edge: what a handler let through is worded for its user, and written down."""

import logging
from functools import partial
from typing import Final

from sqlalchemy.exc import DBAPIError
from telegram import Update
from telegram.error import ChatMigrated, TelegramError

from bot.context import Context
from bot.db.failing import ails
from bot.domain import Reply
from bot.errors import class_name
from bot.failures import EXPECTED, has_died, in_words
from bot.handlers.chats import language_spoken
from bot.handlers.delivery import send_reply
from bot.handlers.unasked import wants_no_more
from bot.logs import redacted
from bot.outages import is_outage, outlasting, probably_lost
from bot.services.admin.failures import told

LONGEST: Final = 120
"""Characters of a statement that a line in the log has: enough to know it by. It has no values."""

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Tell the user, in their language, and the log; nobody gets a traceback with secrets in it."""
    error = context.error
    if isinstance(error, TelegramError) and wants_no_more(error):
        log.info("a chat that does not want to hear from the bot")
        if isinstance(update, Update) and update.effective_chat is not None:
            await context.services.chats.deactivate(update.effective_chat.id)
        return
    if isinstance(error, ChatMigrated) and isinstance(update, Update) and update.effective_chat is not None:
        await context.services.chats.migrate(update.effective_chat.id, error.new_chat_id)
        return
    _write_down(error)
    if isinstance(error, Exception) and _is_unexpected(error):
        await _tell_admins(context, error)
    if not isinstance(error, Exception) or not isinstance(update, Update) or update.effective_chat is None:
        return
    await _apologize(context, update, update.effective_chat.id, error)


async def _apologize(context: Context, update: Update, chat_id: int, error: Exception) -> None:
    """Tell whoever asked, under what they wrote: after an outage that may be a while ago."""
    reply = Reply(in_words(error, await language_spoken(update, context)))
    asked = update.message.message_id if update.message else None
    try:
        await outlasting(partial(send_reply, context, chat_id, reply, answers=asked), probably_lost)
    except TelegramError as failure:
        log.warning("the apology could not be sent: %s", type(failure).__name__)


def _is_unexpected(error: Exception) -> bool:
    return not isinstance(error, EXPECTED) and not is_outage(error)


async def _tell_admins(context: Context, error: Exception) -> None:
    """Tell administrators of an error, in their own chats; at most once a minute of those that are alike."""
    desk = context.services.admin
    if desk is None:
        return
    try:
        seen = await desk.errors.take(error, desk.clock())
    except Exception as failure:  # noqa: BLE001 -- whatever ails the database is what is being told of
        if not ails(error):  # of its own failure the log has a line
            log.warning("an error could not be counted: %s", type(failure).__name__)
        return
    if seen is None:
        return
    for admin in sorted(context.services.admins):
        chat = await context.services.chats.load(admin, "es")
        try:
            await send_reply(context, admin, Reply(told(seen, chat.language)))
        except TelegramError as failure:
            log.warning("an administrator could not be told: %s", type(failure).__name__)


def _write_down(error: Exception | None) -> None:
    if error is not None and has_died(error):
        log.error("a process of ours ended without a word: %s", error)
    elif isinstance(error, EXPECTED):
        log.info("refused: %s", class_name(error))
    elif error is not None and not _is_unexpected(error):
        log.warning("Telegram cannot be reached: %s", redacted(str(error)))
    elif isinstance(error, DBAPIError) and ails(error):  # the way there tells nothing more
        log.error(
            "the database fails: %s, at %s", error.orig, " ".join((error.statement or "").split())[:LONGEST]
        )
    else:
        log.error("a handler failed", exc_info=error)
