"""What the Bot API in memory takes to be sent, and what people see of it."""

from datetime import UTC, datetime

import pytest
from telegram import Message
from telegram.constants import ChatAction

from bot.bot_api import BotApi, BotApiError, Person
from bot.bot_api.contents import MAX_CAPTION
from bot.bot_api.documents import MAX_FETCHED_BYTES, MAX_SENT_BYTES
from bot.bot_api.messages import Activity
from bot.bot_api.parameters import Upload
from tests.bot.bot_api_calls import call, refusal
from tests.bot.dialogues.driver import picture

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
CALENDAR = Upload(b"BEGIN:VCALENDAR", "aparcado.ics")


@pytest.fixture
def api():
    api = BotApi(clock=lambda: NOW)
    Person(api, 7).types("hola")
    return api


def test_a_document_has_its_name_its_kind_and_its_caption(api):
    sent = call(
        api, "sendDocument", {"document": CALENDAR}, chat_id=7, caption="<b>tu plaza</b>", parse_mode="HTML"
    )
    read = Message.de_json(sent, None)
    assert (read.document.file_name, read.document.mime_type) == ("aparcado.ics", "text/calendar")
    assert (read.document.file_size, read.caption) == (15, "tu plaza")
    (message,) = api.shown(7)
    assert (message.document.name, message.document.data) == ("aparcado.ics", b"BEGIN:VCALENDAR")
    assert message.text == "tu plaza"


def test_a_document_is_sent_again_by_its_file_id(api):
    sent = call(api, "sendDocument", {"document": CALENDAR}, chat_id=7)["document"]
    again = call(api, "sendDocument", chat_id=7, document=sent["file_id"])["document"]
    assert again == sent


def test_the_same_bytes_under_another_name_are_another_document(api):
    first = call(api, "sendDocument", {"document": CALENDAR}, chat_id=7)
    second = call(api, "sendDocument", {"document": Upload(CALENDAR.data, "otro.ics")}, chat_id=7)
    assert first["document"]["file_id"] != second["document"]["file_id"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("..", "file"), ("", "file"), (".ics", ".ics"), ("a b.ics", "a b.ics")],
)
def test_a_documents_name_leads_into_no_folder(api, name, kept):
    call(api, "sendDocument", {"document": Upload(b"x", name)}, chat_id=7)
    assert api.shown(7)[0].document.name == kept


def test_a_document_of_no_known_kind_is_bytes(api):
    sent = call(api, "sendDocument", {"document": Upload(b"x", "x.nothing")}, chat_id=7)
    assert sent["document"]["mime_type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("fields", "files", "words"),
    [
        ({}, {}, "there is no document in the request"),
        ({"document": "attach://absent"}, {}, "there is no document in the request"),
        ({"document": "BQAC"}, {}, "wrong file identifier/HTTP URL specified"),
        ({}, {"document": Upload(b"", "x.ics")}, "file must be non-empty"),
        ({"caption": "a" * (MAX_CAPTION + 1)}, {"document": CALENDAR}, "message caption is too long"),
    ],
)
def test_a_document_that_is_none_is_refused(api, fields, files, words):
    assert refusal(api, "sendDocument", files, chat_id=7, **fields) == f"Bad Request: {words}"


def test_a_file_keeps_its_kind(api):
    photo = call(api, "sendPhoto", {"photo": picture()}, chat_id=7)["photo"][-1]["file_id"]
    document = call(api, "sendDocument", {"document": CALENDAR}, chat_id=7)["document"]["file_id"]
    assert "type Photo as Document" in refusal(api, "sendDocument", chat_id=7, document=photo)
    assert "type Document as Photo" in refusal(api, "sendPhoto", chat_id=7, photo=document)


def test_a_document_beyond_50_mb_is_not_taken_and_one_beyond_20_mb_not_given_back(api):
    with pytest.raises(BotApiError) as caught:
        call(api, "sendDocument", {"document": bytes(MAX_SENT_BYTES + 1)}, chat_id=7)
    assert (caught.value.code, caught.value.description) == (413, "Request Entity Too Large")
    large = call(api, "sendDocument", {"document": bytes(MAX_FETCHED_BYTES + 1)}, chat_id=7)
    assert "file is too big" in refusal(api, "getFile", file_id=large["document"]["file_id"])


def test_a_document_that_somebody_uploads_can_be_fetched(api):
    update = Person(api, 7).uploads(b"07-05", "zonas.csv", "mis zonas")
    document = update["message"]["document"]
    path = call(api, "getFile", file_id=document["file_id"])["file_path"]
    assert path.endswith(".csv")
    assert api.download(api.token, path) == b"07-05"
    with pytest.raises(BotApiError):
        api.download(api.token, path.replace("documents/", "photos/"))


