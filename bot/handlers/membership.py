"""Who lets the bot in, who blocks it, and groups that become another chat."""

import logging

from telegram import ChatMember, Update

from bot.context import Context
from bot.domain import Reply
from bot.handlers.chats import language_of
from bot.handlers.delivery import send_reply
from bot.texts import say

OUT = frozenset({ChatMember.BANNED, ChatMember.LEFT})

log = logging.getLogger(__name__)


async def on_membership(update: Update, context: Context) -> None:
    """Deactivate a chat that blocks the bot or puts it out; greet a group that lets it in."""
    change, services = update.my_chat_member, context.services
    if change is None:
        return
    if change.new_chat_member.status in OUT:
        await services.chats.deactivate(change.chat.id)
        log.info("a chat that does not want to hear from the bot")
        return
    await services.chats.activate(change.chat.id)
    if change.chat.type in ("group", "supergroup") and change.old_chat_member.status in OUT:
        language = language_of(change.from_user)
        greeting = say(language, "chat.group_greeting", name=context.bot.username)
        await send_reply(context, change.chat.id, Reply(greeting))


async def on_migration(update: Update, context: Context) -> None:
    """Take a group's memory along when it becomes a supergroup, which has another id."""
    message = update.effective_message
    if message is None or message.migrate_to_chat_id is None:
        return
    await context.services.chats.migrate(message.chat_id, message.migrate_to_chat_id)
