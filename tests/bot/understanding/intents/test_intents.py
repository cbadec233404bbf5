from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.understanding import (
    AlertNotUnderstoodError,
    MessageTooLongError,
    TimeNotUnderstoodError,
    Understood,
    When,
)
from bot.understanding.intents import (
    AskWhy,
    ChanceThreshold,
    Digest,
    EveningBefore,
    LevelThreshold,
    Parked,
    Question,
    SavePlace,
    SetAlert,
    ShowDay,
    ShowZone,
    Trip,
    Watch,
    read_intent,
)
from tests.bot.understanding.intents.wording import OWN, meant
from tests.bot.understanding.names import MADRID_NAMES
from tests.bot.understanding.reading import MADRID, WEDNESDAY, at

WORKING_DAYS = frozenset(range(5))


def intent(text, now=WEDNESDAY):
    return read_intent(text, now, MADRID_NAMES, OWN)


def test_a_watch_is_days_an_hour_a_threshold_and_a_place():
    text = "avísame los laborables a las 8:30 si está difícil en Ponzano 20"
    assert intent(text) == SetAlert(
        Watch(
            place="Ponzano 20",
            days=WORKING_DAYS,
            at=time(8, 30),
            threshold=LevelThreshold("hard", "or_worse"),
        )
    )


def test_a_watch_may_have_a_window_instead_of_an_hour():
    text = "avísame cuando sea fácil aparcar en Goya 40 los sábados por la mañana"
    assert intent(text) == SetAlert(
        Watch(
            place="Goya 40",
            days=frozenset({5}),
            window=(time(9), time(14)),
            threshold=LevelThreshold("easy", "or_better"),
        )
    )


def test_a_watch_may_wait_for_a_percentage():
    text = "alert me on weekdays between 8 and 9 if the chance falls below 60 % at Orense 22"
    assert intent(text) == SetAlert(
        Watch(
            place="Orense 22",
            days=WORKING_DAYS,
            window=(time(8), time(9)),
            threshold=ChanceThreshold(60, "below"),
        )
    )


def test_a_trip_is_one_place_and_moment():
    assert intent("remind me tomorrow at 5 pm about Goya 50") == SetAlert(
        Trip(place="Goya 50", when=When(at("2025-03-13 17:00")))
    )


def test_a_trip_keeps_what_must_hold_and_how_long_before_to_tell():
    text = "avísame media hora antes si mañana a las 9 está mal en casa"
    assert intent(text) == SetAlert(
        Trip(
            place="casa",
            when=When(at("2025-03-13 09:00")),
            threshold=LevelThreshold("hard", "or_worse"),
            ahead=timedelta(minutes=30),
        )
    )


def test_a_digest_is_days_and_an_hour():
    assert intent("mándame cada mañana a las 7:30 el resumen") == SetAlert(
        Digest(days=frozenset(range(7)), at=time(7, 30))
    )


@pytest.mark.parametrize(
    ("said", "ahead"),
    [
        ("media hora antes", timedelta(minutes=30)),
        ("30 minutes before", timedelta(minutes=30)),
        ("con una hora de antelación", timedelta(hours=1)),
        ("2h antes", timedelta(hours=2)),
        ("un día antes", timedelta(days=1)),
        ("two days before", timedelta(days=2)),
        ("la víspera", EveningBefore()),
        ("la noche antes", EveningBefore()),
        ("the evening before", EveningBefore()),
        ("la víspera a las 9", EveningBefore(time(21))),
        ("la víspera a las 20:30", EveningBefore(time(20, 30))),
        ("the night before at 10 pm", EveningBefore(time(22))),
    ],
)
def test_how_long_before_to_tell_is_said_in_many_ways(said, ahead):
    for text in (
        f"avísame {said}: Goya 40 el viernes a las 11",
        f"Goya 40 el viernes a las 11, avísame {said}",
    ):
        assert intent(text).alert.ahead == ahead, text


@pytest.mark.parametrize(
    ("said", "threshold"),
    [
        ("si está difícil", LevelThreshold("hard", "or_worse")),
        ("si no hay sitio", LevelThreshold("hard", "or_worse")),
        ("si no es fácil", LevelThreshold("medium", "or_worse")),
        ("si está regular o peor", LevelThreshold("medium", "or_worse")),
        ("si está al menos regular", LevelThreshold("medium", "or_better")),
        ("cuando no sea difícil", LevelThreshold("medium", "or_better")),
        ("cuando haya sitio", LevelThreshold("easy", "or_better")),
        ("if it is easy to park", LevelThreshold("easy", "or_better")),
        ("if there is no space", LevelThreshold("hard", "or_worse")),
        ("if it isn't easy", LevelThreshold("medium", "or_worse")),
        ("si la probabilidad baja del 60 por ciento", ChanceThreshold(60, "below")),
        ("si la probabilidad es menor que 0,6", ChanceThreshold(60, "below")),
        ("if it drops under 70%", ChanceThreshold(70, "below")),
        ("si supera el 80 %", ChanceThreshold(80, "above")),
        ("when it rises above eighty percent", ChanceThreshold(80, "above")),
        ("si baja del sesenta y cinco por ciento", ChanceThreshold(65, "below")),
    ],
)
def test_when_to_tell_is_said_in_many_ways(said, threshold):
    assert intent(f"avísame los lunes a las 9 {said} en Goya 40").alert.threshold == threshold


