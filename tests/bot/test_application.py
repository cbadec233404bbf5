"""Dialogues with the real handlers: what people do, and what they are shown."""

import asyncio
import logging
from datetime import timedelta

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.application import FLOOD_LIMIT, OneAtATimeInAChat, build_application
from bot.bot_api import BotApi, InMemoryRequest, Person
from bot.bot_api.messages import Activity, Edited, Notice, Sent
from bot.callbacks import ChoosePlace, ParkedHere, Press, ShowAt, encode
from bot.domain import Button, ChatMemory, Menu, Reply, Toast
from bot.errors import StaleButtonError
from bot.flood import FloodGate
from bot.handlers import activity
from forecasting.errors import ForecastingError
from geodata.places import Point
from tests.bot.dialogues.driver import NOW, PONZANO, FakeServices, picture, talking


@pytest.fixture
def services():
    return FakeServices()


async def test_a_question_gets_one_photo_with_its_words_and_buttons(services):
    async with talking(services) as ana:
        (sent,) = await ana.says("Calle de Ponzano 20")
    assert isinstance(sent, Sent)
    assert sent.message.text == "Calle de Ponzano 20 09:30"
    assert sent.message.photo == picture(9)
    assert sent.message.button_texts == ["−1 h", "+1 h", "Ahora"]
    assert services.conversation.asked == [("text", "Calle de Ponzano 20")]


