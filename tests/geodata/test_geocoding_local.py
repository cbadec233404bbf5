"""What the local geocoder makes of what people type."""

import csv
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.geocoding import QUERIES, address, is_offered, is_right, samples
from geodata.geocoding import Ambiguous, Found, LocalGeocoder, NotFound
from geodata.geocoding.base import MAX_CANDIDATES
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.outer_streets import load_outer_streets
from geodata.places import Point
from geodata.projection import to_wgs84
from geodata.streets import StreetIndex


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder.load()


@pytest.fixture(scope="module")
def neighbourhoods() -> NeighbourhoodIndex:
    return NeighbourhoodIndex.load()


@pytest.mark.parametrize(
    ("phrase", "label", "code"),
    [
        ("Calle de Ponzano 60", "Calle de Ponzano, 60", "07-05"),
        ("c/ Narváez nº 8", "Calle de Narváez, 8", "04-02"),
        ("velazqez 30", "Calle de Velázquez, 30", "04-01"),
        ("paseo imperial 10, 28005 Madrid", "Paseo Imperial, 10", "02-01"),
        ("calle imperial 1", "Calle Imperial, 1", "01-06"),
        ("Castellana 120", "Paseo de la Castellana, 120", "05-01"),
        ("Vergara 211", "Calle del Príncipe de Vergara, 211", "05-01"),
        ("doce de octubre 14", "Calle del Doce de Octubre, 14", "03-06"),
        ("Goya, 20", "Calle de Goya, 20", "04-01"),
        ("Serrano 20", "Calle de Serrano, 20", "04-01"),
        ("serrano 133", "Calle de Serrano, 133", "05-01"),
        ("Gran Vía 32", "Gran Vía, 32", "01-05"),
        ("ponzano 20B", "Calle de Ponzano, 20 B", "07-04"),
        ("ponzano 20 bis", "Calle de Ponzano, 20 bis", "07-04"),
        ("Almagro 20", "Calle de Almagro, 20", "07-04"),
        ("calle castellana 100", "Paseo de la Castellana, 100", "05-01"),
    ],
)
def test_an_address_is_found_on_its_street(geocoder, phrase, label, code):
    answer = geocoder.find(phrase)
    assert isinstance(answer, Found)
    assert (answer.place.label, answer.place.neighbourhood) == (label, code)
    assert answer.place.precision == "house"
    assert answer.place.source == "index"


@pytest.mark.parametrize(
    ("phrase", "label", "code"),
    [
        ("Museo del Prado", "Museo del Prado", "03-05"),
        ("Prado museum", "Museo del Prado", "03-05"),
        ("estacion de atocha", "Estación de Atocha", "02-07"),
        ("station of Atocha", "Estación de Atocha", "02-07"),
        ("Plaza de Santa Ana", "Plaza de Santa Ana", "01-03"),
        ("plza. mayor", "Plaza Mayor", "01-06"),
        ("Santiago Bernabeu stadium", "Santiago Bernabéu", "05-04"),
        ("KIO", "Torres KIO", None),
        ("Retiro park", "Parque del Retiro", "03-05"),
        ("Reina Sofia", "Museo Reina Sofía", "01-02"),
        ("hospital doce de octubre", "Hospital 12 de Octubre", None),
        ("lavapies", "Lavapiés", "01-02"),
        ("metro goya", "Goya", "04-02"),
        ("barrio de Ríos Rosas", "Ríos Rosas", "07-05"),
        ("airport", "Aeropuerto de Barajas", None),
        ("T4", "Barajas T4", None),
        ("IKEA", "IKEA Alcorcón", None),
        ("Pte. Vallecas", "Puente de Vallecas", None),
    ],
)
def test_a_landmark_or_an_area_is_found_by_its_names(geocoder, phrase, label, code):
    answer = geocoder.find(phrase)
    assert isinstance(answer, Found)
    assert (answer.place.label, answer.place.neighbourhood) == (label, code)


def test_a_bare_name_is_the_neighbourhood_before_the_street_which_stays_an_alternative(geocoder):
    answer = geocoder.find("goya")
    assert (answer.place.label, answer.place.precision) == ("Goya", "neighbourhood")
    assert any("Calle de Goya" in each.label for each in answer.alternatives)


