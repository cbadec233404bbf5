"""What the bot keeps of a chat: its places, its choices, and what it was being asked."""

import json

import pytest

from tests.bot.dialogues.heard import edited, notices, sent, shown

PONZANO = "Calle de Ponzano 20"


async def save_home(ana):
    await ana.says(PONZANO)
    await ana.taps("⭐ Guardar")
    return await ana.taps("🏠 Casa")


async def choose(ana, setting, value):
    await ana.says("/settings")
    await ana.taps(setting)
    return await ana.taps(value)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ("⭐ Guardar", "🏠 Casa", "Casa", "casa mañana a las 9", "jueves 13 de marzo, 9:00")),
        ("en", ("⭐ Save", "🏠 Home", "Home", "home tomorrow at 9", "Thursday 13 March, 09:00")),
    ],
)
async def test_a_place_is_kept_as_home_and_asked_about_by_that_name(meet, language, words):
    save, home, name, question, hour = words
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(PONZANO))
        await ana.taps(save)
        events = await ana.taps(home)
        assert notices(events) == [f"⭐ {name}: Calle de Ponzano, 20"]
        assert save in answer.button_texts
        await ana.says("Plaza de Castilla")
        (answer,) = sent(await ana.says(question))
    assert "Calle de Ponzano, 20" in answer.text
    assert hour in answer.text


@pytest.mark.parametrize(("language", "asked"), [("es", "mis sitios"), ("en", "show me my places")])
async def test_ones_places_can_be_asked_for_in_words(meet, language, asked):
    async with meet(language_code=language) as ana:
        await ana.says(PONZANO)
        (by_command,) = sent(await ana.says("/places"))
        (in_words,) = sent(await ana.says(asked))
        assert (in_words.text, in_words.button_texts) == (by_command.text, by_command.button_texts)


async def test_a_place_is_kept_under_a_name_of_ones_own_renamed_and_deleted(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
        (asked,) = sent(await ana.taps("✏️ Otro nombre"))
        assert asked.text == "¿Cómo lo llamo? Escribe el nombre, o /cancel."
        (kept,) = sent(await ana.says("  la   abuela "))
        assert kept.text == "⭐ la abuela: Calle de Ponzano, 20"
        (page,) = sent(await ana.says("/places"))
        assert page.button_texts == ["⭐ la abuela", "🕘 Calle de Ponzano, 20", "✏️ Cambiar o borrar"]
        await ana.taps("✏️ Cambiar o borrar")
        await ana.taps("✏️ la abuela")
        (renamed,) = sent(await ana.says("los abuelos"))
        assert renamed.text == "⭐ Ahora se llama los abuelos."
        (page,) = sent(await ana.says("/places"))
        await ana.taps("⭐ los abuelos")
        assert "Regular · Calle de Ponzano, 20" in page.text
        (page,) = sent(await ana.says("/places"))
        await ana.taps("✏️ Cambiar o borrar")
        assert edited(await ana.taps("🗑 los abuelos")) == [page]
        assert page.text.startswith("Aún no tienes sitios")


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("es", "guarda Calle de Ponzano 20 como gimnasio", "⭐ gimnasio: Calle de Ponzano, 20"),
        ("en", "save Calle de Ponzano 20 as gym", "⭐ gym: Calle de Ponzano, 20"),
    ],
)
async def test_a_sentence_keeps_a_place(meet, language, said, kept):
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(said))
    assert answer.text == kept


async def test_a_name_that_does_not_do_is_asked_for_again(meet):
    async with meet() as ana:
        await save_home(ana)
        await ana.says("Plaza de Castilla")
        await ana.taps("⭐ Guardar")
        await ana.taps("✏️ Otro nombre")
        (refused,) = sent(await ana.says("x" * 200))
        assert refused.text.startswith("Ese nombre no sirve: escribe entre 1 y ")
        (kept,) = sent(await ana.says("trabajo"))
        assert kept.text.startswith("⭐ trabajo: ")


