"""Steps run in a process of their own, which says how it went and ends with whoever waits."""

import asyncio
import errno
import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from contextlib import ExitStack
from subprocess import PIPE

import pytest

from bot.errors import StepCrashedError, StepError, StepFaultError
from bot.failures import EXPECTED, in_words
from bot.steps.processes import LONGEST_LINE, run_step
from forecasting.tickets.switching import writing
from tests.bot.served import PATIENCE, happens
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


async def test_a_wait_for_another_ingestion_is_told(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    job, told = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures)), []
    with ExitStack() as another:
        another.enter_context(writing(tmp_path / "tickets"))

        def tell(step, share):
            told.append(step)
            if step == "waiting":
                another.close()

        assert (await run_step(job, tell))["kept"] == 308
    assert told[:2] == ["ingesting", "waiting"]
    assert told[-1] == "ingesting"


STAND_IN = """
import sys
from types import ModuleType

def retrain(job, tell):
    import logging, os, signal, warnings
    log = logging.getLogger("bot.worker-test")
    {deed}
    return {{"remarks": ()}}

module = sys.modules["bot.steps.models"] = ModuleType("bot.steps.models")
module.retrain = retrain
"""
TRAINING = {"step": "train"}


@pytest.fixture
def training_does(tmp_path, monkeypatch):
    """Have the worker do something else in the place of a training."""

    def does(deed):
        (tmp_path / "sitecustomize.py").write_text(STAND_IN.format(deed=deed))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))

    return does


