"""The buttons that the Bot API in memory takes, and how it refuses the others."""

import pytest
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import InlineKeyboardButtonLimit, KeyboardButtonStyle

from bot.bot_api import BotApi, Person
from bot.bot_api.keyboards import MAX_COPIED, STYLES, InlineButton
from tests.bot.bot_api_calls import call, keyboard, refusal

EXACTLY_ONE = (
    "can't parse inline keyboard button: "
    "exactly one of the optional fields must be used, not url and callback_data"
)


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    Person(api, 7, group_id=-5).types("hola")
    return api


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        (InlineKeyboardButton("a", url="https://e.es/"), InlineButton("a", url="https://e.es/")),
        (InlineKeyboardButton("a", url="tg://user?id=1"), InlineButton("a", url="tg://user?id=1")),
        (InlineKeyboardButton("a", callback_data="x"), InlineButton("a", data="x")),
        (InlineKeyboardButton("a", switch_inline_query="Goya"), InlineButton("a", shared="Goya")),
        (InlineKeyboardButton("a", switch_inline_query=""), InlineButton("a", shared="")),
        (InlineKeyboardButton("a", switch_inline_query_current_chat=""), InlineButton("a", asked_here="")),
        (InlineKeyboardButton("a", copy_text=CopyTextButton("07-05")), InlineButton("a", copied="07-05")),
        (
            InlineKeyboardButton("a", callback_data="x", style="danger"),
            InlineButton("a", data="x", style="danger"),
        ),
    ],
)
def test_a_button_comes_back_as_it_was_sent(api, button, kept):
    sent = call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(button.to_dict()))
    assert api.shown(7)[0].content.keyboard == ((kept,),)
    assert Message.de_json(sent, None).reply_markup == InlineKeyboardMarkup([[button]])


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("a", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": "a", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": {"text": "x" * (MAX_COPIED + 1)}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": "x"}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "web_app": {"url": "https://e.es/"}}, "BUTTON_TYPE_INVALID"),
        ({"text": "a", "pay": True}, "BUTTON_TYPE_INVALID"),
        (
            {"text": "a", "callback_data": "x", "style": "pink"},
            "can't parse inline keyboard button: Invalid button style specified",
        ),
        (
            {"text": "a", "url": "https://e.es/", "callback_data": "x"},
            EXACTLY_ONE,
        ),
    ],
)
def test_a_button_that_cannot_work_is_refused(api, button, words):
    refused = refusal(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(button))
    assert refused == f"Bad Request: {words}"


def test_the_limits_are_those_that_the_library_knows():
    assert InlineKeyboardButtonLimit.MAX_COPY_TEXT == MAX_COPIED
    assert set(KeyboardButtonStyle) == set(STYLES)


def test_a_keyboard_in_the_place_of_letters_can_ask_where_one_is(api):
    share = {"text": "📍", "request_location": True}
    call(api, "sendMessage", chat_id=7, text="x", reply_markup={"keyboard": [[share, "Ayuda"]]})
    assert api.shown(7)[0].reply_keyboard == [[share, {"text": "Ayuda"}]]
    assert api.shown(7)[0].button_texts == []


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "request_location": True}, "location can be requested in private chats only"),
        ({"text": "a", "request_contact": True}, "phone number can be requested in private chats only"),
        ({"text": "a", "web_app": {"url": "https://e.es/"}}, "BUTTON_TYPE_INVALID"),
        ({"text": " "}, "can't parse keyboard button: Can't find field \"text\""),
        (7, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
    ],
)
def test_a_group_is_not_asked_where_it_is(api, button, words):
    markup = {"keyboard": [[button]]}
    assert refusal(api, "sendMessage", chat_id=-5, text="x", reply_markup=markup) == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ([1], "object expected as reply markup"),
        ({"keyboard": "a"}, 'field "keyboard" must be an Array of Arrays'),
        ({"keyboard": ["a"]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"inline_keyboard": ["a"]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
def test_a_keyboard_is_rows_of_buttons(api, markup, words):
    assert refusal(api, "sendMessage", chat_id=7, text="x", reply_markup=markup) == f"Bad Request: {words}"


def test_a_keyboard_can_be_taken_away_again(api):
    call(api, "sendMessage", chat_id=7, text="x", reply_markup={"remove_keyboard": True})
    call(api, "sendMessage", chat_id=7, text="y")
    assert [one.removes_keyboard for one in api.shown(7)] == [True, False]
