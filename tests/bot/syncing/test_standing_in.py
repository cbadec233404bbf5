"""One edition stands in for another that cannot be used, and never for what is newer than itself."""

import pytest

from bot.failures import in_words
from tests.bot.portal.server import Served, answering
from tests.bot.syncing.city import NEW, STREETS
from tests.geodata.official_files import row, write_spaces_sheet

GREEN = ("01-01", "green")
FEBRUARY = {"last_modified": "2026-02-10T00:00:00"}
CHANGED_COLUMNS = b"gis_x;gis_y\n1;2\n"


def one(report):
    (outcome,) = report.outcomes
    return outcome


def path_of(city, resource):
    return resource["url"].removeprefix(city.portal.address)


def breaks(city, resource, how):
    """The portal changes a file in place, and it cannot be used any more."""
    resource.update(last_modified="2026-11-20T00:00:00", hash="", size=len(CHANGED_COLUMNS))
    city.portal.files[path_of(city, resource)] = Served(CHANGED_COLUMNS, '"two"')
    if how == "gone":
        city.portal.faults[path_of(city, resource)] = [answering(404)] * 9


def offers_february(city, **described):
    return city.offers_streets([row(spaces="6"), *NEW[1:]], "calles-febrero.csv", **FEBRUARY, **described)


@pytest.mark.parametrize("how", ["changed", "gone"])
@pytest.mark.parametrize("force", [False, True])
async def test_what_is_in_force_stays_when_its_next_edition_is_of_no_use(city, how, force):
    offers_february(city)
    august = city.offers_streets(name="calles.csv")
    await city.sync("streets")
    before = city.files()
    breaks(city, august, how)
    for _ in range(2):
        report = await city.sync("streets", force=force)
        outcome = one(report)
        assert (outcome.state, outcome.edition.name, report.failed) == ("failed", "calles.csv", True)
        assert city.files() == before
    assert city.figures()[0][GREEN] == 12


async def test_what_is_newer_than_what_is_in_force_is_taken_where_the_newest_is_of_no_use(city):
    offers_february(city)
    await city.sync("streets")
    city.offers_streets(name="agosto.csv")
    city.offers_streets(CHANGED_COLUMNS, "noviembre.csv", last_modified="2026-11-01T00:00:00")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.name) == ("taken", "agosto.csv")
    assert "noviembre.csv" in in_words(outcome.remarks[0], "es")
    again = one(await city.sync("streets"))
    assert (again.state, again.edition.name) == ("failed", "noviembre.csv"), "nothing as new stands in for it"
    assert city.figures()[0][GREEN] == 12


async def test_where_nothing_is_in_force_an_older_edition_is_taken_with_a_remark(city):
    offers_february(city)
    city.offers_streets(CHANGED_COLUMNS, "calles.csv")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.name) == ("taken", "calles-febrero.csv")
    assert "calles.csv" in in_words(outcome.remarks[0], "es")


async def test_the_same_edition_as_a_spreadsheet_stands_in_for_the_table_for_good(city):
    city.offers_streets(CHANGED_COLUMNS, "calles.csv", last_modified="2026-08-11T00:00:00")
    sheet = write_spaces_sheet(city.folder / "new.xlsx", NEW).read_bytes()
    city.offers_streets(sheet, "calles.xlsx", last_modified="2026-08-10T00:00:00")
    await city.sync("streets")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.name) == ("unchanged", "calles.xlsx")
    assert "calles.csv" in in_words(outcome.remarks[0], "es")


async def test_what_the_portal_no_longer_offers_stays_unless_an_older_one_is_forced(city):
    offers_february(city)
    august = city.offers_streets(name="calles.csv")
    await city.sync("streets")
    city.portal.datasets[STREETS].remove(august)
    for _ in range(2):
        outcome = one(await city.sync("streets"))
        assert (outcome.state, city.figures()[0][GREEN]) == ("unchanged", 12)
        assert "calles-febrero.csv es anterior a calles.csv" in in_words(outcome.remarks[0], "es")
    outcome = one(await city.sync("streets", force=True))
    assert (outcome.state, city.figures()[0][GREEN]) == ("taken", 10)


async def test_last_years_list_is_older_though_the_portal_touched_it_since(city):
    last_year = "Calles y número de plazas SER. 2025"
    old = offers_february(city, description=last_year)
    august = city.offers_streets(name="calles.csv")
    await city.sync("streets")
    old["last_modified"] = "2026-11-20T00:00:00"
    city.portal.datasets[STREETS].remove(august)
    assert one(await city.sync("streets")).state == "unchanged"
    assert city.figures()[0][GREEN] == 12


async def test_an_edition_that_was_passed_over_is_not_taken_when_all_are_marked_as_changed_on_one_day(city):
    february = offers_february(city)
    august = city.offers_streets(name="calles.csv")
    await city.sync("streets")
    for resource in (february, august):
        resource["last_modified"] = "2026-11-20T00:00:00"
    outcome = one(await city.sync("streets"))
    assert (outcome.state, outcome.edition.name, outcome.remarks) == ("unchanged", "calles.csv", ())
    assert city.figures()[0][GREEN] == 12


async def test_the_same_edition_at_a_new_address_is_taken_if_it_is_another_file(city):
    before = city.offers_streets(name="calles.csv")
    await city.sync("streets")
    city.portal.datasets[STREETS].remove(before)
    city.offers_streets([row(spaces="6"), *NEW[1:]], "mudada.csv")
    outcome = one(await city.sync("streets"))
    assert (outcome.state, city.figures()[0][GREEN]) == ("taken", 10)


async def test_a_refused_file_that_the_portal_only_touched_is_not_fetched_at_every_synchronisation(city):
    resource = city.offers_streets(CHANGED_COLUMNS, hash="")
    await city.sync("streets")
    resource["last_modified"] = "2026-11-20T00:00:00"
    asked = [len(city.portal.file_requests()) for _ in range(3) if await city.sync("streets")]
    assert asked == [2, 2, 2]
