"""Where the car stands, and the reminder that comes once, in time."""

from datetime import datetime, time, timedelta

import pytest

from bot.alerts.quiet_hours import QuietHours
from bot.domain import MADRID
from bot.jobs import tick
from tests.bot.dialogues.driver import talking
from tests.bot.dialogues.heard import alerts, edited, notices, sent

PONZANO = "Calle de Ponzano 20"
GREEN = "he aparcado en Ponzano 20 en verde"


def march(day, hour, minute=0):
    return datetime(2025, 3, day, hour, minute, tzinfo=MADRID)


TICKS = (march(12, 12), march(14, 15, 15), march(15, 8, 45), march(15, 10, 45))
"""When reminders are due below."""


async def reminders(ana, clock, *moments):
    """What comes unasked about the car at each of the moments, one tick each."""
    heard = []
    for moment in moments:
        clock.strikes(moment)
        with ana.api.hearing() as events:
            await tick(ana.application)
        heard.append([one.text for one in sent(events) if one.text.startswith("🚗 Tu coche")])
    return heard


@pytest.mark.parametrize(
    ("language", "buttons", "told"),
    [
        (
            "es",
            ("🅿️ Aparqué aquí", "Verde", "🚗 Ya me fui"),
            ("acaba el miércoles 12 de marzo, 12:15. Te aviso a las 12:00.", "Hecho, ya no lo guardo."),
        ),
        (
            "en",
            ("🅿️ I parked here", "Green", "🚗 I left"),
            ("ends on Wednesday 12 March, 12:15. I will remind you at 12:00.", "Done, I keep it no longer."),
        ),
    ],
)
async def test_a_car_is_parked_by_button_and_its_colour_chosen(meet, language, buttons, told):
    parked, colour, left = buttons
    async with meet(language_code=language) as ana:
        (answer,) = sent(await ana.says(PONZANO))
        (noted,) = sent(await ana.taps(parked))
        assert colour in noted.button_texts
        assert edited(await ana.taps(colour)) == [noted]
        assert told[0] in noted.text
        assert colour not in noted.button_texts
        await ana.taps(left)
        assert noted.text == told[1]
        assert answer.photo is not None


@pytest.mark.parametrize(
    ("language", "said"), [("es", GREEN), ("en", "I parked at Ponzano 20 on a green space")]
)
async def test_a_car_is_parked_by_a_sentence(meet, language, said):
    async with meet(language_code=language) as ana:
        (noted,) = sent(await ana.says(said))
        assert "12:15" in noted.text
        assert "Verde" not in noted.button_texts
        (page,) = sent(await ana.says("/parked"))
        assert "Calle de Ponzano, 20" in page.text
        assert "Google Maps" in page.button_texts


async def test_blue_and_green_have_stays_of_their_own(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        (noted,) = sent(await ana.taps("🅿️ Aparqué aquí"))
        assert "12:15" in noted.text  # the strictest, as long as nobody says
        await ana.taps("Azul")
        assert "acaba el miércoles 12 de marzo, 14:15. Te aviso a las 14:00." in noted.text


async def test_the_reminder_comes_once_a_quarter_of_an_hour_before_the_stay_ends(meet, clock):
    async with meet() as ana:
        await ana.says(GREEN)
        heard = await reminders(
            ana, clock, march(12, 11, 59), march(12, 12), march(12, 12, 1), march(12, 12, 20)
        )
    assert [len(one) for one in heard] == [0, 1, 0, 0]
    assert "La estancia máxima acaba el miércoles 12 de marzo, 12:15" in heard[1][0]
    assert "dijiste que aparcaste ahí" in heard[1][0]


async def test_a_reminder_comes_after_a_restart_and_only_once(meet, restarted, clock):
    async with meet() as ana:
        await ana.says(GREEN)
    async with restarted(ana) as ana:
        assert [len(one) for one in await reminders(ana, clock, march(12, 12, 5), march(12, 12, 6))] == [1, 0]
    async with restarted(ana) as ana:
        assert await reminders(ana, clock, march(12, 12, 7)) == [[]]


async def test_a_reminder_that_is_put_off_comes_again(meet, clock):
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(12, 12))
        assert notices(await ana.taps("⏰ En 15 min")) == ["Te aviso a las 12:15."]
        heard = await reminders(ana, clock, march(12, 12, 14), march(12, 12, 15), march(12, 12, 30))
    assert [len(one) for one in heard] == [0, 1, 0]


