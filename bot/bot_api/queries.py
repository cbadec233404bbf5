"""The methods that answer what people tap and what they type after the bot's name."""

from datetime import timedelta
from typing import Final

from bot.bot_api.entities import utf16_length
from bot.bot_api.errors import BotApiError, bad_request
from bot.bot_api.inline_results import read_button, read_results
from bot.bot_api.messages import Notice, Offered
from bot.bot_api.parameters import Parameters
from bot.bot_api.state import State

MAX_NOTICE: Final = 200  # https://core.telegram.org/bots/api#answercallbackquery
MAX_OFFSET_BYTES: Final = 64  # https://core.telegram.org/bots/api#answerinlinequery
CACHE_SECONDS: Final = 300  # what Telegram keeps results for unless told otherwise
MAX_CACHE_SECONDS: Final = 24 * 60 * 60
TAP_PATIENCE: Final = timedelta(minutes=15)
"""Some time after a tap its button stops spinning by itself; Telegram does not tell when."""

INLINE_PATIENCE: Final = timedelta(seconds=10)
"""Whoever types waits no longer for results; as people who run bots report it."""


def answer_callback_query(state: State, parameters: Parameters) -> bool:
    """Answer a tap: once."""
    tap, text = state.taps.get(parameters.text("callback_query_id")), parameters.text("text")
    if tap is None or tap.answered or state.clock() - tap.tapped_at > TAP_PATIENCE:
        raise _too_old()
    if utf16_length(text) > MAX_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answered = True
    if text:
        state.note(Notice(text, alert=parameters.boolean("show_alert")))
    return True


def answer_inline_query(state: State, parameters: Parameters) -> bool:
    """Offer results to somebody who types: once."""
    button, results = (
        read_button(parameters.json("button", "inline query results button")),
        parameters.json("results"),
    )
    offered = read_results(results, state.photos)
    if len(parameters.text("next_offset").encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = state.inline_queries.get(parameters.text("inline_query_id"))
    if query is None or query.answered or state.clock() - query.asked_at > INLINE_PATIENCE:
        raise _too_old()
    query.answered, query.results, query.button = True, offered, button
    seconds = parameters.integer("cache_time", CACHE_SECONDS)
    query.cache_seconds = max(0, min(seconds, MAX_CACHE_SECONDS))
    query.is_personal = parameters.boolean("is_personal")
    state.note(Offered(query))
    return True


def _too_old() -> BotApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
