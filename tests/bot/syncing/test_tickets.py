"""Tickets: the newest quarters are fetched, ingested and not kept as files; corrected ones replace the old."""

import asyncio
import hashlib
import os
from datetime import timedelta

import pytest

from bot.failures import in_words
from bot.portal.errors import SyncUnderWayError
from bot.portal.limits import Limits
from bot.portal.report import Ingested
from bot.services.syncing.covered import covered_quarters
from forecasting.demo import TicketQuirks, write_demo_tickets
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar
from forecasting.tickets.store import TicketStore
from tests.bot.portal.server import Served, answering, cut_after, page, stalling_after
from tests.bot.syncing.city import NEW, NOW, TICKETS, quarter_of_tickets, zipped
from tests.geodata.official_files import row

RAR = b"Rar!\x1a\x07\x00"


def states(report):
    return [(str(outcome.edition.period), outcome.state) for outcome in report.outcomes]


def path_of(city, resource):
    return resource["url"].removeprefix(city.portal.address)


async def test_the_newest_quarters_are_ingested_the_latest_first_and_older_ones_are_left(city):
    for year, quarter in ((2025, 4), (2026, 1), (2025, 3)):
        city.offers_quarter(year, quarter)
    report = await city.sync("tickets", quarters=2)
    assert states(report) == [("2026T1", "taken"), ("2025T4", "taken")]
    assert report.outcomes[0].result == Ingested(read=308, kept=308)
    assert report.new_tickets
    assert len(city.tickets()) == 2
    assert not list(city.settings.portal_dir.rglob("*.csv*"))


async def test_quarters_that_are_here_are_not_fetched_again_and_a_new_one_is(city):
    city.offers_quarter(2025, 4)
    await city.sync("tickets")
    city.offers_quarter(2026, 1)
    report = await city.sync("tickets")
    assert states(report) == [("2026T1", "taken"), ("2025T4", "unchanged")]
    assert len(city.fetched()) == 2


async def test_a_quarter_that_was_ingested_by_hand_is_not_fetched(city, tmp_path):
    resource = city.offers_quarter(2025, 4)
    (tmp_path / "hand.csv").write_bytes(quarter_of_tickets(2025, 4))
    TicketStore(city.settings.tickets_dir, ServiceCalendar.load()).ingest(tmp_path / "hand.csv", NOW)
    assert states(await city.sync("tickets")) == [("2025T4", "unchanged")]
    assert path_of(city, resource) not in city.fetched()


def test_simulated_tickets_and_a_few_days_cover_no_quarter(tmp_path):
    store, calendar = TicketStore(tmp_path / "store", ServiceCalendar.load()), ServiceCalendar.load()
    first, last = NOW.date().replace(month=7, day=1), NOW.date().replace(month=9, day=30)
    demo = tmp_path / "demo.csv"
    spaces = {SeriesKey("01-01", "green"): 40}
    write_demo_tickets(first, last, demo, spaces, calendar, quirks=TicketQuirks.of_year(2025))
    store.ingest(demo, NOW)
    assert covered_quarters(tmp_path / "store") == frozenset()
    (tmp_path / "short.csv").write_bytes(b"\r\n".join(quarter_of_tickets(2025, 4).splitlines()[:100]))
    store.ingest(tmp_path / "short.csv", NOW)
    assert covered_quarters(tmp_path / "store") == frozenset()
    (tmp_path / "whole.csv").write_bytes(quarter_of_tickets(2025, 1))
    store.ingest(tmp_path / "whole.csv", NOW)
    assert covered_quarters(tmp_path / "store") == {(2025, 1)}


async def test_what_was_taken_and_then_lost_is_fetched_again(city):
    city.offers_quarter(2025, 4)
    await city.sync("tickets")
    TicketStore(city.settings.tickets_dir).forget(city.tickets()[0].digest)
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]
    assert len(city.tickets()) == 1


def by_hand(city, name, content):
    file = city.folder / name
    file.write_bytes(content)
    TicketStore(city.settings.tickets_dir, ServiceCalendar.load()).ingest(file, NOW)


