"""Lines from a terminal, a pipe or a file, without holding up the event loop."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Callable
from typing import Final, TextIO

CHUNK_BYTES: Final = 65_536


async def typed_lines(source: TextIO, prompt: Callable[[], None] | None = None) -> AsyncIterator[str]:
    """Yield each line without its blanks until the input ends; Ctrl-C ends it too.

    `prompt` is called before each wait. Waiting is the event loop's own: a thread blocked in a read
    would keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    descriptor = _watched(source, _Reader(lines))
    if descriptor is None:
        for line in source:
            lines.put_nowait(line.strip())
        lines.put_nowait(None)
    loop.add_signal_handler(signal.SIGINT, lines.put_nowait, None)
    try:
        while True:
            if prompt is not None:
                prompt()
            typed = await lines.get()
            if typed is None:
                return
            yield typed
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        if descriptor is not None:
            loop.remove_reader(descriptor)


def _watched(source: TextIO, reader: "_Reader") -> int | None:
    """Have `reader` called when the source has something; None where nobody ever has to wait."""
    try:
        descriptor = source.fileno()
        asyncio.get_running_loop().add_reader(descriptor, reader.read, descriptor)
    except (io.UnsupportedOperation, PermissionError):
        return None  # text in memory, or a plain file, which epoll refuses
    return descriptor


class _Reader:
    """Cuts what arrives into lines; None at the end."""

    def __init__(self, lines: asyncio.Queue[str | None]) -> None:
        self._lines, self._rest = lines, b""

    def read(self, descriptor: int) -> None:
        """Take what has arrived; the event loop calls this."""
        data = os.read(descriptor, CHUNK_BYTES)
        if not data:
            asyncio.get_running_loop().remove_reader(descriptor)
            if self._rest:
                self._put(self._rest)
            self._lines.put_nowait(None)
            return
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self._put(line)

    def _put(self, line: bytes) -> None:
        self._lines.put_nowait(line.decode(errors="replace").strip())
