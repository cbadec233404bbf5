import random
import shutil
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import (
    BadRowError,
    DamagedFileError,
    GeodataError,
    MissingFileError,
    SourceFileError,
    WrongFileError,
)
from geodata.sources import read_boundaries, read_spaces
from geodata.sources.files import folded
from tests.geodata.official_files import CITY, HEADERS, X, Y, row, square, write_boundaries, write_spaces

LAYOUTS = ("2020", "2023", "2025")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_spaces_says_the_same(layout, tmp_path):
    rows = [row(layout, colour=colour) for colour in ("Azul", "Verde", "Alta Rotación", "Rojo", "Naranja")]
    listed = read_spaces(write_spaces(tmp_path / "calles.csv", rows, layout))
    assert listed.layout == layout
    assert [each.colour for each in listed.rows] == ["blue", "green", "high_rotation", "red", "orange"]
    first = listed.rows[0]
    assert (first.x, first.y, first.neighbourhood) == (X + 50, Y + 50, "01-01")
    assert (first.street.label, first.number, first.suffix, first.spaces) == ("Calle de las Aguas", 2, "", 7)
    assert listed.names == {"01-01": ("Palacio", "Centro")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Listado_plazas_SER_2020.csv", ("2020", 28_351, 153_233, 49, 0)),
        ("Listado_plazas_SER_2023_08.csv", ("2023", 31_889, 167_684, 59, 1)),
        ("calles_SER_2025.csv", ("2025", 33_688, 177_031, 63, 1)),
    ],
)
def test_each_official_edition_of_the_spaces_is_read_whole(shared_data, name, expected):
    listed = read_spaces(shared_data / "data/calles" / name)
    spaces = sum(each.spaces or 0 for each in listed.rows)
    assert (listed.layout, len(listed.rows), spaces, len(listed.names), listed.duplicates) == expected


def test_the_official_oddities_are_read_as_nothing(spaces_as_read):
    assert sum(each.street is None for each in spaces_as_read.rows) == 47  # (Sin Asignar)
    without_number = sum(each.number is None for each in spaces_as_read.rows)
    assert 2_543 <= without_number <= 2_560  # S/N, and a few "Fte 9" and "0"


@pytest.mark.parametrize(
    ("name", "layout", "updated", "count"),
    [
        ("geo/Barrios_Zona_SER.shp", "2025", date(2025, 7, 31), 64),
        ("geo_2023/Limite_Barrios_Zona_SER.shp", "2023", date(2023, 9, 22), 60),
    ],
)
def test_each_official_edition_of_the_outlines_is_read_whole(shared_data, name, layout, updated, count):
    boundaries = read_boundaries(shared_data / "data" / name)
    assert (boundaries.layout, boundaries.updated, len(boundaries.outlines)) == (layout, updated, count)
    assert boundaries.outside == 1
    names = {each.code: (each.name, each.district) for each in boundaries.outlines}
    assert names["07-05"] == ("Ríos Rosas", "Chamberí")
    assert names["08-04"] == ("Pilar", "Fuencarral-El Pardo")
    assert names["10-02"] == ("Puerta del Ángel", "Latina")


@pytest.mark.parametrize("layout", ["2023", "2025"])
def test_either_layout_of_the_outlines_leaves_the_outside_out(layout, tmp_path):
    boundaries = read_boundaries(write_boundaries(tmp_path / "b.shp", layout=layout))
    assert boundaries.layout == layout
    assert [(each.code, each.name) for each in boundaries.outlines] == [
        ("01-01", "Palacio"),
        ("01-02", "Embajadores"),
        ("07-05", "Ríos Rosas"),
    ]
    assert boundaries.outside == 1


def test_outlines_in_degrees_are_brought_to_metres(tmp_path):
    boundaries = read_boundaries(write_boundaries(tmp_path / "b.shp", crs="EPSG:4326"))
    assert shapely.hausdorff_distance(boundaries.outlines[0].shape, square(0)) < 0.001