async def test_a_week_that_was_ingested_by_hand_gives_way_to_its_quarter(city):
    content = quarter_of_tickets(2025, 4)
    by_hand(city, "semana.csv", b"\r\n".join(content.splitlines()[:25]) + b"\r\n")
    city.offers_quarter(2025, 4, content)
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.state == "taken"
    assert "semana.csv" in in_words(outcome.remarks[0], "es")
    assert [(file.name, file.kept) for file in city.tickets()] == [("tiques_2025T4.csv", 308)]
    assert states(await city.sync("tickets")) == [("2025T4", "unchanged")]


async def test_days_that_reach_into_a_quarter_are_named_until_they_are_forgotten(city):
    first, second = quarter_of_tickets(2025, 3).splitlines(), quarter_of_tickets(2025, 4).splitlines()
    by_hand(city, "semana.csv", b"\r\n".join([first[0], *first[-12:], *second[1:13]]) + b"\r\n")
    resource = city.offers_quarter(2025, 4, b"\r\n".join(second) + b"\r\n")
    for _ in range(2):
        (outcome,) = (await city.sync("tickets")).outcomes
        assert (outcome.state, outcome.step) == ("failed", "ingesting")
        assert "sermadrid data forget semana.csv" in in_words(outcome.error, "es")
    assert [file.name for file in city.tickets()] == ["semana.csv"]
    store = TicketStore(city.settings.tickets_dir)
    store.forget(store.digest_of("semana.csv"))
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]
    assert city.fetched().count(path_of(city, resource)) == 1


async def test_a_corrected_year_that_is_cancelled_between_its_tables_comes_whole_or_not_at_all(city):
    def year(tickets):
        return zipped([(f"{q}T.csv", quarter_of_tickets(2024, q, tickets)) for q in (1, 2, 3, 4)])

    city.offers_quarter(2024, 0, year(4), "tiques_2024.zip", description="Tiques 2024")
    await city.sync("tickets")
    before = {file.digest for file in city.tickets()}
    late = {"description": "Tiques 2024", "last_modified": "2026-11-01T00:00:00"}
    city.offers_quarter(2024, 0, year(30), "corregido.zip", **late)
    city.told.clear()
    with pytest.raises(asyncio.CancelledError):
        await city.sync("tickets", cancelled_at=lambda told: told.step == "ingesting" and told.done > 0.25)
    left = {file.digest for file in city.tickets()}
    assert len(left) == 4
    assert left == before or left.isdisjoint(before)  # the worker may have been quicker than its end
    await city.sync("tickets")
    assert len(city.tickets()) == 4
    assert before.isdisjoint(file.digest for file in city.tickets())
    assert len(list(city.settings.tickets_dir.iterdir())) == 12


async def test_a_corrected_edition_takes_the_place_of_the_former(city):
    city.offers_quarter(2024, 3, quarter_of_tickets(2024, 3, tickets=4))
    await city.sync("tickets")
    (short,) = city.tickets()
    corrected = quarter_of_tickets(2024, 3, tickets=5)
    city.offers_quarter(2024, 3, corrected, "corregido.csv", last_modified="2026-11-01T00:00:00")
    assert states(await city.sync("tickets")) == [("2024T3", "taken")]
    (file,) = city.tickets()
    assert file.kept > short.kept


async def test_a_corrected_edition_that_is_broken_leaves_the_former(city):
    city.offers_quarter(2024, 3)
    await city.sync("tickets")
    before = city.files()
    broken = quarter_of_tickets(2024, 3, tickets=5)[:-30]
    city.offers_quarter(2024, 3, broken, "corregido.csv", last_modified="2026-11-01T00:00:00")
    for step in ("ingesting", "asking"):  # and it stays a failure, as long as the portal offers it
        (outcome,) = (await city.sync("tickets")).outcomes
        assert (outcome.state, outcome.step, outcome.edition.name) == ("failed", step, "corregido.csv")
        assert "corregido.csv" in in_words(outcome.error, "es")
        assert city.files() == before


async def test_a_provisional_edition_does_not_come_back_when_the_corrected_one_is_gone(city):
    city.offers_quarter(2024, 3, name="provisional.csv", last_modified="2026-02-01T00:00:00")
    content, late = quarter_of_tickets(2024, 3, tickets=7), {"last_modified": "2026-08-01T00:00:00"}
    final = city.offers_quarter(2024, 3, content, "definitivo.csv", **late)
    await city.sync("tickets")
    before = city.tickets()
    final.update(last_modified="2026-11-01T00:00:00", hash="")
    city.portal.faults[path_of(city, final)] = [answering(404)] * 2
    for _ in range(2):
        report = await city.sync("tickets")
        assert states(report) == [("2024T3", "failed")]
        assert "404" in in_words(report.outcomes[0].error, "es")
        assert city.tickets() == before
    city.portal.datasets[TICKETS].remove(final)
    (outcome,) = (await city.sync("tickets")).outcomes
    assert (outcome.state, city.tickets()) == ("unchanged", before)
    assert "provisional.csv es anterior a definitivo.csv" in in_words(outcome.remarks[0], "es")


