"""What people do arrives as the updates that Telegram would send."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, ChatMember, MessageEntity, MessageOriginHiddenUser, Update

from bot.bot_api import BotApi, BotApiError, Person
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
    assert list(api.state.updates) == updates


def test_a_link_starts_the_chat_with_its_payload(api):
    message = read(Person(api, 7).starts("goya_40")).message
    assert message.text == "/start goya_40"
    assert message.parse_entities() == {message.entities[0]: "/start"}
    assert read(Person(api, 7).starts()).message.text == "/start"


def test_a_live_position_moves_within_its_message_and_stops_without_a_period(api):
    person = Person(api, 7)
    begun, moved, ended = (
        person.shares_live(40.4, -3.7, 3600),
        person.moves(40.5, -3.6),
        person.stops_sharing(40.6, -3.5),
    )
    assert begun["message"]["location"] == {"latitude": 40.4, "longitude": -3.7, "live_period": 3600}
    assert moved["edited_message"]["location"] == {"latitude": 40.5, "longitude": -3.6, "live_period": 3600}
    assert ended["edited_message"]["location"] == {"latitude": 40.6, "longitude": -3.5}
    messages = [read(update).effective_message for update in (begun, moved, ended)]
    assert {one.message_id for one in messages} == {1}
    assert [one.edit_date for one in messages] == [None, NOON, NOON]


def test_what_is_not_shared_cannot_move(api):
    person = Person(api, 7)
    with pytest.raises(ValueError, match="no live position"):
        person.moves(40.4, -3.7)
    person.shares_live(40.4, -3.7)
    person.stops_sharing(40.4, -3.7)
    with pytest.raises(ValueError, match="no live position"):
        person.stops_sharing(40.4, -3.7)


def test_what_is_passed_on_tells_from_whom(api):
    text = read(Person(api, 7).forwards("Goya 40", "Eva")).message
    venue = read(Person(api, 7).forwards_venue(40.4, -3.7, "Bar", "Ponzano, 20")).message
    assert isinstance(text.forward_origin, MessageOriginHiddenUser)
    assert (text.text, text.forward_origin.sender_user_name) == ("Goya 40", "Eva")
    assert (venue.venue.title, venue.venue.address) == ("Bar", "Ponzano, 20")
    assert venue.forward_origin is not None


def test_a_reply_shows_the_message_of_the_bot(api):
    person = Person(api, 7)
    person.types("x")
    api.call(api.token, "sendMessage", Parameters({"chat_id": "7", "text": "¿Qué plaza?"}))
    message = read(person.replies(api.shown(7)[0], "la 3")).message
    assert (message.text, message.reply_to_message.text) == ("la 3", "¿Qué plaza?")
    assert message.reply_to_message.from_user.is_bot


def test_a_mention_is_marked_in_utf16_units(api):
    message = read(Person(api, 7, group_id=-5).mentions("Goya 40")).message
    assert message.parse_entities([MessageEntity.MENTION]) == {message.entities[0]: "@sermadrid_bot"}
    later = read(Person(api, 7).types("🅿 @sermadrid_bot, ¿y a@b.es?")).message
    assert list(later.parse_entities().values()) == ["@sermadrid_bot"]


def test_a_file_has_its_name_and_its_caption(api):
    message = read(Person(api, 7).uploads(b"07-05", "zonas.csv", "mis zonas")).message
    assert (message.document.file_name, message.document.file_size, message.caption) == (
        "zonas.csv",
        5,
        "mis zonas",
    )
    assert read(Person(api, 7).uploads(b"x", "x.csv")).message.caption is None


def test_a_topic_of_a_forum_is_told(api):
    message = read(Person(api, 7, group_id=-100_5, group_kind="supergroup").types("x", thread_id=3)).message
    assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (3, True, True)


def test_in_a_channel_nobody_is_the_author(api):
    person = Person(api, 7, name="Avisos", group_id=-100_6, group_kind="channel")
    posted, edited = read(person.types("x")), read(person.edits(1, "y"))
    assert (posted.message, posted.channel_post.from_user) == (None, None)
    assert posted.channel_post.sender_chat == posted.channel_post.chat
    assert posted.channel_post.chat.type == Chat.CHANNEL
    assert edited.edited_channel_post.text == "y"
    assert read(person.shares_live(40.4, -3.7)).channel_post.location is not None
    assert read(person.moves(40.5, -3.7)).edited_channel_post.location.latitude == 40.5


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_group_takes_the_bot_in_and_throws_it_out(api, kind):
    person = Person(api, 7, group_id=-5, group_kind=kind)
    joined, seen = (read(one) for one in person.adds_bot())
    assert change(joined) == (ChatMember.LEFT, ChatMember.MEMBER)
    assert (joined.my_chat_member.chat.type, joined.my_chat_member.from_user.id) == (kind, 7)
    assert seen.message.new_chat_members[0].username == "sermadrid_bot"
    left, seen = (read(one) for one in person.removes_bot())
    assert change(left) == (ChatMember.MEMBER, ChatMember.BANNED)
    assert seen.message.left_chat_member.username == "sermadrid_bot"
    assert sending(api, -5) == f"Forbidden: bot was kicked from the {kind} chat"
    person.adds_bot()
    assert sending(api, -5) is None


def test_a_channel_writes_no_messages_about_it(api):
    person = Person(api, 7, group_id=-100_6, group_kind="channel")
    assert [set(one) - {"update_id"} for one in (*person.adds_bot(), *person.removes_bot())] == [
        {"my_chat_member"},
        {"my_chat_member"},
    ]


def test_who_blocks_the_bot_gets_nothing_until_they_let_it_write_again(api):
    person = Person(api, 7)
    blocked = read(person.blocks())
    assert change(blocked) == (ChatMember.MEMBER, ChatMember.BANNED)
    assert blocked.my_chat_member.chat.type == Chat.PRIVATE
    assert sending(api, 7) == "Forbidden: bot was blocked by the user"
    assert change(read(person.unblocks())) == (ChatMember.BANNED, ChatMember.MEMBER)
    assert sending(api, 7) is None


def test_an_account_that_is_gone_tells_nobody(api):
    person = Person(api, 7)
    person.types("x")
    person.deletes_account()
    assert len(api.state.updates) == 1
    assert sending(api, 7) == "Forbidden: user is deactivated"


def test_a_group_that_grows_has_another_number_and_both_say_so(api):
    person = Person(api, 7, name="Vecinos", group_id=-5)
    person.types("x")
    farewell, welcome = (read(one).message for one in person.upgrades_group())
    assert (farewell.chat.id, farewell.migrate_to_chat_id) == (-5, -1_000_000_000_005)
    assert (welcome.chat.id, welcome.migrate_from_chat_id) == (-1_000_000_000_005, -5)
    assert (welcome.chat.type, welcome.chat.title) == (Chat.SUPERGROUP, "Vecinos")
    assert sending(api, -5) == "Bad Request: group chat was upgraded to a supergroup chat"
    assert sending(api, welcome.chat.id) is None
    assert read(person.types("y")).message.chat.id == welcome.chat.id


def change(update):
    """The bot's status before and after."""
    return update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status


def sending(api, chat_id):
    """How a message to a chat is refused; None when it arrives."""
    try:
        api.call(api.token, "sendMessage", Parameters({"chat_id": str(chat_id), "text": "x"}))
    except BotApiError as error:
        return error.description
    return None
