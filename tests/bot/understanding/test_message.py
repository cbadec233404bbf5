import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.understanding import (
    LinkNotUnderstoodError,
    MessageTooLongError,
    TimeNotUnderstoodError,
    UnderstandingError,
    understand,
)
from bot.understanding.tokens import fold
from geodata.gazetteer import Gazetteer
from geodata.landmarks import load_landmarks
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.streets import StreetIndex
from tests.bot.understanding.names import KnownNames
from tests.bot.understanding.reading import MADRID, WEDNESDAY, at, read, worded

NO_NAMES = KnownNames([])
HELD_OUT = Path(__file__).parent / "held_out_third.jsonl"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(StreetIndex.load(), NeighbourhoodIndex.load(), load_landmarks())


def test_the_examples_of_what_people_type_are_understood(shared_data):
    for line in (shared_data / "examples" / "utterances.jsonl").read_text("utf-8").splitlines():
        example = json.loads(line)
        understood = read(example["text"], at(example["now"]))
        words = fold(understood.place or "")
        if example["number"]:
            assert example["number"] in words.split(), example
        expected = example["at"]
        if expected is None:
            assert understood.when is None, example
        else:
            first, last = expected if isinstance(expected, list) else (expected, expected)
            assert understood.when is not None
            assert at(first) <= understood.when.at <= at(last), example
        if example["place"] and "velazqez" not in example["text"]:  # the gazetteer puts that right
            assert example["place"] in words, example


@pytest.mark.parametrize("line", HELD_OUT.read_text("utf-8").splitlines())
def test_a_message_of_somebody_who_had_not_read_the_grammar_is_understood(line, gazetteer):
    example = json.loads(line)
    understood = read(example["text"], at(example["now"]), gazetteer)
    expected = example["at"]
    if expected is None:
        assert understood.when is None
    else:
        first, last = expected if isinstance(expected, list) else (expected, expected)
        assert f"{understood.when.at:%Y-%m-%dT%H:%M}" >= first
        assert f"{understood.when.at:%Y-%m-%dT%H:%M}" <= last
    if example["place"]:
        words = re.findall(r"\w+", fold(understood.place or ""))
        assert example["number"] in (None, *words)


def test_now_may_be_in_any_zone_and_the_answer_is_in_madrid():
    understood = read("goya a las 20", WEDNESDAY.astimezone(UTC))
    assert understood.when.at == at("2025-03-12 20:00")
    assert understood.when.at.tzinfo == MADRID


def test_the_same_message_at_the_same_moment_is_always_read_the_same():
    assert read("goya 20 mañana a las 9") == read("goya 20 mañana a las 9")


@pytest.mark.parametrize(("text", "given"), [("goya", False), ("goya ahora", True), ("goya a las 20", True)])
def test_it_is_known_whether_the_message_itself_names_a_time(text, given):
    assert read(text).at_given is given


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿cómo está Goya mañana?", "es"),
        ("parking near Calle de Goya 20 tomorrow", "en"),
        ("Goya 20", None),
        ("Calle Narváez 40 next Tuesday at 11am", "en"),
        ("hay sitio en Goya at 5", "es"),
    ],
)
def test_the_language_is_guessed_from_the_words_beside_the_place(text, language):
    assert read(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "hay sitio aquí?",
        "near me at 8",
        "mañana a las 9 cerca de mí",
        "aparcar por aquí",
        "is there parking here",
    ],
)
def test_the_senders_own_place_is_a_flag_and_no_phrase(text):
    understood = read(text)
    assert understood.here
    assert understood.place is None


def test_a_place_is_not_the_senders_own_because_of_its_name():
    assert not read("Goya 20 mañana").here


@pytest.mark.parametrize("text", ["x" * 4097, "goya " * 1000, "a" * 100_000])
def test_a_message_longer_than_telegram_delivers_is_a_named_error(text):
    with pytest.raises(MessageTooLongError) as caught:
        read(text)
    assert caught.value.limit == 4096


def test_a_message_of_too_many_words_is_a_named_error():
    with pytest.raises(MessageTooLongError) as caught:
        read("goya " * 161)
    assert caught.value.limit == 160


def test_a_long_message_of_few_words_is_read():
    assert read("x" * 4096).place == "x" * 4096


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "?!", "20", "…", "\x00", "\u200b", "²", "٣", "🚗", "a" + "\u0301" * 500]
)
def test_nothing_readable_is_no_error(text):
    assert read(text).when is None


def test_decomposed_letters_are_the_same_letters():
    assert worded("goya man\u0303ana a las 10") == worded("goya mañana a las 10")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("goya 20 ayer", "past"), ("goya 20 el 32/13", "no_such_date"), ("goya 20 a las 27", "no_such_hour")],
)
def test_an_error_is_of_the_one_tree_and_keeps_the_place(text, reason):
    with pytest.raises(UnderstandingError) as caught:
        read(text)
    assert isinstance(caught.value, TimeNotUnderstoodError)
    assert (caught.value.reason, caught.value.place) == (reason, "goya 20")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Doce de Octubre 14 mañana", "Doce de Octubre 14"),
        ("plaza del dos de mayo el sábado", "plaza del dos de mayo"),
        ("calle del siete de julio 3 mañana", "calle del siete de julio 3"),
        ("calle martes 3 mañana a las 10", "calle martes 3"),
        ("once de junio 5 el lunes", "once de junio 5"),
    ],
)
def test_without_an_index_of_names_the_words_around_must_tell(text, place):
    understood = understand(text, WEDNESDAY, NO_NAMES)
    assert understood.place == place
    assert understood.when is not None