async def test_a_tap_changes_the_same_message(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        (edited,) = await ana.taps("+1 h")
        assert isinstance(edited, Edited)
        (message,) = ana.shown
    assert [one.formatted.text for one in message.versions] == ["Ponzano 20 09:30", "Ponzano 20 10:30"]
    assert message.photo == picture(10)


async def test_hours_add_up_over_several_taps(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        for words in ("+1 h", "+1 h", "−1 h", "+1 h"):
            await ana.taps(words)
        assert ana.shown[0].text == "Ponzano 20 11:30"


async def test_a_tap_that_changes_nothing_is_answered_in_silence(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        assert await ana.taps("Ahora") == []
        assert len(ana.shown[0].versions) == 1


async def test_a_button_works_after_a_restart_that_forgot_everything(services):
    payload = encode(ShowAt(PONZANO, NOW + timedelta(hours=3)))
    async with talking(services) as ana:
        await ana.says("Goya 40")
        await ana.taps_payload(payload)
        assert ana.shown[0].text == "Calle de Ponzano, 20 12:30"


async def test_choosing_among_places_turns_the_question_into_the_answer(services):
    choice = Button("Calle de Ponzano, 20", encode(ChoosePlace(PONZANO, NOW)))
    services.conversation.replies = [Reply("¿Cuál?", buttons=((choice,),))]
    async with talking(services) as ana:
        await ana.says("Ponzano")
        assert ana.shown[0].photo is None
        await ana.taps("Calle de Ponzano, 20")
        (message,) = ana.shown
    assert message.photo == picture(9)
    assert services.conversation.asked[-1][1].place.label == "Calle de Ponzano, 20"


@pytest.mark.parametrize(("language", "words"), [("es", "botón es antiguo"), ("en", "button is")])
@pytest.mark.parametrize("payload", ["show:07-05", "9sAAAA", "x"])
async def test_a_stale_button_says_so_and_changes_nothing(services, language, words, payload):
    async with talking(services, language_code=language) as ana:
        await ana.says("Ponzano 20")
        (notice,) = await ana.taps_payload(payload)
        assert isinstance(notice, Notice)
        assert notice.alert
        assert words in notice.text.lower()
        assert len(ana.shown[0].versions) == 1


async def test_a_tap_on_a_message_too_old_to_see_gets_a_new_one(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        (sent,) = await ana.taps("+1 h", faded=True)
        assert isinstance(sent, Sent)


async def test_a_tap_on_a_message_that_is_gone_gets_a_new_one(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        old = ana.shown[0]
        payload = old.content.keyboard[0][1].data
        old.deleted = True
        (sent,) = await ana.taps_payload(payload, old)
        assert sent.message.text == "Ponzano 20 10:30"


async def test_a_tap_from_before_the_bot_was_up_still_shows_its_answer(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        update = ana.person.taps(ana.shown[0], ana.shown[0].content.keyboard[0][1].data)
        ana.api.state.taps.clear()
        await ana._done(update)
        assert ana.shown[0].text == "Ponzano 20 10:30"


async def test_a_refusal_does_not_take_the_answer_away(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        services.conversation.replies = [Reply("Eso ya ha pasado")]
        await ana.taps("−1 h")
        assert [one.text for one in ana.shown] == ["Ponzano 20 09:30", "Eso ya ha pasado"]


async def test_a_text_reply_takes_the_place_of_a_text(services):
    services.conversation.replies = [
        Reply("¿Cuál?", buttons=((Button("a", encode(ShowAt(PONZANO, NOW))),),)),
        Reply("no"),
    ]
    async with talking(services) as ana:
        await ana.says("Ponzano")
        await ana.taps("a")
        assert [one.text for one in ana.shown] == ["no"]


async def test_a_picture_sent_before_is_not_uploaded_again(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        await ana.says("Ponzano 20")
        await ana.taps("+1 h")
        await ana.taps("−1 h")
        uploads = [
            parameters.files
            for method, parameters in ana.api.calls
            if method in {"sendPhoto", "editMessageMedia"}
        ]
    assert [bool(files) for files in uploads] == [True, False, True, False]


async def test_a_picture_sent_before_is_not_drawn_again_even_after_a_restart(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        photos = ana.api.state.photos
    again = FakeServices(files=services.files)
    await again.sent_pictures.load()
    async with talking(again) as ana:
        ana.api.state.photos.update(photos)
        await ana.says("Ponzano 20")
        assert ana.shown[0].photo == picture(9)
    assert again.conversation.drawn == []


async def test_a_picture_that_telegram_forgot_is_uploaded_again(services):
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        ana.api.state.photos.clear()
        await ana.says("Ponzano 20")
        assert len(ana.shown) == 2
        assert len(ana.api.state.photos) == 1


async def test_a_shared_location_is_asked_by_its_point(services):
    async with talking(services) as ana:
        await ana.shares(40.4378, -3.6994)
    assert services.conversation.asked == [("location", Point(40.4378, -3.6994), None)]


async def test_a_venue_is_asked_by_its_title(services):
    async with talking(services) as ana:
        await ana.shares_venue(40.4168, -3.7038, "Puerta del Sol")
    assert services.conversation.asked == [("location", Point(40.4168, -3.7038), "Puerta del Sol")]


async def test_a_live_location_is_one_question_and_its_steps_are_followed_to_its_end(services):
    async with talking(services) as ana:
        (sent,) = await ana.shares_live(40.4378, -3.6994, (40.45, -3.69))
        await ana.stops_sharing(40.45, -3.69)
    assert services.conversation.asked == [("location", Point(40.4378, -3.6994), None)]
    ((begun, point),) = services.live.begun
    assert (begun.answer_id, point) == (sent.message.message_id, Point(40.4378, -3.6994))
    assert begun.until > services.now
    assert services.live.moves == [(begun.message_id, Point(40.45, -3.69))]
    assert services.live.ended == [begun.message_id]


async def test_a_corrected_text_is_asked_again(services):
    async with talking(services) as ana:
        await ana.corrects("Ponzano 21")
    assert services.conversation.asked == [("text", "Ponzano 21")]


@pytest.mark.parametrize(
    ("code", "language"),
    [("es", "es"), ("es-419", "es"), ("ca", "es"), (None, "es"), ("en", "en"), ("en-GB", "en"), ("de", "en")],
)
async def test_people_are_spoken_to_in_the_language_of_their_telegram(services, code, language):
    async with talking(services, language_code=code) as ana:
        (sent,) = await ana.says("/start")
        assert sent.message.text == f"greeting {language}"


async def test_the_language_kept_for_a_chat_wins(services):
    async with talking(services, language_code="en") as ana:
        await services.chats.save(ChatMemory(ana.person.chat_id, "es", language_chosen=True))
        (sent,) = await ana.says("/help")
        assert sent.message.text == "help es"


async def test_other_buttons_leave_the_message_as_it_is(services):
    services.conversation.replies = [
        Reply("Fácil", buttons=((Button("🧭", encode(ShowAt(PONZANO, NOW))),),)),
        Menu(((Button("Waze", url="https://waze.com/ul"),),)),
    ]
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        await ana.taps("🧭")
        (message,) = ana.shown
    assert (message.text, message.button_texts) == ("Fácil", ["Waze"])


async def test_a_toast_is_said_over_the_chat_and_may_bring_something(services):
    services.conversation.replies = [
        Reply("Fácil", buttons=((Button("⭐", encode(ShowAt(PONZANO, NOW))),),)),
        Toast("Guardado", then=Menu(((Button("‹", encode(ShowAt(PONZANO, NOW))),),))),
    ]
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        notice, _ = await ana.taps("⭐")
        assert isinstance(notice, Notice)
        assert (notice.text, notice.alert) == ("Guardado", False)
        assert ana.shown[0].button_texts == ["‹"]


async def test_a_page_button_goes_to_its_topic_and_one_of_no_topic_is_stale(services):
    pressed = [encode(Press("found", "at_once", "7")), encode(Press("lost", "at_once", "7"))]
    services.conversation.replies = [
        Reply("?", buttons=(tuple(Button(f"{n}", data) for n, data in enumerate(pressed)),))
    ]
    async with talking(services) as ana:
        await ana.says("x")
        (notice,) = await ana.taps("1")
        assert notice.alert
        await ana.taps("0")
        assert ana.shown[0].text == "thanks"
    assert services.feedback.pressed == [("at_once", "7")]


async def test_a_place_button_goes_to_whoever_takes_its_kind(services):
    taken = []

    async def park(chat, action, now):
        taken.append(action)
        return Reply("parked")

    services.place_actions = {ParkedHere: park}
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
        await ana.taps_payload(encode(ParkedHere(PONZANO, NOW)))
        assert ana.shown[-1].text == "parked"
    assert [type(one) for one in taken] == [ParkedHere]
    assert len(services.conversation.asked) == 1


async def test_a_links_question_is_answered_at_once(services):
    async with talking(services) as ana:
        await ana.starts("aB_-9")
        (sent,) = await ana.starts("inline")
        assert sent.message.text == "greeting es"
    assert services.conversation.asked == [("link", "aB_-9")]


async def test_who_asks_too_much_is_told_once_and_nobody_else_waits(services):
    async with talking(services) as ana:
        ana.application.context_types.context.flood = FloodGate(FLOOD_LIMIT, lambda: 0.0)  # in no time at all
        for n in range(FLOOD_LIMIT):
            await ana.says(f"x {n}")
        (told,) = await ana.says("one more")
        assert "muy deprisa" in told.message.text
        assert await ana.says("and more") == []
        assert len(await ana.beside(user_id=2).says("Goya 40")) == 1
    assert len(services.conversation.asked) == FLOOD_LIMIT + 1


async def test_who_was_away_and_writes_again_is_active_again(services):
    async with talking(services) as ana:
        await ana.says("/start")
        await ana.blocks()
        assert not services.chats.kept[ana.person.chat_id].active
        await ana.unblocks()
        assert services.chats.kept[ana.person.chat_id].active


async def test_a_group_that_lets_the_bot_in_is_greeted_and_one_that_grows_keeps_its_memory(services):
    async with talking(services, group_id=-5) as ana:
        events = await ana.adds_bot()
        assert any("@sermadrid_bot" in one.message.text for one in events if isinstance(one, Sent))
        await ana.upgrades_group()
    ((old, new),) = services.chats.migrated
    assert old == -5
    assert new != old


async def test_the_greeting_offers_to_share_where_one_is(services):
    async with talking(services) as ana:
        (sent,) = await ana.says("/start")
        assert sent.message.reply_keyboard == [
            [{"text": "📍 Compartir mi ubicación", "request_location": True}]
        ]


@pytest.mark.parametrize(("text", "asked"), [("/why", ""), ("/why Goya 40 mañana", "Goya 40 mañana")])
async def test_why_passes_on_the_words_after_it(services, text, asked):
    async with talking(services) as ana:
        (sent,) = await ana.says(text)
    assert sent.message.text == f"why {asked} 09:30"
    assert services.conversation.asked == [("why", asked)]


@pytest.mark.parametrize("text", ["/help", "/nothing", "/help@sermadrid_bot"])
async def test_help_answers_its_command_and_unknown_ones(services, text):
    async with talking(services) as ana:
        (sent,) = await ana.says(text)
        assert sent.message.text == "help es"


async def test_what_is_no_question_gets_help_and_telegrams_own_messages_nothing(services):
    async with talking(services) as ana:
        sticker = {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "type": "regular"}
        (sent,) = await ana.sends(sticker={**sticker, "is_animated": False, "is_video": False})
        assert sent.message.text == "help es"
        assert await ana.sends(group_chat_created=True) == []


async def test_in_a_group_only_commands_and_what_is_said_to_the_bot_are_answered(services):
    async with talking(services, group_id=-5) as ana:
        assert await ana.says("Ponzano 20") == []
        (sent,) = await ana.says("/start")
        assert sent.message.reply_keyboard == []
        await ana.mentions("Ponzano 20")
        await ana.replies_to(sent.message, "Goya 40")
    assert services.conversation.asked == [("text", "Ponzano 20"), ("text", "Goya 40")]


async def test_a_failure_is_worded_for_its_user_and_logged_without_secrets(services, redacted_log):
    services.conversation.failure = RuntimeError("at 40.43783,-3.69941 with 123456789:" + "A" * 35)
    async with talking(services) as ana:
        (sent,) = await ana.says("Ponzano 20")
    assert "Algo ha fallado" in sent.message.text
    assert "RuntimeError: at <figure>,<figure> with <token>" in redacted_log.text
    assert "40.43783" not in redacted_log.text
    assert "AAAA" not in redacted_log.text


@pytest.mark.parametrize("failure", [StaleButtonError(), ForecastingError("no table")])
async def test_a_named_error_has_its_own_words_and_no_traceback(services, caplog, failure):
    caplog.set_level(logging.INFO)
    services.conversation.failure = failure
    async with talking(services, language_code="en") as ana:
        (sent,) = await ana.says("Ponzano 20")
    assert "Traceback" not in caplog.text + sent.message.text
    assert f"refused: {type(failure).__name__}" in caplog.text


async def test_who_blocked_the_bot_is_left_alone(services, caplog):
    caplog.set_level(logging.INFO)
    async with talking(services) as ana:
        await ana.says("/start")
        ana.api.state.chats[ana.person.chat_id].blocked = True
        assert await ana.says("Ponzano 20") == []
    assert "does not want to hear" in caplog.text
    assert not services.chats.kept[ana.person.chat_id].active


async def test_an_apology_that_cannot_be_sent_is_not_the_end(services, caplog):
    async def nobody_left(_deed):
        ana.api.state.chats[ana.person.chat_id].blocked = True

    services.conversation.gate, services.conversation.failure = nobody_left, RuntimeError("broken")
    async with talking(services) as ana:
        assert await ana.says("Ponzano 20") == []
    assert "the apology could not be sent: Forbidden" in caplog.text


async def test_a_failure_outside_any_update_is_only_logged(services, caplog):
    async with talking(services) as ana:
        await ana.application.process_error(None, RuntimeError("a job"))
        assert ana.shown == []
    assert "RuntimeError: a job" in caplog.text


async def test_a_network_that_fails_is_one_line_in_the_log(services, caplog):
    services.conversation.failure = TimedOut("at 40.43783")
    async with talking(services) as ana:
        await ana.says("Ponzano 20")
    assert "Telegram cannot be reached: at <figure>" in caplog.text
    assert "Traceback" not in caplog.text


async def test_slow_work_shows_a_sign_of_life_and_quick_work_none(services, monkeypatch):
    async with talking(services) as ana:
        assert len(await ana.says("quick")) == 1
        shown = asyncio.Event()

        async def slow(_deed):
            ana.api.listen(lambda _: shown.set())
            await shown.wait()

        services.conversation.gate = slow
        monkeypatch.setattr(activity, "PATIENCE_SECONDS", 0.01)
        action, sent = await ana.says("slow")
    assert action == Activity(ana.person.chat_id, "upload_photo")
    assert sent.message.text == "slow 09:30"


async def test_a_chat_is_answered_in_order_and_waits_for_nobody_else(services):
    first_may_end, order = asyncio.Event(), []

    async def gate(deed):
        if deed[1] == "Ana 1":
            await first_may_end.wait()
        order.append(deed[1])
        if deed[1] == "Luis 1":
            first_may_end.set()

    services.conversation.gate = gate
    api = BotApi()
    async with build_application(services, api.token, InMemoryRequest(api)) as application:
        await application.start()
        ana, luis = Person(api, 1), Person(api, 2)
        for update in (ana.types("Ana 1"), ana.types("Ana 2"), ana.types("Ana 3"), luis.types("Luis 1")):
            await application.update_queue.put(Update.de_json(update, application.bot))
        await application.update_queue.join()
        await application.stop()  # waits for the updates under way
    assert order == ["Luis 1", "Ana 1", "Ana 2", "Ana 3"]
    assert [one.text[:5] for one in api.shown(1)] == ["Ana 1", "Ana 2", "Ana 3"]


async def test_a_chats_lock_is_gone_when_nobody_waits_for_it():
    processor, done = OneAtATimeInAChat(), []

    async def work():
        done.append(len(processor._locks))

    await processor.process_update(object(), work())
    assert done == [1]
    assert len(processor._locks) == 0
