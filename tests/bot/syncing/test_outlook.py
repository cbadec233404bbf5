"""A dry run tells what would be fetched, and writes nothing."""

from datetime import UTC, datetime

from bot.failures import in_words
from tests.bot.portal.server import Served, answering
from tests.bot.syncing.city import SHAPES, STREETS


async def test_a_dry_run_tells_sizes_and_dates_and_writes_nothing(city):
    resource = city.offers_streets()
    city.offers_boundaries()
    city.offers_quarter(2025, 4)
    before = city.files()
    report = await city.sync(dry_run=True)
    streets, boundaries, tickets = report.outcomes
    assert [outcome.state for outcome in report.outcomes] == ["offered"] * 3
    assert (streets.edition.size, streets.edition.modified.year) == (resource["size"], 2026)
    assert boundaries.edition.size == len(city.portal.files[SHAPES].content)
    assert boundaries.edition.modified == datetime(2026, 8, 10, 11, 31, 26, tzinfo=UTC)
    assert str(tickets.edition.period) == "2025T4"
    assert {asked.method for asked in city.portal.file_requests()} == {"HEAD"}
    assert city.files() == before
    assert not city.settings.portal_dir.exists()


async def test_a_dry_run_knows_what_is_here(city):
    city.offers_streets()
    city.offers_boundaries()
    await city.sync("streets", "boundaries")
    report = await city.sync("streets", "boundaries", dry_run=True)
    assert [outcome.state for outcome in report.outcomes] == ["unchanged"] * 2


async def test_a_server_that_does_not_describe_its_files_is_no_failure(city):
    city.portal.files[SHAPES] = Served(b"")
    city.portal.faults[SHAPES] = [answering(405)]
    (outcome,) = (await city.sync("boundaries", dry_run=True)).outcomes
    assert (outcome.state, outcome.edition.size, outcome.edition.modified) == ("offered", None, None)


async def test_a_dry_run_says_what_cannot_be_found_out(city):
    report = await city.sync("streets", "boundaries", dry_run=True)
    assert [(outcome.state, outcome.step) for outcome in report.outcomes] == [("failed", "asking")] * 2


async def test_a_dry_run_tells_what_was_refused_before_as_the_next_synchronisation_will(city):
    city.offers_quarter(2026, 3, b"a;b\n1;2\n", "tiques.csv")
    await city.sync("tickets")
    before = city.files()
    (seen,), (done,) = [(await city.sync("tickets", dry_run=dry)).outcomes for dry in (True, False)]
    for outcome in (seen, done):
        assert (outcome.state, outcome.step) == ("failed", "asking")
    assert in_words(seen.error, "en") == in_words(done.error, "en")
    assert "refused on 2026-11-25" in in_words(seen.error, "en")
    assert "sermadrid data sync --force" in in_words(seen.error, "es")
    assert (len(city.fetched()), city.files()) == (1, before)
    (forced,) = (await city.sync("tickets", dry_run=True, force=True)).outcomes
    assert forced.state == "offered"


async def test_a_dry_run_offers_what_would_stand_in_for_a_refused_edition(city):
    city.offers_streets(b"gis_x;gis_y\n1;2\n", "mal.csv")
    await city.sync("streets")
    city.offers_streets(name="bien.csv", last_modified="2026-02-10T00:00:00")
    (outcome,) = (await city.sync("streets", dry_run=True)).outcomes
    assert (outcome.state, outcome.edition.name) == ("offered", "bien.csv")
    assert "mal.csv" in in_words(outcome.remarks[0], "es")


async def test_a_dry_run_never_offers_what_is_older_than_what_is_in_force(city):
    city.offers_streets(name="febrero.csv", last_modified="2026-02-10T00:00:00")
    newest = city.offers_streets(name="agosto.csv")
    await city.sync("streets")
    city.portal.datasets[STREETS].remove(newest)
    (outcome,) = (await city.sync("streets", dry_run=True)).outcomes
    assert outcome.state == "unchanged"
    assert "febrero.csv es anterior a agosto.csv" in in_words(outcome.remarks[0], "es")
