import json
from pathlib import Path

import pytest

from bot.understanding import PlaceNames, UnderstandingError, understand
from bot.understanding.intents import Goodbye, Greeting, Question, Thanks, read_intent
from geodata.gazetteer import Gazetteer
from geodata.landmarks import load_landmarks
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.streets import StreetIndex
from tests.bot.understanding.intents.wording import OWN, meant
from tests.bot.understanding.names import MADRID_NAMES
from tests.bot.understanding.reading import WEDNESDAY, at, read
from tests.bot.understanding.test_documentation import held_out, rows

HELD_OUT = Path(__file__).parents[1] / "held_out_third.jsonl"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(StreetIndex.load(), NeighbourhoodIndex.load(), load_landmarks())


def known_questions():
    yield from ((message, WEDNESDAY) for message, *_ in held_out())
    yield from ((message, WEDNESDAY) for message, *_ in rows(("message", "place", "time")))
    yield from ((message, at(sent)) for sent, message, *_ in rows(("sent", "message", "place", "time")))
    yield from from_file(HELD_OUT)


def from_file(path: Path):
    for line in path.read_text("utf-8").splitlines():
        example = json.loads(line)
        yield example["text"], at(example["now"])


def stays(text, now, names: PlaceNames) -> bool:
    """Whether a question is the very same as it was, or nothing was asked."""
    try:
        understood = understand(text, now, names, OWN)
    except UnderstandingError as error:
        with pytest.raises(type(error), match=str(error)):
            read_intent(text, now, names, OWN)
        return True
    intent = read_intent(text, now, names, OWN)
    if isinstance(intent, Greeting | Thanks | Goodbye):
        return understood.when is None and understood.place in (None, "perfecto")
    return intent == Question(understood)


def test_every_known_question_stays_the_very_same(gazetteer):
    questions = list(known_questions())
    assert len(questions) > 700
    for text, now in questions:
        assert stays(text, now, MADRID_NAMES), text
        assert stays(text, now, gazetteer), text


def test_every_shared_example_stays_the_very_same_question(shared_data, gazetteer):
    for text, now in from_file(shared_data / "examples" / "utterances.jsonl"):
        assert stays(text, now, gazetteer), text


def test_no_street_of_madrid_is_taken_for_anything_but_a_place(gazetteer):
    for index, street in enumerate(StreetIndex.load()):
        text = street.label.lower() if index % 2 else f"{street.label} 12 mañana a las 11"
        assert stays(text, WEDNESDAY, gazetteer), text


def test_no_landmark_of_madrid_is_taken_for_anything_but_a_place(gazetteer):
    for landmark in load_landmarks():
        for text in (landmark.name, f"mañana a las 11 en {landmark.name}"):
            assert stays(text, WEDNESDAY, gazetteer), text


@pytest.mark.parametrize(
    "text",
    [
        "Calle de la Alegría 5",
        "calle Mapa 3",
        "calle del Aviso",
        "plaza de las Gracias 2",
        "calle de Madrid 7",
        "avenida del Resumen 4 mañana a las 9",
    ],
)
def test_a_street_called_like_an_intent_stays_a_place(text):
    assert read_intent(text, WEDNESDAY, MADRID_NAMES) == Question(read(text))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("¿es fácil aparcar en Goya 40 los lunes a las 10?", "question: Goya 40 @ 2025-03-17 10:00"),
        ("si voy a Goya 40 mañana a las 9, ¿encontraré sitio?", "question: Goya 40 @ 2025-03-13 09:00"),
        ("salgo de casa a las 9 y voy a Goya 40", "question: Goya 40 @ 2025-03-12 21:00"),
        ("leaving from Atocha to Goya 50 at 9", "question: Goya 50 @ 2025-03-12 21:00"),
        ("he salido de casa, voy a Goya 40, ¿hay sitio?", "question: Goya 40"),
        ("I left home, is there a space at Goya 50?", "question: Goya 50"),
        ("help me find parking at Goya 40", "question: Goya 40"),
        ("dame un resumen de Goya 40 mañana a las 9", "question: Goya 40 @ 2025-03-13 09:00"),
        ("dejo el coche en Goya 40 a las 12", "question: Goya 40 @ 2025-03-12 12:00"),
        ("quiero ver si hay sitio en Goya 40", "question: Goya 40"),
        ("tengo el coche lleno, ¿hay sitio en Goya 40?", "question: Goya 40"),
        ("Madrid 5", "question: Madrid 5"),
    ],
)
def test_words_of_an_intent_inside_a_question_leave_it_one(text, meaning):
    assert meant(text) == meaning


def test_a_name_of_ones_own_is_a_place_even_when_it_is_a_courtesy():
    assert understand("parking mañana a las 9", WEDNESDAY, MADRID_NAMES).place is None
    assert understand("parking mañana a las 9", WEDNESDAY, MADRID_NAMES, ["Parking"]).place == "parking"


def test_a_name_of_ones_own_wins_over_other_words():
    text = "ir de compras al cole mañana a las 9"
    assert understand(text, WEDNESDAY, MADRID_NAMES, ["cole"]).place == "cole"


def test_a_longer_known_name_wins_over_ones_own():
    assert understand("Santa Ana 3", WEDNESDAY, MADRID_NAMES, ["santa"]).place == "Santa Ana 3"
