"""A picture is the same wherever it is drawn, and whoever draws may die without anybody noticing."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from geodata.maps import DrawingProcess, DrawingThreads, LocalMapRenderer, draw_map
from geodata.maps.drawing import PAUSE, SOON
from geodata.maps.layers import Layers
from tests.geodata.maps.world import layers, request


@pytest.fixture(scope="module")
def world():
    return layers()


@pytest.fixture
def threads(world):
    drawing = DrawingThreads(world)
    yield drawing
    drawing.close()


@pytest.fixture
def process(threads):
    drawing = DrawingProcess(threads)
    yield drawing
    drawing.close()


async def test_a_map_is_the_same_from_a_thread_and_from_a_process(world, threads, process):
    asked = request(title="Calle de Ponzano, 20")
    drawn = draw_map(world, asked)
    assert await LocalMapRenderer(threads).render(asked) == drawn
    assert await LocalMapRenderer(process).render(asked) == drawn


async def test_work_that_needs_no_map_is_done_there_too(process):
    assert await process.run(os.getpid) != os.getpid()


async def test_what_the_work_raises_is_raised_here_and_the_process_goes_on(process):
    before = await process.run(os.getpid)
    with pytest.raises(ZeroDivisionError):
        await process.run(divmod, 1, 0)
    assert await process.run(os.getpid) == before


async def test_the_process_is_prepared_before_it_draws(threads, tmp_path):
    process = DrawingProcess(threads, prepare=partial(os.chdir, tmp_path))
    assert await process.run(os.getcwd) == str(tmp_path)
    process.close()


async def test_a_killed_process_costs_no_picture_and_another_takes_its_place_later(world, threads, caplog):
    now = 0.0
    process = DrawingProcess(threads, lambda: now)
    killed, asked = await process.run(os.getpid), [request(title=f"Plaza {n}") for n in range(3)]
    os.kill(killed, signal.SIGKILL)
    drawn = await asyncio.gather(*(LocalMapRenderer(process).render(each) for each in asked))
    assert drawn == [draw_map(world, each) for each in asked]
    assert caplog.text.count("has died") == 1
    now = PAUSE
    assert await process.run(os.getpid) == os.getpid()
    now = PAUSE + 1
    assert await process.run(os.getpid) not in {killed, os.getpid()}
    process.close()


async def test_threads_help_out_with_maps_when_more_waits_than_the_process_can_do_soon(process):
    await process.run(os.getpid)
    told = await asyncio.gather(*(process.over_layers(pid_after, 0.05) for _ in range(SOON + 2)))
    assert [pid == os.getpid() for pid in told] == [False] * SOON + [True, True]
    assert await process.over_layers(pid_after, 0) != os.getpid()


async def test_what_is_no_map_waits_for_the_process_however_much_does(process):
    told = await asyncio.gather(*(process.run(os.getpid) for _ in range(SOON + 2)))
    assert os.getpid() not in told


def pid_after(_layers: Layers, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


async def test_an_interruption_from_the_terminal_is_for_the_parent_alone(process):
    worker = await process.run(os.getpid)
    os.kill(worker, signal.SIGINT)
    assert await process.run(os.getpid) == worker


PARENT = """
import asyncio, os
from geodata.maps import DrawingProcess, DrawingThreads
from tests.geodata.maps.world import layers

async def main():
    process = DrawingProcess(DrawingThreads(layers()))
    print(await process.run(os.getpid), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_it_ends_with_its_parent_even_when_that_is_killed(tmp_path):
    root, program = Path(__file__).parents[3], tmp_path / "parent.py"
    program.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 60
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(worker)


def is_alive(process: int) -> bool:
    """Tell whether it runs; one that has ended and is only waited for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter when it goes while it is read
        return False
    return state != "Z"
