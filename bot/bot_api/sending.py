"""The methods that send messages."""

from dataclasses import replace
from typing import Any, Final

from bot.bot_api.chats import Chat
from bot.bot_api.contents import Content
from bot.bot_api.entities import FormattedText
from bot.bot_api.errors import bad_request
from bot.bot_api.locations import Venue, read_location
from bot.bot_api.markups import read_markup
from bot.bot_api.media import document_of, photo_of
from bot.bot_api.messages import Activity, Sent, SentMessage
from bot.bot_api.parameters import Parameters, formatted
from bot.bot_api.state import State

WORDLESS: Final = FormattedText("")

CHAT_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)  # https://core.telegram.org/bots/api#sendchataction


def send_message(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a text."""
    chat = state.chat(parameters)
    text = formatted(parameters.text("text"), parameters.text("parse_mode"))
    return _send(state, parameters, chat, Content(text))


def send_photo(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a photo: an upload, or the file_id of one sent before."""
    chat = state.chat(parameters)
    photo = photo_of(state, parameters, "photo", parameters.text("photo"))
    return _send(state, parameters, chat, Content(caption_of(parameters), photo))


def send_document(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a file under its name: an upload, or the file_id of one sent before."""
    chat = state.chat(parameters)
    document = document_of(state, parameters, "document", parameters.text("document"))
    return _send(state, parameters, chat, Content(caption_of(parameters), document))


def send_location(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a point."""
    chat = state.chat(parameters)
    return _send(state, parameters, chat, Content(WORDLESS, read_location(parameters.fields)))


def send_venue(state: State, parameters: Parameters) -> dict[str, Any]:
    """Send a point with a name and an address."""
    chat = state.chat(parameters)
    title, address = parameters.required_text("title"), parameters.required_text("address")
    return _send(
        state, parameters, chat, Content(WORDLESS, Venue(read_location(parameters.fields), title, address))
    )


def send_chat_action(state: State, parameters: Parameters) -> bool:
    """Show "typing…" or the like."""
    chat, action = state.chat(parameters), parameters.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.note(Activity(chat.chat_id, action))
    return True


def caption_of(parameters: Parameters) -> FormattedText:
    """Return a call's caption."""
    return formatted(parameters.text("caption"), parameters.text("parse_mode"))


def _send(state: State, parameters: Parameters, chat: Chat, content: Content) -> dict[str, Any]:
    markup = read_markup(parameters.json("reply_markup", "reply keyboard markup"), private=chat.is_private)
    content = replace(content, keyboard=markup.inline).checked()
    message = SentMessage(
        versions=state.remembered(content),
        chat_id=chat.chat_id,
        message_id=state.next_message_id(),
        sent_at=state.clock(),
        reply_keyboard=markup.reply_keyboard,
        removes_keyboard=markup.removes_keyboard,
        silent=parameters.boolean("disable_notification"),
        replies_to=_replied(state, parameters, chat),
        thread_id=_thread(parameters, chat),
    )
    state.messages.add(message)
    state.note(Sent(message))
    return state.message_json(message)


def _replied(state: State, parameters: Parameters, chat: Chat) -> int | None:
    """Return the id of the message in the same chat that a new one replies to."""
    reply = parameters.json("reply_parameters") or {}
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    message_id = reply.get("message_id")
    if not message_id:
        return None
    if isinstance(message_id, int) and state.any_message_json(chat.chat_id, message_id) is not None:
        return message_id
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _thread(parameters: Parameters, chat: Chat) -> int | None:
    thread_id = parameters.integer("message_thread_id")
    if thread_id and thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return thread_id or None
