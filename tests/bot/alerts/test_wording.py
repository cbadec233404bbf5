"""What an alert says, in both languages: what is news, why it comes, what is skipped or was missed, and less of it."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest

from bot.alert_keyboards import alert_buttons
from bot.alerts.messages import DigestMessage, NoticeMessage, ParkedMessage, TripMessage, WatchMessage
from bot.alerts.news import News
from bot.alerts.occasions import SkippedDay
from bot.alerts.occurrences import Missed
from bot.alerts.wishes import level_threshold
from bot.callbacks import Press, decode
from bot.domain import LANGUAGES, SavedPlace
from bot.presentation import present_alert
from bot.presentation.caption import LONGEST_CAPTION, shown_length
from bot.services.alerting.saying import MOST_PLACES
from tests.bot.alerts.desk import car_due
from tests.bot.alerts.world import (
    ANA,
    EASY,
    GETAFE,
    HARD,
    MEDIUM,
    PONZANO,
    TUESDAY,
    at_least,
    digest,
    local,
    trip,
    watch,
)

DAY = timedelta(days=1)
MONDAY = TUESDAY - DAY
MISSED = tuple(Missed(n, "trip", local(MONDAY, 9 + n), "Calle de los Misioneros " * 4) for n in range(5))
KINDS = (WatchMessage, TripMessage, DigestMessage, ParkedMessage, NoticeMessage)


def text_of(world, message, language):
    return present_alert(message, language, world.clock.now).text


def lines_of(world, message, language, sign):
    return [one for one in text_of(world, message, language).split("\n") if one.startswith(sign)]


def presses(message, language):
    """What the buttons of a message do."""
    buttons = [one for row in alert_buttons(message, language) for one in row]
    return [decode(one.data) for one in buttons if one.data]


async def first(world, kind, until):
    """The first message of a kind that comes by a moment."""
    await world.passes(until, step=timedelta(minutes=30))
    return next(one for one in world.people.got if isinstance(one, kind))


@pytest.fixture
async def one_of_each(world):
    """A message of each kind."""
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    for wish in (watch(), trip(), digest()):
        await world.asks(wish)
    await world.alerts.subscriptions.queue.plan(car_due(ANA, local(TUESDAY, 10)), world.clock.now)
    world.forecasts.serve("v2", trained_until=date(2026, 3, 8))
    await world.passes(local(TUESDAY, 17), step=timedelta(minutes=30))
    found = {type(one): one for one in world.people.got}
    assert set(found) == set(KINDS)
    return found


# --- why it comes, and less of it ---------------------------------------------------------------------

WHYS = {
    WatchMessage: ("Te aviso porque pediste saber cuándo es al menos fácil. Solo al cambiar: si sigue así, no lo repito.", "you asked to know when it is at least easy. Only as it changes: while it stays so, I do not repeat it."),
    TripMessage: ("Te lo recuerdo porque guardaste este viaje.", "I remind you because you saved this trip."),
    DigestMessage: ("Te llega porque pediste el resumen: laborables, a las 8:00.", "you asked for the digest: weekdays, at 08:00."),
    ParkedMessage: ("Te aviso porque dijiste que aparcaste ahí el martes 10 de marzo, 8:00.", "you said that you parked there on Tuesday 10 March, 08:00."),
    NoticeMessage: ("llega como mucho una vez por semana, y se puede quitar.", "comes at most once a week, and can be switched off."),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_each_message_says_once_why_it_came(world, one_of_each, kind):
    for language, why in zip(("es", "en"), WHYS[kind], strict=True):
        (said,) = lines_of(world, one_of_each[kind], language, "📌")
        assert said.endswith(why)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_message_has_its_own_way_to_hear_less_of_such(one_of_each, language):
    def verbs(kind):
        found = presses(one_of_each[kind], language)
        return [(one.verb, one.value) for one in found if isinstance(one, Press)]

    watched, going, daily = (str(one_of_each[kind].subscription_id) for kind in KINDS[:3])
    assert verbs(WatchMessage) == [("snooze", watched), ("pause", watched), ("open", watched)]
    assert verbs(DigestMessage) == [("snooze", daily), ("pause", daily), ("open", daily)]
    assert verbs(TripMessage) == [("delete", going)]
    assert [verb for verb, _ in verbs(ParkedMessage)] == ["left", "snooze"]
    assert verbs(NoticeMessage) == [("notices", "never")]


@pytest.mark.parametrize(
    ("language", "left", "previous"),
    [
        ("es", "Te aviso porque ya no se cumple lo que pediste: saber cuándo es al menos fácil. Solo al cambiar: si sigue así, no lo repito.", "Lo último que te dije: fácil, para el martes 10 de marzo, 17:00."),
        ("en", "I tell you because it no longer is as you asked to know: when it is at least easy. Only as it changes: while it stays so, I do not repeat it.", "What I told you last: easy, for Tuesday 10 March, 17:00."),
    ],
)  # fmt: skip
async def test_what_is_so_no_more_is_said_beside_what_was_told_last(world, language, left, previous):
    await world.asks(watch())
    await world.passes(local(TUESDAY, 9))
    world.forecasts.serve("v2", HARD)
    await world.passes(local(TUESDAY, 10))
    text = text_of(world, world.people.got[-1], language)
    assert f"📌 {left}\n{previous}" in text


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("es", "📌 Te aviso porque una previsión nueva cambia lo que te dije."),
        ("en", "📌 I tell you because a new forecast changes what I said."),
    ],
)
async def test_a_correction_that_crosses_nothing_says_that_a_new_forecast_changed(world, language, why):
    await world.asks(watch(threshold=at_least(60)))
    await world.passes(local(TUESDAY, 9))
    world.forecasts.serve("v2", MEDIUM)
    await world.passes(local(TUESDAY, 10))
    assert world.people.got[-1].why == "corrected"
    assert why in text_of(world, world.people.got[-1], language)


@pytest.mark.parametrize(
    ("threshold", "spanish", "english"),
    [
        (
            at_least(80),
            "hay al menos un 80 % de encontrar sitio",
            "there is at least a 80% chance of a space",
        ),
        (level_threshold("medium"), "es al menos regular", "it is at least fair"),
    ],
)
async def test_what_was_asked_for_is_repeated_in_its_own_words(world, threshold, spanish, english):
    await world.asks(watch(threshold=threshold))
    message = await first(world, WatchMessage, local(MONDAY, 20))
    assert f"cuándo {spanish}." in text_of(world, message, "es")
    assert f"when {english}." in text_of(world, message, "en")


@pytest.mark.parametrize(
    ("language", "hardest", "easier"),
    [
        ("es", "Es lo de las 18:00, la hora más difícil.", "A las 17:00, fácil."),
        ("en", "That is at 18:00, the hardest hour.", "At 17:00, easy."),
    ],
)
async def test_of_several_hours_the_hardest_and_the_easiest_are_named(world, language, hardest, easier):
    world.forecasts.by_hour[17] = HARD  # 18 h in Madrid
    await world.asks(watch(end=time(19), threshold=level_threshold("hard")))
    message = await first(world, WatchMessage, local(MONDAY, 20))
    assert [one for one in text_of(world, message, language).split("\n") if one in {hardest, easier}] == [
        hardest,
        easier,
    ]


# --- what the forecast stands on ----------------------------------------------------------------------

USUAL = {
    "es": "Esa fecha queda fuera de la previsión: va la semana habitual, con más margen.",
    "en": "That date is beyond the forecast: this is the usual week, with a wider margin.",
}


@pytest.mark.parametrize("origin", ["table", "profile"])
async def test_beyond_the_forecast_every_alert_says_that_the_usual_week_stands_in(world, origin):
    world.forecasts.origin = origin
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    for wish in (watch(), trip(), digest()):
        await world.asks(wish)
    await world.passes(local(TUESDAY, 17), step=timedelta(minutes=30))
    told = {type(one): one for one in world.people.got}
    assert set(told) == {WatchMessage, TripMessage, DigestMessage}
    for message in told.values():
        for language, usual in USUAL.items():
            assert (usual in text_of(world, message, language)) == (origin == "profile")


# --- what is skipped ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "skipped"),
    [
        ("es", "🗓 Sin aviso: jueves 2 de abril (festivo), viernes 3 de abril (festivo)."),
        ("en", "🗓 No alert: Thursday 2 April (holiday), Friday 3 April (holiday)."),
    ],
)
async def test_holidays_that_are_skipped_are_said_with_their_reason(world, language, skipped):
    tuesday = date(2026, 3, 31)
    world.clock.now = local(tuesday, 10)
    await world.asks(watch())
    message = await first(world, WatchMessage, local(tuesday, 20))
    assert lines_of(world, message, language, "🗓") == [skipped]


async def test_of_a_month_without_hours_three_days_are_named_and_the_others_counted(world):
    friday = date(2026, 7, 31)
    world.clock.now = local(friday, 10)
    await world.asks(watch(ahead=timedelta(hours=1)))  # at 17 h, which August does not regulate
    message = await first(world, WatchMessage, local(friday, 16))
    (spanish,) = lines_of(world, message, "es", "🗓")
    assert "lunes 3 de agosto (sin SER a esas horas)" in spanish
    assert spanish.count("agosto") == 3
    assert "… y 18 más" in spanish
    assert "… and 18 more" in text_of(world, message, "en")


# --- what was missed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ["⏱ No pude avisarte a tiempo:", "• Calle de Ponzano, 20, martes 10 de marzo, 17:00", "• tu viaje a Calle de Goya, 40, martes 10 de marzo, 17:00", "• el resumen del martes 10 de marzo, 8:00"]),
        ("en", ["⏱ I could not tell you in time:", "• Calle de Ponzano, 20, Tuesday 10 March, 17:00", "• your trip to Calle de Goya, 40, Tuesday 10 March, 17:00", "• the digest of Tuesday 10 March, 08:00"]),
    ],
)  # fmt: skip
async def test_what_was_missed_ends_the_next_message_by_kind_place_and_time(
    world, one_of_each, language, said
):
    at = local(TUESDAY, 17)
    missed = (
        Missed(1, "watch", at, "Calle de Ponzano, 20"),
        Missed(2, "trip", at, "Calle de Goya, 40"),
        Missed(3, "digest", local(TUESDAY, 8), None),
    )
    for message in one_of_each.values():
        text = text_of(world, replace(message, missed=missed), language)
        assert text.endswith("\n".join(["", *said]))


async def test_of_much_that_was_missed_three_are_named_and_the_others_counted(world, one_of_each):
    missed = tuple(Missed(n, "parked", local(MONDAY, 9 + n), None) for n in range(5))
    message = replace(one_of_each[TripMessage], missed=missed)
    assert len(lines_of(world, message, "es", "• tu coche")) == 3
    assert text_of(world, message, "es").endswith("• … y 2 más")
    assert text_of(world, message, "en").endswith("• … and 2 more")


# --- the digest ---------------------------------------------------------------------------------------


async def test_a_digest_says_of_each_place_what_there_is_to_say(world):
    goya = replace(PONZANO, label="Goya", neighbourhood="04-01")
    for name, place in (("casa", PONZANO), ("lejos", GETAFE), ("nada", goya)):
        await world.places.save_place(SavedPlace(ANA, name, place))
    world.forecasts.unknown.add("04-01")
    world.forecasts.share, world.forecasts.by_hour = 0.0, {9: 1.0}  # 10 h in Madrid
    await world.asks(digest())
    message = await first(world, DigestMessage, local(TUESDAY, 8))
    spanish, english = (text_of(world, message, language) for language in ("es", "en"))
    assert "<b>casa</b>: 🟡 9:00–10:00 · 🔴 10:00–11:00 · 🟢 11:00–19:00 · 🟡 19:00–21:00" in spanish
    assert "<b>casa</b>: 🟡 09:00–10:00 · 🔴 10:00–11:00 · 🟢 11:00–19:00 · 🟡 19:00–21:00" in english
    assert "<b>lejos</b>: fuera de la zona SER\n<b>nada</b>: sin previsión" in spanish
    assert "<b>lejos</b>: outside the SER zone\n<b>nada</b>: no forecast" in english


async def test_a_digest_of_more_places_than_fit_says_how_many_are_left_out(world):
    for n in range(MOST_PLACES + 2):
        await world.places.save_place(SavedPlace(ANA, f"sitio {n}", PONZANO))
    await world.asks(digest())
    message = await first(world, DigestMessage, local(TUESDAY, 8))
    assert len(message.places) == MOST_PLACES
    assert lines_of(world, message, "es", "…") == ["… y 2 más"]
    assert lines_of(world, message, "en", "…") == ["… and 2 more"]


async def test_what_people_called_their_places_cannot_become_markup(world):
    await world.places.save_place(SavedPlace(ANA, "<i>casa & co", PONZANO))
    await world.asks(digest())
    message = await first(world, DigestMessage, local(TUESDAY, 8))
    for language in LANGUAGES:
        assert "<b>&lt;i&gt;casa &amp; co</b>" in text_of(world, message, language)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_digest_with_long_lines_shows_as_many_places_as_fit_and_counts_the_others(world, language):
    for n in range(MOST_PLACES + 2):
        await world.places.save_place(
            SavedPlace(ANA, f"{n:02} la casa de mis abuelos, la de siempre", PONZANO)
        )
    world.forecasts.by_hour = {hour: HARD if hour % 4 else EASY for hour in range(24)}
    await world.asks(digest())
    message = await first(world, DigestMessage, local(TUESDAY, 8))
    counts = []
    for missed in ((), MISSED):
        lines = lines_of(world, replace(message, missed=missed), language, "")
        shown = sum("abuelos" in one for one in lines)
        assert shown_length("\n".join(lines)) <= LONGEST_CAPTION
        assert any(one.startswith("… ") and f" {MOST_PLACES + 2 - shown} " in one for one in lines)
        counts.append(shown)
    assert MOST_PLACES > counts[0] > counts[1] > 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_message_fits_under_its_picture_however_much_was_missed(world, one_of_each, language):
    long = replace(PONZANO, label="Paseo de la Duquesa de la Victoria & Hermanos " * 3)
    watched, going, parked = (one_of_each[kind] for kind in (WatchMessage, TripMessage, ParkedMessage))
    usual = tuple(replace(one, origin="profile") for one in going.answer.forecasts)
    skipped = tuple(SkippedDay(TUESDAY + n * DAY, "not_yet_regulated") for n in range(9))
    longest = [
        replace(watched, watch=replace(watched.watch, place=long), skipped=skipped),
        replace(going, answer=replace(going.answer, place=long), why="corrected"),
        replace(going, answer=replace(going.answer, place=long, forecasts=usual)),
        replace(parked, car=replace(parked.car, place=long)),
    ]
    for message in [*one_of_each.values(), *longest]:
        text = text_of(world, replace(message, missed=MISSED), language)
        assert shown_length(text) <= LONGEST_CAPTION


# --- cars and news ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "spanish", "english"),
    [
        ("stay_ends", ("La estancia máxima acaba el", "La estancia máxima acabó el"), ("The longest stay ends on", "The longest stay ended on")),
        ("regulation_starts", ("El SER empieza el", "El SER empezó el"), ("SER begins on", "SER began on")),
    ],
)  # fmt: skip
async def test_a_car_is_told_of_before_and_after_its_time(world, one_of_each, why, spanish, english):
    message = one_of_each[ParkedMessage]
    message = replace(message, car=replace(message.car, why=why))
    for language, (before, after) in (("es", spanish), ("en", english)):
        earlier, later = message.car.move_by - timedelta(minutes=1), message.car.move_by.astimezone(UTC)
        assert before in present_alert(message, language, earlier).text
        assert after in present_alert(message, language, later).text


@pytest.mark.parametrize(
    ("news", "spanish", "english"),
    [
        (News("holiday", date(2026, 5, 1)), "viernes 1 de mayo: festivo, sin SER.", "Friday 1 May: a holiday, no SER."),
        (News("hours", date(2026, 12, 24), date(2026, 12, 24), windows=((time(9), time(15)),)), "jueves 24 de diciembre: SER de 9:00 a 15:00.", "Thursday 24 December: SER from 09:00 to 15:00."),
        (News("hours", date(2026, 8, 3), date(2026, 8, 31), windows=((time(9), time(15)),)), "Del lunes 3 de agosto al lunes 31 de agosto: SER de 9:00 a 15:00 en días laborables.", "From Monday 3 August to Monday 31 August: SER from 09:00 to 15:00 on working days."),
        (News("hours", date(2026, 9, 1), windows=((time(9), time(21)),)), "Desde el martes 1 de septiembre: SER de 9:00 a 21:00 en días laborables.", "From Tuesday 1 September on: SER from 09:00 to 21:00 on working days."),
        (News("data", date(2026, 3, 8)), "La previsión ya se hace con datos hasta el 8 de marzo de 2026.", "The forecast now stands on data until 8 March 2026."),
    ],
    ids=["holiday", "one day", "a spell", "for good", "data"],
)  # fmt: skip
async def test_each_kind_of_news_is_a_sentence(world, one_of_each, news, spanish, english):
    message = replace(one_of_each[NoticeMessage], news=(news,))
    assert spanish in text_of(world, message, "es")
    assert english in text_of(world, message, "en")


async def test_a_neighbourhood_that_joins_is_called_by_its_name(world, one_of_each):
    area = world.answers.neighbourhoods.get("11-01")
    news = (News("joins", date(2026, 4, 7), area="11-01"),)
    message = replace(one_of_each[NoticeMessage], news=news, names={"11-01": area})
    assert "Comillas (Carabanchel) entra en la zona SER." in text_of(world, message, "es")
    assert "Comillas (Carabanchel) is in the SER zone." in text_of(world, message, "en")
