"""A `Reply` → Telegram: sent as a new message, or put in the place of one that is there."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest

from bot.context import Context
from bot.domain import Reply

PICTURE_NAME: Final = "map.png"  # Telegram tells the kind of an upload by its name

UNCHANGED: Final = "message is not modified"
GONE: Final = ("message to edit not found", "message can't be edited")
UNKNOWN_FILE: Final = ("wrong file identifier", "wrong remote file identifier")

Photo = str | InputFile

log = logging.getLogger(__name__)


async def send_reply(
    context: Context, chat_id: int, reply: Reply, keyboard: ReplyKeyboardMarkup | None = None
) -> None:
    """Send a reply; a `keyboard` under the typing field goes with one that has no buttons of its own."""
    bot, markup = context.bot, _markup(reply) or keyboard
    if reply.photo is None:
        await bot.send_message(chat_id, reply.text, reply_markup=markup)
        return
    await _with_photo(
        context, reply, lambda photo: bot.send_photo(chat_id, photo, caption=reply.text, reply_markup=markup)
    )


async def edit_reply(context: Context, message: Message, reply: Reply) -> None:
    """Show a reply in the place of a message.

    A message with a picture stays when the reply has none (a refusal should not take an answer away);
    one that is gone, or too old to change, gets a new message after it.
    """
    if reply.photo is None and message.photo:
        await send_reply(context, message.chat_id, reply)
        return
    try:
        await _replace(context, message, reply)
    except BadRequest as error:
        if UNCHANGED in str(error).lower():
            log.debug("tapped twice: nothing to change")
        elif any(words in str(error).lower() for words in GONE):
            await send_reply(context, message.chat_id, reply)
        else:
            raise


async def _replace(context: Context, message: Message, reply: Reply) -> None:
    markup = _markup(reply)
    if reply.photo is None:
        await message.edit_text(reply.text, reply_markup=markup)
        return

    async def put(photo: Photo) -> Message:
        edited = await message.edit_media(InputMediaPhoto(photo, caption=reply.text), reply_markup=markup)
        return edited if isinstance(edited, Message) else message

    await _with_photo(context, reply, put)


async def _with_photo(context: Context, reply: Reply, put: Callable[[Photo], Awaitable[Message]]) -> None:
    """Put the reply's picture: by the file_id it has from before, else as an upload."""
    known = context.file_ids.get(reply.photo_key)
    if known is not None:
        try:
            await put(known)
        except BadRequest as error:
            if not any(words in str(error).lower() for words in UNKNOWN_FILE):
                raise
            context.file_ids.forget(reply.photo_key)
        else:
            return
    message = await put(InputFile(reply.photo or b"", filename=PICTURE_NAME))
    if message.photo:
        context.file_ids.keep(reply.photo_key, message.photo[-1].file_id)


def _markup(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.text, callback_data=one.data, url=one.url) for one in row]
            for row in reply.buttons
        ]
    )