def test_a_location_and_a_venue_are_points(api):
    point = Message.de_json(call(api, "sendLocation", chat_id=7, latitude=40.4378, longitude=-3.6994), None)
    assert (point.location.latitude, point.location.longitude) == (40.4378, -3.6994)
    fields = {"latitude": 40.4168, "longitude": -3.7038, "title": "Sol", "address": "Puerta del Sol, 1"}
    venue = Message.de_json(call(api, "sendVenue", chat_id=7, **fields), None)
    assert (venue.venue.title, venue.venue.address, venue.venue.location) == (
        "Sol",
        "Puerta del Sol, 1",
        venue.location,
    )
    assert [one.content.attachment.to_message().keys() for one in api.shown(7)] == [
        {"location"},
        {"venue", "location"},
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"longitude": 1}, "latitude is empty"),
        ({"latitude": 1}, "longitude is empty"),
        ({"latitude": 90.1, "longitude": 0}, "invalid location specified"),
        ({"latitude": 0, "longitude": -180.1}, "invalid location specified"),
        ({"latitude": "nan", "longitude": 0}, "invalid location specified"),
        ({"latitude": "x", "longitude": 0}, "invalid location specified"),
    ],
)
def test_a_point_off_the_map_is_refused(api, fields, words):
    assert refusal(api, "sendLocation", chat_id=7, **fields) == f"Bad Request: {words}"


@pytest.mark.parametrize("absent", ["title", "address"])
def test_a_venue_needs_a_name_and_an_address(api, absent):
    fields = {"latitude": 40, "longitude": -3, "title": "Sol", "address": "1"}
    del fields[absent]
    assert refusal(api, "sendVenue", chat_id=7, **fields) == f'Bad Request: parameter "{absent}" is required'


@pytest.mark.parametrize(
    ("flag", "silent"), [("true", True), ("True", True), ("1", True), ("false", False), ("", False)]
)
def test_a_message_knows_whether_it_makes_a_sound(api, flag, silent):
    call(api, "sendMessage", chat_id=7, text="x", disable_notification=flag)
    assert api.shown(7)[0].silent is silent


def test_a_reply_names_the_message_that_it_answers(api):
    question = Person(api, 7).types("Goya 40")["message"]
    sent = call(
        api, "sendMessage", chat_id=7, text="x", reply_parameters={"message_id": question["message_id"]}
    )
    assert Message.de_json(sent, None).reply_to_message.text == "Goya 40"
    assert api.shown(7)[0].replies_to == question["message_id"]


def test_a_reply_to_a_reply_tells_only_the_last(api):
    first = call(api, "sendMessage", chat_id=7, text="uno")["message_id"]
    second = call(api, "sendMessage", chat_id=7, text="dos", reply_parameters={"message_id": first})
    third = call(
        api, "sendMessage", chat_id=7, text="tres", reply_parameters={"message_id": second["message_id"]}
    )
    assert third["reply_to_message"]["text"] == "dos"
    assert "reply_to_message" not in third["reply_to_message"]


def test_a_reply_to_nothing_is_refused_unless_it_may_stand_alone(api):
    gone = {"message_id": 99}
    assert refusal(api, "sendMessage", chat_id=7, text="x", reply_parameters=gone).endswith(
        "message to be replied not found"
    )
    assert "object expected" in refusal(api, "sendMessage", chat_id=7, text="x", reply_parameters=[1])
    call(
        api,
        "sendMessage",
        chat_id=7,
        text="x",
        reply_parameters={**gone, "allow_sending_without_reply": True},
    )
    assert api.shown(7)[0].replies_to is None


def test_a_forums_topic_must_be_there(api):
    Person(api, 8, group_id=-100_5, group_kind="supergroup").types("hola", thread_id=3)
    sent = call(api, "sendMessage", chat_id=-100_5, text="x", message_thread_id=3)
    assert (sent["message_thread_id"], sent["is_topic_message"], sent["chat"]["is_forum"]) == (3, True, True)
    assert api.shown(-100_5)[0].thread_id == 3
    for chat_id in (7, -100_5):
        assert refusal(api, "sendMessage", chat_id=chat_id, text="x", message_thread_id=4).endswith(
            "message thread not found"
        )


def test_in_a_channel_the_channel_speaks(api):
    Person(api, 8, name="Avisos", group_id=-100_6, group_kind="channel").types("hola")
    sent = call(api, "sendMessage", chat_id=-100_6, text="x")
    assert "from" not in sent
    assert sent["sender_chat"] == {"id": -100_6, "type": "channel", "title": "Avisos"}


@pytest.mark.parametrize(
    "action", ["typing", "upload_photo", "upload_document", "find_location", "choose_sticker"]
)
def test_every_action_of_telegrams_is_shown(api, action):
    assert action in set(ChatAction)
    call(api, "sendChatAction", chat_id=7, action=action)
    assert api.state.journal == [Activity(7, action)]


def test_a_chat_tells_what_it_is(api):
    assert call(api, "getChat", chat_id=7)["type"] == "private"
    api.state.chats[7].blocked = True
    assert call(api, "getChat", chat_id=7)["first_name"] == "Ana"
    assert refusal(api, "getChat", chat_id=8) == "Bad Request: chat not found"
    assert refusal(api, "getChat", chat_id="@sermadrid") == "Bad Request: chat not found"


def test_the_bot_tells_what_it_may_do(api):
    me = call(api, "getMe")
    assert (me["username"], me["supports_inline_queries"], me["can_join_groups"]) == (
        "sermadrid_bot",
        True,
        True,
    )
