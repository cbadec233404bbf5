"""Commands: each reads its words, calls one service and sends."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.constants import ChatType

from bot.context import Context
from bot.domain import ChatMemory, Reply
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import send_reply
from bot.handlers.inline import START as FROM_INLINE

Answer = Callable[[Context, ChatMemory, str], Awaitable[Reply]]
"""What a command's words (without the command) are answered with."""


def command(answer: Answer) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Return the handler of a command: in a group its answer points at the message that asked."""

    async def handle(update: Update, context: Context) -> None:
        message, chat = update.effective_message, await chat_of(update, context)
        async with showing_activity(context, chat.chat_id):
            reply = await answer(context, chat, " ".join(context.args or ()))
            private = update.effective_chat is None or update.effective_chat.type == ChatType.PRIVATE
            answers = None if private or message is None else message.message_id
            await send_reply(context, chat.chat_id, reply, answers=answers)

    return handle


async def start(context: Context, chat: ChatMemory, words: str) -> Reply:
    """Say what the bot does; a link's question is answered at once."""
    if words and words != FROM_INLINE:
        return await context.services.conversation.on_link(chat, words, context.services.clock())
    return context.services.reception.greeting(chat)


async def help_(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Say what can be asked and how."""
    return context.services.reception.help(chat)


async def why(context: Context, chat: ChatMemory, words: str) -> Reply:
    """Say what an answer stands on: the last one, or that of the words after the command."""
    return await context.services.reception.why(chat, words, context.services.clock())


async def zone(context: Context, chat: ChatMemory, words: str) -> Reply:
    """Draw the whole zone at the time in the words, or now."""
    return await context.services.reception.zone(chat, words, context.services.clock())


async def stats(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Show how good the answers have been: the same for everybody, and to administrators a way to how much is asked."""
    reply, desk = (
        await context.services.records.page(chat.language, context.services.clock()),
        context.services.admin,
    )
    if desk is None or not desk.is_admin(chat.chat_id):
        return reply
    return replace(reply, buttons=((desk.usage_button(chat.language),),))


async def places(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Show the chat's own places."""
    return await context.services.places.page(chat, context.services.clock())


async def parked(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Show where the car stands."""
    return await context.services.car.page(chat, context.services.clock())


async def alerts(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Show the chat's alerts."""
    return await context.services.alert_pages.page(chat, context.services.clock())


async def settings(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Show what is chosen."""
    return context.services.preferences.page(chat)


async def cancel(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Forget what was being asked."""
    return await context.services.reception.cancel(chat, context.services.clock())


async def privacy(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Say what is kept and why."""
    return context.services.own_data.policy(chat)


async def mydata(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Send everything that is kept of the chat."""
    return await context.services.own_data.file(chat, context.services.clock())


async def forget(context: Context, chat: ChatMemory, _words: str) -> Reply:
    """Ask whether everything is to be deleted."""
    return context.services.own_data.ask(chat)
