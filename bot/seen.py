"""Updates that were taken: one that comes again, as after a lost answer to Telegram, is taken no more."""

from collections import deque
from typing import Final

KEPT: Final = 10_000
"""Update ids remembered: more than Telegram keeps for a bot that is away for minutes."""


class SeenUpdates:
    """The newest update ids."""

    def __init__(self, kept: int = KEPT) -> None:
        self._order: deque[int] = deque()
        self._ids: set[int] = set()
        self._kept = kept

    def is_new(self, update_id: int) -> bool:
        """Tell whether an update was not taken yet, and remember that it is now."""
        if update_id in self._ids:
            return False
        self._ids.add(update_id)
        self._order.append(update_id)
        if len(self._order) > self._kept:
            self._ids.discard(self._order.popleft())
        return True
