"""Leaving a service alone for a while after it failed in a way that the next question would meet as well."""

from collections.abc import Callable
from time import monotonic


class Breaker:
    """Open while the service is to be left alone; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the service is not to be asked now."""
        return self._clock() < self._until

    def trip(self, seconds: float) -> None:
        """Open for so many seconds from now, or longer if it is to stay open longer already."""
        self._until = max(self._until, self._clock() + seconds)
