"""What people do arrives as the updates that Telegram would send."""

from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.bot_api import BotApi, Person
from bot.bot_api.parameters import Parameters

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def api():
    return BotApi(clock=lambda: NOON)


def read(update):
    return Update.de_json(update, None)


def test_a_text_has_its_author_its_chat_and_its_time(api):
    update = read(Person(api, 7, "ca", "Núria").types("Ponzano 20"))
    assert (update.effective_user.id, update.effective_user.language_code) == (7, "ca")
    assert (update.effective_chat.id, update.effective_chat.type) == (7, "private")
    assert (update.message.text, update.message.date) == ("Ponzano 20", NOON)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", "/start"),
        ("/start now", "/start"),
        ("/help@sermadrid_bot", "/help@sermadrid_bot"),
        ("a /start", None),
    ],
)
def test_a_command_is_marked_where_it_opens_the_text(api, text, command):
    message = read(Person(api, 7).types(text)).message
    assert [message.parse_entity(entity) for entity in message.entities] == ([command] if command else [])


def test_a_client_may_tell_no_language(api):
    assert read(Person(api, 7, None).types("x")).effective_user.language_code is None


def test_in_a_group_the_chat_is_the_groups_and_the_author_the_persons(api):
    update = read(Person(api, 7, group_id=-5).types("x"))
    assert (update.effective_chat.id, update.effective_chat.type, update.effective_user.id) == (
        -5,
        "group",
        7,
    )
    assert api.state.chats[-5].kind == "group"


def test_a_position_is_a_message_and_a_live_ones_moves_are_edits(api):
    person = Person(api, 7)
    still, moved = read(person.shares(40.4, -3.7)), read(person.shares(40.5, -3.6, live=True))
    assert (still.message.location.latitude, still.message.location.longitude) == (40.4, -3.7)
    assert moved.message is None
    assert moved.edited_message.location.latitude == 40.5


def test_a_venue_carries_its_position_twice(api):
    message = read(Person(api, 7).shares_venue(40.4, -3.7, "Bar", "Calle de Ponzano, 20")).message
    assert (message.venue.title, message.venue.address) == ("Bar", "Calle de Ponzano, 20")
    assert message.venue.location == message.location


def test_a_correction_names_the_message_that_it_changes(api):
    edited = read(Person(api, 7).edits(3, "Ponzano 21")).edited_message
    assert (edited.message_id, edited.text, edited.edit_date) == (3, "Ponzano 21", NOON)


def test_a_tap_shows_the_message_unless_it_is_too_old(api):
    person = Person(api, 7)
    person.types("x")
    api.call(api.token, "sendMessage", Parameters({"chat_id": "7", "text": "Fácil"}))
    fresh, faded = (
        read(person.taps(api.shown(7)[0], "a")),
        read(person.taps(api.shown(7)[0], "b", faded=True)),
    )
    assert (fresh.callback_query.data, fresh.callback_query.message.text) == ("a", "Fácil")
    assert not faded.callback_query.message.is_accessible
    assert fresh.callback_query.id != faded.callback_query.id


def test_updates_and_messages_are_numbered_as_they_come(api):
    ana, luis = Person(api, 1), Person(api, 2)
    updates = [ana.types("a"), luis.types("b"), ana.types("c")]
    assert [update["update_id"] for update in updates] == [1, 2, 3]
    assert [update["message"]["message_id"] for update in updates] == [1, 2, 3]
    assert api.state.updates == updates