def test_namesakes_without_type_are_asked_back_and_the_number_can_decide(geocoder):
    answer = geocoder.find("imperial 5")
    assert isinstance(answer, Ambiguous)
    assert {each.neighbourhood for each in answer.candidates} == {"01-06", "02-01"}
    assert geocoder.find("imperial 60").place.label == "Paseo Imperial, 60"


def test_an_area_behind_the_address_decides_between_namesakes(geocoder):
    assert geocoder.find("imperial 5, Arganzuela").place.label == "Paseo Imperial, 5"
    assert geocoder.find("imperial 5 arganzuela").place.label == "Paseo Imperial, 5"


@pytest.mark.parametrize("phrase", ["calle real 3, Getafe", "Calle Mayor 5, Las Rozas", "ponzano 20, Getafe"])
def test_an_address_in_a_town_outside_is_never_inside(geocoder, neighbourhoods, phrase):
    answer = geocoder.find(phrase)
    assert answer.place.neighbourhood is None
    assert neighbourhoods.locate(answer.place.point) is None


def test_a_house_between_two_of_the_zone_on_its_border_street_is_inside(geocoder, neighbourhoods):
    place = geocoder.find("Arturo Soria 103").place
    assert neighbourhoods.locate(place.point) is None
    assert place.neighbourhood == neighbourhoods.nearest(place.point)[0].code


def test_a_number_far_beyond_the_known_ones_says_so(geocoder):
    answer = geocoder.find("alcala 900")
    assert answer == NotFound("number_beyond", "Calle de Alcalá", (1, 346))


def test_another_street_type_is_a_suggestion_not_an_answer(geocoder):
    answer = geocoder.find("plaza de ponzano 20")
    assert isinstance(answer, NotFound)
    assert answer.reason == "other_kind"
    assert [each.label for each in answer.suggestions] == ["Calle de Ponzano, 20"]


def test_a_street_through_several_neighbourhoods_says_which_one_is_shown(geocoder):
    answer = geocoder.find("calle de Orense")
    assert answer.place.label == "Calle de Orense (Cuatro Caminos)"
    assert [each.label for each in answer.alternatives] == ["Calle de Orense (Castillejos)"]
    assert answer.place.precision == "street"


def test_a_square_without_house_numbers_is_found(geocoder):
    answer = geocoder.find("plaza de santo domingo")
    assert (answer.place.label, answer.place.neighbourhood) == ("Plaza de Santo Domingo", "01-01")


def test_a_guess_is_marked_and_an_exact_name_is_not(geocoder):
    assert geocoder.find("velazqez 30").corrected
    assert geocoder.find("vergara 211").corrected
    assert not geocoder.find("velázquez 30").corrected


@pytest.mark.parametrize(
    "phrase",
    [
        "asdf qwer",
        "calle",
        "plaza",
        "madrid",
        "metro",
        "20",
        "c/ 20",
        "calle real 3",
        "avenida de la ilustracion 3",
        "bernardo 40",
    ],
)
def test_rubbish_and_streets_outside_are_not_called_inside(geocoder, phrase):
    assert isinstance(geocoder.find(phrase), NotFound)


@pytest.mark.parametrize("phrase", ["", " ", "🚗🚗", "Привет"])
def test_nothing_to_read_is_called_empty(geocoder, phrase):
    assert geocoder.find(phrase) == NotFound("empty")


