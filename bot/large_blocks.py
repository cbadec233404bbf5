"""How this process keeps the memory that pictures and forecasts leave behind: not at all."""

import ctypes
import logging
from typing import Final

M_MMAP_THRESHOLD: Final = -3  # glibc's malloc.h
LARGE_BYTES: Final = 128 * 1024

log = logging.getLogger(__name__)


def give_back_large_blocks() -> None:
    """Have a block of that size or more go back to the system once it is free.

    Left to itself, glibc keeps such blocks for next time once one has been freed, in a heap of each thread that
    asked for one: 70 MB more after six trainings. Another C library has another way, and is left alone.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        log.debug("no mallopt: memory is kept as the C library likes")
        return
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