async def test_a_provisional_edition_is_taken_where_the_corrected_ones_tickets_are_not_here(city):
    city.offers_quarter(2024, 3, name="provisional.csv", last_modified="2026-02-01T00:00:00")
    content, late = quarter_of_tickets(2024, 3, tickets=7), {"last_modified": "2026-08-01T00:00:00"}
    final = city.offers_quarter(2024, 3, content, "definitivo.csv", **late)
    await city.sync("tickets")
    TicketStore(city.settings.tickets_dir).forget(city.tickets()[0].digest)
    city.portal.faults[path_of(city, final)] = [answering(404)]
    (outcome,) = (await city.sync("tickets")).outcomes
    assert (outcome.state, outcome.edition.name) == ("taken", "provisional.csv")
    assert "404" in in_words(outcome.remarks[0], "es")


async def test_a_years_archive_is_taken_for_the_quarters_without_a_file_of_their_own(city):
    quarters = [(f"2024/{q}T.csv", quarter_of_tickets(2024, q, area="01-02")) for q in (1, 2)]
    city.offers_quarter(2024, 4)
    city.offers_quarter(2024, 0, zipped(quarters), "tiques_2024.zip", description="Tiques 2024")
    assert states(await city.sync("tickets")) == [("2024T4", "taken"), ("2024", "taken")]
    assert sorted(file.name for file in city.tickets()) == ["1T.csv", "2T.csv", "tiques_2024T4.csv"]


async def test_a_file_that_only_repeats_tickets_is_no_failure_and_not_fetched_again(city):
    content = quarter_of_tickets(2025, 4)
    city.offers_quarter(2025, 4, content)
    await city.sync("tickets")
    lines = content.splitlines()
    turned = b"\r\n".join([lines[0], *reversed(lines[1:])]) + b"\r\n"
    city.offers_quarter(2025, 0, turned, "todo 2025.csv", description="Tiques 2025")  # with the fourth only
    report = await city.sync("tickets")
    assert states(report) == [("2025T4", "unchanged"), ("2025", "unchanged")]
    fetched = len(city.fetched())
    await city.sync("tickets")
    assert (len(city.tickets()), len(city.fetched())) == (1, fetched)


def replaced(city, resource, content, **described):
    """The portal puts another file at the same address, and describes it so."""
    city.portal.files[path_of(city, resource)] = Served(content, '"two"')
    resource.update(size=len(content), last_modified="2026-11-01T00:00:00", **described)


async def test_a_replaced_file_is_fetched_though_the_catalogue_goes_on_saying_the_formers_checksum(city):
    resource = city.offers_quarter(2025, 4)
    await city.sync("tickets")
    corrected = quarter_of_tickets(2025, 4, tickets=6)
    replaced(city, resource, corrected)
    assert states(await city.sync("tickets", dry_run=True)) == [("2025T4", "offered")]
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]
    assert [file.kept for file in city.tickets()] == [462]
    fetched = len(city.fetched())
    assert states(await city.sync("tickets")) == [("2025T4", "unchanged")]
    assert states(await city.sync("tickets", dry_run=True)) == [("2025T4", "unchanged")]
    assert len(city.fetched()) == fetched
    TicketStore(city.settings.tickets_dir).forget(city.tickets()[0].digest)
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]


@pytest.mark.parametrize("name", ["tiques.csv", "tiques.zip"])
async def test_tickets_of_other_days_than_the_title_says_are_refused_with_their_days(city, name):
    first = quarter_of_tickets(2024, 1)
    resource = city.offers_quarter(
        2025, 4, zipped([("t.csv", first)]) if name.endswith("zip") else first, name
    )
    (outcome,) = (await city.sync("tickets")).outcomes
    assert (outcome.state, outcome.step, city.tickets()) == ("failed", "ingesting", [])
    said = in_words(outcome.error, "es")
    assert f"{name} se ofrece como tiques de 2025T4" in said
    assert "del 2024-01-05 al 2024-03-2" in said
    fetched = len(city.fetched())
    assert states(await city.sync("tickets")) == [("2025T4", "failed")]
    assert len(city.fetched()) == fetched
    resource["description"] = "Tiques 1T 2024"
    assert states(await city.sync("tickets")) == [("2024T1", "taken")], "once the title is right"


