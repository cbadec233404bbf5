"""The first start trains before it serves: what ends the start ends the training, and another one is waited for."""

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

import pytest

import bot.first_training
from benchmarks.endurance.bot_process import PROJECT
from bot.errors import FirstTrainingError, StepCrashedError, StepError
from bot.failures import in_words
from bot.first_training import ensure_model, in_the_log
from bot.settings import Settings
from forecasting.publishing import ModelFolder
from tests.bot.published import publish
from tests.bot.served import MANIFEST, PATIENCE

NOWHERE = "http://127.0.0.1:9"


def eventually(condition):
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


class Start:
    """A start of the bot on an empty folder, with the log that it writes where there is no terminal."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.models = ModelFolder(self.data / "models")
        self.log = folder / "log"
        self.process = None
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("SERMADRID_")}
        self.env |= {
            "SERMADRID_DATA_DIR": str(self.data),
            "SERMADRID_TELEGRAM_TOKEN": "123456:abc",
            "SERMADRID_TELEGRAM_API_URL": NOWHERE,
            "SERMADRID_ONLINE_GEOCODING": "false",
            "PYTHONPATH": str(PROJECT),
        }

    def begin(self, **more):
        with self.log.open("wb") as log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log} | more
            command = [sys.executable, "-m", "bot", "run"]
            self.process = subprocess.Popen(command, env=self.env, cwd=self.log.parent, **streams)

    def begin_training(self, **more):
        self.begin(**more)
        eventually(lambda: len(self.processes()) > 1)

    def lines(self):
        """The lines so far, each of which is JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def says(self, words):
        return any(words in line["message"] for line in self.lines())

    def status(self):
        return self.process.wait(PATIENCE)

    def processes(self):
        """Those that know of the folder: the bot's, and whatever it started."""
        return [
            process.name for process in Path("/proc").glob("[0-9]*") if str(self.data) in _environ(process)
        ]


def _environ(process):
    try:
        return (process / "environ").read_bytes().decode(errors="replace")
    except OSError:  # it ended just now, or is another user's
        return ""


@pytest.fixture
def start(tmp_path, terminal):
    start = Start(tmp_path)
    yield start
    if start.process is not None and start.process.poll() is None:
        start.process.kill()
        start.process.wait()


def test_a_start_that_is_told_to_stop_ends_cleanly_and_its_training_with_it(start):
    start.begin_training()
    start.process.terminate()
    assert start.status() == 0
    assert start.lines()[-1]["message"] == "stopped before it served"
    eventually(lambda: not start.processes())
    assert not start.models.versions()


def test_the_training_of_a_start_that_is_killed_ends_and_publishes_nothing(start):
    start.begin_training()
    eventually(start.models.is_training)
    start.process.kill()
    start.status()
    eventually(lambda: not start.processes())
    assert not start.models.versions()
    assert not start.models.is_training()


def test_ctrl_c_on_a_terminal_ends_the_training_without_a_traceback(start, terminal):
    start.begin_training(**terminal.streams)
    terminal.presses(b"\x03")
    assert start.status() == 0
    shown = terminal.shown()
    assert "Training" in shown
    assert "stopped before it served" in shown
    assert "Traceback" not in shown
    eventually(lambda: not start.processes())
    assert not start.models.versions()


class Terminal:
    """A terminal of its own for a process: its keys, and what it shows."""

    def __init__(self):
        self._ours, self._theirs = pty.openpty()
        self._shown = b""
        self._reader = Thread(target=self._read)
        self._reader.start()
        self.streams = dict.fromkeys(("stdin", "stdout", "stderr"), self._theirs) | {
            "start_new_session": True,
            "preexec_fn": lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        }

    def presses(self, keys):
        os.write(self._ours, keys)

    def shown(self):
        """What it has shown, at the end: nothing more comes then."""
        if self._theirs is not None:
            os.close(self._theirs)
            self._theirs = None
            self._reader.join()
            os.close(self._ours)
        return self._shown.decode()

    def _read(self):
        with suppress(OSError):  # how a terminal ends
            while more := os.read(self._ours, 1 << 16):
                self._shown += more


@pytest.fixture
def terminal():
    terminal = Terminal()
    yield terminal
    terminal.shown()


@pytest.mark.parametrize("pause", [0.1, 0.6, 1.2])
def test_a_start_that_is_told_to_stop_in_its_first_second_leaves_nothing_running(start, pause):
    start.begin()
    time.sleep(pause)
    start.process.terminate()
    assert start.status() in {0, -signal.SIGTERM}  # the system's own end before anything is loaded
    eventually(lambda: not start.processes())
    assert not start.models.versions()


