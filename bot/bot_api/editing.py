"""The methods that change messages that were sent, and take them away.

A message is named by its chat and number, or by the `inline_message_id` of an answer to an inline query;
for the latter the result is True instead of the message. How old a message is does not matter for edits.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from bot.bot_api.contents import Content
from bot.bot_api.documents import Document
from bot.bot_api.errors import bad_request
from bot.bot_api.markups import read_inline_markup
from bot.bot_api.media import document_of, photo_of
from bot.bot_api.messages import Deleted, Edited, InlineMessage, SentMessage
from bot.bot_api.parameters import Parameters, formatted
from bot.bot_api.pictures import Photo
from bot.bot_api.sending import caption_of
from bot.bot_api.state import State

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_FOR: Final = timedelta(hours=48)  # https://core.telegram.org/bots/api#deletemessage

Editable = SentMessage | InlineMessage


def edit_message_text(state: State, parameters: Parameters) -> dict[str, Any] | bool:
    """Replace a text message's text and its keyboard."""
    message = _named(state, parameters)
    if message.content.attachment is not None:
        raise bad_request("there is no text in the message to edit")
    text = formatted(parameters.text("text"), parameters.text("parse_mode"))
    return _edit(state, parameters, message, Content(text))


def edit_message_caption(state: State, parameters: Parameters) -> dict[str, Any] | bool:
    """Replace the caption of a photo or document, and its keyboard."""
    message = _named(state, parameters)
    if not message.content.has_caption:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, parameters, message, Content(caption_of(parameters), message.content.attachment))


def edit_message_media(state: State, parameters: Parameters) -> dict[str, Any] | bool:
    """Replace a message's photo or document, caption and keyboard; a text message gets one so."""
    message = _named(state, parameters)
    if message.content.attachment is not None and not message.content.has_caption:
        raise bad_request("there is no media in the message to edit")
    media = parameters.json("media")
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    if isinstance(message, InlineMessage) and str(media.get("media", "")) not in {
        *state.photos,
        *state.documents,
    }:
        raise bad_request("invalid message content specified")  # uploads included: nobody's chat takes them
    caption = formatted(str(media.get("caption", "")), str(media.get("parse_mode", "")))
    return _edit(state, parameters, message, Content(caption, _media(state, parameters, media)))


def edit_message_reply_markup(state: State, parameters: Parameters) -> dict[str, Any] | bool:
    """Replace a message's keyboard."""
    message = _named(state, parameters)
    return _edit(state, parameters, message, message.content)


def delete_message(state: State, parameters: Parameters) -> bool:
    """Delete a message of the bot, or in a private chat one of the person's, in its first 48 hours."""
    chat, message_id = state.chat(parameters), parameters.integer("message_id")
    sent, theirs = state.messages.get(chat.chat_id, message_id), (chat.chat_id, message_id)
    if sent is not None:
        if state.clock() - sent.sent_at >= DELETABLE_FOR:
            raise bad_request("message can't be deleted for everyone")
        sent.deleted = True
        state.note(Deleted(sent))
        return True
    if theirs not in state.received:
        raise bad_request("message to delete not found")
    if not chat.is_private:
        raise bad_request("message can't be deleted")
    del state.received[theirs]
    return True


def _named(state: State, parameters: Parameters) -> Editable:
    """Return the message that a call names."""
    if not parameters.text("chat_id") and not parameters.text("message_id"):
        inline = state.inline_messages.get(parameters.text("inline_message_id"))
        if inline is None:
            absent = not parameters.text("inline_message_id")
            raise bad_request("message identifier is not specified" if absent else "MESSAGE_ID_INVALID")
        return inline
    chat, message_id = state.chat(parameters), parameters.integer("message_id")
    message = state.messages.get(chat.chat_id, message_id)
    if message is not None:
        return message
    is_theirs = (chat.chat_id, message_id) in state.received
    raise bad_request("message can't be edited" if is_theirs else "message to edit not found")


def _media(state: State, parameters: Parameters, media: dict[str, Any]) -> Photo | Document:
    reference = str(media.get("media", ""))
    match media.get("type"):
        case "photo":
            return photo_of(state, parameters, "media", reference)
        case "document":
            return document_of(state, parameters, "media", reference)
        case _:
            raise bad_request("can't parse InputMedia: media of this type is not served in memory")


def _edit(state: State, parameters: Parameters, message: Editable, content: Content) -> dict[str, Any] | bool:
    """Put a new version up; a keyboard that is not sent again goes away, as in Telegram."""
    keyboard = read_inline_markup(parameters.json("reply_markup", "reply keyboard markup"))
    content = replace(content, keyboard=keyboard).checked(edited=True)
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    message.versions.append(content)
    state.note(Edited(message))
    if isinstance(message, InlineMessage):
        return True
    message.edited_at = state.clock()
    return state.message_json(message)
