"""The methods about the bot's own account: who it is, what waits for it, files and chats."""

from typing import Any

from bot.bot_api.documents import MAX_FETCHED_BYTES
from bot.bot_api.errors import bad_request, conflict
from bot.bot_api.parameters import Parameters
from bot.bot_api.state import State
from bot.bot_api.updates import MAX_UPDATES


def get_me(state: State, _parameters: Parameters) -> dict[str, Any]:
    """Return the bot's own user, with what it may do."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }
    return {**state.bot, **abilities}


def get_updates(state: State, parameters: Parameters) -> list[dict[str, Any]]:
    """Return what waits, and forget what `offset` confirms; the transport does the long polling."""
    if state.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    state.updates.allow(parameters)
    state.updates.confirm(parameters.integer("offset"))
    state.updates.take_over()
    return state.updates.pending(parameters.integer("limit", MAX_UPDATES))


def get_file(state: State, parameters: Parameters) -> dict[str, Any]:
    """Return where a file's bytes are."""
    file_id = parameters.text("file_id")
    file = state.photos.get(file_id) or state.documents.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_FETCHED_BYTES:
        raise bad_request("file is too big")
    return {**file.to_file(), "file_path": file.file_path}


def get_chat_member(state: State, parameters: Parameters) -> dict[str, Any]:
    """Return who somebody is in a chat: an administrator of a group, or a member like all others."""
    chat, user_id = state.known_chat(parameters.text("chat_id")), parameters.integer("user_id")
    user = {"id": user_id, "is_bot": False, "first_name": "somebody"}
    if user_id not in chat.administrators:
        return {"status": "member", "user": user}
    return {"status": "creator", "user": user, "is_anonymous": False}


def get_chat(state: State, parameters: Parameters) -> dict[str, Any]:
    """Return what is known of a chat, also of one that takes no messages."""
    return state.known_chat(parameters.text("chat_id")).to_full_json()
