"""Questions: a text, or a place that was shared."""

from datetime import timedelta

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.domain import Reply
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply
from bot.handlers.replied import remembering
from bot.services.live import Begun
from geodata.places import Point


async def on_text(update: Update, context: Context) -> None:
    """Answer a text; in a group only one that mentions the bot or replies to it."""
    message = update.effective_message
    text = addressed_text(message, context) if message else None
    if message is None or text is None:
        return
    services, chat = context.services, remembering(await chat_of(update, context), message)
    async with showing_activity(context, chat.chat_id):
        # In a group somebody else may have left a question half asked: who replies to the bot goes on with it.
        finishes = _is_for_bot(message, context)
        reply = await services.reception.on_text(chat, text, services.clock(), finishes=finishes)
        await _answer(context, message, reply)


async def on_location(update: Update, context: Context) -> None:
    """Answer a shared location, or a venue by its title; a live location is followed unless a place was asked for.

    In a group only one that replies to the bot, as it asks people to.
    """
    message = update.effective_message
    location = shared_location(message)
    if message is None or location is None or not _is_for_bot(message, context):
        return
    label = message.venue.title if message.venue else None
    services, chat = context.services, await chat_of(update, context)
    now = services.clock()
    is_reply = await services.reception.waits_for_place(chat, now)
    async with showing_activity(context, chat.chat_id):
        reply = await services.reception.on_location(chat, location, now, label)
        sent = await _answer(context, message, reply)
    if message.location is not None and message.location.live_period and not is_reply:
        until = now + _duration(message.location.live_period)
        begun = Begun(message.message_id, sent.message_id, until)
        await services.live.begin(chat, begun, location, now)


def addressed_text(message: Message, context: Context) -> str | None:
    """Return what a message says to the bot; None for a group's talk that is not about it."""
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return text
    mention = f"@{context.bot.username}".lower()
    words = [part for part in text.split() if part.lower().rstrip(",:;") != mention]
    named = (message.parse_entities if message.text else message.parse_caption_entities)(
        [MessageEntity.MENTION]
    )
    mentioned = any(name.lower() == mention for name in named.values())
    return " ".join(words) if mentioned or is_reply_to_bot(message, context) else None


def _is_for_bot(message: Message, context: Context) -> bool:
    return message.chat.type == ChatType.PRIVATE or is_reply_to_bot(message, context)


def is_reply_to_bot(message: Message, context: Context) -> bool:
    """Tell whether a message replies to one of the bot's."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id


def shared_location(message: Message | None) -> Point | None:
    """Return the point that a message shares, as a location or a venue; None for other messages."""
    if message is None:
        return None
    location = message.venue.location if message.venue else message.location
    return Point(location.latitude, location.longitude) if location else None


def _duration(live_period: int | timedelta) -> timedelta:
    """Return how long a live location runs; the library is moving from seconds to durations."""
    return live_period if isinstance(live_period, timedelta) else timedelta(seconds=live_period)


async def _answer(context: Context, message: Message, reply: Reply) -> Message:
    """Send a reply; in a group it points at the message that it answers."""
    private = message.chat.type == ChatType.PRIVATE
    return await send_reply(context, message.chat_id, reply, answers=None if private else message.message_id)
