"""Locks that processes hold on a file, and that end with them (flock): however a process dies, none is left."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

PAUSE_SECONDS: Final = 0.05


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock during the block; its file, and the folder, are made and stay.

    Raises:
        LockedError: another holds it now.
    """
    with _opened(path) as file:
        if not _taken(file):
            raise LockedError(path)
        yield


@asynccontextmanager
async def locked_within(path: Path, seconds: float) -> AsyncIterator[None]:
    """Hold the lock during the block, after waiting for it so many seconds at most.

    Raises:
        LockedError: another held it all the time.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    with _opened(path) as file:
        while not _taken(file):
            if loop.time() >= until:
                raise LockedError(path)
            await asyncio.sleep(PAUSE_SECONDS)
        yield


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")


def _taken(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
