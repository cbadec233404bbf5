"""A build with one new file keeps the rest as the figures have it."""

import shutil

import pytest

from geodata.building import build_resources
from geodata.errors import ResourceError
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.source_note import read_sources
from geodata.spaces import SpaceIndex
from geodata.tables import OUTLINES_FILE, RESOURCES, SOURCE_FILE, STREETS_FILE, STRETCHES_FILE
from tests.geodata.official_files import CITY, row, square, write_boundaries, write_spaces

FIGURES = (OUTLINES_FILE, STREETS_FILE, STRETCHES_FILE)


def same(folder, other, names=FIGURES):
    return [name for name in names if (folder / name).read_bytes() == (other / name).read_bytes()]


def test_a_build_with_nothing_new_gives_the_packages_figures_again(tmp_path):
    report = build_resources(None, None, tmp_path)
    assert same(RESOURCES, tmp_path) == list(FIGURES)
    assert read_sources(tmp_path) == read_sources(RESOURCES)
    assert report.largest_shift == 0.0


def test_a_new_list_of_spaces_leaves_the_outlines_as_they_were(small, tmp_path):
    spaces = write_spaces(tmp_path / "calles_2026.csv", [row(spaces="40")])
    build_resources(None, spaces, tmp_path / "new", base=small.folder)
    assert same(small.folder, tmp_path / "new") == [OUTLINES_FILE]
    assert SpaceIndex.load(tmp_path / "new").totals() == {("01-01", "green"): 40}
    outlines, listed = read_sources(tmp_path / "new")
    assert (outlines, listed.file) == (read_sources(small.folder)[0], "calles_2026.csv")
    assert "Outlines kept as they were" in (tmp_path / "new" / SOURCE_FILE).read_text(encoding="utf-8")


def test_new_outlines_leave_streets_and_spaces_as_they_were(small, tmp_path):
    city = [*CITY, ("12", "Usera", "6", "Zofío", square(4))]
    boundaries = write_boundaries(tmp_path / "Barrios_2026.shp", city)
    build_resources(boundaries, None, tmp_path / "new", base=small.folder)
    assert same(small.folder, tmp_path / "new") == [STREETS_FILE, STRETCHES_FILE]
    assert NeighbourhoodIndex.load(tmp_path / "new").get("12-06").name == "Zofío"
    assert read_sources(tmp_path / "new")[1] == read_sources(small.folder)[1]


def test_one_after_the_other_gives_what_both_at_once_give(small, small_spaces, tmp_path):
    boundaries = write_boundaries(tmp_path / "b.shp", [*CITY, ("12", "Usera", "6", "Zofío", square(4))])
    both = tmp_path / "both"
    build_resources(boundaries, small_spaces, both)
    build_resources(None, small_spaces, tmp_path / "first", base=small.folder)
    build_resources(boundaries, None, tmp_path / "second", base=tmp_path / "first")
    assert same(both, tmp_path / "second") == list(FIGURES)


def test_a_neighbourhood_without_outline_keeps_its_name_until_one_comes(small, tmp_path):
    zofio = row(district=(12, "USERA"), neighbourhood=(6, "ZOFIO"))
    spaces = write_spaces(tmp_path / "c.csv", [row(), zofio])
    listed = build_resources(None, spaces, tmp_path / "listed", base=small.folder)
    assert listed.rows_without_outline == {"12-06": 1}
    kept = build_resources(
        write_boundaries(tmp_path / "b.shp"), None, tmp_path / "kept", base=tmp_path / "listed"
    )
    assert kept.rows_without_outline == {"12-06": 1}
    assert NeighbourhoodIndex.load(tmp_path / "kept").get("12-06").name == "Zofío"


@pytest.mark.parametrize(("damage", "reason"), [(None, "missing"), ("# nothing\n", "damaged")])
def test_figures_that_do_not_say_where_they_come_from_are_no_base(small, damage, reason, tmp_path):
    base = shutil.copytree(small.folder, tmp_path / "base")
    (base / SOURCE_FILE).unlink()
    if damage:
        (base / SOURCE_FILE).write_text(damage, encoding="utf-8")
    with pytest.raises(ResourceError) as refused:
        build_resources(None, None, tmp_path / "new", base=base)
    assert refused.value.reason == reason
    assert not (tmp_path / "new").exists()
