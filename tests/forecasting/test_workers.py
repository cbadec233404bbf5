import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forecasting.errors import TrainingCancelledError, TrainingFailedError
from forecasting.workers import open_workers


def square(number):
    return number * number


def threads(_):
    return os.environ["OPENBLAS_NUM_THREADS"]


def die(_):
    os._exit(1)


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_order_whatever_the_number_of_processes(count):
    with open_workers(count, 1, lambda _: None, lambda: False) as run:
        assert list(run(square, list(range(50)))) == [n * n for n in range(50)]


def test_workers_leave_one_thread_to_linear_algebra():
    with open_workers(2, 1, lambda _: None, lambda: False) as run:
        assert set(run(threads, [1, 2, 3])) == {"1"}


def test_progress_rises_to_one_over_all_steps():
    seen = []
    with open_workers(1, 2, seen.append, lambda: False) as run:
        list(run(square, [1, 2]))
        list(run(square, [1, 2, 3, 4]))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)
    assert seen[1] == pytest.approx(0.5)


@pytest.mark.parametrize("count", [1, 2])
def test_a_cancelled_job_stops_between_two_pieces_of_work(count):
    results = []
    with (
        pytest.raises(TrainingCancelledError),
        open_workers(count, 1, lambda _: None, lambda: len(results) >= 2) as run,
    ):
        results.extend(results.append(r) or r for r in run(square, list(range(100))))
    assert len(results) < 100


def test_a_worker_that_dies_is_a_named_failure():
    with pytest.raises(TrainingFailedError), open_workers(2, 1, lambda _: None, lambda: False) as run:
        list(run(die, [1, 2]))


def say_who_and_wait(_):
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    time.sleep(60)


PARENT = """
from forecasting.workers import open_workers
from tests.forecasting.test_workers import say_who_and_wait
if __name__ == "__main__":
    with open_workers(2, 1, lambda _: None, lambda: False) as run:
        list(run(say_who_and_wait, [1, 2]))
"""


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter when it goes while it is read
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    )
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [alive(pid) for pid in workers] == [False, False]