@pytest.mark.parametrize("tapped", [march(12, 14), march(12, 22, 20), march(14, 3)])
async def test_a_reminder_that_is_put_off_when_the_stay_is_over_comes_at_its_time(meet, clock, tapped):
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(12, 12))
        clock.strikes(tapped)
        await ana.taps("⏰ En 15 min")
        again = tapped + timedelta(minutes=15)
        heard = await reminders(ana, clock, again - timedelta(minutes=1), again, again + timedelta(hours=2))
        assert [len(one) for one in heard] == [0, 1, 0]
        assert "La estancia máxima acabó el miércoles 12 de marzo, 12:15." in heard[1][0]
        assert "No pude avisarte" not in heard[1][0]
        assert await reminders(ana, clock, march(15, 12)) == [[]]


async def test_a_reminder_that_is_put_off_twice_comes_once_at_the_later_time(meet, clock):
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(12, 12))
        for minute in (0, 0, 5):
            clock.strikes(march(12, 14, minute))
            told = notices(await ana.taps("⏰ En 15 min"))
        assert told == ["Te aviso a las 14:20."]
        heard = await reminders(ana, clock, march(12, 14, 15), march(12, 14, 20), march(12, 14, 21))
    assert [len(one) for one in heard] == [0, 1, 0]


async def test_a_reminder_that_is_put_off_comes_after_a_restart_however_late_it_was_asked_for(
    meet, restarted, clock
):
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(12, 12))
        clock.strikes(march(12, 14))
        await ana.taps("⏰ En 15 min")
    async with restarted(ana) as ana:
        assert [len(one) for one in await reminders(ana, clock, march(12, 14, 40), march(12, 15))] == [1, 0]


async def test_a_reminder_that_is_put_off_after_the_opening_leaves_that_of_the_stay(meet, clock):
    clock.strikes(march(12, 22))
    # It was asked for, hence the same words twice.
    async with meet(repeats=True) as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(13, 8, 45))
        clock.strikes(march(13, 9, 10))
        assert notices(await ana.taps("⏰ En 15 min")) == ["Te aviso a las 9:25."]
        heard = await reminders(ana, clock, march(13, 9, 25), march(13, 10, 44), march(13, 10, 45))
    assert [len(one) for one in heard] == [1, 0, 1]
    assert "acaba el jueves 13 de marzo, 11:00" in heard[0][0]


async def test_a_colour_told_when_its_stay_is_over_reminds_of_nothing(meet, clock):
    async with meet() as ana:
        await ana.says("he aparcado en Ponzano 20")
        clock.strikes(march(12, 14, 0))
        await ana.taps("Verde")
        heard = await reminders(ana, clock, march(12, 14, 1), march(12, 15), march(13, 10))
    assert heard == [[], [], []]


