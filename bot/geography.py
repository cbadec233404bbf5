"""The city's figures that are in force: the package's own, or a newer edition that a synchronisation built.

    resources/
      20261123T115747Z/   an edition: neighbourhoods, streets, stretches and SOURCE.md; never changed
      current             the name of the one in force; without it, the package's own are
      .new-*              an edition being built; whoever holds the lock of the synchronisation sweeps them

An edition appears by a rename and is in force by another. To go back, remove `current`.
"""

import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Final

from geodata.tables import OUTLINES_FILE, RESOURCES, SOURCE_FILE, STREETS_FILE, STRETCHES_FILE

log = logging.getLogger(__name__)

POINTER: Final = "current"
EDITIONS_KEPT: Final = 3
"""Enough to go back by hand; an edition takes 400 kB."""

_EDITION = re.compile(r"\d{8}T\d{6}Z(?:-\d+)?")
_FILES = (OUTLINES_FILE, STREETS_FILE, STRETCHES_FILE, SOURCE_FILE)


def figures_in_force(resources_dir: Path) -> Path:
    """Return the folder of the figures to read; an edition that is not whole is passed over with a warning."""
    try:
        name = (resources_dir / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return RESOURCES
    except (OSError, UnicodeDecodeError) as error:
        log.warning("the pointer to the figures cannot be read: %s", type(error).__name__)
        return RESOURCES
    folder = resources_dir / name
    if not _EDITION.fullmatch(name) or not all((folder / file).is_file() for file in _FILES):
        log.warning("the figures in force are not whole; the package's own are read")
        return RESOURCES
    return folder


@contextmanager
def building_room(resources_dir: Path) -> Iterator[Path]:
    """Give a folder to build in, which is gone when the block ends; sweep those that were left behind."""
    resources_dir.mkdir(parents=True, exist_ok=True)
    for leftover in resources_dir.glob(".new-*/"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=resources_dir, prefix=".new-") as room:
        yield Path(room)


def put_in_force(built: Path, resources_dir: Path, now: datetime) -> str:
    """Move built figures to their place, read them from now on, and return the edition's name."""
    name = _free_name(resources_dir, now)
    folder = built.rename(resources_dir / name)
    folder.chmod(0o755)  # it was built in private; the serving process may be another user
    pointer = resources_dir / ".new-pointer"
    pointer.write_text(f"{name}\n", encoding="utf-8")
    pointer.replace(resources_dir / POINTER)
    _prune(resources_dir, name)
    return name


def _free_name(resources_dir: Path, now: datetime) -> str:
    name = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = chain([name], (f"{name}-{repeat}" for repeat in count(2)))
    return next(each for each in names if not (resources_dir / each).exists())


def _prune(resources_dir: Path, in_force: str) -> None:
    editions = sorted(each.name for each in resources_dir.iterdir() if _EDITION.fullmatch(each.name))
    for name in editions[:-EDITIONS_KEPT]:
        if name != in_force:
            shutil.rmtree(resources_dir / name, ignore_errors=True)
