"""The last pictures by what they show: each is drawn once, however many ask for it meanwhile."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

MOST: Final = 16
"""Pictures kept in memory, at some 120 kB each: one that was sent once goes by its file_id, so this is for who asks
at the same moment."""


class KeptPictures:
    """Pictures by key, and those that are being drawn now."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[bytes]] = {}

    async def get(self, key: str, draw: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return the picture `key`, drawn if it is not kept; raises what drawing it raises.

        Who gives up waiting does not stop the drawing for the others.
        """
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.ensure_future(_drawn(draw))
            task.add_done_callback(partial(self._keep, key))
        return await asyncio.shield(task)

    def _keep(self, key: str, task: asyncio.Task[bytes]) -> None:
        del self._under_way[key]
        if task.cancelled() or task.exception() is not None:
            return
        self._kept[key] = task.result()
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


async def _drawn(draw: Callable[[], Awaitable[bytes]]) -> bytes:
    return await draw()