def test_a_shapefile_without_projection_and_code_page_is_taken_for_the_citys(tmp_path):
    file = write_boundaries(tmp_path / "b.shp")
    file.with_suffix(".prj").unlink()
    file.with_suffix(".cpg").unlink()
    boundaries = read_boundaries(file)
    assert boundaries.outlines[0].shape.equals(square(0))
    assert boundaries.outlines[2].district == "Chamberí"


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("439592.91", "4473566.23"),
        ("439592,91", "4473566,23"),
        ("439.592,91", "4.473.566,23"),
        ("4.395.929.100.000.000", "44.735.662.300.000.000"),
        ("4395929100000000", "44735662300000000"),
    ],
)
def test_coordinates_are_read_in_every_way_that_they_were_published(east, north, tmp_path):
    file = write_spaces(tmp_path / "c.csv", [row(x=east, y=north)])
    assert read_spaces(file).rows[0][:2] == (pytest.approx(439_592.91), pytest.approx(4_473_566.23))


def test_utf_8_with_a_byte_order_mark_is_read_as_well_as_latin_1(tmp_path):
    rows = [row(street="CAÑIZARES, CALLE, DE LOS", colour="Alta Rotación")]
    for encoding in ("latin-1", "utf-8", "utf-8-sig"):
        read = read_spaces(write_spaces(tmp_path / "c.csv", rows, encoding=encoding)).rows[0]
        assert (read.street.label, read.colour) == ("Calle de los Cañizares", "high_rotation")


def test_letters_lost_to_the_replacement_character_are_found_again(tmp_path):
    lost = [
        row(street="CA\ufffdIZARES, CALLE, DE LOS", colour="081209246 Alta Rotaci\ufffdn"),
        row(
            neighbourhood=(6, "NI\ufffdO JESUS"),
            district=(3, "RETIRO"),
            street="N\ufffd\ufffdEZ DE BALBOA, CALLE, DE",
        ),
        row(neighbourhood=(2, "ARG\ufffdELLES"), district=(9, "MONCLOA-ARAVACA")),
    ]
    listed = read_spaces(write_spaces(tmp_path / "c.csv", lost, encoding="utf-8"))
    assert [each.street.label for each in listed.rows[:2]] == [
        "Calle de los Cañizares",
        "Calle de Núñez de Balboa",
    ]
    assert listed.rows[0].colour == "high_rotation"
    assert listed.names["03-06"] == ("Niño Jesús", "Retiro")
    assert listed.names["09-02"] == ("Argüelles", "Moncloa-Aravaca")


def test_later_neighbourhoods_have_decent_names_however_they_are_misspelt(tmp_path):
    rows = [
        row(district=(11, "CARABANCHEL"), neighbourhood=(1, "COMILLA")),
        row(district=(12, "USERA"), neighbourhood=(6, "ZOFIO")),
    ]
    names = read_spaces(write_spaces(tmp_path / "c.csv", rows)).names
    assert names == {"11-01": ("Comillas", "Carabanchel"), "12-06": ("Zofío", "Usera")}


def test_the_code_is_made_of_district_and_number_and_not_of_the_colliding_code(tmp_path):
    rows = [
        row(district=(10, "LATINA"), neighbourhood=(1, "CARMENES")),  # cod_barrio 101
        row(district=(1, "CENTRO"), neighbourhood=(1, "PALACIO")),  # cod_barrio 11
    ]
    listed = read_spaces(write_spaces(tmp_path / "c.csv", rows))
    assert [each.neighbourhood for each in listed.rows] == ["10-01", "01-01"]


def test_an_empty_number_of_spaces_is_kept_as_unknown(tmp_path):
    assert read_spaces(write_spaces(tmp_path / "c.csv", [row(spaces="")])).rows[0].spaces is None


def test_repeated_rows_are_kept_and_counted(tmp_path):
    listed = read_spaces(write_spaces(tmp_path / "c.csv", [row(), row(), row(spaces="8")]))
    assert (len(listed.rows), listed.duplicates) == (3, 1)


