"""A time for all that has to be done at an end: what one part takes is not there for the next."""

import asyncio
from math import inf


class Deadline:
    """So many `seconds` from when they begin to count; until then there is all the time in the world."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._ends = seconds, inf

    def begin(self) -> None:
        """Let the seconds count, from the first call on; for the event loop only."""
        if self._ends == inf:
            self._ends = asyncio.get_running_loop().time() + self._seconds

    def left(self, at_most: float, sparing: float = 0.0) -> float:
        """Return how many seconds a part may take: `at_most`, and what is left but `sparing` for those after it."""
        left = self._ends - asyncio.get_running_loop().time() - sparing
        return max(0.0, min(at_most, left))
