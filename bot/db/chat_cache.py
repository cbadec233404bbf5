"""What was last read or written of chats, kept in memory: a chat that talks is not read again and again.

Correct as long as one process writes to the database, and all its repositories share the caches of their
`Sessions`. A second process that writes (there is none) would be heard of only after a restart.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from bot.domain import ChatMemory, PendingDialogue, SavedPlace
from geodata.places import Place

T = TypeVar("T")

KEPT_CHATS: Final = 1_024
"""Chats that talk within some minutes; a memory with its place takes some 700 bytes, so 1 MB."""

KEPT_RECENTS: Final = 512
"""Fewer, for six places each: 1 MB again."""


class ChatCache(Generic[T]):
    """The newest `size` chats' values."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[int, T] = OrderedDict()
        self._changes = 0

    def get(self, chat_id: int) -> T | None:
        """Return a chat's value when it is kept, else None."""
        return self._kept.get(chat_id)

    async def through(self, chat_id: int, read: Callable[[int], Awaitable[T]]) -> T:
        """Return a chat's value: the one that is kept, else what `read` returns."""
        if chat_id in self._kept:
            self._kept.move_to_end(chat_id)
            return self._kept[chat_id]
        changes = self._changes
        value = await read(chat_id)
        if changes == self._changes:  # else what was read may be older than what has been written since
            self.put(chat_id, value)
        return value

    def put(self, chat_id: int, value: T) -> None:
        """Keep what the database is known to hold of a chat."""
        self._kept[chat_id] = value
        self._kept.move_to_end(chat_id)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def drop(self, chat_id: int) -> None:
        """Forget a chat's value, which is to be read again."""
        self._kept.pop(chat_id, None)
        self._changes += 1

    @contextmanager
    def changing(self, chat_id: int) -> Iterator[None]:
        """Drop a chat's value when the block that writes it ends, well or not."""
        try:
            yield
        finally:
            self.drop(chat_id)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A place that was asked about at `used_at` (UTC); `folded` is its label as it is compared."""

    folded: str
    place: Place
    used_at: datetime


@dataclass(frozen=True, slots=True)
class ChatCaches:
    """A database's caches; None and an empty tuple say that nothing is kept of the chat."""

    chats: ChatCache[ChatMemory | None] = field(default_factory=lambda: ChatCache(KEPT_CHATS))
    places: ChatCache[tuple[SavedPlace, ...]] = field(default_factory=lambda: ChatCache(KEPT_CHATS))
    recents: ChatCache[tuple[Remembered, ...]] = field(default_factory=lambda: ChatCache(KEPT_RECENTS))
    dialogues: ChatCache[PendingDialogue | None] = field(default_factory=lambda: ChatCache(KEPT_CHATS))

    def drop(self, chat_id: int) -> None:
        """Forget all that is kept of a chat."""
        for cache in (self.chats, self.places, self.recents, self.dialogues):
            cache.drop(chat_id)
