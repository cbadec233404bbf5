"""`sermadrid data sync`: what came of it in sentences, and status 2 when anything failed."""

import asyncio
import subprocess
import sys

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.domain import LANGUAGES
from bot.portal.editions import Edition
from bot.portal.errors import MovedError, UnreachableError
from bot.portal.periods import Period
from bot.portal.report import Figures, Ingested, Kept, Outcome, SyncProgress, SyncReport
from bot.presentation.syncing import progress_line, sync_lines
from tests.bot.portal.server import serving
from tests.bot.syncing.city import SHAPES, City

STREETS = Edition("streets", "https://datos.madrid.es/calles.csv", "CSV", size=4_394_120)
TICKETS = Edition("tickets", "https://datos.madrid.es/t.zip", "ZIP", period=Period(2025, 4))


def lines(language, *outcomes):
    return sync_lines(SyncReport(outcomes), language)


def test_what_was_taken_is_told_with_what_it_holds_and_what_to_do_now():
    said = lines("es", Outcome("streets", "taken", STREETS, Figures(65, 2_480, 179_078, ("12-06",))))
    assert said[0] == "✅ Calles y plazas (calles.csv, 4,4 MB): 65 barrios, 2.480 calles, 179.078 plazas."
    assert "12-06" in said[1]
    assert "vuelve a arrancar" in said[2]


def test_tickets_are_told_by_their_quarter():
    said = lines("en", Outcome("tickets", "taken", TICKETS, Ingested(12_362_083, 12_340_000)))
    assert said[0] == "✅ Tickets 2025T4 (t.zip): 12,340,000 tickets of 12,362,083 rows."
    assert "sermadrid train" in said[1]


def test_a_failure_is_told_with_its_step_and_its_sentence():
    error = MovedError("https://datos.madrid.es/x?a=1&b=2", 404)
    (said,) = lines("es", Outcome("tickets", "failed", step="asking", error=error))
    assert said.startswith("❌ Tiques, al preguntar: ")
    assert "a=1&amp;b=2" in said  # escaped for Telegram, once


def test_what_was_passed_over_is_told_before_what_was_taken():
    remark = UnreachableError("geoportal.madrid.es")
    said = lines("es", Outcome("meters", "taken", STREETS, Kept("portal/meters/m.csv"), remarks=(remark,)))
    assert "geoportal.madrid.es" in said[0]
    assert "portal/meters/m.csv" in said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_step_has_words(language):
    assert lines(language, Outcome("boundaries", "unchanged", STREETS))
    assert lines(language, Outcome("boundaries", "offered", STREETS))
    for step in ("asking", "fetching", "unpacking", "building", "checking", "ingesting", "waiting"):
        assert "calles.csv" in progress_line(SyncProgress("streets", "calles.csv", step), language)


@pytest.fixture
def command(tmp_path):
    """Run the command in a process of its own, against a portal if one is given."""

    def run(*words, portal="http://127.0.0.1:9"):
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join([str(tmp_path), *sys.path]),
            "SERMADRID_DATA_DIR": str(tmp_path / "data"),
            "SERMADRID_PORTAL_URL": portal,
            "SERMADRID_BOUNDARIES_URL": f"{portal}{SHAPES}",
        }
        words = [sys.executable, "-m", "bot", "data", "sync", *words]
        return subprocess.Popen(
            words, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return run


def test_without_a_network_there_is_a_sentence_status_2_and_nothing_has_changed(command, tmp_path):
    process = command()
    out, err = process.communicate(timeout=240)
    assert process.returncode == 2
    assert out == ""
    assert err.count("127.0.0.1 cannot be reached (no connection)") == 3
    assert "Traceback" not in err
    assert not [file for file in (tmp_path / "data").rglob("*") if file.is_file() and file.name != ".lock"]


async def test_what_is_fetched_is_told_in_lines_where_there_is_no_terminal(command, tmp_path):
    async with serving() as portal:
        city = City(tmp_path, portal)
        city.build()
        city.offers_streets()
        process = command("--only", "streets", portal=portal.address)
        out, err = await asyncio.to_thread(process.communicate, timeout=240)
    assert process.returncode == 0, err
    assert "✅ Streets and spaces (calles-y-plazas.csv, 10 August 2026, 0 MB): 3 neighbourhoods" in out
    assert "calles-y-plazas.csv: fetching, 0%" in err
    assert "calles-y-plazas.csv: building, 50%" in err


IN_THE_PLACE_OF_FIGURES = """
import sys
from types import ModuleType

def renew_figures(job, tell):
    raise RuntimeError("a bug")

module = sys.modules["bot.services.syncing.renewing"] = ModuleType("bot.services.syncing.renewing")
module.renew_figures = renew_figures
"""


async def test_a_fault_of_the_program_is_called_that_with_its_traceback(command, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(IN_THE_PLACE_OF_FIGURES)
    async with serving() as portal:
        city = City(tmp_path, portal)
        city.build()
        city.offers_streets()
        process = command("--only", "streets", portal=portal.address)
        _, err = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 2
    assert "That was a fault of the program, not of memory." in err
    assert "in renew_figures\n" in err
    assert "RuntimeError: a bug\n" in err


async def test_a_dry_run_lists_what_would_be_fetched(command, tmp_path):
    async with serving() as portal:
        city = City(tmp_path, portal)
        city.offers_streets()
        city.offers_quarter(2025, 4)
        process = command("--dry-run", "--only", "streets", "--only", "tickets", portal=portal.address)
        out, err = await asyncio.to_thread(process.communicate, timeout=240)
    assert process.returncode == 0, err
    assert out.count("would be fetched") == 2
    assert not (tmp_path / "data").exists()


async def test_a_dry_run_ends_with_status_2_where_the_newest_was_refused(command, tmp_path):
    async with serving() as portal:
        city = City(tmp_path, portal)
        city.build()
        city.offers_quarter(2026, 3, b"a;b\n1;2\n", "tiques.csv")
        for words in ([], ["--dry-run"], []):
            process = command("--only", "tickets", *words, portal=portal.address)
            out, err = await asyncio.to_thread(process.communicate, timeout=60)
            assert (process.returncode, out) == (2, "")
            told = [line for line in err.splitlines() if line.startswith("❌ Tickets 2026T3, ")]
            assert len(told) == 1
            assert "tiques.csv is no file of SER tickets" in told[0]
    assert "it was refused on " in told[0]
    assert "sermadrid data sync --force" in told[0]


def test_an_address_that_anybody_could_change_on_the_way_is_refused(tmp_path):
    environment = {"SERMADRID_DATA_DIR": str(tmp_path), "SERMADRID_PORTAL_URL": "http://datos.madrid.es"}
    result = CliRunner().invoke(main, ["data", "sync"], env=environment)
    assert result.exit_code == 2
    assert "SERMADRID_PORTAL_URL" in result.stderr
    assert "https://" in result.stderr


@pytest.mark.parametrize("words", [("--quarters", "0"), ("--only", "weather")])
def test_what_there_is_not_cannot_be_asked_for(words):
    assert CliRunner().invoke(main, ["data", "sync", *words]).exit_code == 2