def test_blank_lines_and_reordered_columns_do_no_harm(tmp_path):
    names, cells = HEADERS["2025"].split(";"), row().split(";")
    text = "\n\n".join(";".join(reversed(each)) for each in (names, cells)) + "\n\n"
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    listed = read_spaces(tmp_path / "c.csv")
    assert (listed.layout, listed.rows[0].neighbourhood, listed.rows[0].spaces) == ("other", "01-01", 7)


@pytest.mark.parametrize(
    ("changed", "reason", "column"),
    [
        ({"colour": "077214010 Morado"}, "colour", "color"),
        ({"colour": ""}, "colour", "color"),
        ({"x": "cerca"}, "coordinate", "gis_x"),
        ({"y": ""}, "coordinate", "gis_y"),
        ({"y": "nan"}, "coordinate", "gis_y"),
        ({"x": "-3,70", "y": "40,41"}, "coordinate", "gis_x"),
        ({"x": "430000", "y": "4581000"}, "outside_madrid", "gis_x"),
        ({"neighbourhood": ("x", "PALACIO")}, "neighbourhood", "barrio"),
        ({"district": (22, "NINGUNO")}, "neighbourhood", "barrio"),
        ({"spaces": "-1"}, "spaces", "numero_plazas"),
        ({"spaces": "siete"}, "spaces", "numero_plazas"),
        ({"spaces": "7,5"}, "spaces", "numero_plazas"),
    ],
)
def test_an_impossible_row_is_refused_with_its_line_and_column(changed, reason, column, tmp_path):
    file = write_spaces(tmp_path / "c.csv", [row(), row(**changed), row()])
    with pytest.raises(BadRowError) as refused:
        read_spaces(file)
    error = refused.value
    assert (error.file, error.reason, error.line, error.column) == (file, reason, 3, column)
    assert "line 3" in str(error)


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b"", DamagedFileError, "empty"),
        (b" \r\n\r\n", DamagedFileError, "empty"),
        (bytes(range(256)) * 10, DamagedFileError, "binary"),
        (b"PK\x03\x04rest", DamagedFileError, "unreadable"),
        (b"\xd0\xcf\x11\xe0rest", DamagedFileError, "unreadable"),
        (HEADERS["2025"].encode(), DamagedFileError, "no_rows"),
        (b"gis_x;gis_y;calle\n1;2;3\n", WrongFileError, "columns"),
        (b"a poem about parking\nand another line\n", WrongFileError, "columns"),
        (b"matricula_parquimetro;fecha_operacion;distrito;barrio\n1;2;3;4\n", WrongFileError, "tickets"),
        (b"gis_x;gis_y;distrito;barrio;calle;num_finca;matricula\n1;2;3;4;5;6;7\n", WrongFileError, "meters"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name_and_reason(content, kind, reason, tmp_path):
    file = tmp_path / "c.csv"
    file.write_bytes(content)
    with pytest.raises(kind) as refused:
        read_spaces(file)
    assert (refused.value.file, refused.value.reason) == (file, reason)
    assert str(file) in str(refused.value)


def test_the_missing_columns_are_named(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(HEADERS["2025"].replace("color;", "") + "\n", encoding="utf-8")
    with pytest.raises(WrongFileError, match="color"):
        read_spaces(file)


def test_a_list_without_any_code_of_neighbourhood_is_refused(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(
        f"{HEADERS['2023']}\n{row('2023').replace('01-01 PALACIO', 'PALACIO')}\n", encoding="utf-8"
    )
    with pytest.raises(BadRowError) as refused:
        read_spaces(file)
    assert (refused.value.reason, refused.value.value) == ("neighbourhood", "PALACIO")


def test_a_list_cut_in_the_middle_of_a_row_is_refused(tmp_path):
    file = write_spaces(tmp_path / "c.csv", [row(), row()])
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(DamagedFileError) as refused:
        read_spaces(file)
    assert refused.value.reason == "truncated"


def test_a_short_row_in_the_middle_is_refused_as_a_row(tmp_path):
    with pytest.raises(BadRowError) as refused:
        read_spaces(write_spaces(tmp_path / "c.csv", [row(), "1;2;3", row()]))
    assert (refused.value.reason, refused.value.line) == ("cells", 3)


def test_a_quote_that_never_closes_is_refused(tmp_path):
    rows = [row(street='"AGUAS, CALLE'), *[row()] * 2_000]
    with pytest.raises(SourceFileError):
        read_spaces(write_spaces(tmp_path / "c.csv", rows))


@pytest.mark.parametrize("read", [read_spaces, read_boundaries])
def test_a_missing_file_and_a_folder_are_refused(read, tmp_path):
    for path, reason in ((tmp_path / "nothing.shp", "missing"), (tmp_path, "directory")):
        with pytest.raises(MissingFileError) as refused:
            read(path)
        assert (refused.value.file, refused.value.reason) == (path, reason)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("parquimetros/300481-3-ser-parquimetros-xlsx.xlsx", "meters"),
        ("parquimetros/Parquimetros_2023_08.csv", "meters"),
    ],
)
def test_other_official_files_are_not_taken_for_the_list_of_spaces(shared_data, name, reason):
    with pytest.raises(WrongFileError) as refused:
        read_spaces(shared_data / "data" / name)
    assert refused.value.reason == reason


@pytest.mark.parametrize("name", ["Limite_Zona_SER.shp", "Parquimetros.shp"])
def test_other_official_shapefiles_are_not_taken_for_the_neighbourhoods(shared_data, name):
    with pytest.raises(WrongFileError) as refused:
        read_boundaries(shared_data / "data/geo" / name)
    assert refused.value.reason == "columns"


@pytest.mark.parametrize("suffix", [".dbf", ".shx"])
def test_a_shapefile_without_a_companion_is_refused(suffix, small_boundaries):
    small_boundaries.with_suffix(suffix).unlink()
    with pytest.raises(MissingFileError) as refused:
        read_boundaries(small_boundaries)
    assert (refused.value.reason, refused.value.detail) == ("companion", f"Barrios{suffix}")


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".shx"])
@pytest.mark.parametrize("kept", [0.9, 0.5, 0.02])
def test_a_shapefile_cut_short_is_refused(suffix, kept, small_boundaries):
    file = small_boundaries.with_suffix(suffix)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(DamagedFileError) as refused:
        read_boundaries(small_boundaries)
    assert (refused.value.file, refused.value.reason) == (file, "truncated")


