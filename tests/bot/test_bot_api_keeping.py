"""A long run needs no more memory than a short one."""

import pytest

from bot.bot_api import BotApi, Person
from bot.bot_api.newest import Newest, NewestByKey
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture

PLUS = {"text": "+1 h", "callback_data": "plus"}


def test_a_list_forgets_its_oldest():
    newest = Newest(3)
    for number in range(10):
        newest.append(number)
    assert newest == [7, 8, 9]


def test_a_mapping_forgets_its_oldest_and_a_key_set_again_stays_where_it_was():
    newest = NewestByKey(2)
    newest["a"], newest["b"], newest["a"] = 1, 2, 3
    assert dict(newest) == {"a": 3, "b": 2}
    newest["c"] = 4
    assert dict(newest) == {"b": 2, "c": 4}


def test_without_a_limit_everything_is_kept():
    newest, by_key = Newest(), NewestByKey()
    for number in range(1000):
        newest.append(number)
        by_key[number] = number
    assert (len(newest), len(by_key)) == (1000, 1000)


@pytest.fixture
def api():
    """An API that was used for long, and keeps ten of each."""
    api = BotApi(keep=10)
    ana = Person(api, 7)
    for number in range(50):
        ana.types(f"pregunta {number}")
        call(api, "sendPhoto", {"photo": picture(number)}, chat_id=7, reply_markup=keyboard(PLUS))
        call(
            api, "editMessageCaption", chat_id=7, message_id=api.shown(7)[-1].message_id, caption=str(number)
        )
        ana.taps(api.shown(7)[-1], "plus")
        ana.uploads(str(number).encode(), "x.txt")
        ana.asks_inline(str(number))
    return api


def test_only_the_newest_of_everything_is_remembered(api):
    state = api.state
    kept = (
        api.calls,
        state.journal,
        state.messages,
        state.received,
        state.photos,
        state.documents,
        state.taps,
    )
    assert [len(one) for one in (*kept, state.inline_queries, api.shown(7))] == [10] * 9
    assert [one.text for one in api.shown(7)] == [str(number) for number in range(40, 50)]
    assert len(api.unanswered_taps) == 10


def test_what_is_forgotten_is_not_found(api):
    assert "message to edit not found" in refusal(api, "editMessageText", chat_id=7, message_id=2, text="x")
    assert "query is too old" in refusal(api, "answerCallbackQuery", callback_query_id="1")
    assert "to be replied not found" in refusal(
        api, "sendMessage", chat_id=7, text="x", reply_parameters={"message_id": 1}
    )


def test_numbers_are_never_given_twice(api):
    ids = [*api.state.taps, *api.state.inline_queries]
    assert len(set(ids)) == len(ids)
    assert Person(api, 7).types("x")["message"]["message_id"] == 151


def test_a_message_that_changes_all_the_time_remembers_its_newest_versions(api):
    message_id = api.shown(7)[-1].message_id
    for number in range(100):
        call(api, "editMessageCaption", chat_id=7, message_id=message_id, caption=f"versión {number}")
    versions = api.shown(7)[-1].versions
    assert (len(versions), versions[-1].formatted.text) == (10, "versión 99")


def test_a_chat_whose_messages_are_forgotten_is_empty(api):
    luis = Person(api, 8)
    luis.types("hola")
    for _ in range(10):
        call(api, "sendMessage", chat_id=8, text="x")
    assert api.shown(7) == []
    assert len(api.shown(8)) == 10


def test_without_keep_everything_is_remembered():
    api = BotApi()
    Person(api, 7).types("x")
    for number in range(300):
        call(api, "sendMessage", chat_id=7, text=str(number))
    assert len(api.shown(7)) == len(api.calls) == len(api.state.journal) == 300
