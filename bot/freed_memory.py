"""How this process keeps the memory that it no longer needs: in one heap for all threads, and large blocks not at all."""

import ctypes
import logging
from typing import Final

# glibc's malloc.h
M_MMAP_THRESHOLD: Final = -3
M_ARENA_MAX: Final = -8

LARGE_BYTES: Final = 128 * 1024

log = logging.getLogger(__name__)


def share_or_return_it() -> None:
    """Have free memory be used by the next thread that wants some, and large blocks go back to the system.

    Left to itself, glibc has a heap for each thread, whose holes no other thread fills, and keeps large blocks for
    next time once one has been freed: 70 MB more after six trainings. Python's threads take turns, so one heap keeps
    none of them waiting. To be called before there are any; another C library has another way, and is left alone.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        log.debug("no mallopt: memory is kept as the C library likes")
        return
    mallopt(M_ARENA_MAX, 1)
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