def test_the_example_addresses_lie_where_they_should(geocoder, neighbourhoods, shared_data):
    with (shared_data / "examples/addresses.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            answer = geocoder.find(row["query"])
            code = answer.place.neighbourhood if isinstance(answer, Found) else None
            if isinstance(answer, Found) and code is None:
                located = neighbourhoods.locate(answer.place.point)
                code = located.code if located else None
            assert (code or "") == row["neighbourhood"], row["query"]
            assert isinstance(answer, Found) or row["inside"] == "False"


@pytest.mark.parametrize(("slip", "right", "offered"), [(False, 0.99, 0.99), (True, 0.89, 0.97)])
def test_addresses_of_the_index_are_understood_as_people_write_them(
    geocoder, neighbourhoods, slip, right, offered
):
    """A slip that makes another word is a question ("Tirana" for Triana), with the street among its choices."""
    rng = random.Random(11)  # noqa: S311 - the same queries every time
    asked = [
        (address(street, house, rng, slip=slip), house)
        for street, house in samples(list(StreetIndex.load()), rng)
    ]
    answers = [(geocoder.find(query), house) for query, house in asked[: QUERIES // 4]]
    directly = sum(is_right(answer, house, neighbourhoods) for answer, house in answers)
    asking = sum(is_offered(answer, house) for answer, house in answers)
    assert directly / len(answers) >= right
    assert (directly + asking) / len(answers) >= offered


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("calle de Ocaña 30", "Calle de Ocaña, 30 (Aluche)"),
        ("calle de la radio 3", "Calle de la Radio, 3 (Vista Alegre)"),
        ("c/ Villablanca 4", "Calle de Villablanca, 4 (Vicálvaro)"),
        ("camarena 5", "Calle de Camarena, 5 (Aluche)"),
        ("Calle Camarena", "Calle de Camarena (Aluche)"),
        ("via lusitana 10", "Vía Lusitana, 10 (Opañel)"),
        ("avenida de la albufera 20", "Avenida de la Albufera, 20 (San Diego)"),
        ("Villablnca 4", "Calle de Villablanca, 4 (Vicálvaro)"),
        ("alcala 500", "Calle de Alcalá, 500 (San Blas-Canillejas)"),
        ("López de Hoyos, 400", "Calle de López de Hoyos, 400 (Pinar del Rey)"),
        ("paseo de extremadura 300", "Paseo de Extremadura, 300 (Batán)"),
    ],
)
def test_a_street_outside_the_zone_is_found_where_it_is(geocoder, neighbourhoods, phrase, label):
    place = geocoder.find(phrase).place
    assert (place.label, place.precision, place.neighbourhood) == (label, "street", None)
    assert neighbourhoods.locate(place.point) is None


@pytest.mark.parametrize(
    ("phrase", "suggestion"),
    [
        ("camino real 3", "Calle de Campo Real, 3"),
        ("calle triano 4", "Calle de Triana, 4"),
        ("calle de triano", "Calle de Triana (Nueva España)"),
        ("calle serrana 20", "Calle de Serrano, 20"),
    ],
)
def test_a_doubtful_guess_is_a_question_and_no_answer(geocoder, phrase, suggestion):
    answer = geocoder.find(phrase)
    assert (type(answer), answer.reason) == (NotFound, "doubtful")
    assert suggestion in {each.label for each in answer.suggestions}


def test_a_written_type_decides_between_a_street_inside_and_a_namesake_outside(geocoder):
    assert geocoder.find("calle de andalucia 5").place.neighbourhood == "03-02"
    assert geocoder.find("avenida de andalucia 5").place.label == "Avenida de Andalucía, 5 (Orcasur)"
    untyped = geocoder.find("andalucia 5")
    assert untyped.place.neighbourhood == "03-02"
    assert [each.label for each in untyped.alternatives] == ["Avenida de Andalucía, 5 (Orcasur)"]
    assert geocoder.find("andalucia 90").place.neighbourhood is None


def test_another_type_of_a_street_outside_is_a_suggestion(geocoder):
    answer = geocoder.find("plaza de camarena 5")
    assert answer == NotFound("other_kind", suggestions=(geocoder.find("calle camarena 5").place,))


def test_streets_to_choose_from_say_in_which_neighbourhood_they_are(geocoder):
    labels = [each.label for each in geocoder.find("imperial").alternatives]
    assert labels == ["Calle Imperial (Sol)", "Paseo Imperial (Imperial)"]
    assert geocoder.find("calle imperial").place.label == "Calle Imperial"


def test_no_street_outside_is_ever_called_inside(geocoder, neighbourhoods):
    for street in load_outer_streets():
        answer = geocoder.find(f"{street.kind} {street.name} 7")
        assert isinstance(answer, Found), street
        assert answer.place.neighbourhood is None, street
        assert neighbourhoods.locate(answer.place.point) is None, street


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=4096))
def test_any_text_has_an_answer(geocoder, text):
    answer = geocoder.find(text)
    if isinstance(answer, Ambiguous):
        assert 2 <= len(answer.candidates) <= MAX_CANDIDATES
    if isinstance(answer, Found):
        assert len(answer.alternatives) <= MAX_CANDIDATES


