"""Memory that is free goes back to the system, whatever came before."""

import platform
import subprocess
import sys

import pytest

MEASURED = """
import ctypes, threading
from pathlib import Path
from bot.large_blocks import give_back_large_blocks

MIB = 1024 * 1024

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / MIB

def block():
    return bytearray(8 * MIB)  # zeroed by calloc: touched below, so that it counts

def rounds():
    for _ in range(3):  # one freed block is enough for glibc to keep the next
        held = [block() for _ in range(4)]
        for one in held:
            one[:] = b"x" * len(one)
        pinned.append(bytes(100_000))  # what stays above it keeps a heap from shrinking

if {given}:
    give_back_large_blocks()
pinned, before = [], resident()
threads = [threading.Thread(target=rounds) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(resident() - before)
"""


def grown(given):
    """MiB that a process of its own keeps after four threads let go of large blocks."""
    script = MEASURED.replace("{given}", str(given))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's way of keeping memory")
def test_large_blocks_go_back_when_they_are_free():
    assert grown(given=True) < 5 < grown(given=False)
