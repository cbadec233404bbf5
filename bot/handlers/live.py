"""A live location on the move: its answer changes in place, quietly, when the answer does."""

from dataclasses import replace

from telegram import Update

from bot.context import Context
from bot.handlers.chats import chat_of
from bot.handlers.delivery import ShownMessage, edit_reply
from bot.handlers.questions import shared_location


async def on_move(update: Update, context: Context) -> None:
    """Follow a live location; one that stopped is followed no longer."""
    message = update.effective_message
    point = shared_location(message)
    if message is None or message.location is None or point is None:
        return
    services, chat = context.services, await chat_of(update, context)
    if not message.location.live_period:
        await services.live.end(chat, message.message_id)
        return
    moved = await services.live.moved(chat, message.message_id, point, services.clock())
    if moved is None:
        return
    share, reply = moved
    shown = ShownMessage(chat.chat_id, share.answer_id, has_photo=reply.picture is not None, quiet=True)
    answer_id = await edit_reply(context, shown, reply)
    await services.live.answered(replace(share, answer_id=answer_id))
