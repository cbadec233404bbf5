"""A `Reply` → Telegram: sent as a new message, or put in the place of one that is there."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypedDict, TypeVar

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.context import Context
from bot.domain import Button, Buttons, Menu, Picture, Reply, ReplyKeyboard
from bot.rate_limits import AT_ONCE

PICTURE_NAME: Final = "map.png"  # Telegram tells the kind of an upload by its name

UNCHANGED: Final = "message is not modified"
GONE: Final = ("message to edit not found", "message can't be edited")
UNKNOWN_FILE: Final = ("wrong file identifier", "wrong remote file identifier")

Photo = str | InputFile
Sent = TypeVar("Sent", Message, Message | bool)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of ours that may be changed; one that takes its place is sent without a sound when `quiet`."""

    chat_id: int
    message_id: int
    has_photo: bool
    quiet: bool = False

    @classmethod
    def of(cls, message: Message) -> "ShownMessage":
        """Return what has to be known of a message to change it."""
        return cls(message.chat_id, message.message_id, bool(message.photo))


class _Shared(TypedDict):
    """What every way to send takes."""

    reply_markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | None
    disable_notification: bool
    reply_parameters: ReplyParameters | None
    rate_limit_args: int | None


async def send_reply(
    context: Context, chat_id: int, reply: Reply, *, silent: bool = False, answers: int | None = None
) -> Message:
    """Send a reply, and return the message; `answers` is the message it replies to."""
    to = None if answers is None else ReplyParameters(answers, allow_sending_without_reply=True)
    return await _send(context, chat_id, reply, _how(reply, silent=silent, reply_parameters=to))


async def send_unasked(context: Context, chat_id: int, reply: Reply) -> Message:
    """Send what nobody asked for; when Telegram says to wait, RetryAfter is raised at once."""
    return await _send(context, chat_id, reply, _how(reply, rate_limit_args=AT_ONCE))


def _how(
    reply: Reply,
    *,
    silent: bool = False,
    reply_parameters: ReplyParameters | None = None,
    rate_limit_args: int | None = None,
) -> _Shared:
    return _Shared(
        reply_markup=inline_markup(reply.buttons) or _keys(reply.keyboard),
        disable_notification=silent,
        reply_parameters=reply_parameters,
        rate_limit_args=rate_limit_args,
    )


async def _send(context: Context, chat_id: int, reply: Reply, shared: _Shared) -> Message:
    bot = context.bot
    if reply.document is not None:
        document = InputFile(reply.document.data, filename=reply.document.name)
        return await bot.send_document(chat_id, document, caption=reply.text, **shared)
    if reply.picture is None:
        return await bot.send_message(chat_id, reply.text, **shared)
    return await _with_photo(
        context,
        reply.picture,
        lambda photo: bot.send_photo(chat_id, photo, caption=reply.text, **shared),
    )


async def edit_reply(context: Context, shown: ShownMessage, reply: Reply) -> int:
    """Show a reply in the place of a message, and return the id of the message that shows it.

    A message with a picture stays when the reply has none (a refusal should not take an answer away);
    one that is gone, or too old to change, gets a new message after it.
    """
    if reply.document is not None or (reply.picture is None and shown.has_photo):
        return (await send_reply(context, shown.chat_id, reply)).message_id
    try:
        await _replace(context, shown, reply)
    except BadRequest as error:
        if is_unchanged(error):
            log.debug("tapped twice: nothing to change")
        elif is_gone(error):
            return (await send_reply(context, shown.chat_id, reply, silent=shown.quiet)).message_id
        else:
            raise
    return shown.message_id


async def edit_buttons(context: Context, shown: ShownMessage, menu: Menu) -> None:
    """Put other buttons under a message; one that is gone has none to change."""
    try:
        await context.bot.edit_message_reply_markup(
            shown.chat_id, shown.message_id, reply_markup=inline_markup(menu.buttons)
        )
    except BadRequest as error:
        if not is_unchanged(error) and not is_gone(error):
            raise
        log.debug("tapped twice, or gone: nothing to change")


def is_unchanged(error: BadRequest) -> bool:
    """Tell whether Telegram refused an edit because it would change nothing."""
    return UNCHANGED in str(error).lower()


def is_gone(error: BadRequest) -> bool:
    """Tell whether Telegram refused an edit because there is no message to change any more."""
    return any(words in str(error).lower() for words in GONE)


def inline_markup(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Return Telegram's keyboard of the buttons; None without any."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in buttons])


async def _replace(context: Context, shown: ShownMessage, reply: Reply) -> None:
    bot, markup = context.bot, inline_markup(reply.buttons)
    if reply.picture is None:
        await bot.edit_message_text(reply.text, shown.chat_id, shown.message_id, reply_markup=markup)
        return

    async def put(photo: Photo) -> Message | bool:
        media = InputMediaPhoto(photo, caption=reply.text)
        return await bot.edit_message_media(media, shown.chat_id, shown.message_id, reply_markup=markup)

    await _with_photo(context, reply.picture, put)


async def _with_photo(context: Context, picture: Picture, put: Callable[[Photo], Awaitable[Sent]]) -> Sent:
    """Put a picture: by the file_id it has from before, else drawn and uploaded."""
    sent = context.services.sent_pictures
    known = sent.file_id(picture.key)
    if known is not None:
        try:
            return await put(known)
        except BadRequest as error:
            if not any(words in str(error).lower() for words in UNKNOWN_FILE):
                raise
            await sent.forget(picture.key)
    message = await put(InputFile(await picture.draw(), filename=PICTURE_NAME))
    if isinstance(message, Message) and message.photo:
        await sent.keep(picture.key, message.photo[-1].file_id)
    return message


def _button(one: Button) -> InlineKeyboardButton:
    copied = CopyTextButton(one.copy) if one.copy is not None else None
    return InlineKeyboardButton(
        one.text, callback_data=one.data, url=one.url, switch_inline_query=one.share, copy_text=copied
    )


def _keys(keyboard: ReplyKeyboard | None) -> ReplyKeyboardMarkup | None:
    if keyboard is None:
        return None
    rows = [[KeyboardButton(keyboard.share_location, request_location=True)]]
    rows += [[KeyboardButton(text) for text in keyboard.texts]] if keyboard.texts else []
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)
