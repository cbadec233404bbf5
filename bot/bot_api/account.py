"""The methods that are not about messages: the bot itself, updates, taps and files."""

from typing import Any, Final

from bot.bot_api.entities import utf16_length
from bot.bot_api.errors import bad_request
from bot.bot_api.messages import Notice
from bot.bot_api.parameters import Parameters
from bot.bot_api.state import State

MAX_NOTICE: Final = 200  # https://core.telegram.org/bots/api#answercallbackquery
MAX_UPDATES: Final = 100  # https://core.telegram.org/bots/api#getupdates
MAX_DESCRIPTIONS: Final = {"description": 512, "short_description": 120, "name": 64}


def get_me(state: State, _parameters: Parameters) -> dict[str, Any]:
    """Return the bot's own user."""
    return state.bot


def get_updates(state: State, parameters: Parameters) -> list[dict[str, Any]]:
    """Return what waits, and forget what `offset` confirms; the transport does the long polling."""
    offset = parameters.integer("offset")
    state.updates[:] = [update for update in state.updates if update["update_id"] >= offset]
    return state.updates[: parameters.integer("limit", MAX_UPDATES)]


def delete_webhook(state: State, parameters: Parameters) -> bool:
    """Drop what waits when asked to; there is never a webhook."""
    if parameters.text("drop_pending_updates").lower() == "true":
        state.updates.clear()
    return True


def answer_callback_query(state: State, parameters: Parameters) -> bool:
    """Answer a tap: once."""
    query_id, text = parameters.text("callback_query_id"), parameters.text("text")
    if state.taps.get(query_id, True):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(text) > MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    state.taps[query_id] = True
    if text:
        state.note(Notice(text, alert=parameters.text("show_alert").lower() == "true"))
    return True


def get_file(state: State, parameters: Parameters) -> dict[str, Any]:
    """Return where a file's bytes are."""
    photo = state.photos.get(parameters.text("file_id"))
    if photo is None:
        raise bad_request("invalid file_id")
    size = photo.to_json()[-1]
    names = ("file_id", "file_unique_id", "file_size")
    return {**{name: size[name] for name in names}, "file_path": photo.file_path}


def set_profile(method: str, state: State, parameters: Parameters) -> bool:
    """Remember what a setMy… method sets, for its scope and language."""
    for name, limit in MAX_DESCRIPTIONS.items():
        if utf16_length(parameters.text(name)) > limit:
            raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
    scope = (parameters.json("scope") or {"type": "default"})["type"]
    value = parameters.json("commands") if method == "setMyCommands" else dict(parameters.fields)
    state.profile[f"{method}/{scope}/{parameters.text('language_code')}"] = value
    return True
