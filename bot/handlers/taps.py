"""Taps on buttons: the same message shows the new answer."""

import logging
from html import unescape

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot.callbacks import Feedback, decode
from bot.context import Context
from bot.errors import StaleButtonError
from bot.failures import in_words
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import edit_reply, send_reply

log = logging.getLogger(__name__)


async def on_tap(update: Update, context: Context) -> None:
    """Answer a tap; a button that cannot be read any more says so and changes nothing."""
    query = update.callback_query
    if query is None:
        return
    services, chat = context.services, await chat_of(update, context)
    try:
        action = decode(query.data or "")
    except StaleButtonError as error:
        await _answer(query, unescape(in_words(error, chat.language)))
        return
    await _answer(query)
    async with showing_activity(context, chat.chat_id):
        if isinstance(action, Feedback):
            reply = await services.feedback.on_tap(chat, action, services.clock())
        else:
            reply = await services.conversation.on_tap(chat, action, services.clock())
        if isinstance(query.message, Message) and query.message.is_accessible:
            await edit_reply(context, query.message, reply)
        else:  # too old for Telegram to tell what it shows, or to change it
            await send_reply(context, chat.chat_id, reply)


async def _answer(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the button's spinning; after a pause of the bot Telegram no longer waits for that."""
    try:
        await query.answer(text, show_alert=text is not None)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
        log.info("a tap from before the bot was up")
