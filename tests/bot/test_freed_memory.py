"""Memory that is free is used again, or goes back to the system, whatever came before."""

import platform
import subprocess
import sys

import pytest

MEASURED = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from bot.freed_memory import share_or_return_it

MIB = 1024 * 1024

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / MIB

def large():
    for _ in range(3):  # one freed block is enough for glibc to keep the next
        held = [b"x" * (8 * MIB) for _ in range(4)]
        pinned.append(b"x" * 100_000)  # what stays above it keeps a heap from shrinking

def small():
    held = [b"x" * 50_000 for _ in range(400)]
    pinned.append(b"x" * 50_000)

if {given}:
    share_or_return_it()
pinned, before = [], resident()
threads = [ThreadPoolExecutor(1) for _ in range(4)]
for thread in threads:
    thread.submit({work}).result()
print(resident() - before)
"""


def grown(work, *, given):
    """MiB that a process of its own keeps after four threads, one after the other, let go of what they had."""
    script = MEASURED.format(work=work, given=given)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout)


pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's way of keeping memory")


def test_large_blocks_go_back_when_they_are_free():
    assert grown("large", given=True) < 5 < grown("large", given=False)


def test_what_a_thread_let_go_of_is_used_by_the_next():
    assert grown("small", given=True) < 30 < grown("small", given=False)
