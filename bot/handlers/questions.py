"""Questions: a text, or a place that was shared."""

from telegram import Update

from bot.context import Context
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply
from geodata.places import Point


async def on_text(update: Update, context: Context) -> None:
    """Answer a text."""
    message = update.effective_message
    if message is None or message.text is None:
        return
    services, chat = context.services, await chat_of(update, context)
    async with showing_activity(context, chat.chat_id):
        reply = await services.conversation.on_text(chat, message.text, services.clock())
        await send_reply(context, chat.chat_id, reply)


async def on_location(update: Update, context: Context) -> None:
    """Answer a shared location, or a venue by its title."""
    message = update.effective_message
    if message is None:
        return
    location = message.venue.location if message.venue else message.location
    if location is None:
        return
    label = message.venue.title if message.venue else None
    point = Point(location.latitude, location.longitude)
    services, chat = context.services, await chat_of(update, context)
    async with showing_activity(context, chat.chat_id):
        reply = await services.conversation.on_location(chat, point, services.clock(), label)
        await send_reply(context, chat.chat_id, reply)
