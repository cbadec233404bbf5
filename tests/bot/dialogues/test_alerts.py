"""Alerts as people ask for them, change them, and get them."""

from datetime import datetime

import pytest

from bot.bot_api import Fault, Faults
from bot.bot_api.faults import Dropped, bad_gateway, flooded, refused
from bot.callbacks import Press, encode
from bot.db.alerts.subscriptions import MOST_ALERTS
from bot.domain import MADRID
from bot.jobs import tick
from tests.bot.dialogues.heard import alerts, edited, notices, sent, shown

PONZANO = "Calle de Ponzano 20"
HARD_EVENINGS = "avísame los laborables a las 19 si está difícil en Ponzano 20"
EVENINGS = "Calle de Ponzano, 20, laborables, de 19:00 a 20:00"
TRIP = "recuérdame mañana a las 17 lo de Goya 50"
DIGEST = "mándame los laborables a las 7:30 el resumen"
OLD_BUTTON = "Ese botón es antiguo"
GONE = "Ese aviso ya no existe."


def march(day, hour, minute=0):
    return datetime(2025, 3, day, hour, minute, tzinfo=MADRID)


def april(day, hour, minute=0):
    return datetime(2025, 4, day, hour, minute, tzinfo=MADRID)


async def comes(talker, clock, moment):
    """What comes unasked at a moment, by one tick."""
    clock.strikes(moment)
    with talker.api.hearing() as events:
        await tick(talker.application)
    return sent(events)


async def _taps(talker, said, button):
    await talker.says(said)
    return await talker.taps(button)


async def listed(talker):
    """The text of the list of alerts."""
    (page,) = sent(await talker.says("/alerts"))
    return page.text


@pytest.mark.parametrize(
    ("language", "bell", "offer", "kept"),
    [
        ("es", "🔔 Avísame", "⏰ Una hora antes", "Te lo recuerdo 1 h antes.\nTe llega el jueves 13 de marzo, 10:00."),
        ("es", "🔔 Avísame", "🌙 La víspera", "la víspera, a las 20:00.\nTe llega el miércoles 12 de marzo, 20:00."),
        ("es", "🔔 Avísame", "📅 Los jueves, si está difícil", "jueves, de 11:00 a 12:00\nCuando se pone difícil"),
        ("es", "🔔 Avísame", "📅 Los jueves, si está fácil", "jueves, de 11:00 a 12:00\nCuando es al menos fácil"),
        ("es", "🔔 Avísame", "📅 Laborables, si está difícil", "laborables, de 11:00 a 12:00\nCuando se pone difícil"),
        ("es", "🔔 Avísame", "📅 Laborables, si está fácil", "Miro el jueves 13 de marzo, 10:00."),
        ("en", "🔔 Alert me", "⏰ An hour before", "I remind you 1 h before.\nIt comes on Thursday 13 March, 10:00."),
        ("en", "🔔 Alert me", "📅 Weekdays, if it is hard", "I look on Thursday 13 March, 10:00."),
    ],
)  # fmt: skip
async def test_every_offer_under_an_answer_is_kept(meet, language, bell, offer, kept):
    async with meet(language_code=language) as ana:
        question = {"es": "Ponzano 20 mañana a las 11", "en": "Ponzano 20 tomorrow at 11"}[language]
        (answer,) = sent(await ana.says(question))
        await ana.taps(bell)
        assert offer in answer.button_texts
        (noted,) = sent(await ana.taps(offer))
        assert kept in noted.text
        assert "Calle de Ponzano, 20" in await listed(ana)
        assert answer.photo is not None