@pytest.mark.parametrize(
    "text", ["calle de la " * 400, "1 2 3 4 5 6 " * 300, "a" * 4096, "plaza goyaa " * 350, "é" * 4096]
)
def test_the_longest_text_takes_no_longer_than_a_blink(geocoder, text):
    geocoder.find(text)
    start = time.thread_time()
    geocoder.find(text)
    assert time.thread_time() - start <= 0.05


async def test_a_shared_location_is_labelled_with_the_nearest_house(geocoder):
    street = next(each for each in StreetIndex.load() if each.label == "Calle de Ponzano")
    house = next(each for each in street.numbers if each.number == 58)
    here = to_wgs84(house.x, house.y)
    place = await geocoder.reverse(here)
    assert (place.label, place.point, place.precision) == ("Calle de Ponzano, 58", here, "house")


@pytest.mark.parametrize(
    ("point", "label", "precision"),
    [
        (Point(40.4168, -3.7038), "Puerta del Sol", "landmark"),
        (Point(40.4663, -3.6892), "Plaza de Castilla", "landmark"),
        (Point(40.3956, -3.71), "Calle de Antonio López", "street"),
    ],
)
async def test_a_shared_location_without_a_house_near_is_called_after_what_is(
    geocoder, point, label, precision
):
    place = await geocoder.reverse(point)
    assert (place.label, place.point, place.precision) == (label, point, precision)


@pytest.mark.parametrize(
    "point", [Point(40.4929, -3.8737), Point(0.0, 0.0), Point(90.0, 180.0), Point(-90.0, 0.0)]
)
async def test_a_location_far_from_every_known_house_has_no_label(geocoder, point):
    assert await geocoder.reverse(point) is None


async def test_the_protocol_answers_as_the_plain_call(geocoder):
    assert await geocoder.geocode("ponzano 60") == geocoder.find("ponzano 60")
    assert geocoder.storable


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Eloy Gonzalo 20", "07-03"),
        ("gral. martinez campos 15", "07-04"),
        ("Bravo Murillo 85", "07-06"),
        ("Bravo Murillo 122", "06-02"),
        ("Bravo Murillo 150", "06-02"),
        ("Bravo Murillo 151", "06-01"),
        ("Bravo Murillo 265", "06-06"),
        ("Bravo Murillo 300", "06-03"),
        ("Bravo Murillo 331", "06-05"),
        ("Carranza 5", "01-05"),
        ("Paseo de Recoletos 21", "01-04"),
        ("Paseo de Recoletos 20", "04-01"),
        ("Francisco Silvela 45", "04-05"),
        ("Francisco Silvela 42", "04-04"),
        ("Reina Victoria 24", "06-01"),
        ("Antonio López 60", "11-01"),
        ("calle Bailén 20", "01-01"),
        ("siete de julio", "01-06"),
        ("calle de la palma 40", "01-05"),
    ],
)
def test_main_streets_without_spaces_are_known_on_both_sides(geocoder, phrase, code):
    assert geocoder.find(phrase).place.neighbourhood == code


@pytest.mark.parametrize("phrase", ["General Ricardos 50", "calle Arturo Soria 20"])
def test_streets_that_only_touch_the_zone_are_outside(geocoder, neighbourhoods, phrase):
    place = geocoder.find(phrase).place
    assert place.neighbourhood is None
    assert neighbourhoods.locate(place.point) is None


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("Plaza de Castilla 3", "Plaza de Castilla, 3"),
        ("Plaza de Cánovas del Castillo, 4", "Plaza de Cánovas del Castillo, 4"),
        ("plaza mayor 12 bis", "Plaza Mayor, 12 bis"),
        ("plaza de ramales 5", "Plaza de Ramales, 5"),
    ],
)
def test_a_number_on_a_square_is_kept_although_no_house_is_known(geocoder, phrase, label):
    place = geocoder.find(phrase).place
    assert (place.label, place.precision) == (label, "street")


def test_a_number_beyond_a_short_street_is_not_made_up(geocoder):
    assert geocoder.find("calle de la sal 300") == NotFound("number_beyond", "Calle de la Sal")


@pytest.mark.parametrize(
    "phrase",
    ["getafe calle mayor 10", "getafe, calle mayor 10", "Las Rozas, calle Real 3", "getafe plaza x 1"],
)
def test_a_street_behind_the_name_of_a_town_is_in_that_town(geocoder, neighbourhoods, phrase):
    place = geocoder.find(phrase).place
    assert place.label in {"Getafe", "Las Rozas"}
    assert neighbourhoods.locate(place.point) is None


