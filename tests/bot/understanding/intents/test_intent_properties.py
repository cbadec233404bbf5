from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import TimeNotUnderstoodError, UnderstandingError
from bot.understanding.intents import Parked, Question, SetAlert, ShowDay, Trip, Watch, read_intent
from bot.understanding.resolution import GRACE
from bot.understanding.tokens import fold
from tests.bot.understanding.intents.test_lists import said
from tests.bot.understanding.intents.wording import OWN, meant, worded_intent
from tests.bot.understanding.names import MADRID_NAMES
from tests.bot.understanding.reading import MADRID, WEDNESDAY

MESSAGES = [message for message, _ in said()]
WORDS = st.sampled_from(sorted({word for message in MESSAGES for word in message.split()}))
NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
# Parts of a sentence that mean the same in any order, and what they mean.
SENTENCES = [
    (
        ("avísame", "los laborables", "a las 8:30", "si está difícil", "en Ponzano 20"),
        "watch: Ponzano 20 @ weekdays 08:30, hard or worse",
    ),
    (
        ("alert me", "Mon, Wed and Fri", "between 8 and 9", "if the chance falls below 60 %", "near Goya 40"),
        "watch: Goya 40 @ Mon Wed Fri 08:00–09:00, below 60 %",
    ),
    (
        ("every friday", "at 8pm", "alert me", "an hour before", "at Goya 40", "if it's easy"),
        "watch: Goya 40 @ Fri 20:00, easy or better, 60 min before",
    ),
    (
        ("avísame", "una hora antes", "el viernes", "a las 11", "en Ponzano 20"),
        "trip: Ponzano 20 @ 2025-03-14 11:00, 60 min before",
    ),
    (("remind me", "tomorrow", "at 5 pm", "about Goya 50"), "trip: Goya 50 @ 2025-03-13 17:00"),
    (("mándame", "cada mañana", "a las 7:30", "el resumen"), "digest: — @ every day 07:30"),
    (
        ("he aparcado", "en Goya 40", "en verde", "hace 20 minutos"),
        "parked: Goya 40, green, since 2025-03-12 09:55",
    ),
    (("mapa", "de toda la zona", "mañana", "a las 11"), "zone @ 2025-03-13 11:00"),
    (("chart", "for Goya 50", "on friday"), "day: Goya 50 @ 2025-03-14"),
]


def sound(text, now=WEDNESDAY):
    """What is meant, after checking all that must hold for any message; None for a named error."""
    try:
        intent = read_intent(text, now, MADRID_NAMES, OWN)
    except UnderstandingError:
        return None
    if isinstance(intent, Parked):
        assert intent.since is None or intent.since.astimezone(UTC) <= now.astimezone(UTC)
        assert intent.until is None or intent.until.astimezone(UTC) > now.astimezone(UTC)
    if isinstance(intent, SetAlert) and isinstance(intent.alert, Watch):
        assert (intent.alert.at is None) != (intent.alert.window is None)
        assert intent.alert.days
        assert intent.alert.days <= frozenset(range(7))
    if isinstance(intent, SetAlert) and isinstance(intent.alert, Trip):
        assert intent.alert.when.at.tzinfo == MADRID
        assert not isinstance(intent.alert.ahead, timedelta) or intent.alert.ahead > timedelta(0)
    return worded_intent(intent)


@given(st.text(max_size=300))
def test_any_text_is_an_intent_or_a_named_error(text):
    sound(text)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=14), NOWS)
def test_any_mixture_of_what_people_say_is_an_intent_or_a_named_error(words, now):
    sound(" ".join(words), now)


GOING_ON = st.sampled_from(
    ["y", "and", "+", "-", "what about", "o mejor", "una hora más tarde", "an hour earlier"]
)


@settings(max_examples=300)
@given(GOING_ON, st.lists(WORDS, max_size=6), NOWS, st.timedeltas(timedelta(days=-30), timedelta(days=800)))
def test_what_goes_on_from_any_answer_is_never_about_what_is_over(beginning, words, now, ahead):
    text = " ".join([beginning, *words])
    try:
        intent = read_intent(text, now, MADRID_NAMES, OWN, now + ahead)
    except UnderstandingError:
        return
    if isinstance(intent, Question) and intent.understood.when:
        assert intent.understood.when.at.tzinfo == MADRID
        assert intent.understood.when.at.astimezone(UTC) >= now - GRACE


