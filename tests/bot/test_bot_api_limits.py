"""The Bot API in memory refuses what Telegram refuses, in Telegram's words."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.bot_api import BotApi, BotApiError, Person
from bot.bot_api.entities import Entity, parse_html, utf16_length
from bot.bot_api.parameters import Parameters
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    return api


def test_an_unknown_method_is_not_found(api):
    with pytest.raises(BotApiError) as caught:
        call(api, "sendLove", chat_id=7)
    assert (caught.value.code, caught.value.description) == (404, "Not Found")


def test_another_bots_token_is_unauthorized(api):
    with pytest.raises(BotApiError) as caught:
        api.call("2:other", "getMe", Parameters({}))
    assert caught.value.code == 401


def test_methods_are_found_in_any_case_as_telegram_does(api):
    assert call(api, "GETME")["is_bot"] is True


def test_a_chat_that_never_wrote_is_not_found(api):
    assert refusal(api, "sendMessage", chat_id=8, text="x") == "Bad Request: chat not found"
    assert refusal(api, "sendMessage", text="x") == "Bad Request: chat_id is empty"


def test_who_blocked_the_bot_gets_nothing(api):
    api.state.chats[7].blocked = True
    assert refusal(api, "sendMessage", chat_id=7, text="x") == "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(("length", "fits"), [(4096, True), (4097, False)])
def test_a_text_holds_4096_units_after_its_tags_are_gone(api, length, fits):
    fields = {"chat_id": 7, "text": f"<b>{'a' * length}</b>", "parse_mode": "HTML"}
    if fits:
        assert call(api, "sendMessage", **fields)["text"] == "a" * length
    else:
        assert refusal(api, "sendMessage", **fields) == "Bad Request: message is too long"


@pytest.mark.parametrize(("faces", "fits"), [(512, True), (513, False)])
def test_a_caption_holds_1024_utf16_units_and_a_face_takes_two(api, faces, fits):
    fields = {"chat_id": 7, "caption": "🅿" * faces}
    files = {"photo": picture()}
    if fits:
        assert call(api, "sendPhoto", files, **fields)["caption"] == "🅿" * faces
    else:
        assert refusal(api, "sendPhoto", files, **fields) == "Bad Request: message caption is too long"


@pytest.mark.parametrize("text", ["", "   ", "<b></b>", "<b> \n</b>"])
def test_an_empty_text_is_refused(api, text):
    assert (
        refusal(api, "sendMessage", chat_id=7, text=text, parse_mode="HTML")
        == "Bad Request: message text is empty"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("ñ <p>b</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("2 < 3 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_at_its_byte(api, text, words):
    refused = refusal(api, "sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert refused == f"Bad Request: can't parse entities: {words}"


def test_other_parse_modes_are_refused_rather_than_misread(api):
    assert refusal(api, "sendMessage", chat_id=7, text="*x*", parse_mode="MarkdownV2").endswith(
        "unsupported parse_mode"
    )


def test_html_becomes_text_and_entities_in_utf16_units():
    read = parse_html('  🅿 <b>Fácil &amp; <i>ya</i></b> <a href="https://x.es/?a=1&amp;b=2">aquí</a> &nbsp; ')
    assert read.text == "🅿 Fácil & ya aquí &nbsp;"
    assert read.entities == (
        Entity("bold", 3, 10),
        Entity("italic", 11, 2),
        Entity("text_link", 14, 4, "https://x.es/?a=1&b=2"),
    )


def test_a_long_quotation_may_be_folded():
    assert parse_html("<blockquote expandable>x</blockquote>").entities[0].type == "expandable_blockquote"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_an_escaped_text_comes_back_as_it_was(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    read = parse_html(f"<b>{escaped}</b>")
    assert read.text == text.strip()
    assert sum(entity.length for entity in read.entities) == utf16_length(read.text)


@given(st.text(st.sampled_from("<>/b i=\"'a&;#🅿ñ\n"), max_size=30))
def test_any_html_is_read_within_its_text_or_refused(source):
    try:
        read = parse_html(source)
    except BotApiError:
        return
    assert read.text == read.text.strip()
    for entity in read.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= utf16_length(read.text)


@pytest.mark.parametrize(("data", "fits"), [("ñ" * 32, True), ("ñ" * 32 + "a", False)])
def test_callback_data_holds_64_bytes(api, data, fits):
    fields = {"chat_id": 7, "text": "x", "reply_markup": keyboard({"text": "+1 h", "callback_data": data})}
    if fits:
        assert (
            call(api, "sendMessage", **fields)["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
            == data
        )
    else:
        assert refusal(api, "sendMessage", **fields) == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "callback_data": ""}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "must be a non-empty string"),
        ({"text": "a", "url": "madrid"}, "URL 'madrid' is invalid"),
    ],
)
def test_a_button_needs_words_and_something_to_do(api, button, words):
    assert words in refusal(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(button))


def test_a_keyboard_holds_a_hundred_buttons(api):
    many = keyboard(*[{"text": "a", "callback_data": str(one)} for one in range(101)])
    assert refusal(api, "sendMessage", chat_id=7, text="x", reply_markup=many).endswith(
        "REPLY_MARKUP_TOO_LONG"
    )
    broken = {"inline_keyboard": "no rows"}
    assert "must be an Array of Arrays" in refusal(
        api, "sendMessage", chat_id=7, text="x", reply_markup=broken
    )
    assert refusal(api, "sendMessage", chat_id=7, text="x", reply_markup="{").endswith(
        "can't parse reply keyboard markup JSON object"
    )


@pytest.mark.parametrize("data", [b"", b"no image", picture()[:45]])
def test_a_file_that_is_no_image_is_no_photo(api, data):
    assert refusal(api, "sendPhoto", {"photo": data}, chat_id=7) == "Bad Request: PHOTO_INVALID"


def test_a_photo_must_be_neither_a_strip_nor_a_wall_nor_heavy(api):
    strip, wall = BytesIO(), BytesIO()
    Image.new("1", (2100, 100)).save(strip, "PNG")
    Image.new("1", (5001, 5000)).save(wall, "PNG")
    for data in (strip.getvalue(), wall.getvalue()):
        assert (
            refusal(api, "sendPhoto", {"photo": data}, chat_id=7) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
        )
    heavy = picture() + b"0" * (10 * 1024 * 1024)
    assert refusal(api, "sendPhoto", {"photo": heavy}, chat_id=7) == "Bad Request: file is too big"


def test_a_photo_needs_a_file_or_one_known_before(api):
    assert refusal(api, "sendPhoto", chat_id=7) == "Bad Request: there is no photo in the request"
    assert refusal(api, "sendPhoto", chat_id=7, photo="AgAC").endswith(
        "wrong file identifier/HTTP URL specified"
    )
