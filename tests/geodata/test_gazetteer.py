"""Names of places: which are known, which are close, and how far a message's words are one."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import ResourceError
from geodata.gazetteer import Gazetteer, Guess
from geodata.gazetteer.folding import MAX_CHARACTERS, fold, tokens, words
from geodata.gazetteer.houses import with_known_houses
from geodata.gazetteer.names import NameIndex, distinctive_parts
from geodata.gazetteer.vocabulary import canonical
from geodata.landmarks import Landmark
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.outer_streets import OuterStreet
from geodata.places import Point
from geodata.projection import to_wgs84
from geodata.streets import HouseNumber, Street, StreetIndex, StreetPosition

PONZANO = Street(1, "calle", "Ponzano", "Calle de Ponzano", ())
VERGARA = Street(2, "calle", "el Príncipe de Vergara", "Calle del Príncipe de Vergara", ())
MAYO = Street(3, "calle", "el Dos de Mayo", "Calle del Dos de Mayo", ())
ALFONSO = Street(4, "calle", "Alfonso XII", "Calle de Alfonso XII", ())
BERNARDO = Street(5, "calle", "San Bernardo", "Calle de San Bernardo", ())
RIOS_ROSAS = Neighbourhood("07-05", "Ríos Rosas", "Chamberí")
PRADO = Landmark("Museo del Prado", ("Prado",), "museum", Point(40.4138, -3.6921), "03-05")
OCANA = OuterStreet("calle", "de Ocaña", "Aluche", Point(40.387, -3.761))
LUSITANA = OuterStreet("vía", "Lusitana", "Opañel", Point(40.3875, -3.725))
GETAFE = Landmark("Getafe", (), "town", Point(40.3057, -3.7327))


@pytest.fixture(scope="module")
def small() -> Gazetteer:
    return Gazetteer([PONZANO, VERGARA, MAYO, ALFONSO, BERNARDO], [RIOS_ROSAS], [PRADO, GETAFE])


def name(text: str) -> tuple[str, ...]:
    return canonical(words(text))


def test_folding_takes_accents_and_case_away():
    assert fold("Ñu Ámbar Güell") == "nu ambar guell"
    assert words("Pº de la Habana, n.º 3") == ("po", "de", "la", "habana", "3")
    assert tokens("Goya, 20") == ("goya", ",", "20")


@given(st.text())
def test_folding_reads_only_the_beginning_and_only_latin_letters_and_digits(text):
    assert all(each.isascii() and each.isalnum() for each in words(text))
    assert sum(map(len, words(text))) <= 18 * MAX_CHARACTERS  # one character can stand for a whole phrase (ﷺ)


def test_an_exact_name_is_found_however_it_is_written(small):
    assert small.exact(name("PONZANO")) == (PONZANO,)
    assert small.exact(name("2 de mayo")) == (MAYO,)
    assert small.exact(name("riosrosas")) == (RIOS_ROSAS,)
    assert small.exact(name("Prado museum")) == (PRADO,)


def test_a_surname_finds_its_street_but_a_saints_first_name_does_not(small):
    assert small.by_part(name("vergara")) == Guess((VERGARA,), sure=True)
    assert small.by_part(name("bernardo")) == Guess()


def test_a_part_that_many_streets_share_says_nothing():
    crowd = [(("juan", f"numero{each}"), each) for each in range(9)]
    crowd += [((f"conde{each}", "lopez"), 100 + each) for each in range(9)]
    parts = {part for part, _ in distinctive_parts(crowd)}
    assert ("lopez",) not in parts
    assert ("juan",) not in parts
    assert ("numero3",) in parts


@pytest.mark.parametrize("slip", ["ponzno", "ponzzano", "ponazno", "punzano", "opnzano"])
def test_one_slip_is_forgiven(small, slip):
    assert small.close((slip,)).things == (PONZANO,)


@pytest.mark.parametrize("rubbish", ["asdf qwer", "pon", "ponz", "xyz", "alfonso 13", "rozano", "qqqqqqqqq"])
def test_rubbish_and_other_numerals_are_not_forgiven(small, rubbish):
    assert small.close(name(rubbish)) == Guess()


def test_a_slip_in_a_surname_is_forgiven_too(small):
    assert small.close(("bergara",)) == Guess((VERGARA,), sure=True)


def test_a_lone_surname_that_may_be_a_street_elsewhere_is_not_sure():
    ruiz_ocana = Street(6, "calle", "Ruiz Ocaña", "Calle de Ruiz Ocaña", ())
    gasset = Street(7, "calle", "José Ortega y Gasset", "Calle de José Ortega y Gasset", ())
    gazetteer = Gazetteer([ruiz_ocana, gasset], [], [])
    assert gazetteer.by_part(name("ocaña")) == Guess((ruiz_ocana,), sure=False)
    assert gazetteer.by_part(name("Ortega y Gasset")) == Guess((gasset,), sure=True)


def test_a_street_outside_the_zone_is_known_by_its_exact_name():
    gazetteer = Gazetteer([PONZANO], [], [], [OCANA, LUSITANA])
    assert gazetteer.exact(name("ocaña")) == (OCANA,)
    assert gazetteer.exact(name("via lusitana")) == (LUSITANA,)
    assert gazetteer.match(["via", "lusitana", "10"]) == 2


def test_of_equally_close_names_the_one_that_sounds_as_typed_is_meant():
    serrano = Street(8, "calle", "Serrano", "Calle de Serrano", ())
    sedano = OuterStreet("calle", "de Sedano", "Campamento", Point(40.39, -3.77))
    assert Gazetteer([serrano], [], [], [sedano]).close(("serano",)) == Guess((serrano,), sure=True)


def test_a_slip_between_a_street_inside_and_one_outside_is_not_sure():
    rodio = Street(9, "calle", "el Rodio", "Calle del Rodio", ())
    radio = OuterStreet("calle", "de la Radio", "Carabanchel", Point(40.39, -3.74))
    guess = Gazetteer([rodio], [], [], [radio]).close(("rzdio",))
    assert (set(guess.things), guess.sure) == ({rodio, radio}, False)


def test_the_closest_names_come_first():
    index = NameIndex([(("serrano",), "serrano"), (("serranos",), "serranos"), (("soriano",), "soriano")])
    assert index.close(("serrana",)) == [(("serrano",), 1)]


def test_areas_are_neighbourhoods_districts_and_towns(small):
    assert small.area(name("Ríos Rosas")).codes == {"07-05"}
    assert small.area(name("chamberi")).codes == {"07-05"}
    assert small.area_within(name("piso 3 getafe centro")).outside == GETAFE
    assert small.area_within(name("3 izquierda")) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("ponzano 20 manana", 1),
        ("calle de ponzano 20", 3),
        ("c ponzano", 2),
        ("calle ponzano street", 3),
        ("principe de vergara a las 9", 3),
        ("rios rosas esta tarde", 2),
        ("barrio de rios rosas", 4),
        ("museo del prado", 3),
        ("prado museum tomorrow", 2),
        ("alfonso xii 15", 2),
        ("alfonso 12 15", 2),
        ("dos de mayo 3", 3),
        ("calle 2 de mayo", 4),
        ("2 de mayo a las 10", 0),
        ("vergara", 0),
        ("manana a las 10", 0),
        ("calle", 0),
        ("calle de", 0),
        ("de la", 0),
        ("", 0),
    ],
)
def test_match_counts_the_words_of_a_known_place_at_the_head(small, message, expected):
    assert small.match(message.split()) == expected


def test_a_road_named_a_5_does_not_take_the_hour():
    gazetteer = Gazetteer([Street(1, "autovía", "A-5", "Autovía A-5", ())], [], [])
    assert gazetteer.match(["a", "las", "cinco", "y", "media"]) == 0
    assert gazetteer.match(["a", "las", "5", "de", "la", "tarde"]) == 0
    assert gazetteer.match(["autovia", "a", "5"]) == 3


def test_a_word_of_time_is_no_place_unless_a_street_type_says_so():
    gazetteer = Gazetteer([Street(1, "calle", "la Noche", "Calle de la Noche", ())], [], [])
    assert gazetteer.match(["la", "noche"]) == 0
    assert gazetteer.match(["noche"]) == 0
    assert gazetteer.match(["calle", "de", "la", "noche"]) == 4


@given(st.lists(st.text(min_size=1, max_size=12), max_size=12))
def test_match_never_counts_more_words_than_there_are(found):
    gazetteer = Gazetteer([PONZANO, MAYO], [RIOS_ROSAS], [PRADO])
    assert 0 <= gazetteer.match(found) <= len(found)


def test_known_houses_complete_a_street_without_replacing_official_numbers(tmp_path):
    (tmp_path / "houses.csv").write_text(
        "kind,name,label,number,lat,lon,neighbourhood\n"
        "calle,Ponzano,Calle de Ponzano,1,40.4340,-3.6990,07-04\n"
        "calle,Ponzano,Calle de Ponzano,60,40.0,-3.0,07-04\n"
        "calle,Gran Vía,Gran Vía,30,40.4206,-3.7030,\n",
        encoding="utf-8",
    )
    official = HouseNumber(60, "", 440000.0, 4476000.0, "07-05")
    street = Street(1, "calle", "Ponzano", "Calle de Ponzano", (official,), (StreetPosition(*official[2:]),))
    ponzano, gran_via = with_known_houses([street], NeighbourhoodIndex.load(), tmp_path)
    assert [(each.number, each.neighbourhood) for each in ponzano.numbers] == [(1, "07-04"), (60, "07-05")]
    assert [each.neighbourhood for each in ponzano.positions] == ["07-05", "07-04"]
    assert gran_via.id < 0
    assert gran_via.numbers[0].neighbourhood == "01-05"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "missing"), ("a,b\n1,2\n", "damaged"), ("kind,name,label,number\nx,y,z,1\n", "damaged")],
)
def test_a_missing_or_damaged_file_of_houses_is_named(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "houses.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        with_known_houses([], NeighbourhoodIndex.load(), tmp_path)
    assert caught.value.reason == reason


def test_the_houses_written_by_hand_stand_in_the_neighbourhood_they_name():
    index = NeighbourhoodIndex.load()
    written = with_known_houses([], index)
    assert len(written) >= 20
    for street in written:
        for house in street.numbers:
            near = [each.code for each, _ in index.within(to_wgs84(house.x, house.y), 40)]
            assert house.neighbourhood in near, (street.label, house.number, near)


def test_the_houses_written_by_hand_stand_beside_the_official_ones():
    """A known house with a number close to one written by hand is not far from it: a long block at most."""
    official = {street.label: street for street in StreetIndex.load()}
    compared = 0
    for street in with_known_houses([], NeighbourhoodIndex.load()):
        for house in street.numbers:
            for other in official[street.label].numbers if street.label in official else ():
                gap = abs(other.number - house.number)
                if gap <= 6 and gap % 2 == 0:
                    compared += 1
                    assert hypot(other.x - house.x, other.y - house.y) <= 270, (
                        street.label,
                        house,
                        other,
                    )
    assert compared >= 5