@settings(max_examples=100)
@given(NOWS, st.integers(0, 24 * 300), st.integers(-24, 24))
def test_a_step_is_so_many_true_hours_from_what_was_talked_about(now, ahead, step):
    about = now + timedelta(hours=ahead)
    if about + timedelta(hours=step) < now - GRACE:
        with pytest.raises(TimeNotUnderstoodError, match="past"):
            read_intent(f"{step:+d} h", now, MADRID_NAMES, about=about)
        return
    intent = read_intent(f"{step:+d} h", now, MADRID_NAMES, about=about)
    assert intent.understood.when.at.astimezone(UTC) - about == timedelta(hours=step)


@settings(max_examples=60)
@given(st.sampled_from(MESSAGES), st.sampled_from(MESSAGES), NOWS)
def test_two_messages_in_one_are_an_intent_or_a_named_error(first, second, now):
    sound(f"{first} {second}", now)


@pytest.mark.parametrize(("parts", "meaning"), SENTENCES)
@settings(max_examples=25)
@given(data=st.data(), between=st.sampled_from([" ", ", "]))
def test_the_order_of_the_parts_does_not_matter(parts, meaning, data, between):
    text = between.join(data.draw(st.permutations(parts)))
    assert fold(meant(text)) == fold(meaning), text


@given(st.sampled_from(MESSAGES))
def test_case_and_accents_do_not_matter(message):
    meaning = fold(meant(message))
    assert fold(meant(message.upper())) == meaning
    assert fold(meant(message.lower())) == meaning
    assert fold(meant(fold(message))) == meaning


@given(
    st.sampled_from(["hola", "buenas", "hello", "hey"]),
    st.integers(3, 12),
    st.sampled_from(["!", " 👋", "", "…"]),
)
def test_a_greeting_may_be_drawn_out(word, times, end):
    assert meant(word + word[-1] * times + end) == "greeting"


@given(st.sets(st.integers(0, 6), min_size=2), st.times(time(7), time(22, 59)))
def test_any_days_and_hour_of_a_watch_are_read_back(days, hour):
    named = [WEEKDAYS[day] for day in sorted(days)]
    text = f"avísame los {', '.join(named[:-1])} y {named[-1]} a las {hour:%H:%M} si está difícil en Goya 40"
    watch = read_intent(text, WEDNESDAY, MADRID_NAMES).alert
    assert (watch.days, watch.at, watch.place) == (
        frozenset(days),
        hour.replace(second=0, microsecond=0),
        "Goya 40",
    )


@given(st.integers(0, 6), st.integers(0, 6))
def test_days_from_one_to_another_begin_and_end_with_them(first, last):
    watch = read_intent(
        f"avísame de {WEEKDAYS[first]} a {WEEKDAYS[last]} a las 9 en Goya 40", WEDNESDAY, MADRID_NAMES
    ).alert
    assert {first, last} <= watch.days
    assert len(watch.days) == (last - first) % 7 + 1


@given(st.integers(1, 99), st.sampled_from(["baja del", "supera el"]))
def test_any_percentage_between_the_ends_is_read_back(percent, side):
    text = f"avísame los lunes a las 9 si la probabilidad {side} {percent} % en Goya 40"
    assert read_intent(text, WEDNESDAY, MADRID_NAMES).alert.threshold.percent == percent


@given(st.integers(1, 300), st.integers(7, 21), st.integers(1, 600))
def test_any_minutes_before_any_moment_are_read_back(days, hour, minutes):
    meant_at = (WEDNESDAY + timedelta(days=days)).replace(hour=hour, minute=0)
    text = f"avísame {minutes} minutos antes: Goya 40 {meant_at:%d/%m/%Y} a las {hour}:00"
    trip = read_intent(text, WEDNESDAY, MADRID_NAMES).alert
    assert trip.ahead == timedelta(minutes=minutes)
    assert trip.when.at == meant_at


@given(NOWS, st.integers(0, 23), st.integers(0, 59))
def test_the_hour_a_car_was_parked_at_is_the_last_one_of_that_face(now, hour, minute):
    parked = read_intent(f"he aparcado a las {hour:02}:{minute:02} en Goya 40", now, MADRID_NAMES)
    gone = now - parked.since.astimezone(UTC)
    assert timedelta(0) <= gone <= timedelta(hours=25)
    assert (parked.since.hour, parked.since.minute) == (
        hour,
        minute,
    ) or parked.since.utcoffset() != now.utcoffset()


@given(st.integers(1, 300))
def test_the_day_of_a_chart_is_the_day_said(days):
    day = WEDNESDAY.date() + timedelta(days=days)
    shown = read_intent(f"gráfico de Goya 40 el {day:%d/%m/%Y}", WEDNESDAY, MADRID_NAMES)
    assert shown == ShowDay(place="Goya 40", day=day)