async def test_who_only_looked_at_the_offers_goes_back_and_keeps_nothing(meet):
    async with meet() as ana:
        (answer,) = sent(await ana.says(PONZANO))
        before = answer.button_texts
        await ana.taps("🔔 Avísame")
        assert "⏰ Una hora antes" not in answer.button_texts  # the answer is about now
        await ana.taps("‹ Volver")
        assert answer.button_texts == before
        assert (await listed(ana)).startswith("No tienes avisos.")


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("es", "avísame los laborables a las 8:30 si está difícil en Ponzano 20", "laborables, de 8:30 a 9:30"),
        ("es", "dime los laborables a las 8:30 si está difícil en Ponzano 20", "laborables, de 8:30 a 9:30"),
        ("es", TRIP, "Calle de Goya, 50, jueves 13 de marzo, 17:00"),
        ("es", "mándame cada mañana a las 7:30 el resumen", "Resumen de tus sitios, todos los días a las 7:30"),
        ("es", "avísame la víspera de los viernes a las 10 si está difícil en Ponzano 20", "Miro el jueves 13 de marzo, 20:00."),
        ("es", "avísame los laborables a las 10 si está difícil en Ponzano 20, la víspera a las 21", "te lo digo la víspera, a las 21:00.\nMiro el miércoles 12 de marzo, 21:00."),
        ("en", "remind me about Goya 50 on friday at 10, the evening before at 19:30", "the evening before, at 19:30.\nIt comes on Thursday 13 March, 19:30."),
        ("en", "alert me on weekdays at 8:30 if it is hard at Ponzano 20", "weekdays, 08:30 to 09:30"),
        ("en", "tell me on weekdays at 8:30 if it is hard at Ponzano 20", "weekdays, 08:30 to 09:30"),
        ("en", "remind me tomorrow at 5 pm about Goya 50", "Calle de Goya, 50, Thursday 13 March, 17:00"),
    ],
)  # fmt: skip
async def test_an_alert_is_kept_in_one_sentence(meet, language, said, kept):
    async with meet(language_code=language) as ana:
        await ana.says("guarda Ponzano 20 como casa")  # which a digest is of
        (noted,) = sent(await ana.says(said))
        assert noted.text.startswith({"es": "✅ Apuntado", "en": "✅ Noted"}[language])
        assert kept in noted.text


async def test_the_list_can_be_asked_for_in_words(meet):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        (page,) = sent(await ana.says("¿mis avisos?"))
        assert page.text == await listed(ana)


async def test_what_is_asked_for_twice_is_kept_and_told_once(meet, clock):
    async with meet() as ana:
        await ana.says(TRIP)
        await ana.says("recuérdame el jueves a las 17 lo de Goya 50")
        assert (await listed(ana)).count("Calle de Goya, 50") == 1
        assert len(await comes(ana, clock, march(13, 16))) == 1


@pytest.mark.parametrize(
    ("said", "refused_with"),
    [
        ("avísame los laborables a las 10 si está fácil en 40.50, -3.80", "Ese sitio está fuera de la zona SER"),
        ("avísame los domingos a las 10 si está difícil en Ponzano 20", "A esas horas no hay SER ahí"),
        ("recuérdame ayer a las 17 lo de Goya 50", "Eso ya ha pasado: dime una hora futura."),
        ("avísame los laborables de 9 a 20 si está difícil en Ponzano 20", "6 como mucho"),
    ],
)  # fmt: skip
async def test_what_cannot_be_kept_is_refused_with_a_reason(meet, said, refused_with):
    async with meet() as ana:
        (told,) = sent(await ana.says(said))
        assert refused_with in told.text
        assert (await listed(ana)).startswith("No tienes avisos.")


async def test_a_car_that_may_not_park_there_gets_no_alert(meet):
    async with meet() as ana:
        await ana.says("/settings")
        await ana.taps("🏷 Etiqueta")
        await ana.taps("sin etiqueta")
        (told,) = sent(await ana.says(HARD_EVENINGS))
        assert "✅" not in told.text
        assert (await listed(ana)).startswith("No tienes avisos.")


async def test_more_alerts_than_a_chat_may_have_are_refused(meet):
    async with meet() as ana:
        texts = [
            sent(await ana.says(f"avísame los laborables a las {hour} si está difícil en {street}"))[0].text
            for street in ("Ponzano 20", "Goya 50")
            for hour in range(9, 20)
        ]
        assert [one.startswith("✅") for one in texts] == [True] * MOST_ALERTS + [False] * 2
        assert texts[-1] == f"Ya tienes {MOST_ALERTS} avisos, y no caben más: borra alguno antes."


async def test_a_watch_is_changed_by_its_buttons(meet):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        (page,) = sent(await ana.says("/alerts"))
        assert edited(await ana.taps(EVENINGS)) == [page]
        for button, words in (
            ("Si fácil", "Cuando es al menos fácil"),
            ("Si regular o mejor", "Cuando es al menos regular"),
            ("Si difícil", "Cuando se pone difícil"),
            ("30 min", "30 min antes.\nMiro el miércoles 12 de marzo, 18:30."),
            ("2 h", "2 h antes.\nMiro el miércoles 12 de marzo, 17:00."),
            ("Víspera", "la víspera, a las 20:00."),
            ("1 h", "1 h antes."),
            ("−1 h", "de 18:00 a 19:00"),
            ("+1 h", "de 19:00 a 20:00"),
            ("⏸ Pausar", "En pausa."),
            ("▶️ Reanudar", "Miro el miércoles 12 de marzo, 18:00."),
            ("💤 Una semana", "Callado hasta el miércoles 19 de marzo, 10:15."),
        ):
            await ana.taps(button)
            assert words in page.text
        await ana.taps("‹ Todos los avisos")
        assert EVENINGS in page.text
        await ana.taps(EVENINGS)
        await ana.taps("🗑 Borrar")
        assert page.text.startswith("No tienes avisos.")