async def test_a_whole_question_is_answered_while_a_name_is_waited_for(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
        await ana.taps("✏️ Otro nombre")
        (answer,) = sent(await ana.says("Goya 50 mañana a las 17"))
        assert "Calle de Goya, 50" in answer.text
        (page,) = sent(await ana.says("/places"))
        assert not any("⭐" in words for words in page.button_texts)


async def test_more_places_than_a_chat_may_keep_are_refused(meet):
    async with meet() as ana:
        for n in range(24):
            (told,) = sent(await ana.says(f"guarda Calle de Ponzano 20 como sitio{n}"))
            if "no caben más" in told.text:
                break
        assert told.text.startswith(f"Ya tienes {n} sitios guardados, y no caben más")


async def test_the_last_places_are_a_tap_away(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.says("Plaza de Castilla mañana a las 12")
        (page,) = sent(await ana.says("/places"))
        assert page.button_texts == ["🕘 Plaza de Castilla", "🕘 Calle de Ponzano, 20"]
        await ana.taps("🕘 Calle de Ponzano, 20")
        assert "ahora, miércoles 12 de marzo, 10:15" in page.text


@pytest.mark.parametrize(
    ("telegrams", "said", "page"),
    [("es", "in English please", "⚙️ Settings"), ("en", "en español", "⚙️ Ajustes")],
)
async def test_a_language_that_is_asked_for_in_words_is_spoken_from_then_on(
    meet, restarted, telegrams, said, page
):
    async with meet(language_code=telegrams) as ana:
        (shown,) = sent(await ana.says(said))
        assert shown.text.startswith(page)
    async with restarted(ana) as ana:
        (again,) = sent(await ana.says("/settings"))
        assert again.text.startswith(page)


async def test_a_chosen_language_is_spoken_whatever_telegram_says(meet, restarted):
    async with meet() as ana:
        events = await choose(ana, "🌐 Idioma", "English")
        (page,) = edited(events)
        assert "Language: English (your choice)" in page.text
        (answer,) = sent(await ana.says(PONZANO))
        assert "now, Wednesday 12 March, 10:15" in answer.text
    async with restarted(ana) as ana:
        assert sent(await ana.says("/parked"))[0].text.startswith("I do not know where your car is")
        await ana.says("/settings")
        await ana.taps("🌐 Language")
        (page,) = edited(await ana.taps("That of my Telegram"))
        assert "Idioma: Español (el de tu Telegram)" in page.text


@pytest.mark.parametrize(
    ("label", "place", "words"),
    [
        ("CERO", PONZANO, "sin pagar"),
        ("B", "Plaza Mayor", "🚫 No puedes aparcar en la calle"),
        ("sin etiqueta", PONZANO, "Sin etiqueta ambiental solo se puede aparcar en el propio barrio"),
    ],
)
async def test_a_label_changes_what_is_paid_and_what_is_allowed(meet, label, place, words):
    async with meet() as ana:
        (before,) = sent(await ana.says(place))
        assert words not in before.text
        await choose(ana, "🏷 Etiqueta", label)
        assert f"Etiqueta ambiental: {label}" in ana.shown[-1].text
        (after,) = sent(await ana.says(place))
    assert words in after.text


async def test_who_may_not_park_there_is_told_so_instead_of_shown_the_day(meet):
    async with meet() as ana:
        await choose(ana, "🏷 Etiqueta", "B")
        (answer,) = sent(await ana.says("Plaza Mayor mañana a las 11"))
        await ana.taps("📈 El día")
    assert "🚫 No puedes aparcar en la calle" in answer.text


async def test_who_tells_where_they_live_is_a_resident_there(meet):
    async with meet() as ana:
        (before,) = sent(await ana.says(PONZANO))
        await choose(ana, "🏠 Residente", "‹ Volver")
        await ana.taps("🏠 Residente")
        (refused,) = sent(await ana.says("Calle de Nadie 3"))
        assert refused.text.startswith("No encuentro ese sitio")
        (page,) = sent(await ana.says(PONZANO))
        assert "Residente en: Almagro" in page.text
        (after,) = sent(await ana.says(PONZANO))
        assert "sin límite" in after.text
        assert after.text != before.text
        await choose(ana, "🏠 Residente", "No soy residente")
        assert "Residente en: ningún barrio" in ana.shown[-1].text


async def test_a_shared_location_tells_where_one_lives(meet):
    async with meet() as ana:
        await ana.says("/settings")
        await ana.taps("🏠 Residente")
        (page,) = sent(await ana.shares(40.43783, -3.69941))
    assert "Residente en: Almagro" in page.text


async def test_who_goes_back_from_the_address_is_asked_no_more(meet):
    async with meet() as ana:
        await ana.says("/settings")
        await ana.taps("🏠 Residente")
        await ana.taps("‹ Volver")
        (answer,) = sent(await ana.says(PONZANO))
    assert "Regular · Calle de Ponzano, 20" in answer.text


async def test_a_longer_walk_reaches_more_spaces(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        (before,) = sent(await ana.says("/why"))
        await choose(ana, "🚶 A pie", "600 m (10 min)")
        assert "Camino hasta 600 m (10 min)" in ana.shown[-1].text
        (after,) = sent(await ana.says("/why"))
    assert "A tu alcance, a 250 m" in before.text
    assert "A tu alcance, a 600 m" in after.text


async def test_dark_maps_are_other_pictures(meet):
    async with meet() as ana:
        (light,) = sent(await ana.says(PONZANO))
        await choose(ana, "🌗 Mapas", "oscuros")
        (dark,) = sent(await ana.says(PONZANO))
    assert light.text == dark.text
    assert light.photo != dark.photo


async def test_everything_is_kept_over_a_restart(meet, restarted):
    async with meet() as ana:
        await save_home(ana)
        await choose(ana, "🏷 Etiqueta", "CERO")
        await choose(ana, "🌗 Mapas", "oscuros")
        await choose(ana, "🚶 A pie", "400 m (6 min)")
    async with restarted(ana) as ana:
        (page,) = sent(await ana.says("/settings"))
        for words in ("Etiqueta ambiental: CERO", "Mapas: oscuros", "Camino hasta 400 m"):
            assert words in page.text
        (answer,) = sent(await ana.says("mañana a las 12"))
        assert "Calle de Ponzano, 20" in answer.text
        (places,) = sent(await ana.says("/places"))
        assert "⭐ Casa" in places.button_texts


async def test_a_question_of_ours_waits_over_a_restart(meet, restarted):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
        await ana.taps("✏️ Otro nombre")
    async with restarted(ana) as ana:
        (kept,) = sent(await ana.says("la abuela"))
    assert kept.text == "⭐ la abuela: Calle de Ponzano, 20"


async def test_names_on_buttons_wait_over_a_restart(meet, restarted):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
    async with restarted(ana) as ana:
        assert notices(await ana.taps("💼 Trabajo")) == ["⭐ Trabajo: Calle de Ponzano, 20"]


async def test_a_question_of_ours_is_dropped_and_runs_out(meet, clock):
    async with meet() as ana:
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
        await ana.taps("✏️ Otro nombre")
        (dropped,) = sent(await ana.says("/cancel"))
        assert dropped.text == "Dejado."
        (nothing,) = sent(await ana.says("/cancel"))
        assert nothing.text == "No había nada a medias."
        await ana.says(PONZANO)
        await ana.taps("⭐ Guardar")
        await ana.taps("✏️ Otro nombre")
        clock.passes(hours=2)
        (answer,) = sent(await ana.says("Plaza de Castilla"))
    assert answer.photo is not None


async def test_what_is_kept_of_one_chat_is_nothing_to_another(meet):
    async with meet() as ana:
        await save_home(ana)
        luis = ana.beside(user_id=2, name="Luis")
        (told,) = sent(await luis.says("/places"))
        assert told.text.startswith("Aún no tienes sitios")
        (file,) = sent(await luis.says("/mydata"))
        assert not any(json.loads(file.document.data)["kept"].values())
        assert shown(await luis.says("mañana a las 12"))[0].message.text.startswith("¿Dónde quieres aparcar?")
