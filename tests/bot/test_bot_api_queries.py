"""Taps and inline queries: once, in time, and within Telegram's limits."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import Update

from bot.bot_api import BotApi, Person
from bot.bot_api.inline_results import MAX_ID_BYTES, MAX_RESULTS, ResultsButton
from bot.bot_api.messages import Notice, Offered
from bot.bot_api.queries import INLINE_PATIENCE, TAP_PATIENCE
from tests.bot.bot_api_calls import call, keyboard, refusal
from tests.bot.dialogues.driver import picture

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
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
    call(api, "sendMessage", chat_id=7, text="x", reply_markup=keyboard(PLUS))
    return api


@pytest.fixture
def query(api):
    """The id of an inline query that waits."""
    return Person(api, 7).asks_inline("Goya 40")["inline_query"]["id"]


def article(result_id="a", **fields):
    content = {"message_text": "<b>Fácil</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "Goya", "input_message_content": content, **fields}


def answered(api, query, *results, **fields):
    call(api, "answerInlineQuery", inline_query_id=query, results=list(results), **fields)
    return api.state.inline_queries[query]


def refused(api, query, *results, **fields):
    return refusal(api, "answerInlineQuery", inline_query_id=query, results=list(results), **fields)


def test_a_tap_waits_a_quarter_of_an_hour(api, clock):
    early, late = (Person(api, 7).taps(api.shown(7)[0], "plus")["callback_query"]["id"] for _ in range(2))
    clock.now += TAP_PATIENCE
    assert call(api, "answerCallbackQuery", callback_query_id=early) is True
    clock.now += timedelta(seconds=1)
    assert refusal(api, "answerCallbackQuery", callback_query_id=late) == TOO_OLD
    assert api.unanswered_taps == [late]


def test_a_quiet_answer_shows_nothing(api):
    tap = Person(api, 7).taps(api.shown(7)[0], "plus")["callback_query"]["id"]
    with api.hearing() as events:
        call(api, "answerCallbackQuery", callback_query_id=tap)
    assert events == []


def test_results_are_offered_with_their_words_and_buttons(api, query):
    with api.hearing() as events:
        answered(
            api,
            query,
            article(description="plazas", reply_markup=keyboard(PLUS)),
            cache_time=30,
            is_personal=True,
            button={"text": "Abrir", "start_parameter": "goya_40"},
        )
    (offered,) = events
    assert isinstance(offered, Offered)
    (result,) = offered.query.results
    assert (result.title, result.description, result.content.formatted.text) == ("Goya", "plazas", "Fácil")
    assert result.content.keyboard[0][0].data == "plus"
    assert offered.query.button == ResultsButton("Abrir", "goya_40")
    assert (offered.query.cache_seconds, offered.query.is_personal) == (30, True)


def test_nothing_may_be_offered_too(api, query):
    assert answered(api, query).results == ()


def test_results_are_kept_for_five_minutes_and_a_day_at_most(api):
    queries = [Person(api, 7).asks_inline("x")["inline_query"]["id"] for _ in range(2)]
    assert answered(api, queries[0]).cache_seconds == 300
    assert answered(api, queries[1], cache_time=10**6).cache_seconds == 24 * 60 * 60


def test_an_inline_query_is_answered_once_and_at_once(api, query, clock):
    answered(api, query, article())
    assert refused(api, query, article()) == TOO_OLD
    assert refused(api, "99", article()) == TOO_OLD
    late = Person(api, 7).asks_inline("x")["inline_query"]["id"]
    clock.now += INLINE_PATIENCE + timedelta(seconds=1)
    assert refused(api, late, article()) == TOO_OLD


def test_fifty_results_are_enough(api, query):
    many = [article(str(one)) for one in range(MAX_RESULTS + 1)]
    assert refused(api, query, *many) == "Bad Request: too many inline query results specified"
    assert len(answered(api, query, *many[1:]).results) == MAX_RESULTS


@pytest.mark.parametrize(("length", "fits"), [(0, False), (MAX_ID_BYTES, True), (MAX_ID_BYTES + 1, False)])
def test_a_results_id_has_1_to_64_bytes(api, query, length, fits):
    result = article("ñ" * (length // 2) + "a" * (length % 2))
    if fits:
        assert answered(api, query, result).results
    else:
        assert refused(api, query, result) == "Bad Request: RESULT_ID_INVALID"


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        (["a"], "can't parse inline query result: Inline query result must be an object"),
        (
            [{"type": "article", "id": "a"}],
            "can't parse inline query result: Can't find field \"message_text\"",
        ),
        (
            [article(input_message_content={})],
            "can't parse inline query result: Input message content is not specified",
        ),
        ([{"id": "a"}], "can't parse inline query result: Can't find field \"type\""),
        ([{"type": "article"}], "can't parse inline query result: Can't find field \"id\""),
        ([{"type": "game", "id": "a"}], 'can\'t parse inline query result: type "game" is unsupported'),
        ([{"type": "photo", "id": "a", "photo_file_id": "x"}], "wrong file identifier/HTTP URL specified"),
        ([article(input_message_content={"message_text": "a" * 4097})], "message is too long"),
        ([article(reply_markup=keyboard({"text": "a"}))], "can't parse inline keyboard button"),
    ],
)
def test_results_that_cannot_be_sent_are_refused(api, query, results, words):
    assert refused(api, query, *results).startswith(f"Bad Request: {words}")


def test_results_come_in_a_list(api, query):
    fields = {"inline_query_id": query, "results": {"id": "a"}}
    assert (
        refusal(api, "answerInlineQuery", **fields)
        == "Bad Request: expected an Array of inline query results"
    )
    assert refused(api, query, next_offset="x" * 65) == "Bad Request: NEXT_OFFSET_INVALID"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"start_parameter": "x"}, "can't parse inline query results button: Can't find field \"text\""),
        (
            {"text": "x"},
            "can't parse inline query results button: InlineQueryResultsButton must have exactly one",
        ),
        ({"text": "x", "start_parameter": ""}, "can't use empty start_parameter"),
        ({"text": "x", "start_parameter": "a" * 65}, "too long start_parameter specified"),
        ({"text": "x", "start_parameter": "ñ"}, "unallowed characters in start_parameter are used"),
    ],
)
def test_the_button_above_results_starts_the_bot(api, query, button, words):
    assert refused(api, query, button=button).startswith(f"Bad Request: {words}")


def test_a_result_may_be_a_photo_a_point_or_a_venue(api, query):
    photo = call(api, "sendPhoto", {"photo": picture(3)}, chat_id=7)["photo"][-1]["file_id"]
    point = {"latitude": 40.4, "longitude": -3.7, "title": "Sol"}
    results = answered(
        api,
        query,
        {"type": "photo", "id": "1", "photo_file_id": photo, "caption": "mapa"},
        {"type": "location", "id": "2", **point},
        {"type": "venue", "id": "3", **point, "address": "1"},
        article("4", input_message_content={**point, "address": "1"}),
    ).results
    assert results[0].content.photo.data == picture(3)
    assert [type(one.content.attachment).__name__ for one in results[1:]] == ["Location", "Venue", "Venue"]


def test_the_query_tells_who_asks_and_where_if_they_share_it(api):
    ana = Person(api, 7)
    silent, told = (Update.de_json(ana.asks_inline("Goya", at=at), None) for at in (None, (40.4, -3.7)))
    assert (silent.inline_query.query, silent.inline_query.from_user.id) == ("Goya", 7)
    assert silent.inline_query.location is None
    assert told.inline_query.location.latitude == 40.4


@pytest.mark.parametrize("has_buttons", [True, False])
def test_a_chosen_results_id_is_told_only_when_it_has_buttons(api, query, has_buttons):
    answered(api, query, article(**({"reply_markup": keyboard(PLUS)} if has_buttons else {})))
    update = Person(api, 7).chooses(query, "a", at=(40.4, -3.7))
    chosen = Update.de_json(update, None).chosen_inline_result
    assert (chosen.result_id, chosen.query, chosen.location.longitude) == ("a", "Goya 40", -3.7)
    assert (chosen.inline_message_id is not None) is has_buttons
    (message,) = api.state.inline_messages.values()
    assert (message.text, message.result_id) == ("Fácil", "a")


def test_only_what_was_offered_can_be_chosen(api, query):
    answered(api, query, article())
    with pytest.raises(LookupError):
        Person(api, 7).chooses(query, "b")


def test_a_tap_on_an_inline_message_does_not_tell_the_chat(api, query):
    answered(api, query, article(reply_markup=keyboard(PLUS)))
    luis = Person(api, 8)
    luis.chooses(query, "a")
    (message,) = api.state.inline_messages.values()
    tapped = Update.de_json(luis.taps_inline(message, "plus"), None).callback_query
    assert (tapped.message, tapped.inline_message_id) == (None, message.inline_message_id)
    with api.hearing() as events:
        call(api, "answerCallbackQuery", callback_query_id=tapped.id, text="ya")
    assert events == [Notice("ya", alert=False)]