@pytest.mark.parametrize(
    ("said", "at_", "window"),
    [
        ("a las 8:30", time(8, 30), None),
        ("a las 5", time(17), None),
        ("a las 12 de la noche", time(0), None),
        ("at 8 pm", time(20), None),
        ("de 9 a 11", None, (time(9), time(11))),
        ("de 17 a 19", None, (time(17), time(19))),
        ("de 5 a 7", None, (time(17), time(19))),
        ("de 22 a 2", None, (time(22), time(2))),
        ("por la tarde", None, (time(15), time(21))),
        ("por la noche", None, (time(20), time(0))),
        ("hasta las 14", None, (time(9), time(14))),
        ("desde las 9 hasta las 11", None, (time(9), time(11))),
    ],
)
def test_the_hours_of_a_watch_are_an_hour_or_a_window(said, at_, window):
    watch = intent(f"avísame los lunes {said} en Goya 40").alert
    assert (watch.at, watch.window) == (at_, window)


def test_the_hours_of_a_watch_do_not_depend_on_the_moment_of_asking():
    text = "avísame los lunes a las 10 en Goya 40"
    assert intent(text, at("2025-03-12 23:30")) == intent(text)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("los lunes", time(8)),
        ("cada mañana", time(8)),
        ("cada tarde", time(15)),
        ("cada noche a las 10", time(22)),
        ("los lunes a las 6", time(6)),
        ("los lunes a las 6 de la tarde", time(18)),
    ],
)
def test_a_digest_comes_at_a_sensible_hour(said, hour):
    assert intent(f"mándame el resumen {said}").alert.at == hour


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("avísame si está difícil en Goya 40", "alert_time_missing"),
        ("recuérdame lo de Goya 40", "alert_time_missing"),
        ("avísame los lunes en Goya 40", "alert_hour_missing"),
        ("avísame los lunes 9 en Goya 40", "alert_hour_missing"),
        ("avísame ahora si está difícil en Goya 40", "alert_time_missing"),
        ("avísame cada dos semanas a las 9 en Goya 40", "alert_rhythm"),
        ("avísame los lunes a las 9 y los jueves a las 10 en Goya 40", "alert_two_times"),
        ("avísame los lunes esta tarde en Goya 40", "alert_two_times"),
        ("Goya 40 el viernes a las 11, avísame el sábado a las 20", "alert_too_late"),
        ("avísame mañana a las 9 si llueve en Goya 40", "alert_condition"),
        ("avísame los lunes a las 9 si baja del 0 % en Goya 40", "alert_chance"),
        ("avísame los lunes a las 9 si supera el 100 % en Goya 40", "alert_chance"),
    ],
)
def test_an_alert_that_cannot_be_set_says_why_and_keeps_the_place(text, reason):
    with pytest.raises(AlertNotUnderstoodError) as caught:
        intent(text)
    assert caught.value.reason == str(caught.value) == reason
    assert "Goya 40" in caught.value.place


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("avísame ayer a las 9 en Goya 40", "past"),
        ("avísame los lunes a las 27 en Goya 40", "no_such_hour"),
        ("avísame los lunes por la mañana a las 18 en Goya 40", "no_such_hour"),
        ("gráfico de Goya 40 ayer", "past"),
        ("he aparcado a las 27 en Goya 40", "no_such_hour"),
        ("mándame el resumen de Goya 40 los lunes a las 27", "no_such_hour"),
    ],
)
def test_a_time_that_cannot_be_meant_is_the_same_error_in_every_intent(text, reason):
    with pytest.raises(TimeNotUnderstoodError) as caught:
        intent(text)
    assert (caught.value.reason, caught.value.place) == (reason, "Goya 40")


def test_to_be_told_at_an_hour_is_real_time_before_in_a_night_when_the_clocks_change():
    text = "Goya 40 el domingo 30 de marzo a las 9, avísame a las 12 de la noche"
    assert intent(text).alert.ahead == timedelta(hours=8)


