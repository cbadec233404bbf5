"""Streets and boundaries: the newest editions become the figures in force, each whole or not at all."""

import errno
import os

import pytest

import bot.services.syncing.taking
from bot.errors import DiskFullError
from bot.failures import in_words
from bot.portal.report import Figures
from tests.bot.portal.server import Served, answering, page
from tests.bot.syncing.city import CITY, GROWN, METERS, NEW, SERVICE, SHAPES, shapefile, zipped
from tests.geodata.official_files import HEADERS, row, write_spaces_sheet

BLUE, GREEN = (("01-01", "blue"), ("01-01", "green"))


def one(report):
    (outcome,) = report.outcomes
    return outcome


async def test_new_streets_and_boundaries_are_built_and_in_force(city):
    city.offers_streets()
    city.offers_boundaries()
    report = await city.sync("streets", "boundaries")
    totals, names = city.figures()
    assert totals[GREEN] == 12
    assert names["12-06"] == "Zofío"
    assert [outcome.state for outcome in report.outcomes] == ["taken", "taken"]
    assert report.outcomes[0].result == Figures(neighbourhoods=3, streets=2, spaces=22)
    assert report.new_figures
    assert not report.failed


async def test_the_newest_streets_are_taken_by_date_and_not_by_number(city):
    city.offers_streets(
        [row(spaces="11"), *NEW[1:]], "a.csv", last_modified="2026-02-01T00:00:00", id="218228-26"
    )
    newest = city.offers_streets(name="b.csv", last_modified="2026-08-10T00:00:00", id="218228-1")
    city.offers_streets([row(spaces="9"), *NEW[1:]], "c.csv", description="Calles SER. 2021", id="218228-30")
    outcome = one(await city.sync("streets"))
    assert outcome.edition.address == newest["url"]
    assert city.figures()[0][GREEN] == 12


async def test_streets_as_a_spreadsheet_are_read_too(city):
    sheet = write_spaces_sheet(city.folder / "new.xlsx", NEW).read_bytes()
    city.offers_streets(sheet, "calles-y-plazas.xlsx")
    assert one(await city.sync("streets")).state == "taken"
    assert city.figures()[0][GREEN] == 12


async def test_streets_in_an_archive_are_read_too(city):
    plain = city.offers_streets()
    content = city.portal.files[plain["url"].removeprefix(city.portal.address)].content
    city.offers_streets(zipped([("leeme.txt", b"hola"), ("calles/calles.csv", content)]), "calles.zip")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.format) == ("taken", "ZIP")
    assert city.figures()[0][GREEN] == 12


async def test_nothing_is_fetched_when_nothing_has_changed(city):
    city.offers_streets()
    city.offers_boundaries()
    await city.sync("streets", "boundaries")
    before, asked = city.files(), len(city.fetched())
    report = await city.sync("streets", "boundaries")
    assert [outcome.state for outcome in report.outcomes] == ["unchanged", "unchanged"]
    assert len(city.fetched()) == asked
    assert city.files() == before
    assert not report.new_figures


async def test_an_edition_that_was_only_touched_is_not_fetched_again(city):
    resource = city.offers_streets()
    await city.sync("streets")
    resource["last_modified"] = "2026-11-20T00:00:00"
    assert one(await city.sync("streets")).state == "unchanged"
    resource["hash"] = ""  # now only the server can tell
    assert one(await city.sync("streets")).state == "unchanged"
    assert len(city.fetched()) == 1


async def test_the_same_file_at_another_address_changes_nothing(city):
    city.offers_streets(hash="")
    await city.sync("streets")
    before = city.files()
    city.offers_streets(name="otra.csv", hash="", last_modified="2026-11-20T00:00:00")
    assert one(await city.sync("streets")).state == "unchanged"
    assert city.files() == before
    assert len(city.fetched()) == 2


async def test_force_fetches_and_builds_again(city):
    city.offers_streets()
    await city.sync("streets")
    assert one(await city.sync("streets", force=True)).state == "taken"
    assert len(city.fetched()) == 2


async def test_a_list_with_changed_columns_is_refused_with_its_name_and_changes_nothing(city):
    content = HEADERS["2025"].replace("numero_plazas", "cuantas") + "\n" + row() + "\n"
    city.offers_streets(content.encode())
    before = city.files()
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.step) == ("failed", "building")
    assert "calles-y-plazas.csv" in in_words(outcome.error, "es")
    assert "numero_plazas" in in_words(outcome.error, "es")
    assert str(city.folder) not in str(outcome.error)
    assert city.files() == before


async def test_what_was_refused_is_not_fetched_again_until_it_changes(city):
    resource = city.offers_streets(b"gis_x;gis_y\n1;2\n")
    first, second = [one(await city.sync("streets")) for _ in range(2)]
    assert len(city.fetched()) == 1
    assert in_words(first.error, "en") in in_words(second.error, "en")
    assert in_words(second.error, "en").startswith("it was refused on 2026-11-25, and is not fetched again")
    assert "sermadrid data sync --force" in in_words(second.error, "es")
    path = resource["url"].removeprefix(city.portal.address)
    good = city.offers_streets(name="good.csv")
    city.portal.files[path] = Served(
        city.portal.files[good["url"].removeprefix(city.portal.address)].content, '"two"'
    )
    resource.update(size=good["size"], hash=good["hash"], last_modified="2026-11-20T00:00:00")
    assert one(await city.sync("streets")).state == "taken"


