import json
import shutil

import numpy as np
import pytest
import shapely

from geodata.building import build_resources
from geodata.errors import DamagedFileError, OutputError, ResourceError, SourceFileError
from geodata.neighbourhoods import NeighbourhoodIndex
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex
from geodata.tables import (
    OUTLINES_FILE,
    RESOURCES,
    SOURCE_FILE,
    STREETS_FILE,
    STRETCHES_FILE,
    read_streets,
    read_stretches,
)
from tests.geodata.official_files import CITY, SIDE, X, Y, row, square, write_boundaries, write_spaces

FILES = {OUTLINES_FILE, SOURCE_FILE, STREETS_FILE, STRETCHES_FILE}
MEGABYTE = 1_000_000


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_build_leaves_its_four_files_and_nothing_else(small):
    assert set(contents(small.folder)) == FILES
    assert small.report.sizes == {name: len(content) for name, content in contents(small.folder).items()}


def test_a_build_reports_what_it_made_and_what_was_odd(small):
    report = small.report
    assert (report.neighbourhoods, report.streets, report.stretches, report.rows) == (3, 2, 6, 6)
    assert report.spaces == {"blue": 3, "green": 29, "high_rotation": 0, "orange": 0, "red": 0}
    assert (report.without_figure, report.without_street, report.without_number) == (1, 1, 2)
    assert report.outlines_without_rows == ("07-05",)
    assert report.rows_without_outline == {}
    assert not report.mended


def test_the_steps_are_told_in_order(small_boundaries, small_spaces, tmp_path):
    steps = []
    build_resources(small_boundaries, small_spaces, tmp_path / "out", steps.append)
    assert steps == ["reading_boundaries", "reading_spaces", "generalising", "writing"]


