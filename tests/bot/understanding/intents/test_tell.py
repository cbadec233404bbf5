"""\"Dime\" and \"tell me\" ask now, or to be told again and again: what stands beside them decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import understand
from bot.understanding.intents import Question, read_intent
from tests.bot.understanding.intents.wording import meant
from tests.bot.understanding.names import MADRID_NAMES
from tests.bot.understanding.reading import WEDNESDAY

HARD_MORNINGS = "watch: Ponzano 20 @ weekdays 08:30, hard or worse"

ENGLISH = [
    "tell me", "Tell us", "let me know", "could you let me know", "can you tell me", "notify me", "ping me", "alert me",
    "message me", "text me", "send me a message", "drop me a line", "keep me posted", "please let me know",
]  # fmt: skip
SPANISH = [
    "dime", "Dinos", "me dices", "puedes decirme", "quiero que me digas", "avísame", "notifícame", "mándame un mensaje",
    "envíame un mensaje", "escríbeme", "hazme saber", "mantenme al tanto", "cuéntame", "por favor, dime",
]  # fmt: skip
PLACES_AND_TIMES = [
    "Goya 40 mañana a las 9", "en Goya 40 a las 5", "Ponzano 20", "Goya 40 el viernes por la tarde", "en Goya 40 ahora",
]  # fmt: skip
QUESTIONS = [
    "dime si hay sitio",
    "dime cómo está",
    "dime si es fácil aparcar",
    "me dices si está difícil",
    "dime",
]


@pytest.mark.parametrize("verb", ENGLISH)
@pytest.mark.parametrize(
    "condition", ["if it is hard", "if it's hard to park", "whether it is hard", "when it gets hard"]
)
def test_in_english_days_of_every_week_beside_the_verb_make_an_alert(verb, condition):
    assert meant(f"{verb} on weekdays at 8:30 {condition} at Ponzano 20") == HARD_MORNINGS


@pytest.mark.parametrize("verb", SPANISH)
@pytest.mark.parametrize(
    "condition", ["si está difícil", "si es difícil aparcar", "si no hay sitio", "cuando se ponga difícil"]
)
def test_in_spanish_too(verb, condition):
    assert meant(f"{verb} los laborables a las 8:30 {condition} en Ponzano 20") == HARD_MORNINGS


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ("on weekdays at 8:30, tell me if it is hard at Ponzano 20", HARD_MORNINGS),
        ("los laborables a las 8:30 dime si está difícil en Ponzano 20", HARD_MORNINGS),
        ("tell me from Monday to Friday at 8 if the chance falls below 60 % at Goya 50", "watch: Goya 50 @ weekdays 08:00, below 60 %"),
        ("dime los lunes y los jueves a las 9 si baja del 60 % en Goya 40", "watch: Goya 40 @ Mon Thu 09:00, below 60 %"),
        ("tell me on weekdays at 8:30 how Ponzano 20 is", "watch: Ponzano 20 @ weekdays 08:30"),
        ("dime los lunes a las 8 cómo está Goya 40 a las 10", "watch: Goya 40 @ Mon 10:00, 120 min before"),
        ("ping me when it's easy at Ponzano 20 on Fridays at 19:00", "watch: Ponzano 20 @ Fri 19:00, easy or better"),
        ("tell me when it gets hard at Goya 50 on weekdays at 9", "watch: Goya 50 @ weekdays 09:00, hard or worse"),
        ("avísame cuando esté fácil en Goya 40 los sábados a las 11", "watch: Goya 40 @ Sat 11:00, easy or better"),
        ("tell me as soon as there is a space at Goya 50 tomorrow at 9", "trip: Goya 50 @ 2025-03-13 09:00, easy or better"),
        ("dime en cuanto haya sitio en Goya 40 mañana a las 9", "trip: Goya 40 @ 2025-03-13 09:00, easy or better"),
        ("dime cada vez que esté difícil en Goya 40", "error: alert_time_missing"),
        ("dime los lunes a las 9 si llueve en Goya 40", "error: alert_condition"),
    ],
)  # fmt: skip
def test_to_be_told_is_said_in_many_ways(message, meaning):
    assert meant(message) == meaning


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ("tell me if it is hard at Goya 50 tomorrow at 5", "question: Goya 50 @ 2025-03-13 17:00"),
        ("tell me tomorrow at 5 if it is hard at Goya 50", "question: Goya 50 @ 2025-03-13 17:00"),
        ("let me know if there is parking at Goya 40 tomorrow at 9", "question: Goya 40 @ 2025-03-13 09:00"),
        ("tell me how hard it is at Goya 50 on Mondays at 9", "question: Goya 50 @ 2025-03-17 09:00"),
        ("tell me on Monday at 9 if it is hard at Goya 40", "question: Goya 40 @ 2025-03-17 09:00"),
        ("dime si hay sitio en Goya a las 5", "question: Goya @ 2025-03-12 17:00"),
        ("dime si está difícil en Ponzano 20 los lunes a las 9", "question: Ponzano 20 @ 2025-03-17 09:00"),
        ("dime el lunes a las 9 si hay sitio en Goya 40", "question: Goya 40 @ 2025-03-17 09:00"),
        ("dime cuándo es fácil aparcar en Goya 40 los lunes", "question: Goya 40 @ 2025-03-17 12:00 (09:00–20:59)"),
        ("dime cuándo es más fácil aparcar en Goya 40 los lunes", "day: Goya 40 @ 2025-03-17"),
        ("dime dónde aparqué", "where is my car"),
    ],
)  # fmt: skip
def test_what_is_asked_now_stays_a_question(message, meaning):
    assert meant(message) == meaning


@given(st.sampled_from(QUESTIONS), st.sampled_from(PLACES_AND_TIMES))
def test_a_question_without_days_of_every_week_is_the_very_same_with_the_verb(asked, where):
    text = f"{asked} {where}"
    assert read_intent(text, WEDNESDAY, MADRID_NAMES) == Question(understand(text, WEDNESDAY, MADRID_NAMES))


@pytest.mark.parametrize(
    "message",
    [
        "mis sitios", "Mis lugares", "ver mis sitios", "enséñame mis sitios, por favor", "mis favoritos", "lista de sitios",
        "qué sitios tengo guardados", "sitios guardados", "my places", "show me my places", "list my places",
        "what places do I have saved?", "saved places", "hello, my favourites",
    ],
)  # fmt: skip
def test_ones_own_places_can_be_asked_for(message):
    assert meant(message) == "my places"


@pytest.mark.parametrize(
    "message", ["mis avisos", "my alerts", "ver mis avisos", "list my alerts", "qué avisos tengo"]
)
def test_ones_own_alerts_can_be_asked_for(message):
    assert meant(message) == "my alerts"


@pytest.mark.parametrize(
    "message",
    ["¿hay sitios en Goya 40?", "sitios libres en Goya 40", "sitios cerca de Goya 40", "places near Goya 40"],
)
def test_places_to_park_are_a_question(message):
    assert meant(message) == "question: Goya 40"
