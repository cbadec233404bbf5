"""What a run leaves in the middle is there whole after a kill, or not at all."""

import signal
import subprocess
import sys

import pytest

from bot.left_files import LeftFiles

KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from bot import left_files

class Cut:
    def __init__(self, *_, **__): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def write(self, _): os.kill(os.getpid(), signal.SIGKILL)

left_files.os.fdopen = Cut
left_files.LeftFiles(Path(sys.argv[1])).keep("7", "[7]")
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "left"


def test_what_is_kept_is_taken_up_once_in_the_order_of_names(folder):
    LeftFiles(folder).keep("8", "[8]")
    LeftFiles(folder).keep("7", "[7]")
    assert LeftFiles(folder).take_up() == [[7], [8]]
    assert LeftFiles(folder).take_up() == []


def test_only_its_owner_may_read_it(folder):
    LeftFiles(folder).keep("7", "[7]")
    assert (folder / "7.json").stat().st_mode & 0o777 == 0o600


def test_a_kill_in_the_middle_of_writing_leaves_what_was_kept_before(folder):
    LeftFiles(folder).keep("7", "[6]")
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(folder)]
    assert subprocess.run(command, check=False, timeout=240).returncode == -signal.SIGKILL
    assert [file.suffix for file in sorted(folder.iterdir())] == [".json", ".part"]
    assert LeftFiles(folder).take_up() == [[6]]
    assert not list(folder.iterdir())


def test_what_cannot_be_written_leaves_nothing_and_says_so(folder):
    folder.mkdir()
    (folder / "7.part").symlink_to("/dev/full")
    assert not LeftFiles(folder).keep("7", "[7]")
    assert not list(folder.iterdir())
