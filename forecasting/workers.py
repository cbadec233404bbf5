"""Work spread over processes, in order, with progress and a way to stop.

Imports no numpy: a worker must set its BLAS threads before numpy is first imported there.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from forecasting.errors import TrainingCancelledError, TrainingFailedError

In = TypeVar("In")
Out = TypeVar("Out")

Progress = Callable[[float], None]
"""Told the share done, 0..1, never falling."""

Cancelled = Callable[[], bool]
"""Asked between pieces of work; True ends the training with TrainingCancelledError."""

_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_CHUNKS_A_WORKER = 24  # small enough for steady progress, large enough to hide the pickling


class Workers:
    """Runs picklable functions over items; `steps` calls of it are the whole job, for the progress."""

    def __init__(
        self,
        pool: ProcessPoolExecutor | None,
        count: int,
        steps: int,
        progress: Progress,
        cancelled: Cancelled,
    ) -> None:
        self._pool = pool
        self._count = count
        self._steps = steps
        self._finished = 0
        self._progress = progress
        self._cancelled = cancelled

    def __call__(self, work: Callable[[In], Out], items: Sequence[In]) -> Iterator[Out]:
        """Yield the results in the items' order; raises TrainingCancelledError or TrainingFailedError."""
        try:
            for done, result in enumerate(self._results(work, items), 1):
                self._progress((self._finished + done / len(items)) / self._steps)
                stop_if(self._cancelled)
                yield result
        except BrokenProcessPool as error:
            raise TrainingFailedError("a worker process died, perhaps for want of memory") from error
        self._finished += 1

    def _results(self, work: Callable[[In], Out], items: Sequence[In]) -> Iterable[Out]:
        if self._pool is None:
            return map(work, items)
        return self._pool.map(work, items, chunksize=max(1, len(items) // (self._count * _CHUNKS_A_WORKER)))


def stop_if(cancelled: Cancelled | None) -> None:
    """Raise TrainingCancelledError when there is a `cancelled` and it says so."""
    if cancelled is not None and cancelled():
        raise TrainingCancelledError("cancelled before the end")


@contextmanager
def open_workers(count: int, steps: int, progress: Progress, cancelled: Cancelled) -> Iterator[Workers]:
    """Open `count` worker processes (1: this process alone); they end with the block, work left or not."""
    if count <= 1:
        yield Workers(None, 1, steps, progress, cancelled)
        return
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=prepare_worker)
    try:
        yield Workers(pool, count, steps, progress, cancelled)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def prepare_worker() -> None:
    """Leave one thread to linear algebra, for the processes are the parallelism, and end with the parent.

    A worker whose parent was killed would wait for work for ever: it holds both ends of its queue.
    """
    for name in _BLAS_THREADS:
        os.environ[name] = "1"
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