def test_the_same_files_give_the_same_bytes(small, small_boundaries, small_spaces, tmp_path):
    build_resources(small_boundaries, small_spaces, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(small.folder)


def test_the_official_files_give_the_same_bytes_and_those_of_the_package(
    built, official_boundaries, official_spaces, tmp_path
):
    build_resources(official_boundaries, official_spaces, tmp_path)
    assert contents(tmp_path) == contents(built.folder)
    for name in (OUTLINES_FILE, SOURCE_FILE):
        assert (RESOURCES / name).read_bytes() == (tmp_path / name).read_bytes()
    for read in (read_streets, read_stretches):  # another zlib may pack the same columns tighter
        for packaged, again in zip(read(), read(tmp_path), strict=True):
            assert packaged.tolist() == again.tolist()


def test_the_order_of_the_rows_does_not_matter(small, small_boundaries, small_spaces, tmp_path):
    header, *rows = small_spaces.read_bytes().splitlines(keepends=True)
    turned = tmp_path / "calles_turned.csv"
    turned.write_bytes(header + b"".join(reversed(rows)))
    build_resources(small_boundaries, turned, tmp_path / "again")
    for name in (STREETS_FILE, STRETCHES_FILE, OUTLINES_FILE):
        assert (tmp_path / "again" / name).read_bytes() == (small.folder / name).read_bytes()


def test_a_refused_file_leaves_the_old_figures_untouched(small, small_boundaries, tmp_path):
    before = contents(small.folder)
    bad = write_spaces(tmp_path / "bad.csv", [row(), row(colour="Rosa")])
    with pytest.raises(SourceFileError):
        build_resources(small_boundaries, bad, small.folder)
    assert contents(small.folder) == before


def test_a_refused_file_makes_no_folder(small_boundaries, tmp_path):
    with pytest.raises(SourceFileError):
        build_resources(small_boundaries, tmp_path / "nothing.csv", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_named(small_boundaries, small_spaces):
    with pytest.raises(OutputError) as refused:
        build_resources(small_boundaries, small_spaces, small_spaces)
    assert refused.value.folder == small_spaces
    assert refused.value.reason


def test_rows_in_a_neighbourhood_without_outline_are_kept_and_reported(tmp_path):
    spaces = write_spaces(
        tmp_path / "c.csv",
        [
            row(),
            *(
                row(district=(12, "USERA"), neighbourhood=(6, "ZOFIO"), x=X + i, house=str(i))
                for i in (1, 2, 60)
            ),
        ],
    )
    report = build_resources(write_boundaries(tmp_path / "b.shp"), spaces, tmp_path / "out")
    assert report.rows_without_outline == {"12-06": 3}
    assert report.neighbourhoods == 4
    assert "12-06 (3 rows)" in (tmp_path / "out" / SOURCE_FILE).read_text(encoding="utf-8")
    assert SpaceIndex.load(tmp_path / "out").in_neighbourhood("12-06") == {"green": 21}


def test_repeated_rows_count_twice_as_in_the_citys_totals(tmp_path):
    spaces = write_spaces(tmp_path / "c.csv", [row(), row()])
    report = build_resources(write_boundaries(tmp_path / "b.shp"), spaces, tmp_path / "out")
    assert (report.duplicates, report.stretches, report.spaces["green"]) == (1, 1, 14)


def test_outlines_that_overlap_a_little_are_mended(small_spaces, tmp_path):
    wide = shapely.box(X, Y, X + SIDE + 2.0, Y + SIDE)
    boundaries = write_boundaries(tmp_path / "b.shp", [("1", "Centro", "1", "Palacio", wide), *CITY[1:]])
    report = build_resources(boundaries, small_spaces, tmp_path / "out")
    assert report.mended
    assert report.largest_shift <= 2.2
    index = NeighbourhoodIndex.load(tmp_path / "out")
    shapes = np.array([index.outline(each.code) for each in index])
    assert shapely.coverage_is_valid(shapes)


def test_outlines_that_lie_on_each_other_are_refused(small_spaces, tmp_path):
    boundaries = write_boundaries(
        tmp_path / "b.shp",
        [("1", "Centro", "1", "Palacio", square(0)), ("1", "Centro", "2", "Sol", square(0))],
    )
    with pytest.raises(DamagedFileError) as refused:
        build_resources(boundaries, small_spaces, tmp_path / "out")
    assert refused.value.reason == "overlap"


@pytest.mark.parametrize(
    ("boundaries", "spaces"),
    [
        ("geo/Barrios_Zona_SER.shp", "Listado_plazas_SER_2020.csv"),
        ("geo_2023/Limite_Barrios_Zona_SER.shp", "Listado_plazas_SER_2023_08.csv"),
    ],
)
def test_older_editions_build_too(shared_data, boundaries, spaces, tmp_path):
    data = shared_data / "data"
    report = build_resources(data / boundaries, data / "calles" / spaces, tmp_path)
    assert len(NeighbourhoodIndex.load(tmp_path)) == report.neighbourhoods
    assert sum(SpaceIndex.load(tmp_path).totals().values()) == sum(report.spaces.values())
    assert len(StreetIndex.load(tmp_path)) == report.streets


def test_the_official_totals_hold(built):
    expected = {"blue": 21_164, "green": 153_686, "high_rotation": 373, "orange": 1_450, "red": 358}
    assert built.report.spaces == expected
    assert built.report.rows == 33_688
    assert built.report.duplicates == 1
    assert built.report.outlines_without_rows == ("11-01",)  # Comillas joined after the list was made


def test_the_editions_of_2023_report_what_the_outlines_lack(shared_data, official_spaces, tmp_path):
    old = shared_data / "data/geo_2023/Limite_Barrios_Zona_SER.shp"
    report = build_resources(old, official_spaces, tmp_path)
    assert report.rows_without_outline == {"12-04": 579, "12-05": 673, "12-07": 523}
    assert NeighbourhoodIndex.load(tmp_path).get("12-05").name == "Moscardó"


def test_no_official_outline_moves_more_than_five_metres(built, boundaries_as_read):
    index = NeighbourhoodIndex.load(built.folder)
    moved = [
        shapely.hausdorff_distance(each.shape, index.outline(each.code))
        for each in boundaries_as_read.outlines
    ]
    assert max(moved) <= 5.0
    assert built.report.largest_shift == pytest.approx(max(moved))


def test_the_official_stretches_stay_in_their_neighbourhood(built, boundaries_as_read, spaces_as_read):
    points = shapely.points([(each.x, each.y) for each in spaces_as_read.rows])
    index = NeighbourhoodIndex.load(built.folder)
    official = [each.shape for each in boundaries_as_read.outlines]
    compact = [index.outline(each.code) for each in boundaries_as_read.outlines]
    same = first_cover(official, points) == first_cover(compact, points)
    assert same.mean() >= 0.999


def first_cover(shapes, points):
    """Return which shape each point lies in, -1 for none."""
    found = np.full(len(points), -1)
    inside, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    found[inside[::-1]] = shape[::-1]
    return found


def test_the_packaged_figures_stay_under_a_megabyte():
    assert sum(file.stat().st_size for file in RESOURCES.iterdir()) <= MEGABYTE


def test_the_packaged_outlines_are_geojson_that_says_its_coordinate_system():
    document = json.loads((RESOURCES / OUTLINES_FILE).read_text(encoding="utf-8"))
    assert document["crs"]["properties"]["name"].endswith("EPSG::25830")
    assert len(document["features"]) == 64


def test_the_source_note_cites_the_city_the_editions_and_the_licence():
    note = (RESOURCES / SOURCE_FILE).read_text(encoding="utf-8")
    for said in (
        "Ayuntamiento de Madrid",
        "2025-07-31",
        "calles_SER_2025.csv",
        "218228",
        "Free reuse",
        "177,031",
    ):
        assert said in note


@pytest.mark.parametrize("load", [NeighbourhoodIndex.load, SpaceIndex.load, StreetIndex.load])
def test_figures_that_are_missing_or_damaged_are_named(load, small, tmp_path):
    with pytest.raises(ResourceError) as missing:
        load(tmp_path / "nowhere")
    assert missing.value.reason == "missing"
    for file in shutil.copytree(small.folder, tmp_path / "cut").iterdir():
        file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ResourceError) as damaged:
        load(tmp_path / "cut")
    assert (damaged.value.reason, damaged.value.file.parent) == ("damaged", tmp_path / "cut")


def test_figures_of_another_shape_are_damaged_too(small):
    (small.folder / STRETCHES_FILE).write_bytes((small.folder / STREETS_FILE).read_bytes())
    (small.folder / OUTLINES_FILE).write_text(
        '{"features": [{"type": "Feature", "properties": {}}]}', encoding="utf-8"
    )
    for load in (NeighbourhoodIndex.load, SpaceIndex.load):
        with pytest.raises(ResourceError, match="damaged"):
            load(small.folder)