async def test_a_window_is_not_moved_to_where_there_is_nothing_to_tell(meet):
    async with meet() as ana:
        (noted,) = sent(await ana.says("avísame los laborables a las 9 si está difícil en Ponzano 20"))
        told = await ana.taps("−1 h")
        assert any("A esas horas no hay SER ahí" in one.text for one in sent(told))
        assert "de 9:00 a 10:00" in noted.text
        assert "de 9:00 a 10:00" in await listed(ana)


async def test_a_paused_watch_is_silent_and_a_snoozed_one_comes_back(meet, clock):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        await ana.taps("⏸ Pausar")
        assert await comes(ana, clock, march(12, 18)) == []
        await ana.taps("▶️ Reanudar")
        await ana.taps("💤 Una semana")
        assert await comes(ana, clock, march(13, 18)) == []
        (told,) = await comes(ana, clock, march(20, 18))
        assert told.text.startswith("🔔 🔴 Difícil")


@pytest.mark.parametrize("silenced", ["⏸ Pausar", "💤 Una semana"])
async def test_a_silent_watch_that_is_asked_for_again_comes(meet, clock, silenced):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        await ana.taps(silenced)
        (noted,) = sent(await ana.says(HARD_EVENINGS))
        assert noted.text.startswith("✅ Apuntado\n\n🔔")
        assert "En pausa" not in noted.text
        assert len(await comes(ana, clock, march(12, 18))) == 1


async def test_a_trip_cannot_be_snoozed_and_its_hour_is_moved(meet):
    async with meet() as ana:
        (noted,) = sent(await ana.says(TRIP))
        assert "💤 Una semana" not in noted.button_texts
        await ana.taps("+1 h")
        assert "jueves 13 de marzo, 18:00" in noted.text
        await ana.taps("Víspera")
        assert "Te llega el miércoles 12 de marzo, 20:00." in noted.text


async def test_the_hour_of_an_evening_stays_when_a_trip_or_a_window_is_moved(meet):
    async with meet() as ana:
        (trip,) = sent(await ana.says("recuérdame el 20 de marzo a las 10 Ponzano 20, la víspera a las 21h"))
        (evenings,) = sent(
            await ana.says(
                "avísame los laborables a las 10 si está difícil en Ponzano 20, la víspera a las 21"
            )
        )
        await ana.taps("+1 h")
        assert "de 11:00 a 12:00" in evenings.text
        assert "te lo digo la víspera, a las 21:00.\nMiro el miércoles 12 de marzo, 21:00." in evenings.text
        assert "Te lo recuerdo la víspera, a las 21:00." in trip.text


async def test_the_digest_is_asked_for_on_the_page_and_deleted_there(meet):
    async with meet() as ana:
        await ana.says("guarda Ponzano 20 como casa")
        await ana.says("/alerts")
        (noted,) = edited(await ana.taps("☀️ Resumen cada mañana laborable"))
        assert "Resumen de tus sitios, laborables a las 7:30" in noted.text
        (page,) = sent(await ana.says("/alerts"))
        assert "☀️ Resumen cada mañana laborable" not in page.button_texts
        await ana.taps("Resumen de tus sitios, laborables a las 7:30")
        await ana.taps("🗑 Borrar")
        assert page.text.startswith("No tienes avisos.")


@pytest.mark.parametrize(
    ("language", "place", "said", "hours", "days"),
    [
        ("es", "guarda Ponzano 20 como casa", DIGEST, (("+1 h", "8:30"), ("−1 h", "7:30")), (("Todos los días", "todos los días a las 7:30"), ("Laborables", "laborables a las 7:30"))),
        ("en", "save Ponzano 20 as home", "send me the digest on weekdays at 7:30", (("+1 h", "08:30"), ("−1 h", "07:30")), (("Every day", "every day at 07:30"), ("Weekdays", "weekdays at 07:30"))),
    ],
)  # fmt: skip
async def test_the_hour_and_the_days_of_a_digest_are_changed(meet, language, place, said, hours, days):  # noqa: PLR0913, PLR0917 -- what is said and shown
    async with meet(language_code=language) as ana:
        await ana.says(place)
        (noted,) = sent(await ana.says(said))
        for button, words in (*hours, *days):
            await ana.taps(button)
            assert words in noted.text