async def test_a_process_that_dies_without_a_word_is_named(training_does):
    training_does("os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(StepCrashedError) as died:
        await run_step(TRAINING, lambda *_: None)
    assert died.value.status == -9


async def test_what_nobody_foresaw_comes_back_with_its_traceback_and_is_no_want_of_memory(training_does):
    training_does("raise RuntimeError('a bug')")
    with pytest.raises(StepFaultError) as failed:
        await run_step(TRAINING, lambda *_: None)
    error = failed.value
    assert not isinstance(error, EXPECTED)
    assert (error.kinds[0], str(error)) == ("RuntimeError", "RuntimeError: a bug")
    assert error.way[-1].endswith("sitecustomize.py:8")
    assert "in retrain\n" in "".join(traceback.format_exception(error))
    assert "fallo del programa" in in_words(error, "es")


async def test_what_wants_more_memory_than_there_is_is_called_that(training_does):
    training_does("raise MemoryError")
    with pytest.raises(StepFaultError) as failed:
        await run_step(TRAINING, lambda *_: None)
    assert in_words(failed.value, "es").startswith("No ha habido memoria suficiente")


async def test_what_the_process_logs_is_logged_here_from_the_same_level_on(training_does, caplog):
    caplog.set_level(logging.INFO)
    training_does("log.debug('unseen'); log.info('seen %d', 7); warnings.warn('odd')")
    await run_step(TRAINING, lambda *_: None)
    seen, odd = caplog.records
    assert (seen.name, seen.levelname, seen.getMessage()) == ("bot.worker-test", "INFO", "seen 7")
    assert (odd.name, odd.levelname) == ("py.warnings", "WARNING")


async def test_what_the_process_and_its_libraries_print_is_logged_and_is_no_part_of_the_answer(
    training_does, caplog
):
    training_does("os.write(2, b'GDAL: one\\n'); os.write(1, b'two\\n'); print('three', flush=True)")
    assert await run_step(TRAINING, lambda *_: None) == {"remarks": ()}
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert said == [("WARNING", f"printed: {text}") for text in ("GDAL: one", "two", "three")]


async def test_however_much_is_printed_nothing_waits_for_it(training_does, caplog):
    training_does(f"os.write(2, b'x' * {LONGEST_LINE * 3}); os.write(2, b'\\nlast\\n')")
    async with asyncio.timeout(60):
        await run_step(TRAINING, lambda *_: None)
    assert "a line that is too long was printed" in caplog.text
    assert caplog.records[-1].getMessage() == "printed: last"


async def test_a_folder_that_cannot_be_written_is_named(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    (tmp_path / "tickets").write_text("in the way")
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    with pytest.raises(StepError) as refused:
        await run_step(job, lambda *_: None)
    assert "UnusableFileError" in refused.value.kinds
    assert str(tmp_path) not in str(vars(refused.value))


WITH_A_FAILING_DISK = """
import sys
import bot.steps.models
from bot.steps.worker import main

def failing(*_):
    raise OSError(int(sys.argv[1]), "the system's words", sys.argv[2])

bot.steps.models.training_data = failing
main()
"""


def told_of(job, number, file):
    """What the worker tells last of a job in which the system refuses a file with that error."""
    command = [sys.executable, "-c", WITH_A_FAILING_DISK, str(number), str(file)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as worker:
        worker.stdin.write(json.dumps(job).encode() + b"\n")
        worker.stdin.flush()
        said = [json.loads(line) for line in iter(worker.stdout.readline, b"")]
    return said[-1]["failed"]


@pytest.mark.parametrize("step", ["train", "backtest"])
def test_a_full_disk_is_called_the_same_in_every_step(tmp_path, step):
    job = {"step": step, "data_dir": str(tmp_path), "picture": str(tmp_path / "picture.png")}
    told = told_of(job, errno.ENOSPC, tmp_path / "models" / "t.parquet")
    assert told["kinds"][0] == "DiskFullError"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EINVAL])
def test_the_data_folder_is_told_of_only_to_who_asks_for_whole_paths(tmp_path, number):
    data = tmp_path / "data"
    job = {"step": "train", "data_dir": str(data)}
    assert told_of(job, number, data / "models" / "x")["attributes"]["file"] == "models/x"
    assert told_of(job, number, data)["attributes"]["file"] == "data"
    whole = told_of(job | {"whole_paths": True}, number, data / "models" / "x")
    assert whole["attributes"]["file"] == str(data / "models" / "x")


def test_a_process_that_nobody_hears_any_more_ends_without_a_word(city, tmp_path):
    figures = next(city.settings.resources_dir.glob("2*"))
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    command = [sys.executable, "-m", "bot.steps.worker"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as worker:
        worker.stdout.close()  # as whoever waits does when it is ended
        _, said = worker.communicate(json.dumps(job).encode())
    assert (worker.returncode, said) == (1, b"")


def test_a_process_that_nobody_asks_anything_ends_without_a_word():
    command = [sys.executable, "-m", "bot.steps.worker"]
    done = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.fixture
def begun(monkeypatch):
    """The processes that are begun: others of this one may have been left by other tests."""
    begin, begun = asyncio.create_subprocess_exec, []

    async def beginning(*words, **how):
        begun.append(await begin(*words, **how))
        return begun[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", beginning)
    return begun


async def test_a_cancelled_step_ends_its_process(city, tmp_path, begun):
    figures, waiting = next(city.settings.resources_dir.glob("2*")), asyncio.Event()
    job = ingestion(tmp_path, quarter_of_tickets(2025, 4), figures=str(figures))
    with writing(tmp_path / "tickets"):  # by itself it would wait for ever
        task = asyncio.create_task(
            run_step(job, lambda step, _: waiting.set() if step == "waiting" else None)
        )
        await happens(waiting, task)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [process.returncode for process in begun] == [-signal.SIGKILL]  # and nothing of it is left


@pytest.mark.parametrize("turns", range(1, 8))
async def test_a_step_that_is_cancelled_while_its_process_begins_ends_too(turns):
    task = asyncio.create_task(run_step({"step": "nothing that there is"}, lambda *_: None))
    for _ in range(turns):  # of the event loop
        await asyncio.sleep(0)
    task.cancel()
    _, unfinished = await asyncio.wait({task}, timeout=PATIENCE)
    assert not unfinished
    assert task.cancelled()


def test_who_synchronises_loads_neither_tables_nor_geography():
    code = (
        "import sys, bot.services.syncing; "
        "print(sorted({'polars', 'pandas', 'geopandas', 'statsmodels'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
