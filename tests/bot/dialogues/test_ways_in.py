"""The ways in which people ask, beside writing to the bot: places, live ones, groups, links, courtesies."""

from datetime import timedelta

import pytest

from bot.deep_links import encode_start
from geodata.places import Place, Point
from tests.bot.dialogues.heard import edited, notices, sent, shown

PONZANO = (40.43783, -3.69941)
ACROSS_THE_STREET = (40.43786, -3.69945)
CASTILLA = (40.46600, -3.68900)
GROUP = {"group_id": -500}


@pytest.mark.parametrize(
    ("language", "moment"),
    [("es", "ahora, miércoles 12 de marzo, 10:15"), ("en", "now, Wednesday 12 March, 10:15")],
)
async def test_a_shared_location_is_answered_for_now(meet, language, moment):
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.shares(*PONZANO))
    assert moment in answer.text
    assert "Chamberí" in answer.text
    assert answer.photo is not None


@pytest.mark.parametrize("deed", ["shares_venue", "forwards_venue"])
async def test_a_venue_is_answered_by_its_title_whoever_shared_it(meet, deed):
    async with meet() as ana:
        (answer,) = sent(await getattr(ana, deed)(*PONZANO, "Bar <Ponzano> & Cía.", "Calle de Ponzano 12"))
    assert "Regular · Bar <Ponzano> & Cía." in answer.text


async def test_a_forwarded_question_is_a_question(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.forwards("Calle de Ponzano 20 mañana a las 11"))
    assert "jueves 13 de marzo, 11:00" in answer.text


async def test_a_corrected_question_is_asked_again(meet):
    async with meet() as ana:
        await ana.says("Calle de Nadie 3")
        (answer,) = sent(await ana.corrects("Calle de Ponzano 20"))
    assert "Calle de Ponzano, 20" in answer.text


async def test_a_live_location_changes_its_answer_when_the_neighbourhood_does(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.shares_live(*PONZANO))
        assert shown(await ana.moves(*ACROSS_THE_STREET)) == []
        events = await ana.moves(*CASTILLA)
        assert (edited(events), sent(events)) == ([answer], [])
    assert "(Tetuán)" in answer.text or "(Chamartín)" in answer.text


async def test_a_live_location_that_stopped_or_ran_out_is_followed_no_longer(meet, clock):
    async with meet() as ana:
        await ana.shares_live(*PONZANO)
        assert shown(await ana.stops_sharing(*CASTILLA)) == []
        (answer,) = sent(await ana.shares_live(*PONZANO))
        clock.passes(minutes=16)
        assert shown(await ana.moves(*CASTILLA)) == []
        assert answer.versions == [answer.content]


async def test_a_live_location_is_followed_after_a_restart(meet, restarted):
    async with meet() as ana:
        (answer,) = sent(await ana.shares_live(*PONZANO))
    async with restarted(ana) as ana:
        assert edited(await ana.moves(*CASTILLA)) == [answer]


async def test_here_is_where_the_live_location_is_by_now(meet):
    async with meet() as ana:
        await ana.shares_live(*PONZANO, CASTILLA)
        (answer,) = sent(await ana.says("a las 17"))
        assert "(Tetuán)" in answer.text or "(Chamartín)" in answer.text
        (parked,) = sent(await ana.says("he aparcado"))
        assert "Ponzano" not in parked.text


async def test_another_place_that_was_asked_about_stays_while_the_live_location_moves(meet):
    async with meet() as ana:
        await ana.shares_live(*PONZANO)
        await ana.says("Goya 40")
        await ana.moves(*CASTILLA)
        (answer,) = sent(await ana.says("a las 17"))
    assert "Calle de Goya, 40" in answer.text


async def test_words_under_a_photo_are_a_question_too(meet):
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    async with meet() as ana:
        (answer,) = sent(await ana.sends(photo=photo, caption="Ponzano 20 mañana a las 11"))
        assert "Calle de Ponzano, 20" in answer.text
        (wordless,) = sent(await ana.sends(photo=photo))
        assert "Escribe un sitio y una hora" in wordless.text


