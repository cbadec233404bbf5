"""Taps on buttons: the same message shows the new answer."""

import logging
from typing import Final

from telegram import CallbackQuery, ChatMember, Message, Update
from telegram.error import BadRequest

from bot.callbacks import Action, AtPlace, Press, decode
from bot.context import Context
from bot.domain import ChatMemory, Menu, Reply, Shown, Toast
from bot.errors import GroupLeadersOnlyError, StaleButtonError, UnknownAlertError
from bot.failures import in_words
from bot.handlers.activity import showing_activity
from bot.handlers.chats import chat_of
from bot.handlers.delivery import (
    ShownMessage,
    edit_buttons,
    edit_reply,
    inline_markup,
    is_unchanged,
    send_reply,
)
from bot.services import own_data
from bot.texts import plain

log = logging.getLogger(__name__)

FORGETTING: Final = (own_data.TOPIC, own_data.FORGET)
"""In a group, anybody's wish would delete what all others rely on."""

LEADERS: Final = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def on_tap(update: Update, context: Context) -> None:
    """Answer a tap; a button that cannot be read any more says so and changes nothing."""
    query = update.callback_query
    if query is None:
        return
    chat = await chat_of(update, context)
    try:
        shown = await _shown(context, chat, query)
    except (StaleButtonError, UnknownAlertError, GroupLeadersOnlyError) as error:
        shown = Toast(plain(in_words(error, chat.language)), alert=True)
    except BaseException:
        await answer_tap(query, None)  # the error is told elsewhere; the button must not spin until then
        raise
    toast = shown if isinstance(shown, Toast) else None
    await answer_tap(query, toast)
    content = toast.then if toast else shown
    if isinstance(content, Reply | Menu):
        await _show(context, chat, query, content)


async def _shown(context: Context, chat: ChatMemory, query: CallbackQuery) -> Shown | None:
    """Return what the button brings; None when that has been shown already."""
    action = decode(query.data or "")
    if query.inline_message_id is not None:
        return await _edit_elsewhere(context, chat, query, action)
    if isinstance(action, Press) and (action.topic, action.verb) == FORGETTING and chat.chat_id < 0:
        await _led_by(query)
    return await brought(context, chat, action)


async def _led_by(query: CallbackQuery) -> None:
    """Raise GroupLeadersOnlyError unless whoever tapped administers the group."""
    message = query.message
    member = await message.chat.get_member(query.from_user.id) if message else None
    if member is None or member.status not in LEADERS:
        raise GroupLeadersOnlyError


async def brought(context: Context, chat: ChatMemory, action: Action) -> Shown:
    """Return what an action brings: places are the conversation's, all others belong to their topic."""
    services = context.services
    now = services.clock()
    if isinstance(action, AtPlace):
        taker = services.place_actions.get(type(action), services.conversation.on_tap)
        return await taker(chat, action, now)
    topic = services.topics.get(action.topic)
    if topic is None:
        raise StaleButtonError(f"no such topic: {action.topic}")
    return await topic(chat, action.verb, action.value, now)


async def _edit_elsewhere(
    context: Context, chat: ChatMemory, query: CallbackQuery, action: Action
) -> Toast | None:
    """Change an answer that was sent to another chat by an inline question: there are only words."""
    if isinstance(action, Press):
        raise StaleButtonError("a page's button in another chat")
    services = context.services
    text, buttons, told = services.inline.tapped(chat, action, context.bot.username, services.clock())
    try:
        await query.edit_message_text(text, reply_markup=inline_markup(buttons))
    except BadRequest as error:
        if not is_unchanged(error):
            raise
    return told


async def _show(context: Context, chat: ChatMemory, query: CallbackQuery, content: Reply | Menu) -> None:
    message = query.message
    # Too old for Telegram to tell what it shows, or to change it.
    if not isinstance(message, Message) or not message.is_accessible:
        if isinstance(content, Reply):
            await send_reply(context, chat.chat_id, content)
        return
    if isinstance(content, Menu):
        await edit_buttons(context, ShownMessage.of(message), content)
        return
    async with showing_activity(context, chat.chat_id):
        await edit_reply(context, ShownMessage.of(message), content)


async def answer_tap(query: CallbackQuery, toast: Toast | None) -> None:
    """Stop the button's spinning; after a pause of the bot Telegram no longer waits for that."""
    try:
        await query.answer(toast.text if toast else None, show_alert=bool(toast and toast.alert))
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
        log.info("a tap from before the bot was up")
