"""What of a message can be changed or taken away, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.bot_api import BotApi, Person
from bot.bot_api.contents import MAX_CAPTION, MAX_TEXT
from bot.bot_api.editing import NOT_MODIFIED
from bot.bot_api.messages import Edited
from bot.bot_api.parameters import Upload
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture

PLUS = {"text": "+1 h", "callback_data": "plus"}


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def api(clock):
    api = BotApi(clock=clock)
    Person(api, 7).types("hola")
    return api


@pytest.fixture
def shared(api):
    """An answer to an inline query that somebody sent, and its id."""
    ana = Person(api, 7)
    query = ana.asks_inline("Goya 40")["inline_query"]["id"]
    text = {"message_text": "Fácil"}
    article = {"type": "article", "id": "a", "title": "Goya", "input_message_content": text}
    call(
        api, "answerInlineQuery", inline_query_id=query, results=[{**article, "reply_markup": keyboard(PLUS)}]
    )
    chosen = ana.chooses(query, "a")["chosen_inline_result"]
    return api.state.inline_messages[chosen["inline_message_id"]]


def sent(api, **fields):
    return {"chat_id": 7, "message_id": call(api, "sendMessage", chat_id=7, **fields)["message_id"]}


def test_a_caption_a_keyboard_or_both_may_change(api):
    named = {
        "chat_id": 7,
        "message_id": call(api, "sendPhoto", {"photo": picture()}, chat_id=7)["message_id"],
    }
    call(api, "editMessageCaption", **named, caption="uno")
    call(api, "editMessageReplyMarkup", **named, reply_markup=keyboard(PLUS))
    same = {"caption": "uno", "reply_markup": keyboard(PLUS)}
    assert refusal(api, "editMessageCaption", **named, **same) == f"Bad Request: {NOT_MODIFIED}"
    call(api, "editMessageCaption", **named, caption="uno")
    assert [(one.formatted.text, bool(one.keyboard)) for one in api.shown(7)[0].versions] == [
        ("", False),
        ("uno", False),
        ("uno", True),
        ("uno", False),
    ]


def test_other_formatting_of_the_same_words_is_a_change(api):
    named = sent(api, text="Fácil")
    call(api, "editMessageText", **named, text="<b>Fácil</b>", parse_mode="HTML")
    assert len(api.shown(7)[0].versions) == 2


def test_a_text_can_become_a_document_and_the_document_a_photo(api):
    named = sent(api, text="x")
    document = {"type": "document", "media": "attach://f", "caption": "tus datos"}
    call(api, "editMessageMedia", {"f": Upload(b"{}", "datos.json")}, **named, media=document)
    assert api.shown(7)[0].document.name == "datos.json"
    call(api, "editMessageMedia", {"f": picture(4)}, **named, media={"type": "photo", "media": "attach://f"})
    assert (api.shown(7)[0].photo, api.shown(7)[0].document) == (picture(4), None)


def test_a_point_stays_where_it_is(api):
    call(api, "sendLocation", chat_id=7, latitude=40, longitude=-3)
    named = {"chat_id": 7, "message_id": api.shown(7)[0].message_id}
    assert "no text" in refusal(api, "editMessageText", **named, text="x")
    assert "no caption" in refusal(api, "editMessageCaption", **named, caption="x")
    assert "no media" in refusal(api, "editMessageMedia", {"f": picture()}, **named, media={"type": "photo"})


def test_what_is_too_long_is_refused_in_other_words_than_when_it_is_sent(api):
    named = sent(api, text="x")
    assert (
        refusal(api, "editMessageText", **named, text="a" * (MAX_TEXT + 1)) == "Bad Request: MESSAGE_TOO_LONG"
    )
    call(api, "editMessageMedia", {"f": picture()}, **named, media={"type": "photo", "media": "attach://f"})
    long = "a" * (MAX_CAPTION + 1)
    assert refusal(api, "editMessageCaption", **named, caption=long) == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    assert "expected an Object" in refusal(api, "editMessageMedia", **named, media=[1])


def test_a_message_of_days_ago_can_be_edited_but_not_deleted(api, clock):
    named = sent(api, text="x")
    clock.now += timedelta(hours=47, minutes=59)
    second = sent(api, text="y")
    clock.now += timedelta(minutes=1)
    edited = call(api, "editMessageText", **named, text="z")
    assert edited["edit_date"] - edited["date"] == timedelta(hours=48).total_seconds()
    assert refusal(api, "deleteMessage", **named) == "Bad Request: message can't be deleted for everyone"
    assert call(api, "deleteMessage", **second) is True


def test_a_persons_message_can_be_deleted_in_private_and_never_edited(api):
    private = Person(api, 7).types("secreto")["message"]["message_id"]
    group = Person(api, 7, group_id=-5).types("hola")["message"]["message_id"]
    assert "message can't be edited" in refusal(
        api, "editMessageText", chat_id=7, message_id=private, text="x"
    )
    assert call(api, "deleteMessage", chat_id=7, message_id=private) is True
    assert "to delete not found" in refusal(api, "deleteMessage", chat_id=7, message_id=private)
    assert "can't be deleted" in refusal(api, "deleteMessage", chat_id=-5, message_id=group)


def test_an_inline_message_is_edited_by_its_own_id(api, shared):
    named = {"inline_message_id": shared.inline_message_id}
    with api.hearing() as events:
        assert call(api, "editMessageText", **named, text="Difícil", reply_markup=keyboard(PLUS)) is True
        assert call(api, "editMessageReplyMarkup", **named) is True
    assert [one.formatted.text for one in shared.versions] == ["Fácil", "Difícil", "Difícil"]
    assert shared.button_texts == []
    assert events == [Edited(shared)] * 2
    assert refusal(api, "editMessageText", **named, text="Difícil") == f"Bad Request: {NOT_MODIFIED}"


def test_an_inline_message_takes_a_photo_that_telegram_has_and_no_upload(api, shared):
    named = {"inline_message_id": shared.inline_message_id}
    known = call(api, "sendPhoto", {"photo": picture(3)}, chat_id=7)["photo"][-1]["file_id"]
    upload = {"type": "photo", "media": "attach://f"}
    assert refusal(api, "editMessageMedia", {"f": picture(3)}, **named, media=upload).endswith(
        "invalid message content specified"
    )
    call(api, "editMessageMedia", **named, media={"type": "photo", "media": known, "caption": "mapa"})
    call(api, "editMessageCaption", **named, caption="otro mapa")
    assert (shared.photo, shared.text) == (picture(3), "otro mapa")


def test_a_message_must_be_named(api):
    assert refusal(api, "editMessageText", text="x") == "Bad Request: message identifier is not specified"
    assert (
        refusal(api, "editMessageText", inline_message_id="x", text="x") == "Bad Request: MESSAGE_ID_INVALID"
    )
    assert "message to edit not found" in refusal(api, "editMessageText", chat_id=7, message_id=99, text="x")
