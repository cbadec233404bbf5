"""The Bot API in memory remembers what was sent, and answers as Telegram does."""

import json

import pytest

from bot.bot_api import BotApi, BotApiError, Person, respond
from bot.bot_api.editing import NOT_MODIFIED
from bot.bot_api.messages import Activity, Deleted, Edited, Notice, Sent
from bot.bot_api.parameters import Parameters
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture

PLUS = {"text": "+1 h", "callback_data": "plus"}


@pytest.fixture
def api():
    api = BotApi()
    Person(api, 7).types("hola")
    return api


def test_a_text_is_remembered_with_its_buttons(api):
    sent = call(
        api, "sendMessage", chat_id=7, text="<b>Fácil</b>", parse_mode="HTML", reply_markup=keyboard(PLUS)
    )
    (message,) = api.shown(7)
    assert (message.message_id, message.text, message.button_texts) == (sent["message_id"], "Fácil", ["+1 h"])
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent["reply_markup"] == {"inline_keyboard": [[PLUS]]}


def test_an_edit_keeps_the_versions_before_it(api):
    sent = call(api, "sendPhoto", {"photo": picture(1)}, chat_id=7, caption="uno")
    media = {"type": "photo", "media": "attach://map", "caption": "dos"}
    edited = call(
        api, "editMessageMedia", {"map": picture(2)}, chat_id=7, message_id=sent["message_id"], media=media
    )
    (message,) = api.shown(7)
    assert edited["caption"] == "dos"
    assert "edit_date" in edited
    assert [one.formatted.text for one in message.versions] == ["uno", "dos"]
    assert message.photo == picture(2)


def test_an_edit_without_buttons_takes_them_away(api):
    sent = call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(PLUS))
    call(api, "editMessageText", chat_id=7, message_id=sent["message_id"], text="y")
    assert api.shown(7)[0].button_texts == []


def test_an_edit_that_changes_nothing_is_refused(api):
    sent = call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(PLUS))
    same = {"chat_id": 7, "message_id": sent["message_id"], "reply_markup": keyboard(PLUS)}
    assert refusal(api, "editMessageText", text="x", **same) == f"Bad Request: {NOT_MODIFIED}"
    assert refusal(api, "editMessageReplyMarkup", **same) == f"Bad Request: {NOT_MODIFIED}"
    assert len(api.shown(7)[0].versions) == 1


def test_the_same_picture_is_the_same_file(api):
    first = call(api, "sendPhoto", {"photo": picture(1)}, chat_id=7)["photo"][-1]["file_id"]
    again = call(api, "sendPhoto", {"photo": picture(1)}, chat_id=7)["photo"][-1]["file_id"]
    by_id = call(api, "sendPhoto", chat_id=7, photo=first)["photo"][-1]["file_id"]
    assert first == again == by_id


def test_only_what_a_message_has_can_be_edited(api):
    text = call(api, "sendMessage", chat_id=7, text="x")["message_id"]
    photo = call(api, "sendPhoto", {"photo": picture()}, chat_id=7)["message_id"]
    assert "no caption" in refusal(api, "editMessageCaption", chat_id=7, message_id=text, caption="y")
    assert "no text" in refusal(api, "editMessageText", chat_id=7, message_id=photo, text="y")
    assert call(api, "editMessageCaption", chat_id=7, message_id=photo, caption="y")["caption"] == "y"
    assert "not served" in refusal(
        api, "editMessageMedia", chat_id=7, message_id=text, media={"type": "video"}
    )


def test_a_text_message_can_become_a_photo(api):
    text = call(api, "sendMessage", chat_id=7, text="¿Cuál?")["message_id"]
    call(
        api,
        "editMessageMedia",
        {"f": picture()},
        chat_id=7,
        message_id=text,
        media={"type": "photo", "media": "attach://f"},
    )
    assert api.shown(7)[0].photo == picture()