async def test_a_digest_is_not_moved_beyond_the_morning(meet):
    async with meet() as ana:
        await ana.says("guarda Ponzano 20 como casa")
        (noted,) = sent(await ana.says("mándame los laborables a las 11:30 el resumen"))
        assert any("el resumen, por la mañana" in one.text for one in sent(await ana.taps("+1 h")))
        assert "laborables a las 11:30" in noted.text


@pytest.mark.parametrize(
    ("language", "said", "refused"),
    [
        ("es", "avísame los laborables a las {} si está difícil en Ponzano 20", "Ya tienes otro aviso igual"),
        ("en", "alert me on weekdays at {} if it is hard at Ponzano 20", "You have another alert that is just so"),
    ],
)  # fmt: skip
async def test_a_change_does_not_make_two_alerts_alike(meet, language, said, refused):
    async with meet(language_code=language) as ana:
        await ana.says(said.format("18:00"))
        (noted,) = sent(await ana.says(said.format("19:00")))
        before = noted.text
        assert any(refused in one.text for one in sent(await ana.taps("−1 h")))
        assert noted.text == before


@pytest.mark.parametrize(
    ("language", "said", "told", "over"),
    [
        ("es", TRIP, "Ya te lo recordé.", "Ya pasó."),
        ("en", "remind me tomorrow at 5 pm about Goya 50", "I have reminded you.", "It is over."),
    ],
)
async def test_a_trip_that_was_told_is_over_only_after_its_time_and_gone_the_next_day(  # noqa: PLR0913, PLR0917 -- what is said and shown
    meet, clock, language, said, told, over
):
    async with meet(language_code=language) as ana:
        await ana.says(said)
        assert len(await comes(ana, clock, march(13, 16))) == 1
        assert told in await listed(ana)
        clock.strikes(march(13, 17, 1))
        assert over in await listed(ana)
        clock.strikes(march(14, 0, 1))
        assert "Goya" not in await listed(ana)


async def test_a_trip_that_did_not_meet_its_condition_says_so_until_its_time(meet, clock):
    async with meet() as ana:
        await ana.says("avísame mañana a las 15 si está difícil en Ponzano 20")
        assert await comes(ana, clock, march(13, 14)) == []
        assert "Ya lo miré: no se cumplía, así que no te lo dije." in await listed(ana)
        clock.strikes(march(13, 15, 1))
        assert "Ya pasó." in await listed(ana)


@pytest.mark.parametrize(
    ("language", "said", "quiet", "moved"),
    [
        ("es", "avísame los jueves a las 9 si está difícil en Ponzano 20", ("🌙 Horas de silencio", "De 21:00 a 9:00", "Ninguna"), "por tus horas de silencio."),
        ("en", "alert me on Thursdays at 9 if it is hard at Ponzano 20", ("🌙 Quiet hours", "21:00 to 9:00", "None"), "because of your quiet hours."),
    ],
)  # fmt: skip
async def test_a_look_that_quiet_hours_moved_says_so(meet, language, said, quiet, moved):
    async with meet(language_code=language) as ana:
        await ana.says(said)
        assert moved not in await listed(ana)
        page, hours, none = quiet
        for chosen, is_moved in ((hours, True), (none, False)):
            await ana.says("/alerts")
            await ana.taps(page)
            await ana.taps(chosen)
            assert (moved in ana.shown[-1].text) == is_moved


async def test_quiet_hours_move_what_would_come_in_them(meet, clock):
    async with meet() as ana:
        await ana.says("guarda Ponzano 20 como casa")
        await ana.says(DIGEST)
        (page,) = sent(await ana.says("/alerts"))
        await ana.taps("🌙 Horas de silencio")
        await ana.taps("De 21:00 a 9:00")
        assert "🌙 No molesto de 21:00 a 9:00." in page.text
        assert "Te llega el jueves 13 de marzo, 9:00, por tus horas de silencio." in page.text
        assert await comes(ana, clock, march(13, 7, 30)) == []
        assert len(await comes(ana, clock, march(13, 9))) == 1
        await ana.says("/alerts")
        await ana.taps("🌙 Horas de silencio")
        await ana.taps("Ninguna")
        assert "🌙 Sin horas de silencio." in ana.shown[-1].text


