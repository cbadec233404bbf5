"""Where updates come in, by polling or by webhook: each once, and kept before Telegram hears that it was taken."""

import asyncio

from telegram import Update

from bot.observing import Observer
from bot.seen import SeenUpdates
from bot.updates_under_way import UpdatesUnderWay


class Inbox(asyncio.Queue[object]):
    """The queue that the application takes its updates from."""

    def __init__(self, under_way: UpdatesUnderWay, observer: Observer) -> None:
        super().__init__()
        self._under_way, self._observer, self._seen = under_way, observer, SeenUpdates()

    def put_nowait(self, item: object) -> None:
        """Put an update into the queue, which `put` does by this; one that comes again is left out."""
        if isinstance(item, Update):
            if not self._seen.is_new(item.update_id):
                self._observer.update_refused("duplicate")
                return
            self._under_way.begin(item)
        super().put_nowait(item)
