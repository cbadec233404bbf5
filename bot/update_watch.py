"""Updates as they are handled: their lines and their time told apart, and what is finished."""

from collections.abc import Coroutine
from time import perf_counter
from typing import Any

from telegram import Update

from bot.application import OneAtATimeInAChat
from bot.logs import updating
from bot.observing import Observer
from bot.updates_under_way import UpdatesUnderWay


class WatchedUpdates(OneAtATimeInAChat):
    """Gives updates their turns, and tells an observer how long each took; one that is cancelled is not finished."""

    def __init__(self, observer: Observer, under_way: UpdatesUnderWay) -> None:
        super().__init__()
        self._observer, self._under_way = observer, under_way

    async def do_process_update(self, update: object, coroutine: Coroutine[Any, Any, Any]) -> None:  # type: ignore[override]
        """Await the coroutine when it is the update's turn."""
        if not isinstance(update, Update):
            await super().do_process_update(update, coroutine)
            return
        begun = perf_counter()
        with updating(update.update_id):
            await super().do_process_update(update, coroutine)
        self._observer.update_handled(kind_of(update), perf_counter() - begun)
        self._under_way.finish(update)


def kind_of(update: Update) -> str:
    """Return the name of the field that an update carries: "message", "callback_query" and so on."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind) is not None), "unknown")