def test_a_map_is_of_the_zone_now_or_then():
    assert intent("mapa") == ShowZone()
    assert intent("mapa mañana a las 11") == ShowZone(When(at("2025-03-13 11:00")))
    assert intent("gráfico de todo Madrid mañana a las 11") == ShowZone(When(at("2025-03-13 11:00")))


def test_a_map_of_a_place_is_its_question():
    assert intent("map of Goya 50 at 20:00") == Question(
        Understood("Goya 50", when=When(at("2025-03-12 20:00")), language="en")
    )


def test_a_chart_is_of_a_place_and_a_day():
    assert intent("chart for Goya 50 on friday") == ShowDay(place="Goya 50", day=date(2025, 3, 14))
    assert intent("gráfico de 40.44, -3.70 hoy") == ShowDay(point=(40.44, -3.70), day=date(2025, 3, 12))
    assert intent("todo el día aquí") == ShowDay(here=True)


def test_the_day_of_a_chart_is_madrids():
    before_midnight = datetime(2025, 3, 12, 23, 30, tzinfo=UTC)
    assert intent("gráfico de Goya 40 hoy", before_midnight).day == date(2025, 3, 13)


def test_why_may_be_asked_of_a_question():
    assert intent("¿por qué?") == AskWhy()
    assert intent("why is Goya 50 so hard at 20:00?") == AskWhy(
        Understood("Goya 50", when=When(at("2025-03-12 20:00")), language="en")
    )


def test_a_parked_car_has_its_place_its_colour_and_its_times():
    assert intent("he aparcado a las 9:30 en Goya 40, plaza verde, hasta las 13") == Parked(
        place="Goya 40", colour="green", since=at("2025-03-12 09:30"), until=at("2025-03-12 13:00")
    )
    assert intent("I parked here") == Parked(here=True)
    assert intent("he aparcado en https://maps.google.com/?q=40.44,-3.70") == Parked(point=(40.44, -3.70))


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("hace 20 minutos", "2025-03-12 09:55"),
        ("half an hour ago", "2025-03-12 09:45"),
        ("a las 9", "2025-03-12 09:00"),
        ("a las 8 de la tarde", "2025-03-11 20:00"),
        ("ayer a las 20", "2025-03-11 20:00"),
        ("a las 11", "2025-03-11 23:00"),
        ("", None),
    ],
)
def test_since_when_a_car_is_parked_is_looked_for_in_the_past(said, since):
    found = intent(f"he aparcado {said} en Goya 40").since
    assert found == (since and at(since))
    assert found is None or found.tzinfo == MADRID


def test_a_parked_car_may_stay_for_a_range_or_a_length():
    assert intent("he aparcado de 9 a 13 en Goya 40") == Parked(
        place="Goya 40", since=at("2025-03-12 09:00"), until=at("2025-03-12 13:00")
    )
    assert intent("he aparcado en Goya 40 durante dos horas").until == at("2025-03-12 12:15")


def test_a_place_may_be_kept_by_phrase_point_and_position():
    assert intent("guarda 40.44, -3.70 como casa") == SavePlace(name="casa", point=(40.44, -3.70))
    assert intent("https://maps.google.com/?q=40.44,-3.70 es mi casa") == SavePlace(
        name="casa", point=(40.44, -3.70)
    )
    assert intent("guarda aquí como casa") == SavePlace(name="casa", here=True)
    assert intent("guarda esto como casa") == SavePlace(name="casa")
    assert intent("guarda Goya 40") == SavePlace(place="Goya 40")


@pytest.mark.parametrize("text", ["guarda como", "save as", "mi casa es", "es mi casa", "guarda", "vivo en"])
def test_saving_nothing_is_no_failure(text):
    intent(text)


def test_the_name_of_a_place_is_kept_as_typed():
    assert intent('guarda Goya 40 como "La Pelu", gracias').name == "La Pelu"
    assert intent("guarda Goya 40 como mi Gimnasio").name == "Gimnasio"


def test_a_message_longer_than_telegram_delivers_is_a_named_error():
    with pytest.raises(MessageTooLongError):
        intent("hola " * 1000)
    with pytest.raises(MessageTooLongError):
        intent("hola " * 161)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "?!", "20", "\x00", "²", "👋🏽", "a" + "\u0301" * 500, "x" * 4096]
)
def test_nothing_readable_is_no_failure(text):
    intent(text)


def test_decomposed_letters_are_the_same_letters():
    assert meant("avi\u0301same man\u0303ana a las 9 en Goya 40") == meant(
        "avísame mañana a las 9 en Goya 40"
    )


def test_now_may_be_in_any_zone():
    text = "recuérdame mañana a las 9 lo de Goya 40"
    assert intent(text, WEDNESDAY.astimezone(UTC)) == intent(text)