async def test_news_are_turned_off_and_on_on_the_page(meet):
    async with meet() as ana:
        (page,) = sent(await ana.says("/alerts"))
        assert notices(await ana.taps("📣 Sin novedades")) == ["No te mandaré más novedades del SER."]
        assert "📣 Quiero novedades" in page.button_texts
        assert notices(await ana.taps("📣 Quiero novedades"))[0].startswith("Te contaré las novedades")
        assert "📣 Sin novedades" in page.button_texts


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("es", HARD_EVENINGS, ("📌 Te aviso porque pediste saber cuándo se pone difícil.", "⏸ Pausar")),
        ("en", "alert me on weekdays at 19:00 if it is hard at Ponzano 20", ("📌 I tell you because you asked to know when it gets hard.", "⏸ Pause")),
    ],
)  # fmt: skip
async def test_a_watch_tells_what_is_hard_why_it_comes_and_is_paused_under_it(
    meet, clock, language, said, words
):
    why, less = words
    async with meet(language_code=language) as ana:
        await ana.says(said)
        assert await comes(ana, clock, march(12, 17, 59)) == []
        (told,) = await comes(ana, clock, march(12, 18))
        assert why in told.text
        assert told.photo is not None
        assert await comes(ana, clock, march(12, 18, 1)) == []
        assert await comes(ana, clock, march(13, 18)) == []  # as last told
        (paused,) = sent(await ana.taps(less))
        assert paused.text.startswith("⏸")
        assert told.photo is not None


async def test_a_trip_is_reminded_of_with_its_map_what_is_better_and_a_way_to_end_it(meet, clock):
    async with meet() as ana:
        await ana.says("recuérdame mañana a las 20:30 lo de Ponzano 20")
        await ana.taps("Víspera")
        (told,) = await comes(ana, clock, march(12, 20))
        assert told.text.startswith("⏰ 🔴 Difícil · Calle de Ponzano, 20")
        assert "📌 Te lo recuerdo porque guardaste este viaje." in told.text
        assert "🕐 Mejor a las 18:30" in told.text
        assert told.photo is not None
        (page,) = sent(await ana.taps("🔕 No más de este viaje"))
        assert page.text.startswith("No tienes avisos.")
        assert edited(await ana.taps("📍 Ver ahora")) == [told]
        assert "📍 Ver ahora" not in told.button_texts
        assert "jueves 13 de marzo, 20:30" in told.text


async def test_a_reply_to_an_alert_goes_on_from_it(meet, clock):
    async with meet() as ana:
        await ana.says(TRIP)
        (told,) = await comes(ana, clock, march(13, 16))
        await ana.says("Ponzano 20 el viernes a las 11")
        (answer,) = sent(await ana.replies_to(told, "+1 h"))
    assert "Calle de Goya, 50" in answer.text
    assert "jueves 13 de marzo, 18:00" in answer.text


async def test_the_digest_shows_the_day_at_every_place(meet, clock):
    async with meet() as ana:
        await ana.says("guarda Ponzano 20 como casa")
        await ana.says("guarda Goya 50 como trabajo")
        await ana.says(DIGEST)
        (told,) = await comes(ana, clock, march(13, 7, 30))
        assert told.text.startswith("☀️ jueves 13 de marzo")
        assert "casa: 🟡 9:00–14:00 · 🟢 14:00–19:00 · 🔴 19:00–21:00" in told.text
        assert "trabajo: " in told.text
        assert "📌 Te llega porque pediste el resumen: laborables, a las 7:30." in told.text
        assert told.photo is not None
        (paused,) = sent(await ana.taps("⏸ Pausar"))
        assert "En pausa." in paused.text
        assert await comes(ana, clock, march(14, 7, 30)) == []


@pytest.mark.parametrize(
    ("language", "said", "how", "button"),
    [
        ("es", DIGEST, "guarda un sitio primero, con ⭐ Guardar bajo una respuesta o así: «guarda Ponzano 20 como casa».", "☀️ Resumen cada mañana laborable"),
        ("en", "send me the digest on weekdays at 7:30", "save a place first, with ⭐ Save under an answer or like this: “save Ponzano 20 as home”.", "☀️ A digest each working morning"),
    ],
)  # fmt: skip
async def test_a_digest_of_no_places_is_not_kept_but_says_how_to_save_one(meet, language, said, how, button):
    async with meet(language_code=language) as ana:
        for refused in (await ana.says(said), await _taps(ana, "/alerts", button)):
            assert any(how in one.text for one in sent(refused))
        assert button in ana.shown[-2].button_texts
        await ana.says("guarda Ponzano 20 como casa" if language == "es" else "save Ponzano 20 as home")
        (noted,) = sent(await ana.says(said))
        assert noted.text.startswith("✅")


