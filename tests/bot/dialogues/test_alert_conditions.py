"""Alerts on a condition and without one, as people ask for them and get them."""

import pytest

from tests.bot.dialogues.heard import sent
from tests.bot.dialogues.test_alerts import comes, listed, march

AT_EIGHT = "avísame mañana a las 20 si está difícil en Ponzano 20"  # it is
AT_THREE = "avísame mañana a las 15 si está difícil en Ponzano 20"  # it is not


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("es", AT_THREE, "Calle de Ponzano, 20, jueves 13 de marzo, 15:00\nTe lo digo 1 h antes solo si se pone difícil; si no, no te llega nada.\nMiro el jueves 13 de marzo, 14:00."),
        ("en", "alert me tomorrow at 12 if it is hard at Goya 50", "Calle de Goya, 50, Thursday 13 March, 12:00\nI tell you 1 h before only if it gets hard; otherwise nothing comes.\nI look on Thursday 13 March, 11:00."),
        ("es", "avísame si baja del 40 % mañana a las 9 en Goya 50", "solo si hay menos de un 40 % de encontrar sitio; si no, no te llega nada."),
        ("en", "alert me tomorrow at 9 at Goya 50 if it is below 40%", "only if there is less than a 40% chance of a space; otherwise nothing comes."),
        ("es", "avísame mañana de 9 a 11 si está difícil en Goya 50", "Calle de Goya, 50, jueves 13 de marzo, 9:00 a 11:00\nTe lo digo 1 h antes solo si se pone difícil"),
        ("es", "avísame mañana de 9 a 17 si está difícil en Goya 50", "Calle de Goya, 50, jueves 13 de marzo, 9:00\nTe lo digo 1 h antes solo si se pone difícil"),
        ("es", "avísame los laborables a las 8:30 si está difícil en Ponzano 20", "Cuando se pone difícil, solo al cambiar (si sigue así, no lo repito); te lo digo 1 h antes."),
        ("en", "alert me on weekdays at 8:30 if it is hard at Ponzano 20", "When it gets hard, only as it changes (while it stays so, I do not repeat it); I tell you 1 h before."),
        ("es", "dime cada lunes a las 9 cómo está Goya 40", "Calle de Goya, 40, lunes, de 9:00 a 10:00\nSin condición: cómo está cada lunes a las 9:00; te lo digo 1 h antes.\nTe llega el lunes 17 de marzo, 8:00."),
        ("en", "tell me every Monday at 9 about Goya 40", "Mondays, 09:00 to 10:00\nNo condition: how it is every Monday at 09:00; I tell you 1 h before.\nIt comes on Monday 17 March, 08:00."),
    ],
)  # fmt: skip
async def test_what_is_told_and_what_not_is_said_when_it_is_kept_and_in_the_list(meet, language, said, kept):
    async with meet(language_code=language) as ana:
        (noted,) = sent(await ana.says(said))
        assert kept in noted.text
        assert kept in await listed(ana)


async def test_only_the_trip_that_meets_its_condition_comes_and_says_why(meet, clock):
    async with meet() as ana:
        await ana.says(AT_THREE)
        await ana.says(AT_EIGHT)
        assert await comes(ana, clock, march(13, 14)) == []
        (told,) = await comes(ana, clock, march(13, 19))
        assert told.text.startswith("⏰ 🔴 Difícil · Calle de Ponzano, 20")
        assert "📌 Te aviso porque pediste saber si se pone difícil." in told.text
        assert told.photo is not None


async def test_changing_a_trip_keeps_its_condition_until_another_is_chosen(meet):
    async with meet() as ana:
        (noted,) = sent(await ana.says(AT_THREE))
        for button, words in (
            ("+1 h", "jueves 13 de marzo, 16:00\nTe lo digo 1 h antes solo si se pone difícil"),
            ("2 h", "Te lo digo 2 h antes solo si se pone difícil"),
            ("Si fácil", "Te lo digo 2 h antes solo si es al menos fácil"),
            ("Siempre", "Te lo recuerdo 2 h antes.\nTe llega el jueves 13 de marzo, 14:00."),
            ("Si difícil", "Te lo digo 2 h antes solo si se pone difícil"),
        ):
            await ana.taps(button)
            assert words in noted.text


async def test_a_window_keeps_its_length_when_it_is_moved(meet):
    async with meet() as ana:
        (noted,) = sent(await ana.says("avísame mañana de 9 a 11 si está difícil en Goya 50"))
        await ana.taps("+1 h")
        assert "jueves 13 de marzo, 10:00 a 12:00" in noted.text


async def test_a_watch_without_a_condition_comes_each_time_and_can_be_given_one(meet, clock):
    async with meet() as ana:
        (noted,) = sent(await ana.says("dime los laborables a las 13 cómo está Ponzano 20"))
        for day in (13, 14):
            (told,) = await comes(ana, clock, march(day, 12))
            assert told.text.startswith("🔔 🟡 Regular")
            assert "📌 Te llega porque pediste saber cómo está laborables a las 13:00." in told.text
        await ana.says("/alerts")
        await ana.taps("Calle de Ponzano, 20, laborables, de 13:00 a 14:00")
        await ana.taps("Si difícil")
        assert "Cuando se pone difícil" in ana.shown[-1].text
        assert noted.text.startswith("✅ Apuntado")
        assert await comes(ana, clock, march(17, 12)) == []
