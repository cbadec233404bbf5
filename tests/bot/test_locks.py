"""A lock belongs to one process, ends with it, and is waited for only so long."""

import asyncio
import subprocess
import sys

import pytest

from bot.locks import LockedError, locked, locked_within

HOLD = """
import sys
from pathlib import Path
from bot.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "deep" / "one.lock"


def test_a_lock_is_held_once(lock):
    with locked(lock), pytest.raises(LockedError), locked(lock):
        pass
    with locked(lock):
        pass


def test_a_lock_ends_with_its_process_however_that_ends(lock):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError), locked(lock):
            pass
        holder.kill()
        holder.wait()
        with locked(lock):
            pass


async def test_a_lock_is_waited_for(lock):
    order = []

    async def hold(name, seconds):
        async with locked_within(lock, 10):
            order.append(f"{name} in")
            await asyncio.sleep(seconds)
            order.append(f"{name} out")

    await asyncio.gather(hold("a", 0.1), hold("b", 0))
    assert order == ["a in", "a out", "b in", "b out"]


async def test_a_lock_is_not_waited_for_for_ever(lock):
    with locked(lock), pytest.raises(LockedError):
        async with locked_within(lock, 0.1):
            pass
