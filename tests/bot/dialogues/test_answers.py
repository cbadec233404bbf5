"""An answer and everything that its buttons do to it."""

import pytest

from bot.bot_api.messages import Sent
from tests.bot.dialogues.heard import alerts, edited, notices, sent, shown

TOMORROW = "Calle de Ponzano 20 mañana a las 11"
LONGEST_CAPTION = 1024

WORDS = {
    "es": (TOMORROW, "jueves 13 de marzo, 11:00", "Datos de demostración"),
    "en": ("Calle de Ponzano 20 tomorrow at 11", "Thursday 13 March, 11:00", "Demonstration data"),
}
BUTTONS = {
    "es": ["−1 h", "+1 h", "Mañana", "🕐 Otra hora", "📈 El día", "🚶 Mejor cerca", "⭐ Guardar", "¿Por qué?", "🧭 Ir", "↗️ Compartir"],
    "en": ["−1 h", "+1 h", "Tomorrow", "🕐 Other time", "📈 The day", "🚶 Better nearby", "⭐ Save", "Why?", "🧭 Go", "↗️ Share"],
}  # fmt: skip

OVER = {
    "es": ("Ese momento ya ha pasado: te respondo para ahora.", "ahora, lunes 17 de marzo, 10:15"),
    "en": ("That moment has passed: this is the answer for now.", "now, Monday 17 March, 10:15"),
}


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_question_gets_one_picture_with_its_words_and_all_buttons(meet, language):
    question, moment, demo = WORDS[language]
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(question))
    assert answer.photo is not None
    assert len(answer.text.encode("utf-16-le")) // 2 <= LONGEST_CAPTION
    assert "Calle de Ponzano, 20" in answer.text
    assert moment in answer.text
    assert demo in answer.text
    assert set(BUTTONS[language]) <= set(answer.button_texts)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("−1 h", "jueves 13 de marzo, 10:00"),
        ("+1 h", "jueves 13 de marzo, 12:00"),
        ("Mañana", "viernes 14 de marzo, 11:00"),
    ],
)
async def test_a_step_through_time_changes_the_same_message(meet, words, moment):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        events = await ana.taps(words)
        assert edited(events) == [answer]
        assert sent(events) == notices(events) == []
    assert moment in answer.text


@pytest.mark.parametrize(
    ("words", "place", "moment"),
    [
        ("+1 h", "Calle de Ponzano, 20", "jueves 13 de marzo, 12:00"),
        ("media hora antes", "Calle de Ponzano, 20", "jueves 13 de marzo, 10:30"),
        ("¿y a las 9?", "Calle de Ponzano, 20", "jueves 13 de marzo, 9:00"),
        ("¿y el viernes?", "Calle de Ponzano, 20", "viernes 14 de marzo, 11:00"),
        ("¿y en Goya 40?", "Calle de Goya, 40", "jueves 13 de marzo, 11:00"),
        ("todo el día", "Calle de Ponzano, 20", "jueves 13 de marzo"),
    ],
)
async def test_what_is_typed_next_goes_on_from_the_answer(meet, words, place, moment):
    async with meet() as ana:
        await ana.says(TOMORROW)
        (answer,) = sent(await ana.says(words))
    assert place in answer.text
    assert moment in answer.text


@pytest.mark.parametrize("page", [None, "🕐 Otra hora", "📈 El día"])
async def test_a_reply_goes_on_from_the_answer_that_it_replies_to(meet, page):
    async with meet() as ana:
        (first,) = sent(await ana.says(TOMORROW))
        if page:
            await ana.taps(page)
        await ana.says("Goya 40 el viernes a las 18")
        (answer,) = sent(await ana.replies_to(first, "+1 h"))
        assert "Calle de Ponzano, 20" in answer.text
        assert "jueves 13 de marzo, 12:00" in answer.text
        (next_hour,) = sent(await ana.says("+1 h"))
    assert "Calle de Ponzano, 20" in next_hour.text
    assert "jueves 13 de marzo, 13:00" in next_hour.text


async def test_a_reply_to_a_message_that_is_about_no_place_goes_on_from_the_last_answer(meet):
    async with meet() as ana:
        (help_page,) = sent(await ana.says("/help"))
        await ana.says(TOMORROW)
        (answer,) = sent(await ana.replies_to(help_page, "+1 h"))
    assert "jueves 13 de marzo, 12:00" in answer.text


async def test_a_step_after_a_step_adds_up_and_one_into_the_past_is_refused(meet):
    async with meet() as ana:
        await ana.says(TOMORROW)
        await ana.taps("+1 h")
        (answer,) = sent(await ana.says("+2 h"))
        assert "jueves 13 de marzo, 14:00" in answer.text
        (answer,) = sent(await ana.says("Ponzano 20"))
        (refusal,) = sent(await ana.says("-2 h"))
        assert "ya ha pasado" in refusal.text