def test_every_street_name_of_madrid_is_kept_with_its_number_beside_a_time(gazetteer):
    expected = at("2025-03-13 11:00")
    for index, street in enumerate(StreetIndex.load()):
        text = (
            f"{street.label} 12 mañana a las 11"
            if index % 2
            else f"mañana a las 11 en {street.label.lower()} 12"
        )
        understood = understand(text, WEDNESDAY, gazetteer)
        assert understood.when is not None, text
        assert understood.when.at == expected, text
        assert f"{fold(street.label)} 12" in fold(understood.place or ""), text


def test_the_street_index_tells_names_from_times(gazetteer):
    for text, place, time in [
        ("doce de octubre 14 pasado mañana a las 12", "doce de octubre 14", "2025-03-14 12:00"),
        ("julio palacios 10 el martes a las 10", "julio palacios 10", "2025-03-18 10:00"),
        ("plaza de santo domingo el domingo a las 11", "plaza de santo domingo", "2025-03-16 11:00"),
        ("salvador 12", "salvador 12", "—"),
        ("calle de la cuesta el viernes a las 10", "calle de la cuesta", "2025-03-14 10:00"),
        ("arturo soria plaza el viernes a las 10", "arturo soria plaza", "2025-03-14 10:00"),
        ("voy al reina sofia el viernes a las 10", "reina sofia", "2025-03-14 10:00"),
        ("mira el sol mañana a las 11", "mira el sol", "2025-03-13 11:00"),
        ("12 de octubre a las 10", "—", "2025-10-12 10:00"),
    ]:
        assert worded(text, names=gazetteer) == (place, time)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("40.4417, -3.6987", (40.4417, -3.6987)),
        ("40.44, -3.70", (40.44, -3.70)),
        ("40.4417 -3.6987", (40.4417, -3.6987)),
        ("https://maps.google.com/?q=40.44,-3.70", (40.44, -3.70)),
        ("https://www.google.com/maps/search/?api=1&query=40.44%2C-3.70", (40.44, -3.70)),
        ("https://www.google.com/maps/@40.44,-3.70,17z", (40.44, -3.70)),
        ("https://www.google.com/maps/place/X/@40.1,-3.1,17z/data=!3d40.44!4d-3.70", (40.44, -3.70)),
        ("https://www.openstreetmap.org/?mlat=40.44&mlon=-3.70#map=17/40.1/-3.1", (40.44, -3.70)),
        ("geo:40.44,-3.70?z=17", (40.44, -3.70)),
        ("estoy en 40.4417,-3.6987 hoy", (40.4417, -3.6987)),
    ],
)
def test_coordinates_are_a_point(text, point):
    assert read(text).point == point


@pytest.mark.parametrize("text", ["goya 18.30 20.45", "140.444, -3.700", "40.444, -190.5", "1,5 2,5"])
def test_what_only_looks_like_coordinates_is_no_point(text):
    assert read(text).point is None


@pytest.mark.parametrize(
    "text",
    [
        "https://goo.gl/x",
        "https://maps.app.goo.gl/abc",
        "maps.app.goo.gl/abc",
        "mira este sitio: https://example.com/foo",
        "https://maps.app.goo.gl/abc mañana a las 10",
    ],
)
def test_a_link_that_holds_no_point_is_a_named_error(text):
    with pytest.raises(LinkNotUnderstoodError):
        read(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Goya 20 https://maps.app.goo.gl/abc", "Goya 20"),
        ("Bar Nuevo\nCalle de Goya 20, Madrid\nhttps://maps.app.goo.gl/abc", "Calle de Goya 20, Madrid"),
    ],
)
def test_the_place_beside_such_a_link_counts(text, place):
    assert read(text).place == place


def test_the_senders_own_place_beside_such_a_link_counts():
    assert read("aquí https://maps.app.goo.gl/abc").here


def test_a_link_is_known_without_its_scheme():
    assert read("www.google.com/maps/@40.44,-3.70,17z").point == (40.44, -3.70)


def test_a_point_and_a_time_go_together():
    understood = read("geo:40.44,-3.70 mañana a las 10")
    assert understood.when.at == at("2025-03-13 10:00")
    assert understood.place is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("goya mañana a las 10 durante 2 horas", 120), ("goya tomorrow at 10 for 90 minutes", 90)],
)
def test_a_length_of_stay_ends_it(text, minutes):
    when = read(text).when
    assert when.until - when.at == timedelta(minutes=minutes)


def test_understanding_needs_an_aware_now_to_be_right_across_zones():
    tokyo_morning = datetime(2025, 3, 13, 6, 0, tzinfo=UTC) - timedelta(hours=9)
    assert read("goya a las 23", tokyo_morning).when.at == at("2025-03-12 23:00")


def test_a_place_that_people_named_is_no_street_of_a_corner():
    names = KnownNames(["Goya"])
    assert understand("casa con Goya", WEDNESDAY, names, own=["casa"]).place == "casa"


@pytest.mark.parametrize(
    "text", ["¿Goya? Con Serrano", "Goya en Madrid con Serrano", "Goya mañana con Serrano"]
)
def test_streets_with_more_between_than_a_corner_are_no_corner(text):
    assert "Serrano" not in understand(text, WEDNESDAY, KnownNames(["Goya", "Serrano"])).place
