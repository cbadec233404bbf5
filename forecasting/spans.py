"""Stretches of time: is a moment within one, how much of them lies between two moments, and when is enough of it over.

`Spans` has shape (n, 2): start and end (exclusive) in UTC seconds, in order and apart from each other.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Spans = NDArray[np.int64]


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Make one span of those that touch; they come in order of start, and those of no length are left out."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if start >= end:
            continue
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return np.array(kept, dtype=np.int64).reshape(-1, 2)


def clipped(spans: Spans, start: int, end: int | None = None) -> Spans:
    """Return what of the spans lies from `start` to `end` (None: for ever)."""
    cut = np.clip(spans, start, end)
    return cut[cut[:, 0] < cut[:, 1]]


def within(spans: Spans, seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which moments lie within a span. `seconds`: shape (n,) in any order; same shape out."""
    if len(spans) == 0:
        return np.zeros(seconds.shape, dtype=np.bool_)
    index = np.searchsorted(spans[:, 0], seconds, side="right") - 1
    inside: NDArray[np.bool_] = (index >= 0) & (seconds < spans[index, 1])
    return inside


def span_at(spans: Spans, second: int) -> tuple[int, int] | None:
    """Return the span that a moment lies within."""
    index = int(np.searchsorted(spans[:, 0], second, side="right")) - 1
    if index < 0 or second >= spans[index, 1]:
        return None
    return int(spans[index, 0]), int(spans[index, 1])


def length(spans: Spans) -> int:
    """Return how many seconds the spans take together."""
    return int(np.diff(spans).sum())


def moment_after(spans: Spans, seconds: int) -> int | None:
    """Return the earliest moment by which so many seconds (at least one) of the spans are over; None: never."""
    over = np.cumsum(np.diff(spans))
    index = int(np.searchsorted(over, seconds))
    return None if index == len(over) else int(spans[index, 1] - (over[index] - seconds))
