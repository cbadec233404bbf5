"""Did they find a space? The questions that are due, and the public record of the answers."""

import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.context import Context
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply

log = logging.getLogger(__name__)


async def ask_due(context: Context) -> None:
    """Ask the questions that are due; one that cannot be delivered is not asked again."""
    services = context.services
    now = services.clock()
    for question in await services.feedback.due(now):
        try:
            await send_reply(context, question.chat_id, services.feedback.question(question, now))
        except Forbidden:
            log.info("a chat that does not want to hear from the bot")
        except TelegramError as error:
            log.warning("a question could not be asked: %s", type(error).__name__)


async def stats(update: Update, context: Context) -> None:
    """Show how good the answers have been; it is the same for everybody."""
    chat, services = await chat_of(update, context), context.services
    await send_reply(context, chat.chat_id, await services.records.page(chat.language, services.clock()))
