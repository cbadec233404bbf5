"""Which rows of a table were met before: eight bytes a row, however long the table is."""

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.uint64]

_PARTS = 64
"""Fingerprints are kept apart by their first six bits, so that growing one part never copies all of them."""
_SHIFT = np.uint64(58)
_MERGE_RATIO = (
    2  # runs are joined while the newer is at least half as long: each fingerprint moves log2(n) times
)


class SeenRows:
    """The fingerprints of all rows so far, as sorted runs.

    Two different rows are taken for one with a chance of n²/2⁶⁵: one in 16,000 for a year of 48 million rows.
    """

    def __init__(self) -> None:
        self._parts: list[list[Prints]] = [[] for _ in range(_PARTS)]

    def first_met(self, fingerprints: Prints) -> NDArray[np.bool_]:
        """Mark the rows that neither came before nor stand earlier among `fingerprints`, (n,); remember them."""
        order = np.argsort(fingerprints, kind="stable")
        ordered = fingerprints[order]
        new = np.ones(len(ordered), dtype=np.bool_)
        new[1:] = ordered[1:] != ordered[:-1]
        ends = np.searchsorted(ordered >> _SHIFT, np.arange(_PARTS, dtype=np.uint64), side="right")
        start = 0
        for runs, end in zip(self._parts, ends, strict=True):
            part = slice(start, end)
            for run in runs:
                new[part] &= ~_found(ordered[part], run)
            _add(runs, ordered[part][new[part]])
            start = end
        marked = np.empty_like(new)
        marked[order] = new
        return marked


def _found(wanted: Prints, run: Prints) -> NDArray[np.bool_]:
    place = np.minimum(np.searchsorted(run, wanted), len(run) - 1)
    return np.asarray(run[place] == wanted)


def _add(runs: list[Prints], fresh: Prints) -> None:
    if len(fresh):
        runs.append(fresh)
    while len(runs) > 1 and len(runs[-2]) <= _MERGE_RATIO * len(runs[-1]):
        joined = np.concatenate([runs.pop(), runs.pop()])
        joined.sort(kind="stable")  # two sorted runs: merged in one pass
        runs.append(joined)