@pytest.mark.parametrize(
    ("parked", "moment", "told"),
    [
        (march(12, 10, 15), march(12, 11), "Ahora hay SER, hasta las 21:00.\nLa estancia máxima acaba el miércoles 12 de marzo, 12:15. Te aviso a las 12:00."),
        (march(12, 10, 15), march(12, 12, 5), "Ahora hay SER, hasta las 21:00.\nLa estancia máxima acaba el miércoles 12 de marzo, 12:15. Te avisé a las 12:00."),
        (march(12, 10, 15), march(12, 14), "Ahora hay SER, hasta las 21:00.\nLa estancia máxima acabó el miércoles 12 de marzo, 12:15. Te avisé a las 12:00."),
        (march(12, 10, 15), march(12, 22), "Ahora no se paga; vuelve a regularse el jueves 13 de marzo, 9:00. La estancia máxima acabó el miércoles 12 de marzo, 12:15. Te avisé a las 12:00."),
        (march(14, 22, 30), march(14, 22, 40), "Ahora no se paga; vuelve a regularse el sábado 15 de marzo, 9:00. Te aviso el sábado 15 de marzo a las 8:45."),
        (march(14, 22, 30), march(15, 8, 50), "Ahora no se paga; vuelve a regularse el sábado 15 de marzo, 9:00. Te aviso a las 10:45."),
        (march(14, 22, 30), march(15, 9, 30), "Ahora hay SER, hasta las 15:00.\nLa estancia máxima acaba el sábado 15 de marzo, 11:00. Te aviso a las 10:45."),
        (march(14, 22, 30), march(15, 13, 15), "Ahora hay SER, hasta las 15:00.\nLa estancia máxima acabó el sábado 15 de marzo, 11:00. Te avisé a las 10:45."),
        (march(14, 13, 30), march(16, 12), "Ahora no se paga; vuelve a regularse el lunes 17 de marzo, 9:00. La estancia máxima acabó el viernes 14 de marzo, 15:30. Te avisé el viernes 14 de marzo a las 15:15."),
        (march(14, 20, 30), march(14, 21, 30), "Ahora no se paga; vuelve a regularse el sábado 15 de marzo, 9:00. La estancia máxima acaba el sábado 15 de marzo, 10:30. Te aviso el sábado 15 de marzo a las 10:15."),
    ],
)  # fmt: skip
async def test_the_page_tells_what_holds_at_the_moment(meet, clock, parked, moment, told):
    clock.strikes(parked)
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, *(one for one in TICKS if parked < one <= moment))
        clock.strikes(moment)
        (page,) = sent(await ana.says("/parked"))
    where, _, said = page.text.partition("\n")
    assert where.startswith("🚗 Tu coche: Calle de Ponzano, 20, desde el ")
    assert said == told


async def test_the_page_tells_the_same_in_english(meet, clock):
    clock.strikes(march(14, 13, 30))
    async with meet(language_code="en") as ana:
        (noted,) = sent(await ana.says("I parked at Ponzano 20 on a green space"))
        assert "The longest stay ends on Friday 14 March, 15:30. I will remind you at 15:15." in noted.text
        clock.strikes(march(14, 15, 15))
        await tick(ana.application)
        clock.strikes(march(16, 12))
        (page,) = sent(await ana.says("/parked"))
        assert "The longest stay ended on Friday 14 March, 15:30." in page.text
        assert page.text.endswith("I reminded you on Friday 14 March at 15:15.")


async def test_a_reminder_that_quiet_hours_move_is_announced_when_it_comes(opened, clock):
    clock.strikes(march(12, 20, 30))
    async with opened() as services, talking(services) as ana:
        quiet = QuietHours(time(21, 30), time(10, 20))
        await services.alerts.subscriptions.set_quiet_hours(ana.person.user_id, quiet, clock())
        (noted,) = sent(await ana.says(GREEN))
    assert "acaba el jueves 13 de marzo, 10:30. Te aviso el jueves 13 de marzo a las 10:20." in noted.text


async def test_a_reminder_put_off_past_midnight_is_announced_with_its_day(meet, clock):
    async with meet() as ana:
        await ana.says(GREEN)
        await reminders(ana, clock, march(12, 12))
        clock.strikes(march(12, 23, 50))
        assert notices(await ana.taps("⏰ En 15 min")) == ["Te aviso el jueves 13 de marzo a las 0:05."]
        clock.strikes(march(13, 0, 50))
        assert notices(await ana.taps("⏰ En 15 min")) == ["Te aviso a la 1:05."]