def test_a_message_that_is_gone_cannot_be_edited_or_deleted(api):
    sent = call(api, "sendMessage", chat_id=7, text="x")
    call(api, "deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert api.shown(7) == []
    gone = {"chat_id": 7, "message_id": sent["message_id"]}
    assert refusal(api, "editMessageText", text="y", **gone) == "Bad Request: message to edit not found"
    assert refusal(api, "deleteMessage", **gone) == "Bad Request: message to delete not found"


def test_a_tap_is_answered_once(api):
    person = Person(api, 7)
    call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(PLUS))
    query = person.taps(api.shown(7)[0], "plus")["callback_query"]["id"]
    assert api.unanswered_taps == [query]
    assert "MESSAGE_TOO_LONG" in refusal(api, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert call(api, "answerCallbackQuery", callback_query_id=query, text="ya") is True
    assert api.unanswered_taps == []
    for old in (query, "99"):
        assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id=old)


def test_everything_that_people_see_is_told_as_it_happens(api):
    heard = []
    api.listen(heard.append)
    sent = call(api, "sendMessage", chat_id=7, text="x")
    call(api, "editMessageText", chat_id=7, message_id=sent["message_id"], text="y")
    call(api, "sendChatAction", chat_id=7, action="typing")
    query = Person(api, 7).taps(api.shown(7)[0], "?")["callback_query"]["id"]
    call(api, "answerCallbackQuery", callback_query_id=query, text="viejo", show_alert=True)
    call(api, "deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert [type(one) for one in heard] == [Sent, Edited, Activity, Notice, Deleted]
    assert heard[3] == Notice("viejo", alert=True)
    assert "wrong parameter action" in refusal(api, "sendChatAction", chat_id=7, action="dancing")


def test_updates_wait_until_an_offset_confirms_them(api):
    Person(api, 7).types("adiós")
    first, second = call(api, "getUpdates")
    assert (first["message"]["text"], second["message"]["text"]) == ("hola", "adiós")
    assert call(api, "getUpdates", offset=second["update_id"], limit=5) == [second]
    assert call(api, "getUpdates", offset=second["update_id"] + 1) == []


def test_pending_updates_can_be_dropped_at_the_start(api):
    assert call(api, "deleteWebhook") is True
    assert len(call(api, "getUpdates")) == 1
    call(api, "deleteWebhook", drop_pending_updates=True)
    assert call(api, "getUpdates") == []


def test_a_file_can_be_fetched_by_its_path(api):
    file_id = call(api, "sendPhoto", {"photo": picture(3)}, chat_id=7)["photo"][-1]["file_id"]
    path = call(api, "getFile", file_id=file_id)["file_path"]
    assert api.download(api.token, path) == picture(3)
    assert refusal(api, "getFile", file_id="x") == "Bad Request: invalid file_id"
    for token, wrong, code in ((api.token, "photos/x.png", 404), ("2:other", path, 401)):
        with pytest.raises(BotApiError) as caught:
            api.download(token, wrong)
        assert caught.value.code == code


async def test_http_carries_results_refusals_and_files_in_telegrams_envelope(api):
    status, body = await respond(api, f"/bot{api.token}/getMe", Parameters({}))
    assert (status, json.loads(body)["ok"]) == (200, True)
    status, body = await respond(
        api, f"/bot{api.token}/sendMessage", Parameters({"chat_id": "8", "text": "x"})
    )
    assert status == 400
    assert json.loads(body) == {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    photo = call(api, "sendPhoto", {"photo": picture(3)}, chat_id=7)["photo"][-1]
    path = call(api, "getFile", file_id=photo["file_id"])["file_path"]
    assert await respond(api, f"/file/bot{api.token}/{path}", Parameters({})) == (200, picture(3))
    assert (await respond(api, "/elsewhere", Parameters({})))[0] == 404


async def test_a_long_poll_ends_with_its_time(api):
    call(api, "deleteWebhook", drop_pending_updates=True)
    status, body = await respond(api, f"/bot{api.token}/getUpdates", Parameters({"timeout": "0"}))
    assert (status, json.loads(body)["result"]) == (200, [])