def test_something_else_named_shp_is_refused(tmp_path):
    file = write_boundaries(tmp_path / "b.shp")
    file.write_bytes(b"not a shapefile at all, but long enough to hold a header" * 10)
    with pytest.raises(DamagedFileError) as refused:
        read_boundaries(file)
    assert refused.value.reason == "unreadable"


def test_a_projection_that_cannot_be_read_is_refused(small_boundaries):
    small_boundaries.with_suffix(".prj").write_text("PROJCS[nonsense", encoding="ascii")
    with pytest.raises(DamagedFileError) as refused:
        read_boundaries(small_boundaries)
    assert refused.value.reason == "unreadable"


def test_a_csv_given_as_outlines_is_refused(small_spaces):
    with pytest.raises(WrongFileError) as refused:
        read_boundaries(small_spaces)
    assert refused.value.reason == "not_a_shapefile"


BOW_TIE = shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])
FAR_AWAY = shapely.box(900_000.0, Y, 900_100.0, Y + 100)


@pytest.mark.parametrize(
    ("neighbourhoods", "kind", "reason"),
    [
        ([CITY[3]], WrongFileError, "no_neighbourhoods"),
        ([CITY[0], CITY[0]], DamagedFileError, "duplicate_neighbourhood"),
        ([("uno", "Centro", "1", "Palacio", square(0))], DamagedFileError, "bad_code"),
        ([("1", "Centro", "1", "Palacio", BOW_TIE)], DamagedFileError, "bad_outline"),
        ([CITY[0], ("1", "Centro", "2", "Sol", None)], DamagedFileError, "bad_outline"),
        ([("1", "Centro", "1", "Palacio", FAR_AWAY)], WrongFileError, "outside_madrid"),
        ([("1", "Centro", "1", "Palacio", shapely.Point(X, Y))], WrongFileError, "not_polygons"),
    ],
)
def test_shapes_that_are_no_neighbourhoods_are_refused(neighbourhoods, kind, reason, tmp_path):
    file = write_boundaries(tmp_path / "b.shp", neighbourhoods)
    with pytest.raises(kind) as refused:
        read_boundaries(file)
    assert (refused.value.file, refused.value.reason) == (file, reason)


