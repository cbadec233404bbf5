"""A training killed at any moment leaves the table that was served before, or the new one whole."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from forecasting.publishing import ModelFolder
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from forecasting.training import train
from tests.forecasting.simulated import simulated_panel

NOW = datetime(2024, 4, 20, 3, tzinfo=UTC)
TEN = datetime(2024, 4, 9, 10, tzinfo=ZoneInfo("Europe/Madrid"))
ROOT = Path(__file__).parents[2]
FIRST = date(2023, 9, 4)
PAUSES = (
    0.05,
    0.2,
    0.35,
    0.5,
    0.8,
)  # seconds after a training's process began; a training takes about half of one

TRAINERS = """
# Imports once, and then starts a process that trains over and over for every line that it is sent.
import os, signal, sys
from datetime import date, datetime, timedelta
from pathlib import Path
from forecasting.service_hours import ServiceCalendar
from forecasting.training import train
from tests.forecasting.simulated import simulated_panel

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    pid = os.fork()
    if pid:
        print(pid, flush=True)
        continue
    panel, calendar = simulated_panel(2, first=date(2023, 9, 4)), ServiceCalendar.load()
    for day in range(1, 1000):
        train(panel, calendar, Path(sys.argv[1]), datetime.fromisoformat(line.strip()) + timedelta(days=day), keep=2)
"""


def await_new_version(models, old):
    deadline = time.monotonic() + 120
    while ModelFolder(models).current() == old and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ModelFolder(models).current() != old


def test_a_training_killed_at_any_moment_leaves_a_whole_table_serving_and_the_next_one_runs(tmp_path):
    panel, calendar = simulated_panel(2, first=FIRST), ServiceCalendar.load()
    trained = train(panel, calendar, tmp_path, NOW)
    served = ForecastStore.open(tmp_path)
    expected = served.at("07-01", "blue", TEN)
    command = [sys.executable, "-c", TRAINERS, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as trainers:
        for number, pause in enumerate(PAUSES):
            trainers.stdin.write(f"{(NOW + timedelta(days=1000 * (number + 1))).isoformat()}\n")
            trainers.stdin.flush()
            trainer = int(trainers.stdout.readline())
            time.sleep(pause)
            if number == len(PAUSES) - 1:
                await_new_version(tmp_path, trained.manifest.version)
            os.kill(trainer, signal.SIGKILL)
            served.refresh()
            assert served.damage is None
            found = ForecastStore.open(tmp_path).at("07-01", "blue", TEN)
            assert (found.mean, found.quantiles) == (expected.mean, expected.quantiles)
            assert served.at("07-01", "blue", TEN).mean == expected.mean
    later = train(panel, calendar, tmp_path, NOW + timedelta(days=9000))
    assert later.promoted
    assert ModelFolder(tmp_path).current() == later.manifest.version
    assert not [*tmp_path.glob(".new-*"), *tmp_path.glob(".old-*")]