async def test_another_quarters_file_in_a_quarters_place_is_refused_and_not_taken_for_nothing_new(city):
    content = quarter_of_tickets(2025, 3)
    city.offers_quarter(2025, 3, content)
    await city.sync("tickets")
    resource = city.offers_quarter(2025, 4, content)
    assert states(await city.sync("tickets")) == [("2025T4", "failed"), ("2025T3", "unchanged")]
    right = quarter_of_tickets(2025, 4)
    replaced(city, resource, right, hash=hashlib.md5(right).hexdigest())  # noqa: S324  CKAN's own
    assert states(await city.sync("tickets")) == [("2025T4", "taken"), ("2025T3", "unchanged")]
    assert len(city.tickets()) == 2


async def test_a_corrected_edition_with_another_quarters_tickets_leaves_the_former(city):
    resource = city.offers_quarter(2025, 4)
    await city.sync("tickets")
    (former,) = city.tickets()
    wrong = quarter_of_tickets(2024, 4)
    replaced(city, resource, wrong, hash=hashlib.md5(wrong).hexdigest())  # noqa: S324  CKAN's own
    assert states(await city.sync("tickets")) == [("2025T4", "failed")]
    assert city.tickets() == [former]


async def test_a_period_that_nothing_names_is_a_guess_that_refuses_nothing(city):
    content = quarter_of_tickets(2024, 1)
    city.offers_quarter(2024, 1, content, "tiques.csv", description="Tiques", created=None)
    (outcome,) = (await city.sync("tickets")).outcomes  # published in August 2026
    assert (str(outcome.edition.period), outcome.state) == ("2026T2", "taken")
    (remark,) = outcome.remarks
    assert in_words(remark, "en") == "tiques.csv covers 0 of the 91 days of 2026T2; what it has is taken."


async def test_a_file_with_some_of_its_days_is_taken_and_remarked_upon(city):
    lines = quarter_of_tickets(2025, 4).splitlines()
    city.offers_quarter(2025, 4, b"\r\n".join(lines[: len(lines) // 2]) + b"\r\n", "tiques.csv")
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.state == "taken"
    (remark,) = outcome.remarks
    assert in_words(remark, "es").startswith("tiques.csv cubre 4")


async def test_a_whole_quarter_is_not_remarked_upon(city):
    city.offers_quarter(2025, 4)
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.remarks == ()


async def test_a_rar_among_tables_is_reported_and_the_rest_is_ingested(city):
    packed = zipped([("4T.csv", quarter_of_tickets(2025, 4)), ("Octubre.rar", RAR)])
    city.offers_quarter(2025, 4, packed, "tiques_2025T4.zip")
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.state == "taken"
    assert any("Octubre.rar" in in_words(remark, "es") for remark in outcome.remarks)


async def test_an_archive_with_nothing_but_a_rar_is_refused_by_its_name(city):
    city.offers_quarter(2025, 4, zipped([("Octubre.rar", RAR)]), "tiques_2025T4.zip")
    (outcome,) = (await city.sync("tickets")).outcomes
    assert (outcome.state, outcome.step) == ("failed", "ingesting")
    assert "Octubre.rar" in in_words(outcome.error, "es")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a;b\n1;2\n", "otra.csv", "otra.csv"),
        (RAR, "tiques.zip", "RAR"),
        (b"PK\x03\x04rest", "tiques.zip", "tiques.zip"),
        (zipped([("../x.csv", b"a;b\n")]), "tiques.zip", "../x.csv"),
    ],
)
async def test_a_quarter_that_cannot_be_read_is_refused_and_the_others_are_taken(city, content, name, said):
    city.offers_quarter(2026, 1, content, name)
    city.offers_quarter(2025, 4)
    report = await city.sync("tickets")
    assert states(report) == [("2026T1", "failed"), ("2025T4", "taken")]
    assert said in in_words(report.outcomes[0].error, "es")
    assert str(city.folder) not in in_words(report.outcomes[0].error, "es")


async def test_tickets_of_a_neighbourhood_that_the_new_streets_brought_count(city):
    city.offers_streets([*NEW, row(district=(12, "USERA"), neighbourhood=(6, "ZOFIO"), spaces="2")])
    city.offers_quarter(2025, 4, quarter_of_tickets(2025, 4, area="12-06"))
    report = await city.sync("streets", "tickets")
    assert [outcome.state for outcome in report.outcomes] == ["taken", "taken"]
    assert report.outcomes[0].result.without_outline == ("12-06",)
    assert city.tickets()[0].series == (("12-06", "blue"),)


async def test_a_download_goes_on_where_it_broke_off(city):
    resource = city.offers_quarter(2025, 4)
    city.portal.faults[path_of(city, resource)] = [cut_after(2_000), answering(503), cut_after(2_000)]
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]
    assert city.portal.asked[-1].headers["Range"] == "bytes=4000-"
    assert len(city.pauses) == 3