def test_a_start_that_meets_another_training_waits_for_its_forecast(start):
    with start.models.training():
        start.begin()
        eventually(lambda: start.says("another training is under way"))
        publish(start.models.path)
    eventually(lambda: start.says("Telegram cannot be reached"))
    start.process.terminate()
    assert start.status() == 0
    assert not start.says("training the first one")


def test_a_start_that_waits_for_another_training_ends_as_soon_as_it_is_told_to(start):
    with start.models.training():
        start.begin()
        eventually(lambda: start.says("another training is under way"))
        start.process.terminate()
        assert start.status() == 0
    assert start.lines()[-1]["message"] == "stopped before it served"


def test_a_start_that_waited_for_another_training_in_vain_trains_itself(start):
    with start.models.training():
        start.begin()
        eventually(lambda: start.says("another training is under way"))
    eventually(lambda: start.says("training the first one"))
    start.process.terminate()
    assert start.status() == 0


def test_a_sentence_that_ends_a_start_is_a_line_of_the_log(start):
    del start.env["SERMADRID_TELEGRAM_TOKEN"]
    start.begin()
    assert start.status() == 2
    (line,) = start.lines()
    assert line["level"] == "CRITICAL"
    assert "SERMADRID_TELEGRAM_TOKEN" in line["message"]


class Worker:
    """Takes the place of the process: tells shares, and then publishes, refuses or fails."""

    def __init__(self, models):
        self.models = models
        self.jobs, self.shares = [], (0.0, 0.3, 0.4, 0.8, 1.0)
        self.refusals, self.failures = [], []

    async def __call__(self, job, tell):
        self.jobs.append(job)
        for share in self.shares:
            tell("training", share)
        if self.failures:
            raise self.failures.pop(0)
        if not self.refusals:
            publish(self.models)
        return {
            "manifest": MANIFEST.to_json(),
            "promoted": not self.refusals,
            "refusals": self.refusals,
        }


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def worker(settings, monkeypatch):
    worker = Worker(settings.models_dir)
    monkeypatch.setattr(bot.first_training, "run_step", worker)
    return worker


def test_the_log_tells_the_begin_each_quarter_and_the_end(worker, settings, caplog):
    caplog.set_level("INFO", "bot")
    ensure_model(settings, in_the_log)
    assert [record.getMessage() for record in caplog.records] == [
        "there is no forecast yet: training the first one",
        "Training: 25 %",
        "Training: 75 %",
        "Training: 100 %",
        "published 20260301T060000Z, trained on demonstration data until 2026-02-28",
    ]
    (job,) = worker.jobs
    assert job == {
        "step": "train",
        "data_dir": str(settings.data_dir),
        "workers": os.cpu_count(),
        "whole_paths": True,
    }


def test_a_command_that_has_no_terminal_tells_of_the_training_in_a_line_of_its_own(worker, settings, capsys):
    ensure_model(settings)
    out, err = capsys.readouterr()
    assert (out, err) == ("", "There is no forecast yet: training the first one.\n")


def test_a_command_that_has_no_terminal_tells_of_a_training_that_it_waits_for(settings, capsys):
    folder = ModelFolder(settings.models_dir)
    with ExitStack() as training:
        training.enter_context(folder.training())
        waiting = Thread(target=ensure_model, args=(settings,))
        waiting.start()
        told = eventually(lambda: capsys.readouterr().err)
        publish(folder.path)
    waiting.join()
    assert told == f"Another training is under way in {folder.path}: waiting for it to end.\n"


def test_nothing_is_trained_where_something_has_been_published(worker, settings):
    publish(settings.models_dir)
    ensure_model(settings)
    assert not worker.jobs


def test_a_training_that_began_just_before_ours_is_not_our_failure(worker, settings):
    worker.failures = [StepError(("TrainingUnderWayError", "ForecastingError"), "", {})]
    ensure_model(settings)
    assert len(worker.jobs) == 2


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (
            StepError(("NotEnoughDataError", "ForecastingError"), "no series has a day", {}),
            "no series has a day",
        ),
        (StepCrashedError(-9), "-9"),
    ],
)
def test_a_first_training_that_fails_says_why(worker, settings, failure, why):
    worker.failures = [failure]
    with pytest.raises(FirstTrainingError) as failed:
        ensure_model(settings)
    assert why in in_words(failed.value, "es")


def test_a_first_training_that_the_gate_refuses_says_why(worker, settings):
    worker.refusals = [("untried", 6.0, 14.0)]
    with pytest.raises(FirstTrainingError) as failed:
        ensure_model(settings)
    assert "6" in in_words(failed.value)