async def test_another_time_is_a_day_and_then_an_hour(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        words, picture = answer.text, answer.photo
        await ana.taps("🕐 Otra hora")
        assert {"• jue 13", "sáb 15", "9:00", "22:00", "‹ Volver"} <= set(answer.button_texts)
        await ana.taps("vie 14")
        assert "• vie 14" in answer.button_texts
        assert (answer.text, answer.photo) == (words, picture)
        await ana.taps("17:00")
        assert "viernes 14 de marzo, 17:00" in answer.text
        assert "+1 h" in answer.button_texts
        assert ana.shown == [answer]


async def test_hours_that_are_over_are_not_offered(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says("Calle de Ponzano 20"))
        assert "−1 h" not in answer.button_texts
        await ana.taps("🕐 Otra hora")
        assert "9:00" not in answer.button_texts
        assert "10:00" in answer.button_texts  # the hour under way, asked about from now on
        await ana.taps("Más tarde ›")
        assert "‹ Antes" in answer.button_texts
        await ana.taps("‹ Antes")
        assert "‹ Antes" not in answer.button_texts


async def test_from_an_hour_on_it_is_one_tap_back_to_now(meet, clock):
    async with meet() as ana:
        (answer,) = sent(await ana.says("Calle de Ponzano 20"))
        assert "Ahora" not in answer.button_texts
        await ana.taps("+1 h")
        assert "−1 h" in answer.button_texts
        clock.passes(minutes=10)
        await ana.taps("+1 h")
        await ana.taps("−1 h")
        assert answer.button_texts[:3] == ["Ahora", "+1 h", "Mañana"]
        clock.passes(minutes=20)
        await ana.taps("Ahora")
        assert "· ahora, miércoles 12 de marzo, 10:45" in answer.text
        assert "Ahora" not in answer.button_texts


async def test_the_day_steps_from_day_to_day_and_back_to_the_answer(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        await ana.taps("📈 El día")
        assert answer.text.startswith("📈 Calle de Ponzano, 20 · jueves 13 de marzo")
        assert "Mejor a las" in answer.text
        await ana.taps("vie 14 ›")
        assert "viernes 14 de marzo" in answer.text
        await ana.taps("sáb 15 ›")
        await ana.taps("dom 16 ›")
        assert "no hay horas reguladas" in answer.text
        await ana.taps("‹ Volver")
        assert "🆓 No regulado" in answer.text
        assert ana.shown == [answer]


async def test_a_neighbourhood_nearby_is_a_tap_away(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        await ana.taps("🚶 Mejor cerca")
        assert answer.text.startswith("🚶 Cerca de Calle de Ponzano, 20")
        await ana.taps("‹ Volver")
        assert "🟡 Regular · Calle de Ponzano, 20" in answer.text
        await ana.taps("🚶 Mejor cerca")
        await ana.taps("Trafalgar")
        assert "Trafalgar (Chamberí) · jueves 13 de marzo, 11:00" in answer.text
        assert ana.shown == [answer]


async def test_better_places_nearby_are_asked_for_in_words_too(meet):
    async with meet() as ana:
        assert "¿Dónde quieres aparcar?" in sent(await ana.says("mejor cerca"))[0].text
        await ana.says(TOMORROW)
        (page,) = sent(await ana.says("¿y mejor cerca?"))
        assert page.text.startswith("🚶 Cerca de Calle de Ponzano, 20")


async def test_a_link_that_cannot_be_opened_is_not_answered_for_the_last_place(meet):
    async with meet() as ana:
        await ana.says(TOMORROW)
        (refusal,) = sent(await ana.says("https://maps.app.goo.gl/abc"))
        assert "No puedo abrir ese enlace" in refusal.text


async def test_the_day_is_asked_for_where_a_whole_month_was_said(meet):
    async with meet(language_code="en") as ana:
        (refusal,) = sent(await ana.says("Calle de Ponzano 20 in early December"))
        assert refusal.text.startswith("Which day?")


async def test_a_no_is_not_answered_with_the_last_answer_again(meet):
    async with meet() as ana:
        await ana.says(TOMORROW)
        (courtesy,) = sent(await ana.says("no"))
        assert "Ponzano" not in courtesy.text


@pytest.mark.parametrize(
    ("language", "go", "copy"),
    [("es", "🧭 Ir", "📋 Copiar coordenadas"), ("en", "🧭 Go", "📋 Copy coordinates")],
)
async def test_the_way_there_is_three_links_and_the_figures(meet, language, go, copy):
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(WORDS[language][0]))
        words = answer.text
        await ana.taps(go)
        links, (copied,), (back,) = answer.content.keyboard
        assert [one.text for one in links] == ["Google Maps", "Waze", "Apple Maps"]
        assert all(one.url.startswith("https://") and "40.43" in one.url for one in links)
        assert copied.text == copy
        assert copied.copied.startswith("40.43")
        await ana.taps(back.text)
        assert answer.text == words
        assert go in answer.button_texts


async def test_why_is_told_below_and_the_answer_stays(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        (why,) = sent(await ana.taps("¿Por qué?"))
        assert why.text.startswith("🔎 De dónde sale · Calle de Ponzano, 20 · jueves 13 de marzo, 11:00")
        assert answer.versions == [answer.content]


async def test_a_shared_answer_starts_an_inline_question_about_the_same(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        (share,) = [one for row in answer.content.keyboard for one in row if one.text == "↗️ Compartir"]
        await ana.asks_inline(share.shared)
        assert ana.offered[0].title == "🟡 Regular · Calle de Ponzano, 20"
        assert "jueves 13 de marzo, 11:00" in ana.offered[0].description


@pytest.mark.parametrize(
    "words", ["+1 h", "🕐 Otra hora", "📈 El día", "🚶 Mejor cerca", "🧭 Ir", "⭐ Guardar"]
)
async def test_a_button_that_is_tapped_twice_is_answered_in_silence(meet, words):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        data = next(one.data for row in answer.content.keyboard for one in row if one.text == words)
        await ana.taps_payload(data, answer)
        seen = answer.content
        events = await ana.taps_payload(data, answer)
        assert shown(events) == []
        assert notices(events) == []
        assert answer.content == seen


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Ese botón es antiguo"), ("en", "That button is old")]
)
@pytest.mark.parametrize(
    "payload",
    ["0old", "1z", "1:places/burn/1", "1:nobody/comes/", "1:settings/open/moon", "1:car/left/", "1:map/at/x"],
)
async def test_a_button_of_another_version_says_so_and_changes_nothing(meet, language, words, payload):
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(WORDS[language][0]))
        events = await ana.taps_payload(payload)
        assert shown(events) == []
        assert alerts(events)[0].startswith(words)
        assert answer.versions == [answer.content]


async def test_the_buttons_work_after_a_restart(meet, restarted):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
    async with restarted(ana) as ana:
        assert edited(await ana.taps("+1 h")) == [answer]
        assert "jueves 13 de marzo, 12:00" in answer.text
        await ana.taps("🕐 Otra hora")
        await ana.taps("17:00")
    assert "17:00" in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "+1 h"), ("es", "Mañana"), ("es", "📈 El día"), ("es", "🚶 Mejor cerca"), ("en", "+1 h")],
)
async def test_a_button_whose_moment_is_over_says_so_and_answers_for_now(meet, clock, language, words):
    told, now = OVER[language]
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(WORDS[language][0]))
        clock.passes(days=5)
        events = await ana.taps(words)
        assert notices(events) == [told]
        assert edited(events) == [answer]
        assert sent(events) == []
    assert now in answer.text
    assert set(BUTTONS[language][1:5]) <= set(answer.button_texts)