async def test_who_parked_long_before_telling_is_told_how_it_stands(meet, clock):
    clock.strikes(march(12, 14))
    async with meet() as ana:
        (noted,) = sent(await ana.says("he aparcado a las 10 en Ponzano 20 en verde"))
        assert noted.text.endswith("La estancia máxima acabó el miércoles 12 de marzo, 12:00.")
        assert await reminders(ana, clock, march(12, 14, 1), march(12, 16)) == [[], []]


async def test_who_left_is_not_reminded_and_hears_when_they_may_come_back(meet, clock):
    async with meet() as ana:
        await ana.says(GREEN)
        (left,) = sent(await ana.says("ya me he ido"))
        assert left.text == "Hecho, ya no lo guardo."
        assert await reminders(ana, clock, march(12, 12)) == [[]]
        clock.strikes(march(12, 13))
        await ana.says(GREEN)
        clock.strikes(march(12, 15))
        (left,) = sent(await ana.says("ya me he ido"))
        assert "puedes volver a aparcar desde las 16:00" in left.text
        assert "No sé dónde está tu coche" in sent(await ana.says("/parked"))[0].text


async def test_a_button_of_a_car_that_left_is_old(meet):
    async with meet() as ana:
        await ana.says(PONZANO)
        (noted,) = sent(await ana.taps("🅿️ Aparqué aquí"))
        await ana.says("ya me he ido")
        assert alerts(await ana.taps("Verde"))[0].startswith("Ese botón es antiguo")
        assert "¿En qué plaza?" in noted.text


async def test_a_stay_that_outlasts_the_evening_ends_the_next_morning(meet, clock):
    clock.strikes(march(12, 20, 30))
    async with meet() as ana:
        (noted,) = sent(await ana.says(GREEN))
        assert "jueves 13 de marzo" in noted.text
        heard = await reminders(ana, clock, march(12, 21), march(13, 8), march(13, 10, 30))
    assert [len(one) for one in heard[:2]] == [0, 0]
    assert len(heard[2]) == 1


async def test_who_parks_at_night_is_reminded_before_nine(meet, clock):
    clock.strikes(march(12, 22))
    async with meet() as ana:
        (noted,) = sent(await ana.says(GREEN))
        assert "Ahora no se paga; vuelve a regularse el jueves 13 de marzo, 9:00." in noted.text
        heard = await reminders(
            ana, clock, march(13, 8, 44), march(13, 8, 45), march(13, 8, 50), march(13, 10, 45)
        )
    assert [len(one) for one in heard] == [0, 1, 0, 1]
    assert "El SER empieza el" in heard[1][0]
    assert "acaba el jueves 13 de marzo, 11:00" in heard[3][0]


@pytest.mark.parametrize("rights", ["CERO", "resident"])
async def test_who_has_no_limit_is_not_reminded(meet, clock, rights):
    async with meet() as ana:
        await ana.says("/settings")
        if rights == "CERO":
            await ana.taps("🏷 Etiqueta")
            await ana.taps("CERO")
        else:
            await ana.taps("🏠 Residente")
            await ana.says(PONZANO)
        (noted,) = sent(await ana.says(GREEN))
        assert "Ahí no tienes límite" in noted.text
        assert await reminders(ana, clock, march(12, 12), march(12, 14), march(13, 8, 45)) == [[], [], []]


async def test_outside_the_zone_nothing_is_kept(meet):
    async with meet() as ana:
        (told,) = sent(await ana.says("he aparcado en 40.50, -3.80"))
        assert "no hace falta avisarte" in told.text
        assert "No sé dónde está tu coche" in sent(await ana.says("/parked"))[0].text


async def test_one_space_is_one_report_and_nobody_is_asked_what_they_told(meet, clock):
    async with meet() as ana:
        await ana.says(PONZANO)
        (noted,) = sent(await ana.taps("🅿️ Aparqué aquí"))
        assert "cuenta como que hubo sitio" in noted.text
        (again,) = sent(await ana.says(GREEN))
        assert "cuenta como que hubo sitio" not in again.text
        with ana.api.hearing() as events:
            clock.passes(minutes=40)
            await tick(ana.application)
        assert sent(events) == []