async def test_a_digest_whose_last_place_was_deleted_does_not_come_and_says_why(meet, clock):
    async with meet() as ana:
        await ana.says("guarda Ponzano 20 como casa")
        await ana.says(DIGEST)
        assert "Te llega el jueves 13 de marzo, 7:30." in await listed(ana)
        await ana.says("/places")
        await ana.taps("✏️ Cambiar o borrar")
        await ana.taps("🗑 casa")
        page = await listed(ana)
        assert "💤 No te llega nada: no tienes sitios guardados. Guarda un sitio primero" in page
        assert "Te llega el" not in page
        assert await comes(ana, clock, march(13, 7, 30)) == []


@pytest.mark.parametrize(
    ("language", "said", "skipped"),
    [
        ("es", "avísame los laborables a las 10 si está difícil en Goya 50", "🗓 Sin aviso: jueves 17 de abril (festivo), viernes 18 de abril (festivo)."),
        ("en", "alert me on weekdays at 10 if it is hard at Goya 50", "🗓 No alert: Thursday 17 April (holiday), Friday 18 April (holiday)."),
        ("es", "dime cada jueves a las 9 cómo está Goya 50", "🗓 Sin aviso: jueves 17 de abril (festivo)."),
    ],
)  # fmt: skip
async def test_the_next_days_that_are_skipped_are_said_when_an_alert_is_kept(
    meet, clock, language, said, skipped
):
    clock.strikes(april(9, 12))
    async with meet(language_code=language) as ana:
        (noted,) = sent(await ana.says(said))
        assert noted.text.endswith(skipped)
        assert "🗓" not in await listed(ana)


async def test_of_the_days_that_are_skipped_none_is_too_far_to_matter(meet):
    async with meet() as ana:
        (noted,) = sent(await ana.says(HARD_EVENINGS))
        assert "🗓" not in noted.text


@pytest.mark.parametrize(
    ("language", "said", "free"),
    [
        ("es", "recuérdame el 17/04 a las 10 lo de Goya 50", "🆓 Es festivo, sin SER: aparcar es gratis"),
        ("en", "remind me on April 17 at 10 about Goya 50", "🆓 It is a holiday"),
        ("es", "recuérdame mañana a las 23 lo de Goya 50", "🆓 A esa hora el SER no funciona: aparcar es gratis"),
    ],
)  # fmt: skip
async def test_a_trip_to_an_hour_without_regulation_is_kept_and_says_so(meet, language, said, free):
    async with meet(language_code=language) as ana:
        (noted,) = sent(await ana.says(said))
        assert noted.text.startswith("✅")
        assert free in noted.text
        assert free in await listed(ana)


@pytest.mark.parametrize(
    ("language", "said", "choices", "asleep"),
    [
        ("es", HARD_EVENINGS, ("🏷 Etiqueta", "sin etiqueta"), "💤 No te llega nada: con tu coche no se puede aparcar ahí en la calle (mira tu etiqueta en /settings)."),
        ("en", "alert me on weekdays at 19:00 if it is hard at Ponzano 20", ("🏷 Label", "no label"), "💤 Nothing comes: your car may not be parked in the street there (see your label in /settings)."),
    ],
)  # fmt: skip
async def test_a_watch_that_another_label_leaves_with_nothing_says_so_and_sleeps(
    meet, language, said, choices, asleep
):
    async with meet(language_code=language) as ana:
        await ana.says(said)
        await ana.says("/settings")
        for choice in choices:
            await ana.taps(choice)
        assert asleep in await listed(ana)


async def test_a_parked_car_is_told_of_in_the_morning_and_when_its_stay_ends(meet, clock):
    clock.strikes(march(12, 22))
    async with meet() as ana:
        await ana.says("he aparcado en Ponzano 20 en verde")
        (opens,) = await comes(ana, clock, march(13, 8, 45))
        assert "El SER empieza el jueves 13 de marzo, 9:00" in opens.text
        assert "📌 Te aviso porque dijiste que aparcaste ahí" in opens.text
        (ends,) = await comes(ana, clock, march(13, 10, 45))
        assert "La estancia máxima acaba el jueves 13 de marzo, 11:00." in ends.text
        await ana.taps("🚗 Ya me fui")
        assert await comes(ana, clock, march(13, 11)) == []


