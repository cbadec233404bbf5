"""Where the work of drawing is done: in threads of this process, or in a process of its own."""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from threading import Thread
from time import monotonic
from typing import Final, Protocol, TypeVar, TypeVarTuple

from geodata.maps.layers import Layers

THREADS: Final = 2
"""Pictures drawn at once by threads: drawing is work for a core, and each keeps some 20 MB of its own."""

log = logging.getLogger(__name__)

SOON: Final = 2
"""Pictures that the process has or that are next: with more, a thread is sooner done."""

PAUSE: Final = 60.0
"""Seconds from one start to the next: one that cannot live here must not be started for every picture."""

Given = TypeVarTuple("Given")
Made = TypeVar("Made")


class Drawing(Protocol):
    """Does work of some 50 ms of processor for the event loop, which goes on meanwhile."""

    @property
    def layers(self) -> Layers:
        """Return what maps are drawn from."""

    async def run(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        """Return what the work makes of what it is given; raises what it raises."""

    async def over_layers(self, work: Callable[[Layers, *Given], Made], *given: *Given) -> Made:
        """Return what the work makes of the layers and of what it is given; raises what it raises."""

    def close(self) -> None:
        """Let nothing more begin; what is under way is finished."""


class DrawingThreads:
    """Draws beside the event loop, at the same interpreter's pace: for one person at a terminal, that is enough."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._pool = ThreadPoolExecutor(THREADS, "drawing")

    async def run(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        """Do the work in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)

    async def over_layers(self, work: Callable[[Layers, *Given], Made], *given: *Given) -> Made:
        """Do the work in a thread."""
        return await self.run(work, self.layers, *given)

    def close(self) -> None:
        """Let nothing more begin."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class DrawingProcess:
    """Draws in a process of its own, so that fifty people's maps keep nobody's answer waiting.

    Work and what it is given cross over to that process: functions of modules, and plain values. Threads help out
    with maps when more waits than the process can do soon, and with everything when it has died; another is started
    then, at most one a minute. Other pictures wait: what charts are drawn with would take another 25 MB here, for
    good. The process ends with this one, however that ends. `prepare` is called there first, to set up its logs.
    """

    def __init__(
        self,
        threads: DrawingThreads,
        clock: Callable[[], float] = monotonic,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self.layers = threads.layers
        self._threads, self._clock, self._prepare = threads, clock, prepare
        self._begun = 0
        self._pool: ProcessPoolExecutor | None = None
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: a fork would hold the files and locks of this process open beyond its death.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, _begin, (self.layers, self._prepare))
        self._started = self._clock()
        self._pool.submit(_nothing)  # it is spawned with the first work: the first map need not wait for that

    async def run(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        """Do the work in the process; in a thread only when that has died."""
        try:
            return await self._apart(work, *given)
        except _ElsewhereError:
            return await self._threads.run(work, *given)

    async def over_layers(self, work: Callable[[Layers, *Given], Made], *given: *Given) -> Made:
        """Do the work in the process, which has layers of its own; in a thread when more waits, or when that has died."""
        if self._begun < SOON:
            with suppress(_ElsewhereError):
                return await self._apart(_over_own_layers, work, *given)
        return await self._threads.over_layers(work, *given)

    async def _apart(self, work: Callable[[*Given], Made], *given: *Given) -> Made:
        if self._pool is None and self._clock() - self._started > PAUSE:
            self._start()
        pool = self._pool
        if pool is None:
            raise _ElsewhereError
        self._begun += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
        except BrokenExecutor:
            if pool is self._pool:
                log.warning("the process that draws has died: threads draw, until another is started")
                self._pool = None
            raise _ElsewhereError from None
        finally:
            self._begun -= 1

    def close(self) -> None:
        """Let nothing more begin."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._threads.close()


class _ElsewhereError(Exception):
    """The process cannot take this now."""


_own_layers: list[Layers] = []
"""In the process that draws: its layers."""


def _begin(layers: Layers, prepare: Callable[[], None] | None) -> None:
    if prepare is not None:
        prepare()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the parent decides when to stop
    Thread(target=_end_with_parent, daemon=True).start()
    _own_layers.append(layers)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)  # nobody is left to hear of anything


def _over_own_layers(work: Callable[[Layers, *Given], Made], *given: *Given) -> Made:
    return work(_own_layers[0], *given)


def _nothing() -> None:
    """Take a first turn."""