@pytest.mark.parametrize("seed", range(25))
def test_no_damage_to_a_shapefile_lets_a_foreign_error_out(seed, small_boundaries, tmp_path):
    chance = random.Random(seed)  # noqa: S311  damage, not secrets
    for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        shutil.copyfile(small_boundaries.with_suffix(suffix), tmp_path / f"damaged{suffix}")
    file = tmp_path / f"damaged{chance.choice(['.shp', '.shx', '.dbf', '.prj'])}"
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 5, 50])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    file.write_bytes(content)
    try:
        outlines = read_boundaries(tmp_path / "damaged.shp").outlines
    except GeodataError as error:
        assert "damaged" in str(error)  # noqa: PT017  either outcome is right, no other is
    else:
        assert all(each.shape.is_valid for each in outlines)


@given(st.binary(max_size=400))
def test_no_bytes_let_a_foreign_error_out_of_the_list_of_spaces(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(HEADERS["2025"].encode() + b"\n" + content)
    with pytest.raises(SourceFileError):
        read_spaces(file)


@given(st.sampled_from(["Nº Finca", "NÚMERO DE PLAZAS", "gis_x", "Batería/Línea"]))
def test_folding_a_column_name_twice_changes_nothing_more(name):
    assert folded(folded(name)) == folded(name)
    assert folded(name).isascii()


def test_outlines_as_geojson_say_the_same_as_the_shapefile(tmp_path):
    service = read_boundaries(write_boundaries(tmp_path / "b.geojson", crs="EPSG:4326"))
    shapefile = read_boundaries(write_boundaries(tmp_path / "b.shp"))
    assert [each[:3] for each in map(plain, service.outlines)] == [
        each[:3] for each in map(plain, shapefile.outlines)
    ]
    for ours, theirs in zip(service.outlines, shapefile.outlines, strict=True):
        assert shapely.hausdorff_distance(ours.shape, theirs.shape) < 0.001
    assert (service.outside, service.updated, service.layout) == (1, None, "2025")


def plain(outline):
    return outline.code, outline.name, outline.district


@pytest.mark.parametrize(
    ("change", "kind", "reason"),
    [
        (lambda text: text[:-40], DamagedFileError, "unreadable"),
        (lambda _: '{"error": {"code": 400, "message": "Invalid query"}}', DamagedFileError, "unreadable"),
        (lambda _: "[]", DamagedFileError, "unreadable"),
        (lambda text: text.replace("{", '{"exceededTransferLimit": true,', 1), DamagedFileError, "truncated"),
        (
            lambda text: text.replace("{", '{"properties": {"exceededTransferLimit": true},', 1),
            DamagedFileError,
            "truncated",
        ),
        (lambda text: text.replace("CODBAR", "BARRIO"), WrongFileError, "columns"),
    ],
)
def test_geojson_that_is_cut_short_or_something_else_is_refused(change, kind, reason, tmp_path):
    file = write_boundaries(tmp_path / "b.geojson", crs="EPSG:4326")
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(kind) as refused:
        read_boundaries(file)
    assert (refused.value.file, refused.value.reason) == (file, reason)