async def test_news_come_once_and_their_button_ends_them(meet, clock):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        await ana.taps("⏸ Pausar")
        (news,) = await comes(ana, clock, april(11, 12))
        assert "🗓 jueves 17 de abril: festivo, sin SER." in news.text
        assert "📌 Un mensaje así llega como mucho una vez por semana" in news.text
        assert await comes(ana, clock, april(12, 12)) == []
        assert notices(await ana.taps("🔕 No más novedades")) == ["No te mandaré más novedades del SER."]
        assert news.text.startswith("📣")
        assert await comes(ana, clock, april(28, 12)) == []


async def test_holidays_are_skipped_and_that_is_said(meet, clock):
    clock.strikes(april(16, 10))
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        (told,) = [one for one in await comes(ana, clock, april(16, 18)) if one.text.startswith("🔔")]
        assert "🗓 Sin aviso: jueves 17 de abril (festivo), viernes 18 de abril (festivo)." in told.text
        assert await comes(ana, clock, april(17, 18)) == []


async def test_what_was_missed_while_the_bot_was_off_is_said_in_the_next(meet, restarted, clock):
    async with meet() as ana:
        await ana.says(TRIP)
        await ana.says("recuérdame el viernes a las 11 lo de Ponzano 20")
    clock.strikes(march(13, 18))
    async with restarted(ana) as ana:
        assert await comes(ana, clock, march(13, 18)) == []
        (told,) = await comes(ana, clock, march(14, 10))
        assert (
            "⏱ No pude avisarte a tiempo:\n• tu viaje a Calle de Goya, 50, jueves 13 de marzo, 17:00"
            in told.text
        )
        await ana.says("recuérdame el viernes a las 18 lo de Ponzano 20")
        (next_one,) = await comes(ana, clock, march(14, 17))
        assert "No pude avisarte" not in next_one.text


async def test_choosing_goes_on_after_a_restart(meet, restarted, clock):
    async with meet() as ana:
        await ana.says("Ponzano 20 mañana a las 11")
        await ana.taps("🔔 Avísame")
    async with restarted(ana) as ana:
        (noted,) = sent(await ana.taps("⏰ Una hora antes"))
        assert "Calle de Ponzano, 20, jueves 13 de marzo, 11:00" in noted.text
    async with restarted(ana) as ana:
        assert len(await comes(ana, clock, march(13, 10))) == 1
        assert await comes(ana, clock, march(13, 10, 1)) == []


async def test_an_offer_that_was_left_for_hours_still_keeps_what_it_is_about(meet, clock):
    async with meet() as ana:
        await ana.says("Ponzano 20 mañana a las 11")
        await ana.taps("🔔 Avísame")
        clock.passes(hours=5)
        (noted,) = sent(await ana.taps("⏰ Una hora antes"))
        assert "Calle de Ponzano, 20, jueves 13 de marzo, 11:00" in noted.text


async def test_an_offer_whose_time_has_passed_says_so(meet, clock):
    async with meet() as ana:
        await ana.says("Ponzano 20 mañana a las 11")
        await ana.taps("🔔 Avísame")
        clock.passes(days=2)
        (refused,) = sent(await ana.taps("⏰ Una hora antes"))
        assert refused.text.startswith("Ya no da tiempo a recordártelo")
        assert (await listed(ana)).startswith("No tienes avisos.")


@pytest.mark.parametrize(
    ("offer", "ponzano", "goya"),
    [
        ("⏰ Una hora antes", "Calle de Ponzano, 20, jueves 13 de marzo, 11:00", "Calle de Goya, 50, jueves 13 de marzo, 12:00"),
        ("📅 Laborables, si está difícil", "Calle de Ponzano, 20, laborables, de 11:00 a 12:00", "Calle de Goya, 50, laborables, de 12:00 a 13:00"),
    ],
)  # fmt: skip
async def test_of_two_answers_each_offers_to_keep_its_own_place_and_time(meet, offer, ponzano, goya):
    async with meet() as ana:
        (first,) = sent(await ana.says("Ponzano 20 mañana a las 11"))
        await ana.taps("🔔 Avísame")
        (second,) = sent(await ana.says("Goya 50 mañana a las 12"))
        await ana.taps("🔔 Avísame")
        for answer, kept in ((first, ponzano), (second, goya)):
            (noted,) = sent(await ana.taps(offer, under=answer))
            assert kept in noted.text


async def test_an_offer_of_an_earlier_version_is_old(meet):
    async with meet() as ana:
        await ana.says("Ponzano 20 mañana a las 11")
        for press in (("trip", "60"), ("trip", "evening"), ("weekly", "hard"), ("working", "easy")):
            assert alerts(await ana.taps_payload(encode(Press("alerts", *press))))[0].startswith(OLD_BUTTON)
        assert (await listed(ana)).startswith("No tienes avisos.")


