"""A dry run tells what would be fetched, and writes nothing."""

from datetime import UTC, datetime

from tests.bot.portal.server import Served, answering
from tests.bot.syncing.city import SHAPES


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