async def test_what_was_answered_instead_goes_on_from_now(meet, clock):
    async with meet() as ana:
        (answer,) = sent(await ana.says(TOMORROW))
        clock.passes(days=5)
        await ana.taps("+1 h")
        assert notices(await ana.taps("+1 h")) == []
        assert "lunes 17 de marzo, 11:15" in answer.text
        (answer,) = sent(await ana.says("+1 h"))
        assert "lunes 17 de marzo, 12:15" in answer.text


async def test_the_hour_under_way_and_the_day_that_is_not_over_are_still_shown(meet, clock):
    async with meet() as ana:
        (answer,) = sent(await ana.says("Calle de Ponzano 20 a las 11"))
        clock.passes(hours=2, minutes=45)
        assert notices(await ana.taps("+1 h")) == []
        assert "miércoles 12 de marzo, 12:00" in answer.text
        clock.passes(hours=1)
        assert notices(await ana.taps("📈 El día")) == []
        assert answer.text.startswith("📈 Calle de Ponzano, 20 · miércoles 12 de marzo")
        assert notices(await ana.taps("‹ Volver")) == [OVER["es"][0]]
        assert "ahora, miércoles 12 de marzo, 14:00" in answer.text


async def test_buttons_of_an_old_answer_that_mean_now_or_another_day_still_work(meet, clock):
    async with meet() as ana:
        (answer,) = sent(await ana.says("Calle de Ponzano 20"))
        await ana.taps("+1 h")
        clock.passes(minutes=10)
        await ana.taps("+1 h")
        await ana.taps("−1 h")
        clock.passes(days=5)
        assert notices(await ana.taps("Ahora")) == []
        assert "ahora, lunes 17 de marzo, 10:25" in answer.text
        (answer,) = sent(await ana.says("Calle de Ponzano 20 el martes a las 11"))
        clock.passes(days=3)
        assert notices(await ana.taps("🕐 Otra hora")) == []
        assert notices(await ana.taps("sáb 22")) == []
        await ana.taps("12:00")
    assert "sábado 22 de marzo, 12:00" in answer.text


async def test_a_tap_on_a_message_too_old_to_change_gets_a_new_answer(meet):
    async with meet() as ana:
        await ana.says(TOMORROW)
        ev = await ana.taps("+1 h", faded=True)
        (event,) = [one for one in ev if isinstance(one, Sent)]
    assert "12:00" in event.message.text