async def test_a_synchronisation_that_is_cancelled_goes_on_the_next_time(city):
    resource = city.offers_quarter(2025, 4)
    city.portal.faults[path_of(city, resource)] = [stalling_after(5_000)]
    before = city.files()
    task = asyncio.create_task(city.sync("tickets"))
    await city.hears(lambda told: told.done == 5_000, task)
    with pytest.raises(SyncUnderWayError):
        await city.sync("streets")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert {name for name in city.files() if name not in before} == {
        "portal/downloads/tickets-2025T4/tiques_2025T4.csv.part",
        "portal/downloads/tickets-2025T4/tiques_2025T4.csv.part.json",
    }
    assert states(await city.sync("tickets")) == [("2025T4", "taken")]
    assert city.portal.asked[-1].headers["Range"] == "bytes=5000-"


async def test_an_ingestion_that_is_cancelled_leaves_the_file_and_no_tickets(city):
    city.offers_quarter(2025, 4)
    with pytest.raises(asyncio.CancelledError):
        await city.sync("tickets", cancelled_at=lambda told: told.step == "ingesting")
    if not city.tickets():  # the worker may have been quicker than its end
        assert states(await city.sync("tickets")) == [("2025T4", "taken")]
        assert city.portal.asked[-1].status == 416
    assert len(city.tickets()) == 1


async def test_a_beginning_that_nobody_came_back_for_is_swept(city):
    resource = city.offers_quarter(2025, 4)
    city.portal.faults[path_of(city, resource)] = [cut_after(1_000)] * 4
    await city.sync("tickets")
    assert list(city.settings.portal_dir.rglob("*.part"))
    city.portal.datasets.clear()
    for folder in (city.settings.portal_dir / "downloads").iterdir():
        os.utime(folder, (NOW.timestamp(), NOW.timestamp()))  # as old as the city's clock says
    await city.sync("tickets", clock=lambda: NOW + timedelta(days=31))
    assert not list(city.settings.portal_dir.rglob("*.part"))


async def test_a_disk_without_room_is_named(city):
    city.offers_quarter(2025, 4)
    (outcome,) = (await city.sync("tickets", limits=Limits(reserve=10**18))).outcomes
    assert (outcome.state, outcome.step) == ("failed", "fetching")
    assert "sitio" in in_words(outcome.error, "es")


async def test_damaged_notes_of_the_ticket_store_are_named(city):
    city.offers_quarter(2025, 4)
    city.settings.tickets_dir.mkdir()
    (city.settings.tickets_dir / "x.json").write_text("{")
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.state == "failed"
    assert "dañado" in in_words(outcome.error, "es")


async def test_a_data_folder_that_cannot_be_written_is_named(city):
    city.offers_quarter(2025, 4)
    (city.settings.portal_dir / "downloads").parent.mkdir()
    (city.settings.portal_dir / "downloads").write_text("in the way")
    (outcome,) = (await city.sync("tickets")).outcomes
    assert outcome.state == "failed"
    assert str(city.folder) not in in_words(outcome.error, "es")


async def test_a_page_in_place_of_tickets_is_named(city):
    resource = city.offers_quarter(2025, 4)
    city.portal.faults[path_of(city, resource)] = [page]
    (outcome,) = (await city.sync("tickets")).outcomes
    assert (outcome.state, outcome.step) == ("failed", "fetching")
    assert "página web" in in_words(outcome.error, "es")
