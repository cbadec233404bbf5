import pytest

from geodata.errors import UnknownStreetError
from geodata.streets import HouseNumber, StreetIndex, StreetPosition
from tests.geodata.official_files import X, Y


@pytest.fixture(scope="module")
def madrid():
    return StreetIndex.load()


@pytest.fixture(scope="module")
def labels(madrid):
    return {street.label: street for street in madrid}


@pytest.fixture
def city(small):
    return StreetIndex.load(small.folder)


def test_streets_have_kind_name_and_label_in_natural_order(city):
    assert [(each.id, each.kind, each.name, each.label) for each in city] == [
        (0, "calle", "el Amparo", "Calle del Amparo"),
        (1, "calle", "las Aguas", "Calle de las Aguas"),
    ]


def test_a_house_number_is_in_the_middle_of_its_stretches(city):
    assert city.get(1).numbers == (
        HouseNumber(2, "", X + 50.0, Y + 50.0, "01-01"),
        HouseNumber(4, "", X + 65.0, Y + 50.0, "01-01"),
    )


def test_a_number_keeps_its_letter_and_a_stretch_without_number_makes_none(city):
    assert city.get(0).numbers == (HouseNumber(1, "B", X + 250.0, Y + 50.0, "01-02"),)


def test_a_street_has_a_position_in_each_of_its_neighbourhoods(city):
    assert city.get(0).positions == (StreetPosition(X + 250.0, Y + 50.0, "01-02"),)


def test_an_unknown_street_is_named(city):
    with pytest.raises(UnknownStreetError) as unknown:
        city.get(2)
    assert unknown.value.street_id == 2


def test_the_packaged_index_holds_every_street_and_number(madrid):
    assert len(madrid) == 2_416  # 2,417 names, one of them "(Sin Asignar)"
    assert sum(len(each.numbers) for each in madrid) > 24_000


def test_labels_are_unique_and_ids_count_from_nought(madrid, labels):
    assert len(labels) == len(madrid)
    assert [each.id for each in madrid] == list(range(len(madrid)))


def test_every_street_is_somewhere(madrid):
    for street in madrid:
        assert street.positions
        codes = {each.neighbourhood for each in street.positions}
        assert {each.neighbourhood for each in street.numbers} <= codes


def test_numbers_are_in_order(madrid):
    for street in madrid:
        assert list(street.numbers) == sorted(
            street.numbers, key=lambda each: (each.number, each.suffix, each.neighbourhood)
        )


def test_every_published_house_number_is_in_the_index_at_its_place(labels, spaces_as_read):
    numbers = {
        (street.label, each.number, each.suffix, each.neighbourhood): each
        for street in labels.values()
        for each in street.numbers
    }
    for row in spaces_as_read.rows:
        if row.street is not None and row.number is not None:
            house = numbers[row.street.label, row.number, row.suffix, row.neighbourhood]
            assert abs(house.x - row.x) < 110.0
            assert abs(house.y - row.y) < 110.0


def test_the_street_with_most_stretches_in_a_neighbourhood_names_it_first(labels):
    assert [each.neighbourhood for each in labels["Calle de Ponzano"].positions] == ["07-05", "07-04"]


@pytest.mark.parametrize(
    "label",
    [
        "Calle de Alcalá",
        "Calle de Alfonso XII",
        "Calle de Donoso Cortés",
        "Calle de Fernando el Católico",
        "Calle de Núñez de Balboa",
        "Calle de O'Donnell",
        "Calle de las Aguas",
        "Calle Mayor",
        "Paseo Imperial",
        "Calle Imperial",
        "Paseo de la Castellana",
        "Plaza del Niño Jesús",
        "Autovía A-2",
    ],
)
def test_known_streets_are_written_as_people_write_them(labels, label):
    assert label in labels
