"""Files of the store that come and go together: whoever reads sees all of a switch or nothing of it.

    <digest>.json   manifest: a file is there when this is, unless it is hidden
    hidden          digests of files that do not count, a line each; only while a switch is under way
    *.unfinished    what is being written, until it takes its name in one step

What comes is hidden before its manifest is written. Then one replacement hides what goes instead: that is the
switch. What is hidden, and parts without a manifest, are swept at the end, or by the next writer after a kill.
"""

import fcntl
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from forecasting.tickets.manifest import IngestedFile, to_json

_HIDDEN = "hidden"
_UNFINISHED = ".unfinished"
_PART = re.compile(r"([0-9a-f]{64})\.\w+\.parquet")


def manifests(directory: Path) -> dict[str, Path]:
    """Give the manifests of the files that are there, by digest."""
    while True:
        hidden = _hidden(directory)
        found = {path.stem: path for path in directory.glob("*.json")}
        if _hidden(directory) == hidden:  # else a switch came between
            return {digest: path for digest, path in found.items() if digest not in hidden}


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Wait until nobody else writes, sweep what a killed writer left, and in the end what this one leaves.

    The lock is the folder's own, which ends with the process. Raises OSError when the folder cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
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