def test_an_area_may_stand_before_the_address(geocoder):
    assert geocoder.find("Chamberí, Ponzano 20").place.label == "Calle de Ponzano, 20"
    assert geocoder.find("arganzuela, imperial 5").place.label == "Paseo Imperial, 5"
    assert geocoder.find("Retiro puerta de o'donnell").place.label == "Puerta de O'Donnell"
    assert geocoder.find("Goya, 20").place.label == "Calle de Goya, 20"
    assert geocoder.find("calle duquue de rivas 4").place.label == "Calle del Duque de Rivas, 4"


def test_a_house_number_may_be_written_in_words(geocoder):
    assert geocoder.find("castello número veinte").place.label == "Calle de Castelló, 20"
    assert geocoder.find("goya número ciento veinte").place.label == "Calle de Goya, 120"
    assert geocoder.find("alfonso doce").place.label == "Calle de Alfonso XII"


def test_the_first_words_of_a_longer_name_are_a_question(geocoder):
    answer = geocoder.find("ctra. san isidro 8")
    assert (answer.reason, [each.label for each in answer.suggestions]) == (
        "doubtful",
        ["Calle de San Isidro Labrador, 8"],
    )


def test_an_abbreviated_our_lady_is_read(geocoder):
    assert (
        geocoder.find("nª sra de fatima 10").place.label
        == "Calle de Nuestra Señora de Fátima, 10 (Vista Alegre)"
    )


def test_choices_never_bear_the_same_label(geocoder):
    rng = random.Random(5)  # noqa: S311 - the same queries every time
    streets = list(StreetIndex.load())
    asked = [street.name.split()[-1] for street in rng.sample(streets, 300)]
    asked += [address(street, house, rng, slip=True) for street, house in list(samples(streets, rng))[:300]]
    several = 0
    for phrase in asked:
        answer = geocoder.find(phrase)
        places = {
            Found: lambda found: (found.place, *found.alternatives),
            Ambiguous: lambda asked_back: asked_back.candidates,
            NotFound: lambda missing: missing.suggestions,
        }[type(answer)](answer)
        labels = [each.label for each in places]
        several += len(labels) > 1
        assert len(set(labels)) == len(labels), (phrase, labels)
    assert several >= 50


@pytest.mark.parametrize(
    ("phrase", "label", "inside"),
    [
        ("moncloa", "Moncloa", "09-02"),
        ("La Moncloa", "Moncloa", "09-02"),
        ("distrito de Moncloa", "Moncloa-Aravaca", "09-02"),
        ("Palacio de la Moncloa", "Palacio de la Moncloa", None),
        ("Ciudad Lineal", "Ciudad Lineal", "15-05"),
        ("castilla", "Plaza de Castilla", "05-06"),
        ("oriente", "Plaza de Oriente", "01-01"),
        ("independencia", "Plaza de la Independencia", "03-05"),
        ("santa bárbara", "Plaza de Santa Bárbara", "01-04"),
        ("sagrados corazones", "Plaza de los Sagrados Corazones", "05-04"),
    ],
)
def test_a_bare_name_is_the_place_that_is_best_known_by_it(geocoder, neighbourhoods, phrase, label, inside):
    place = geocoder.find(phrase).place
    located = neighbourhoods.locate(place.point)
    assert (place.label, located and located.code) == (label, inside)


def test_a_station_far_from_the_place_of_its_name_is_an_alternative(geocoder):
    assert geocoder.find("metropolitano").alternatives[-1].label == "Metro Metropolitano"
    assert geocoder.find("Serrano").alternatives[-1].label == "Metro Serrano"
    assert len(geocoder.find("Príncipe de Vergara").alternatives) == MAX_CANDIDATES


@pytest.mark.parametrize("phrase", ["moncloa", "goya", "metro Serrano", "calle de Serrano", "Serrano 20"])
def test_a_station_near_by_or_excluded_by_what_was_said_is_none(geocoder, phrase):
    assert all("Metro" not in each.label for each in geocoder.find(phrase).alternatives)


def test_the_label_of_a_station_finds_it_again(geocoder):
    station = geocoder.find("Gregorio Marañón").alternatives[-1]
    assert geocoder.find(station.label).place.point == station.point