async def test_what_is_typed_after_a_look_at_the_offers_is_a_question(meet):
    async with meet() as ana:
        await ana.says("Ponzano 20 mañana a las 11")
        await ana.taps("🔔 Avísame")
        (answer,) = sent(await ana.says("Goya 50"))
        assert "Calle de Goya, 50" in answer.text


@pytest.mark.parametrize(
    "press", [("set", "1.never"), ("set", "1."), ("open", "x"), ("quiet", "loud"), ("who", "1")]
)
async def test_a_button_that_means_nothing_any_more_is_old(meet, press):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        assert alerts(await ana.taps_payload(encode(Press("alerts", *press))))[0].startswith(OLD_BUTTON)


@pytest.mark.parametrize(("language", "gone"), [("es", GONE), ("en", "That alert is gone.")])
@pytest.mark.parametrize("press", [("open", "1"), ("set", "1.hard"), ("pause", "1"), ("snooze", "1")])
async def test_a_button_of_an_alert_that_was_deleted_says_so(meet, language, gone, press):
    async with meet(language_code=language) as ana:
        await ana.says(HARD_EVENINGS)
        await ana.taps_payload(encode(Press("alerts", "delete", "1")))
        assert alerts(await ana.taps_payload(encode(Press("alerts", *press)))) == [gone]


async def test_nobody_reaches_anothers_alerts(meet):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        eve = ana.beside(user_id=666)
        await eve.says("/help")
        assert alerts(await eve.taps_payload(encode(Press("alerts", "open", "1")))) == [GONE]
        await eve.taps_payload(encode(Press("alerts", "delete", "1")))
        assert EVENINGS in await listed(ana)


async def test_who_blocks_the_bot_gets_nothing_and_whoever_comes_back_is_told_again(meet, clock):
    async with meet() as ana:
        await ana.says(HARD_EVENINGS)
        await ana.blocks()
        assert await comes(ana, clock, march(12, 18)) == []
        clock.strikes(march(13, 9))
        await ana.unblocks()
        await ana.starts()
        assert await comes(ana, clock, march(13, 10)) == []
        (told,) = await comes(ana, clock, march(13, 18))
        assert told.text.startswith("🔔 🔴 Difícil")


@pytest.mark.parametrize(
    "failure", [flooded(retry_after=30), bad_gateway(), Dropped(), refused(500, "Internal Server Error")]
)
async def test_an_alert_that_telegram_does_not_take_comes_later_and_once(meet, clock, failure):
    faults = Faults(Fault(failure, method="sendPhoto", times=1))
    async with meet(faults=faults) as ana:
        await ana.says(HARD_EVENINGS)
        assert await comes(ana, clock, march(12, 18)) == []
        assert len(await comes(ana, clock, march(12, 18, 2))) == 1
        assert await comes(ana, clock, march(12, 18, 4)) == []


async def test_a_block_that_shows_only_when_it_is_sent_ends_the_alerts_of_that_chat(meet, clock):
    faults = Faults(
        Fault(refused(403, "Forbidden: bot was blocked by the user"), method="sendPhoto", times=1)
    )
    async with meet(faults=faults) as ana:
        await ana.says(HARD_EVENINGS)
        assert await comes(ana, clock, march(12, 18)) == []
        assert await comes(ana, clock, march(13, 18)) == []
        clock.strikes(march(14, 9))
        await ana.says("/help")
        assert await comes(ana, clock, march(14, 10)) == []
        assert len(await comes(ana, clock, march(14, 18))) == 1


async def test_a_flood_in_one_chat_does_not_keep_another_waiting(meet, clock):
    faults = Faults()
    async with meet(faults=faults) as ana:
        eve = ana.beside(user_id=666)
        for one in (ana, eve):
            await one.says(HARD_EVENINGS)
        faults.add(Fault(flooded(retry_after=60), chat_id=ana.person.chat_id))
        (told,) = await comes(ana, clock, march(12, 18))
        assert told.chat_id == eve.person.chat_id
        faults.clear()
        (told,) = await comes(ana, clock, march(12, 18, 2))
        assert told.chat_id == ana.person.chat_id


async def test_a_group_has_alerts_of_its_own(meet, clock):
    async with meet(group_id=-500) as ana:
        await ana.adds_bot()
        events = await ana.mentions(HARD_EVENINGS)
        assert "Apuntado" in shown(events)[0].message.text
        (told,) = await comes(ana, clock, march(12, 18))
        assert told.chat_id == -500
