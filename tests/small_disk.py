"""A disk of some megabytes that can be full: a tmpfs, which root may mount, and not everywhere."""

import shutil
import subprocess
from contextlib import contextmanager

import pytest

AT_ONCE = 1 << 20


class SmallDisk:
    """What is mounted at a folder."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self):
        """Leave no room, not for a single byte."""
        at_once = AT_ONCE
        with (self.folder / "filling").open("ab", buffering=0) as file:
            while at_once:
                try:
                    file.write(bytes(at_once))
                except OSError:
                    at_once //= 2

    def make_room(self):
        (self.folder / "filling").unlink()


@contextmanager
def small_disk(folder, megabytes=32):
    """Mount a disk at a folder, with what is in it, until the block ends; skips where nobody may."""
    mount, umount = (shutil.which(name) for name in ("mount", "umount"))
    if mount is None or umount is None:
        pytest.skip("no disk can be mounted here: there is no mount")
    aside = folder.with_name(f"{folder.name}.aside")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, aside)
    command = [mount, "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield SmallDisk(folder)
    finally:
        subprocess.run([umount, "--lazy", folder], check=True)