async def test_a_spreadsheet_stands_in_for_a_broken_table_of_the_same_edition(city):
    city.offers_streets(b"gis_x;gis_y\n1;2\n", last_modified="2026-08-11T00:00:00")
    sheet = write_spaces_sheet(city.folder / "new.xlsx", NEW).read_bytes()
    city.offers_streets(sheet, "calles-y-plazas.xlsx", last_modified="2026-08-10T00:00:00")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.format) == ("taken", "XLSX")
    assert "numero_plazas" in in_words(outcome.remarks[0], "es")


@pytest.mark.parametrize("rows", [NEW[:1], [row(spaces="500"), *NEW[1:]]])
async def test_figures_that_are_far_from_the_present_ones_are_not_put_to_use(city, rows):
    city.offers_streets(rows)
    before = city.files()
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.step) == ("failed", "checking")
    assert "plazas" in in_words(outcome.error, "es")
    assert {name: content for name, content in city.files().items() if "downloads" not in name} == before


async def test_boundaries_come_from_the_map_service_when_the_archive_lacks_them(city):
    bands = shapefile(city.folder / "SER_BANDA_APARCAMIENTO.shp", [CITY[0]])
    renamed = [(name, content.replace(b"CODBAR", b"COLOR\0")) for name, content in bands]
    city.offers_boundaries(None, more=renamed)
    city.offers_service()
    outcome = one(await city.sync("boundaries"))
    assert (outcome.state, outcome.edition.format) == ("taken", "GEOJSON")
    assert "SER_BANDA_APARCAMIENTO.shp" in in_words(outcome.remarks[0], "es")
    assert city.figures()[1]["12-06"] == "Zofío"
    assert one(await city.sync("boundaries")).state == "unchanged"
    assert city.fetched() == [SHAPES, SERVICE, SERVICE]  # which has no mark of its edition


async def test_of_several_shapefiles_the_neighbourhoods_are_found(city):
    outside = [("-", "No está en la zona SER", "-", "No está en la zona SER", CITY[3][4])]
    city.offers_boundaries(GROWN, more=shapefile(city.folder / "A_Limite.shp", outside))
    assert one(await city.sync("boundaries")).state == "taken"
    assert city.figures()[1]["12-06"] == "Zofío"


async def test_a_rar_inside_is_reported_by_name(city):
    city.portal.files[SHAPES] = Served(zipped([("SHP/Barrios.rar", b"Rar!\x1a\x07\x00")]))
    outcome = one(await city.sync("boundaries"))
    assert outcome.state == "failed"
    assert "SHP/Barrios.rar" in in_words(outcome.error, "es")
    assert "RAR" in in_words(outcome.error, "es")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("../../outside.shp", b"x")], "../../outside.shp"),
        ([("leeme.txt", b"x")], "leeme.txt"),
        ([("big.shp", bytes(70 * 2**20))], "→"),
    ],
)
async def test_a_harmful_or_useless_archive_is_refused_and_changes_nothing(city, members, said):
    city.portal.files[SHAPES] = Served(zipped(members))
    before = city.files()
    outcome = one(await city.sync("boundaries"))
    assert outcome.state == "failed"
    assert said in in_words(outcome.error, "es")
    assert city.files() == before
    assert not list(city.folder.rglob("outside.shp"))


@pytest.mark.parametrize(
    "odd", [answering(200, {"Content-Encoding": "gzip"}, b"not packed"), answering(200, {}, b"[" * 200_000)]
)
async def test_an_odd_answer_of_the_catalogue_is_named_and_the_other_data_sets_are_taken(city, odd):
    city.offers_streets()
    city.offers_boundaries()
    city.portal.faults["/api/action/package_show"] = [odd]
    streets, boundaries = (await city.sync("streets", "boundaries")).outcomes
    assert (streets.state, streets.step, boundaries.state) == ("failed", "asking", "taken")
    assert "no es la respuesta de un catálogo" in in_words(streets.error, "es")


async def test_one_data_set_that_fails_does_not_keep_the_others(city):
    city.offers_streets()
    city.portal.faults[SHAPES] = [page]
    report = await city.sync("streets", "boundaries", "tickets")
    assert [outcome.state for outcome in report.outcomes] == ["taken", "failed", "failed"]
    assert report.failed
    assert city.figures()[0][GREEN] == 12
    assert "página web" in in_words(report.outcomes[1].error, "es")


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_a_portal_that_refuses_gives_a_sentence_for_each_data_set(city, status):
    path = "/api/action/package_show"
    city.portal.faults[path] = [answering(status)] * 20
    before = city.files()
    report = await city.sync("streets", "tickets")
    assert [(outcome.state, outcome.step) for outcome in report.outcomes] == [("failed", "asking")] * 2
    assert str(status) in in_words(report.outcomes[0].error, "es")
    assert city.files() == before


async def test_meters_are_only_kept_and_only_when_they_are_asked_for(city):
    city.portal.offers(METERS, "parquimetros.csv", b"gis_x;gis_y;matricula\n1;2;3\n")
    city.offers_streets()
    await city.sync("streets")
    assert not any("parquimetros" in path for path in city.fetched())
    outcome = one(await city.sync("meters"))
    assert outcome.result.file == "portal/meters/parquimetros.csv"
    assert (city.settings.data_dir / outcome.result.file).read_bytes().startswith(b"gis_x")
    assert one(await city.sync("meters")).state == "unchanged"


async def test_a_disk_that_is_full_when_figures_are_put_in_force_is_called_full(city, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/figures")

    city.offers_streets()
    monkeypatch.setattr(bot.services.syncing.taking, "put_in_force", full)
    (outcome,) = (await city.sync("streets")).outcomes
    assert isinstance(outcome.error, DiskFullError)
