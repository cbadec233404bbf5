"""The methods that send, edit and delete messages."""

from dataclasses import replace
from typing import Any

from bot.bot_api.errors import bad_request
from bot.bot_api.keyboards import read_keyboard
from bot.bot_api.messages import Activity, Content, Deleted, Edited, Sent, SentMessage
from bot.bot_api.parameters import Parameters, formatted
from bot.bot_api.pictures import Photo, read_photo
from bot.bot_api.state import State

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CHAT_ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "find_location"})


def send_message(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a text."""
    chat = state.chat(parameters)
    text = formatted(parameters.text("text"), parameters.text("parse_mode"))
    return _send(state, parameters, chat.chat_id, Content(text))


def send_photo(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a photo: an upload, or the file_id of one sent before."""
    chat = state.chat(parameters)
    photo = _photo(state, parameters, "photo", parameters.text("photo"))
    caption = formatted(parameters.text("caption"), parameters.text("parse_mode"))
    return _send(state, parameters, chat.chat_id, Content(caption, photo))


def edit_message_text(state: State, parameters: Parameters) -> dict[str, Any]:
    """Replace a text message's text and its keyboard."""
    message = state.message(parameters, "edit")
    if message.content.photo is not None:
        raise bad_request("there is no text in the message to edit")
    text = formatted(parameters.text("text"), parameters.text("parse_mode"))
    return _edit(state, parameters, message, Content(text))


def edit_message_caption(state: State, parameters: Parameters) -> dict[str, Any]:
    """Replace a photo's caption and its keyboard."""
    message = state.message(parameters, "edit")
    if message.content.photo is None:
        raise bad_request("there is no caption in the message to edit")
    caption = formatted(parameters.text("caption"), parameters.text("parse_mode"))
    return _edit(state, parameters, message, Content(caption, message.content.photo))


def edit_message_media(state: State, parameters: Parameters) -> dict[str, Any]:
    """Replace a message's photo, caption and keyboard; a text message gets a photo so."""
    message = state.message(parameters, "edit")
    media = parameters.json("media")
    if not isinstance(media, dict) or media.get("type") != "photo":
        raise bad_request("can't parse InputMedia: media of this type is not served in memory")
    photo = _photo(state, parameters, "media", str(media.get("media", "")))
    caption = formatted(str(media.get("caption", "")), str(media.get("parse_mode", "")))
    return _edit(state, parameters, message, Content(caption, photo))


def edit_message_reply_markup(state: State, parameters: Parameters) -> dict[str, Any]:
    """Replace a message's keyboard."""
    message = state.message(parameters, "edit")
    return _edit(state, parameters, message, message.content)


def delete_message(state: State, parameters: Parameters) -> bool:
    """Delete a message."""
    message = state.message(parameters, "delete")
    message.deleted = True
    state.note(Deleted(message))
    return True


def send_chat_action(state: State, parameters: Parameters) -> bool:
    """Show "typing…" or the like."""
    chat, action = state.chat(parameters), parameters.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.note(Activity(chat.chat_id, action))
    return True


def _send(state: State, parameters: Parameters, chat_id: int, content: Content) -> dict[str, Any]:
    markup = parameters.json("reply_markup")
    content = replace(content, keyboard=read_keyboard(markup)).checked()
    reply_keyboard = (markup or {}).get("keyboard", [])
    message = SentMessage(chat_id, state.next_message_id(), state.clock(), [content], reply_keyboard)
    state.messages.append(message)
    state.note(Sent(message))
    return state.message_json(message)


def _edit(state: State, parameters: Parameters, message: SentMessage, content: Content) -> dict[str, Any]:
    """Put a new version up; a keyboard that is not sent again goes away, as in Telegram."""
    content = replace(content, keyboard=read_keyboard(parameters.json("reply_markup"))).checked()
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    message.versions.append(content)
    state.note(Edited(message))
    return state.message_json(message)


def _photo(state: State, parameters: Parameters, name: str, reference: str) -> Photo:
    data = parameters.upload(name, reference)
    if data is not None:
        photo = read_photo(data)
        return state.photos.setdefault(photo.file_id, photo)
    if not reference:
        raise bad_request("there is no photo in the request")
    if reference not in state.photos:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return state.photos[reference]