async def test_an_answer_that_was_deleted_comes_again_without_a_sound(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.shares_live(*PONZANO))
        await ana.application.bot.delete_message(answer.chat_id, answer.message_id)
        (again,) = sent(await ana.moves(*CASTILLA))
        assert again.silent
        assert edited(await ana.moves(*PONZANO)) == [again]


async def test_in_a_group_the_bot_answers_its_name_and_replies_and_nothing_else(meet):
    async with meet(**GROUP) as ana:
        (greeting,) = sent(await ana.adds_bot())
        assert "En un grupo me tenéis que nombrar" in greeting.text
        for talk in ("Ponzano 20", "¿quién aparca mañana?", "hola"):
            assert shown(await ana.says(talk)) == []
        assert shown(await ana.shares(*PONZANO)) == []
        (answer,) = sent(await ana.mentions("Calle de Ponzano 20 mañana a las 11"))
        asked = ana.api.state.received[ana.person.chat_id, answer.replies_to]
        assert asked["text"].endswith("Calle de Ponzano 20 mañana a las 11")
        (next_hour,) = sent(await ana.replies_to(answer, "¿y a las 18?"))
        assert "18:00" in next_hour.text
        assert next_hour.replies_to not in {None, answer.replies_to}


async def test_in_a_group_a_location_that_replies_to_the_bot_is_answered(meet):
    async with meet(**GROUP) as ana:
        await ana.adds_bot()
        (asked,) = sent(await ana.mentions("mañana a las 9"))
        assert "ubicación" in asked.text
        replied = ana.api.state.any_message_json(asked.chat_id, asked.message_id)
        location = {"latitude": PONZANO[0], "longitude": PONZANO[1]}
        (answer,) = sent(await ana.sends(location=location, reply_to_message=replied))
    assert "jueves 13 de marzo, 9:00" in answer.text


async def test_in_a_group_words_under_a_photo_count_with_the_bots_name(meet):
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    async with meet(**GROUP) as ana:
        await ana.adds_bot()
        assert shown(await ana.sends(photo=photo, caption="Ponzano 20")) == []
        name = f"@{ana.api.state.bot['username']}"
        mention = [{"type": "mention", "offset": 0, "length": len(name)}]
        (answer,) = sent(await ana.sends(photo=photo, caption=f"{name} Ponzano 20", caption_entities=mention))
    assert "Calle de Ponzano, 20" in answer.text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/map mañana a las 9", "🗺 Toda la zona"),
        ("/map Goya 40 mañana a las 9", "Calle de Goya, 40"),
        ("/map Calle Inventada 3", "No encuentro «Calle Inventada 3»"),
    ],
)
async def test_the_map_is_the_zones_or_that_of_a_place(meet, words, told):
    async with meet() as ana:
        (answer,) = sent(await ana.says(words))
    assert told in answer.text


async def test_a_page_of_letters_is_not_said_back_whole(meet):
    async with meet() as ana:
        (refusal,) = sent(await ana.says("a" * 4096))
    assert f"«{'a' * 80}…»" in refusal.text


async def test_a_groups_command_is_answered_where_it_was_given(meet):
    async with meet(**GROUP) as ana:
        await ana.adds_bot()
        (answer,) = sent(await ana.says("/map"))
    assert answer.replies_to is not None
    assert answer.text.startswith("🗺 Toda la zona")


async def test_inline_an_answer_is_chosen_and_its_hours_step_where_it_was_sent(meet):
    async with meet() as ana:
        await ana.asks_inline("Calle de Ponzano 20 mañana a las 11")
        assert [one.title for one in ana.offered] == ["🟡 Regular · Calle de Ponzano, 20"]
        assert ana.asked.is_personal
        ana.person.chooses(ana.asked.query_id, ana.offered[0].result_id)
        there = ana.inline_message
        assert "jueves 13 de marzo, 11:00" in there.text
        for words, moment in (("+1 h", "12:00"), ("+1 h", "13:00"), ("−1 h", "12:00")):
            await ana.taps_inline(words)
            assert f"jueves 13 de marzo, {moment}" in there.text
        assert ana.shown == []
        (link,) = [
            one.url for row in there.content.keyboard for one in row if one.text == "Abrir en sermadrid"
        ]
        (answer,) = sent(await ana.starts(link.partition("?start=")[2]))
    assert "Calle de Ponzano, 20" in answer.text
    assert "jueves 13 de marzo, 12:00" in answer.text


