"""Steps run in a process of their own, which says how it went and ends with whoever waits."""

import asyncio
import json
import os
import subprocess
import sys
from subprocess import PIPE

import pytest

from bot.errors import StepCrashedError, StepError
from bot.failures import in_words
from bot.steps.processes import run_step
from tests.bot.syncing.city import NOW, quarter_of_tickets


def ingestion(folder, content, **changed):
    file = folder / "downloads" / "tiques.csv"
    file.parent.mkdir()
    file.write_bytes(content)
    return {
        "step": "ingest",
        "file": str(file),
        "tickets": str(folder / "tickets"),
        "figures": str(changed.get("figures", folder)),
        "now": NOW.isoformat(),
        "replacing": [],
        **changed,
    }


async def test_an_error_comes_back_as_it_would_be_worded_and_without_the_folder(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    with pytest.raises(StepError) as refused:
        await run_step(ingestion(tmp_path, b"a;b\n1;2\n", figures=str(figures)), lambda *_: None)
    assert "NotATicketFileError" in refused.value.kinds
    assert in_words(refused.value, "es").startswith("tiques.csv no es un archivo de tiques del SER")
    assert str(tmp_path) not in str(refused.value)


async def test_progress_is_told_on_the_way(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    told = []
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    result = await run_step(job, lambda *told_now: told.append(told_now))
    assert result["read"] == 308
    assert told[0] == ("ingesting", 0.0)
    assert told[-1] == ("ingesting", 1.0)


async def test_a_process_that_dies_is_named(capfd):
    with pytest.raises(StepCrashedError) as died:
        await run_step({"step": "nothing that there is"}, lambda *_: None)
    assert died.value.status == 1
    assert "KeyError" in capfd.readouterr().err


async def test_a_folder_that_cannot_be_written_is_named(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    (tmp_path / "tickets").write_text("in the way")
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    with pytest.raises(StepError) as refused:
        await run_step(job, lambda *_: None)
    assert "OutputFileError" in refused.value.kinds


def test_a_process_that_nobody_hears_any_more_ends_without_a_word(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    command = [sys.executable, "-m", "bot.steps.worker"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as worker:
        worker.stdout.close()  # as whoever waits does when it is ended
        _, said = worker.communicate(json.dumps(job).encode())
    assert (worker.returncode, said) == (1, b"")


async def test_a_cancelled_step_ends_its_process(city, tmp_path):
    figures, begun = next(city.settings.resources_dir.glob("2*")), asyncio.Event()
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    task = asyncio.create_task(run_step(job, lambda *_: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ChildProcessError):
        await asyncio.to_thread(os.waitpid, -1, os.WNOHANG)


def test_who_synchronises_loads_neither_tables_nor_geography():
    code = (
        "import sys, bot.services.syncing; "
        "print(sorted({'polars', 'pandas', 'geopandas', 'statsmodels'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
