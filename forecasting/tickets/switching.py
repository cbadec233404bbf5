"""Files of the store that come and go together: whoever reads sees all of a switch or nothing of it.

    <digest>.json   manifest: a file is there when this is, unless it is hidden
    hidden          digests of files that do not count, a line each; only while a switch is under way
    *.unfinished    what is being written, until it takes its name in one step

What comes is hidden before its manifest is written. Then one replacement hides what goes instead: that is the
switch. What is hidden, and parts without a manifest, are swept at the end, or by the next writer after a kill.
Readers take no lock: parts never change, so whoever read one listing's files to the end saw one edition, and whoever
misses one reads again (`seen_whole`).
"""

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from forecasting.errors import TicketStoreError
from forecasting.tickets.manifest import IngestedFile, from_json, to_json

Seen = TypeVar("Seen")

_HIDDEN = "hidden"
_UNFINISHED = ".unfinished"
_PART = re.compile(r"([0-9a-f]{64})\.\w+\.parquet")


def manifests(directory: Path) -> dict[str, Path]:
    """Give the manifests of the files that are there, by digest."""
    while True:
        hidden, found = seen = _listed(directory)
        if _listed(directory) == seen:  # else a switch came between
            return {digest: path for digest, path in found.items() if digest not in hidden}


def ingested_files(directory: Path) -> list[IngestedFile]:
    """List the files that are there, by their first covered day. Raises TicketStoreError."""
    return seen_whole(directory, list)


def seen_whole(directory: Path, read: Callable[[list[IngestedFile]], Seen]) -> Seen:
    """Give what `read` makes of the files that are there, by their first covered day: all of them of one moment.

    It is called again when something could not be read and other files are there meanwhile. What cannot be read
    although they are the same is damaged: raises the TicketStoreError.
    """
    while True:
        there = manifests(directory)
        try:
            files = [from_json(path) for path in there.values()]
            return read(sorted(files, key=lambda file: (file.covered, file.digest)))
        except TicketStoreError:
            if manifests(directory) == there:
                raise


@contextmanager
def writing(directory: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait until nobody else writes, sweep what a killed writer left, and in the end what this one leaves.

    `waiting`: told once when somebody else does write. The lock is the folder's own, which ends with the process.
    Raises OSError when the folder cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        _lock(descriptor, waiting)
        _sweep(directory)
        try:
            yield
        finally:
            _sweep(directory)
    finally:
        os.close(descriptor)


def switch(directory: Path, coming: Collection[IngestedFile], going: Collection[str]) -> None:
    """Let files come, their parts being written, and digests go, all of them or none; whoever calls is `writing`."""
    _hide(directory, [file.digest for file in coming])
    for file in coming:
        write_whole(directory / f"{file.digest}.json", to_json(file).encode())
    _hide(directory, going)
    _sweep(directory)


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write a file that is there whole or not at all. Raises OSError."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _lock(descriptor: int, waiting: Callable[[], None]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _listed(directory: Path) -> tuple[frozenset[str], dict[str, Path]]:
    """Return the digests that are hidden and every manifest."""
    return _hidden(directory), {path.stem: path for path in directory.glob("*.json")}


def _hidden(directory: Path) -> frozenset[str]:
    try:
        return frozenset((directory / _HIDDEN).read_text("utf-8").split())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def _hide(directory: Path, digests: Collection[str]) -> None:
    write_whole(directory / _HIDDEN, "\n".join(sorted(digests)).encode())


def _sweep(directory: Path) -> None:
    """Delete what does not count; what hides it goes last."""
    for digest in _hidden(directory):
        (directory / f"{digest}.json").unlink(missing_ok=True)
    for path in list(directory.iterdir()):
        part = _PART.fullmatch(path.name)
        orphan = part is not None and not (directory / f"{part[1]}.json").exists()
        if orphan or path.name.endswith(_UNFINISHED):
            path.unlink(missing_ok=True)
    (directory / _HIDDEN).unlink(missing_ok=True)
