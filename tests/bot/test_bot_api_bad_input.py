"""Whatever a bot sends, the Bot API in memory does it or refuses it: it never breaks."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot_api import BotApi, BotApiError, Person
from bot.bot_api.parameters import Parameters, Upload
from bot.bot_api.server import METHODS
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture

PLUS = {"text": "+1 h", "callback_data": "plus"}
WORDS = [
    "",
    "x",
    "7",
    "99",
    "-5",
    "2",
    "article",
    "photo",
    "chat",
    "attach://f",
    "https://[",
    "HTML",
    "commands",
]
NAMES = [
    *["type", "id", "text", "url", "title", "address", "latitude", "longitude", "message_id", "chat_id"],
    *["message_text", "input_message_content", "reply_markup", "inline_keyboard", "keyboard", "copy_text"],
    *["callback_data", "switch_inline_query", "start_parameter", "media", "caption", "parse_mode"],
    *["command", "description", "photo_file_id", "user_id", "style"],
]
FIELDS = [
    *[
        "chat_id",
        "message_id",
        "inline_message_id",
        "callback_query_id",
        "inline_query_id",
        "text",
        "caption",
    ],
    *["parse_mode", "reply_markup", "reply_parameters", "message_thread_id", "photo", "document", "media"],
    *["latitude", "longitude", "title", "address", "action", "results", "button", "cache_time", "commands"],
    *["scope", "language_code", "menu_button", "name", "description", "url", "secret_token", "file_id"],
    *["allowed_updates", "offset", "limit", "disable_notification", "max_connections"],
]

scalars = st.none() | st.booleans() | st.integers(-5, 10) | st.floats() | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)
texts = st.sampled_from(WORDS) | st.text(max_size=8) | values.map(json.dumps)


def used():
    """An API with a chat, a group, messages and queries that calls may name."""
    api = BotApi()
    ana = Person(api, 7)
    ana.types("hola")
    Person(api, 7, group_id=-5).types("hola")
    call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(PLUS))
    ana.asks_inline("x")
    return api


@pytest.mark.parametrize("method", METHODS)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), texts, max_size=8), has_file=st.booleans())
def test_a_call_is_done_or_refused(method, fields, has_file):
    files = {"f": Upload(picture(), "f.png")} if has_file else {}
    api = used()
    with suppress(BotApiError):
        json.dumps(api.call(api.token, method, Parameters(fields, files)))


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"text": "x", "reply_markup": keyboard({"text": "a", "url": "https://["})}),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": "x"}}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard({"text": "a", "callback_data": "\ud83c"})}),
        ("editMessageReplyMarkup", {"message_id": 3, "reply_markup": [1]}),
        ("editMessageReplyMarkup", {"message_id": 3, "reply_markup": {"remove_keyboard": True}}),
        ("editMessageReplyMarkup", {"message_id": 3, "reply_markup": {"keyboard": [["a"]]}}),
        ("setMyCommands", {"commands": [1]}),
        ("setChatMenuButton", {"menu_button": "commands", "chat_id": "x"}),
        ("getChat", {"chat_id": "9" * 5000}),
    ],
)
def test_what_nobody_should_send_is_refused(method, fields):
    assert refusal(used(), method, **{"chat_id": 7, **fields}).startswith("Bad Request: ")


@pytest.mark.parametrize("content", [[], "x", 7, {"latitude": [], "longitude": {}}])
def test_a_results_content_is_an_object(content):
    article = {"type": "article", "id": "a", "title": "x", "input_message_content": content}
    assert "Bad Request" in refusal(used(), "answerInlineQuery", inline_query_id="1", results=[article])
    photo = {"type": "photo", "id": "a", "photo_file_id": content}
    assert "wrong file" in refusal(used(), "answerInlineQuery", inline_query_id="1", results=[photo])


@given(markup=values)
def test_a_keyboard_is_taken_or_refused(markup):
    api = used()
    with suppress(BotApiError):
        call(api, "sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": [[markup]]})
    with suppress(BotApiError):
        call(api, "editMessageReplyMarkup", chat_id=7, message_id=3, reply_markup=markup)


@given(result=values, content=values)
def test_inline_results_are_taken_or_refused(result, content):
    api = used()
    whole = {"type": "article", "id": "a", "title": "x", "input_message_content": content}
    for results in ([result], [whole]):
        with suppress(BotApiError):
            call(api, "answerInlineQuery", inline_query_id="1", results=results)
