"""A data folder, or a file in it, that the system keeps from the bot: the real commands say which, with status 2."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.db import upgrade_database
from bot.errors import DiskFullError, UnusableFileError
from bot.failures import named
from bot.settings import Settings
from tests.bot.published import publish
from tests.forecasting.tickets.rows import day_of_rows, write

ROOT = Path(__file__).parents[2]

LIKE_ANYBODY = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    if os.geteuid() == 0
    else ()
)
"""Without what lets root pass by permissions."""

WRITING = [
    ("run",),
    ("chat",),
    ("stats",),
    ("alerts", "list"),
    ("train", "--workers", "1"),
    ("models", "promote", "20250301T060000Z"),
    ("models", "prune"),
    ("data", "ingest", "tickets.csv"),
    ("data", "demo-tickets", "--from", "2025-05-05", "--to", "2025-05-05", "--out", "data/demo.csv"),
    ("db", "check"),
    ("db", "backup"),
]
READING = [("ask", "ponzano 20"), ("stats",), ("models", "list")]


@pytest.fixture(scope="module")
def permissions(tmp_path_factory):
    """Skips where permissions cannot be made to count."""
    if LIKE_ANYBODY and shutil.which(LIKE_ANYBODY[0]) is None:
        pytest.skip("tests run as root, and without setpriv nothing is kept from it")
    closed = tmp_path_factory.mktemp("closed") / "file"
    closed.touch(mode=0)
    read = f"import os; print('runs'); os.open({str(closed)!r}, os.O_RDONLY)"
    command = [*LIKE_ANYBODY, sys.executable, "-c", read]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.stdout.strip() != "runs" or tried.returncode == 0:
        pytest.skip("root cannot be made to respect permissions on this machine")


@pytest.fixture
def folder(tmp_path):
    """A data folder with a forecast and a database, and a file of tickets beside it."""
    folder = tmp_path / "data"
    publish(folder / "models")
    asyncio.run(upgrade_database(Settings(data_dir=folder).database_url))
    write(tmp_path / "tickets.csv", day_of_rows("2025-01-15"))
    yield folder
    _set_modes(folder, 0o700, 0o600)  # so that it can be deleted


def _set_modes(folder, for_folders, for_files):
    folder.chmod(0o700)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(for_folders if path.is_dir() else for_files)
    folder.chmod(for_folders)


def sermadrid(data_dir, *words, beside=None):
    """The command as a process of its own, which does not reach Telegram, whatever comes of it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SERMADRID_")} | {
        "SERMADRID_DATA_DIR": str(data_dir),
        "SERMADRID_TELEGRAM_TOKEN": "1:abc",
        "SERMADRID_TELEGRAM_API_URL": "http://127.0.0.1:9",
        "PYTHONPATH": str(ROOT),
    }
    command = [*LIKE_ANYBODY, sys.executable, "-m", "bot", *words]
    return subprocess.run(
        command,
        cwd=beside or data_dir.parent,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.usefixtures("permissions")
@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_what_cannot_be_written_is_named(folder, words):
    _set_modes(folder, 0o500, 0o400)
    done = sermadrid(folder, *words)
    assert "Traceback" not in done.stderr
    reason = "attempt to write a readonly database" if words == ("db", "check") else "Permission denied"
    assert f"could not be read or written: {reason}" in done.stderr
    assert done.returncode == 2


@pytest.mark.usefixtures("permissions")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_what_cannot_be_read_is_named(folder, words):
    folder.chmod(0)
    done = sermadrid(folder, *words)
    assert "Traceback" not in done.stderr
    assert "Permission denied" in done.stderr
    assert done.returncode == 2


def test_a_first_training_that_finds_no_folder_says_so_before_who_asked_for_it(tmp_path):
    done = sermadrid(Path("/dev/null"), "ask", "ponzano 20", beside=tmp_path)
    assert "Traceback" not in done.stderr
    assert "/dev/null/models could not be read or written: Not a directory" in done.stderr
    assert "the first one could not be trained" in done.stderr
    assert done.returncode == 2


def test_only_what_the_system_says_of_files_is_named():
    assert isinstance(named(PermissionError(errno.EACCES, "…", "data/x")), UnusableFileError)
    assert isinstance(named(OSError(errno.ENOSPC, "…")), DiskFullError)
    for error in (
        ConnectionRefusedError(errno.ECONNREFUSED, "…"),
        FileNotFoundError(errno.ENOENT, "…", "our own slip"),
        PermissionError(errno.EACCES, "a port, perhaps"),
        KeyError("x"),
    ):
        assert named(error) is error
