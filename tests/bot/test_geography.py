"""Which figures are in force: a newer edition, or the package's own."""

import shutil
from datetime import UTC, datetime

import pytest

from bot.bootstrap import open_answering
from bot.geography import EDITIONS_KEPT, POINTER, building_room, figures_in_force, put_in_force
from bot.settings import Settings
from geodata.building import build_resources
from geodata.geocoding import Found, NotFound
from geodata.tables import RESOURCES, STREETS_FILE, STRETCHES_FILE
from tests.bot.published import publish
from tests.geodata.official_files import row, write_boundaries, write_spaces

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def resources(tmp_path):
    return tmp_path / "resources"


def put(resources, now=NOW):
    with building_room(resources) as room:
        return put_in_force(shutil.copytree(RESOURCES, room / "built"), resources, now)


def test_without_an_edition_the_packages_figures_are_in_force(resources):
    assert figures_in_force(resources) == RESOURCES
    assert not resources.exists()


def test_an_edition_is_in_force_once_it_is_whole(resources):
    name = put(resources)
    assert name == "20261125T100000Z"
    assert figures_in_force(resources) == resources / name
    assert sorted(each.name for each in resources.iterdir()) == [name, POINTER]


def test_removing_the_pointer_goes_back(resources):
    put(resources)
    (resources / POINTER).unlink()
    assert figures_in_force(resources) == RESOURCES


def test_two_editions_of_a_second_have_names_of_their_own(resources):
    assert [put(resources), put(resources)] == ["20261125T100000Z", "20261125T100000Z-2"]
    assert figures_in_force(resources).name == "20261125T100000Z-2"


def test_old_editions_go_and_the_newest_stay(resources):
    names = [put(resources, NOW.replace(day=day)) for day in range(1, 7)]
    kept = sorted(each.name for each in resources.iterdir() if each.is_dir())
    assert kept == names[-EDITIONS_KEPT:]


def test_a_build_that_fails_leaves_nothing(resources):
    with pytest.raises(OSError, match="half"), building_room(resources) as room:
        shutil.copyfile(room / "half", room / "built")
    assert list(resources.iterdir()) == []


def test_a_room_that_was_left_behind_is_swept(resources):
    (resources / ".new-dead").mkdir(parents=True)
    put(resources)
    assert not (resources / ".new-dead").exists()


@pytest.mark.parametrize(
    "said", ["", "..", "../../elsewhere", "20261125T100000Z", "20990101T000000Z", "\udcff"]
)
def test_a_pointer_that_names_no_whole_edition_is_passed_over(resources, said, caplog):
    put(resources)
    (resources / "20261125T100000Z" / STREETS_FILE).unlink()
    (resources / POINTER).write_text(said, errors="surrogateescape")
    assert figures_in_force(resources) == RESOURCES
    assert "figures" in caplog.text


async def test_answers_stand_on_the_edition_in_force(tmp_path):
    settings = Settings(data_dir=tmp_path)
    publish(settings.models_dir)
    spaces = write_spaces(tmp_path / "c.csv", [row(spaces="999")])
    with building_room(settings.resources_dir) as room:
        build_resources(write_boundaries(tmp_path / "b.shp"), spaces, room / "built")
        put_in_force(room / "built", settings.resources_dir, NOW)
    geocoder = open_answering(settings).reader.geocoder
    assert isinstance(await geocoder.geocode("Calle de las Aguas 2"), Found)
    assert isinstance(await geocoder.geocode("Calle de Ponzano 20"), NotFound)


def test_damaged_newer_figures_are_no_reason_to_be_silent(tmp_path, caplog):
    settings = Settings(data_dir=tmp_path)
    publish(settings.models_dir)
    put(settings.resources_dir)
    (figures_in_force(settings.resources_dir) / STRETCHES_FILE).write_bytes(b"damaged")
    assert open_answering(settings).answers
    assert "the package's own are read" in caplog.text