async def test_inline_a_step_to_a_moment_that_is_over_says_so_and_answers_for_now(meet, clock):
    async with meet() as ana:
        await ana.asks_inline("Calle de Ponzano 20 mañana a las 11")
        ana.person.chooses(ana.asked.query_id, ana.offered[0].result_id)
        clock.passes(days=5)
        events = await ana.taps_inline("+1 h")
        assert notices(events) == ["Ese momento ya ha pasado: te respondo para ahora."]
        assert "ahora, lunes 17 de marzo, 10:15" in ana.inline_message.text
        assert notices(await ana.taps_inline("+1 h")) == []
        assert "lunes 17 de marzo, 11:15" in ana.inline_message.text


async def test_inline_without_words_offers_where_one_is_and_ones_own_places(meet):
    async with meet() as ana:
        await ana.says("/start")
        await ana.asks_inline("")
        assert (ana.offered, ana.asked.button.text) == ((), "Escribe un sitio y una hora")
        await ana.asks_inline("", at=CASTILLA)
        assert len(ana.offered) == 1
        await ana.says("Calle de Ponzano 20")
        await ana.taps("⭐ Guardar")
        await ana.taps("🏠 Casa")
        await ana.asks_inline("")
        assert [one.title for one in ana.offered] == ["🟡 Regular · Calle de Ponzano, 20"]
        await ana.asks_inline("casa mañana a las 9")
        assert "jueves 13 de marzo, 9:00" in ana.offered[0].description


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "No lo encuentro: pregúntaselo a sermadrid"), ("en", "I cannot find it: ask sermadrid")],
)
async def test_inline_what_is_not_understood_leads_to_the_bot(meet, language, words):
    async with meet(language_code=language) as ana:
        await ana.asks_inline("asdf qwer")
        assert ana.offered == ()
        assert ana.asked.button.text == words
        (greeting,) = sent(await ana.starts(ana.asked.button.start_parameter))
    assert greeting.text.startswith(("Hola", "Hello"))


async def test_a_link_asks_its_question_and_one_about_the_past_asks_about_now(meet, clock):
    place = Place("Calle de Ponzano, 20", Point(*PONZANO), "streets", "house", "07-05")
    payload = encode_start(place, clock.now + timedelta(hours=2))
    async with meet() as ana:
        (answer,) = sent(await ana.starts(payload))
        assert "miércoles 12 de marzo, 12:15" in answer.text
        clock.passes(hours=5)
        (answer,) = sent(await ana.starts(payload))
    assert "ahora, miércoles 12 de marzo, 15:15" in answer.text


@pytest.mark.parametrize("payload", ["zzz", "a", "a" + "A" * 63, "b" + "_" * 30])
@pytest.mark.parametrize(
    ("language", "words"), [("es", "Ese enlace no se puede leer"), ("en", "That link cannot be read")]
)
async def test_a_broken_link_says_so(meet, payload, language, words):
    async with meet(language_code=language) as ana:
        (told,) = sent(await ana.starts(payload))
    assert told.text.startswith(words)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("es", "/start", "Hola."),
        ("es", "hola", "Hola."),
        ("es", "buenos días", "Hola."),
        ("es", "gracias", "A ti."),
        ("es", "muchas gracias, hasta luego", "A ti."),
        ("en", "/start", "Hello."),
        ("en", "hello", "Hello."),
        ("en", "thanks!", "You are welcome."),
        ("en", "bye", "You are welcome."),
    ],
)
async def test_a_courtesy_is_returned(meet, language, said, told):
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(said))
    assert answer.text.startswith(told)


async def test_the_greeting_brings_a_key_that_shares_where_one_is(meet):
    async with meet() as ana:
        (greeting,) = sent(await ana.starts())
    ((key,),) = greeting.reply_keyboard
    assert key == {"text": "📍 Compartir mi ubicación", "request_location": True}
