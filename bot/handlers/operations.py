"""What takes long, seen from its chat: one message, changed as it goes on, with a button to stop it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from typing import Final, TypeVar

from telegram.error import TelegramError

from bot.callbacks import Press, encode
from bot.context import Context
from bot.db.admin import Broadcast
from bot.domain import Button, Language, Reply
from bot.errors import OperationUnderWayError
from bot.failures import in_words, is_to_be_looked_into
from bot.handlers.broadcasting import send_to_all
from bot.handlers.delivery import ShownMessage, edit_reply, send_reply
from bot.outages import is_outage, outlasting
from bot.services.admin.desk import AdminDesk
from bot.services.admin.models import TOPIC
from bot.services.admin.operations import BROADCAST, Operation
from bot.services.admin.progress_messages import ProgressMessage, ProgressMessages, untold_page
from bot.services.admin.under_way import name_of, stopped_page
from bot.texts import percent, plain, say

EDIT_SECONDS: Final = 3.0
"""Between two changes of a message: Telegram takes some twenty a minute in a chat."""

RETRY_SECONDS: Final = 10.0

T = TypeVar("T")

log = logging.getLogger(__name__)


async def attend(context: Context) -> None:
    """Go on with messages to everybody that are not sent to the end, and show what was begun in its chat."""
    desk = context.services.admin
    if desk is None:
        return
    for broadcast in await desk.broadcasts.to_send():
        try:
            await _begin(context, desk, broadcast)
        except OperationUnderWayError:
            break  # this one's turn comes
    for operation in desk.operations.unfollowed():
        desk.operations.follow(follow(context, operation))


async def _begin(context: Context, desk: AdminDesk, broadcast: Broadcast) -> None:
    """Go on with a message for whoever began it, or for the first administrator where that is none any more.

    It was confirmed, and half of the chats have it; but with nobody who could stop it, it is not sent.
    """
    author_id = broadcast.author_id
    former = None if desk.is_admin(author_id) else author_id
    shown_to = author_id if former is None else next(iter(desk.settings.admins), None)
    if shown_to is not None:
        chat = await context.services.chats.load(shown_to, "es")
        desk.operations.begin(BROADCAST, send_to_all(context, broadcast), chat, former)


async def follow(context: Context, operation: Operation) -> None:
    """Show an operation in its chat until it has ended, and what came of it."""
    desk = context.services.admin
    if operation.chat is None or desk is None:
        return
    chat_id, language = operation.chat.chat_id, operation.chat.language
    page = progress_page(operation, language)
    left = desk.broadcasts.take_up(chat_id) if operation.name == BROADCAST else None
    if left is None:
        shown = ShownMessage.of(await _shown(partial(send_reply, context, chat_id, page)))
    else:
        last = ProgressMessage(chat_id, left, operation.name, language)
        shown = await _edited(context, desk, last, page)
    message = ProgressMessage(chat_id, shown.message_id, operation.name, language)
    with _messages(desk).keeping(operation.key, message):
        while not operation.task.done():
            await asyncio.wait({operation.task}, timeout=EDIT_SECONDS)
            now = progress_page(operation, language)
            if not operation.task.done() and now != page:
                page = now
                await _changed(context, shown, page)
        await _shown(partial(edit_reply, context, shown, await _ended(context, operation, language)))


async def _edited(context: Context, desk: AdminDesk, left: ProgressMessage, page: Reply) -> ShownMessage:
    """Show a page in a message that the last run left; it stays kept for as long as Telegram is away."""
    shown = ShownMessage(left.chat_id, left.message_id, has_photo=False)
    with _messages(desk).keeping(f"{left.chat_id}-{left.message_id}", left):
        return replace(shown, message_id=await _shown(partial(edit_reply, context, shown, page)))


def put_right(context: Context) -> None:
    """Go on with messages to everybody, and have what the last run left in the middle say that it is over.

    What showed how far a message to everybody was shows how it goes on.
    """
    desk = context.services.admin
    if desk is None:
        return
    left = _messages(desk).take_up()
    for message in left:
        if message.name == BROADCAST:
            desk.broadcasts.leave(message.chat_id, message.message_id)
    desk.operations.follow(_put_right(context, desk, left))


async def _put_right(context: Context, desk: AdminDesk, left: Sequence[ProgressMessage]) -> None:
    try:
        await attend(context)
        await asyncio.sleep(0)  # for those that follow them to take up their messages
    finally:
        for message in left:
            if message.name != BROADCAST or desk.broadcasts.take_up(message.chat_id) is not None:
                desk.operations.follow(_show_untold(context, desk, message))


async def _show_untold(context: Context, desk: AdminDesk, message: ProgressMessage) -> None:
    await _edited(context, desk, message, untold_page(message))


def _messages(desk: AdminDesk) -> ProgressMessages:
    return ProgressMessages(desk.settings.operations_dir)


def progress_page(operation: Operation, language: Language) -> Reply:
    """Return how far an operation is, with the button that stops it."""
    name = name_of(operation.name, language)
    figures = {"name": name, "share": percent(operation.share)}
    if operation.step:
        text = say(language, "admin.progress", step=say(language, f"sync.step.{operation.step}"), **figures)
    else:
        text = say(language, "admin.begun", **figures)
    if operation.begun_by is not None:
        text += f"\n{say(language, 'admin.begun_by', who=operation.begun_by)}"
    stop = Button(plain(say(language, "admin.stop")), encode(Press(TOPIC, "stop", operation.key)))
    return Reply(text, buttons=((stop,),))


async def _shown(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call however long Telegram is away: whoever began an operation hears of its end."""
    return await outlasting(call, is_outage, repeat(RETRY_SECONDS))


async def _changed(context: Context, shown: ShownMessage, page: Reply) -> None:
    try:
        await edit_reply(context, shown, page)
    except TelegramError as error:
        log.info("an operation's progress could not be shown: %s", type(error).__name__)


async def _ended(context: Context, operation: Operation, language: Language) -> Reply:
    """Return what came of it; what is to be looked into goes the way of all errors, too."""
    name = operation.name
    if operation.task.cancelled():
        return paused_page(language) if name == BROADCAST else stopped_page(name, language)
    error = operation.task.exception()
    if error is None:
        return operation.task.result()(language)
    if isinstance(error, Exception) and is_to_be_looked_into(error):
        await context.application.process_error(None, error)
    words = in_words(error, language) if isinstance(error, Exception) else type(error).__name__
    return Reply(f"{words}\n{say(language, 'admin.rests')}" if name == BROADCAST else words)


def paused_page(language: Language) -> Reply:
    """Return that the bot stops in the middle of a message to everybody, and goes on with it."""
    name = name_of(BROADCAST, language)
    return Reply(f"{say(language, 'admin.paused', name=name)}\n{say(language, 'admin.rests')}")
