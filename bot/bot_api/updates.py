"""What waits to be fetched by getUpdates, or to be posted to a webhook."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from bot.bot_api.parameters import Parameters

MAX_UPDATES: Final = 100  # https://core.telegram.org/bots/api#getupdates
ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""What a bot that names no `allowed_updates` does not get."""


class UpdateQueue:
    """Updates, oldest first, until they are confirmed.

    `allowed` are the kinds that the bot asked for; None: all but those on request. `watchers` are called
    when an update comes, when a newer poll or a webhook takes over (`turn` counts), and at the end.
    """

    def __init__(self) -> None:
        self.allowed: frozenset[str] | None = None
        self.watchers: list[Callable[[], None]] = []
        self.turn = 0
        self.last_id = 0
        self._waiting: deque[dict[str, Any]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._waiting)

    def push(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        """Number an update, queue it if the bot wants its kind, and return it."""
        self.last_id += 1
        update = {"update_id": self.last_id, kind: value}
        if kind in self.allowed if self.allowed else kind not in ON_REQUEST:
            self._waiting.append(update)
            self.wake()
        return update

    def allow(self, parameters: Parameters) -> None:
        """Take a call's `allowed_updates` from now on; absent, what was set before stays."""
        kinds = parameters.json("allowed_updates")
        if isinstance(kinds, list):
            self.allowed = frozenset(str(kind).lower() for kind in kinds) or None

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps so many of the newest."""
        if offset < 0:
            offset = self.last_id + 1 + offset
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()

    def pending(self, limit: int = MAX_UPDATES) -> list[dict[str, Any]]:
        """Return the oldest updates."""
        return list(islice(self._waiting, max(1, min(limit, MAX_UPDATES))))

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()

    def take_over(self) -> None:
        """End the poll that waits now: somebody else asks, or a webhook was set."""
        self.turn += 1
        self.wake()

    def wake(self) -> None:
        """Have everybody who watches look again."""
        for watcher in tuple(self.watchers):
            watcher()
