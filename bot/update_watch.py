"""Updates under way: each once, its lines and its time told apart, and which are not finished."""

from collections.abc import Coroutine
from time import perf_counter
from typing import Any

from telegram import Update

from bot.application import OneAtATimeInAChat
from bot.logs import updating
from bot.observing import Observer


class WatchedUpdates(OneAtATimeInAChat):
    """Gives updates their turns, and tells an observer how long each took and which came again."""

    def __init__(self, observer: Observer) -> None:
        super().__init__()
        self._observer = observer
        self.unfinished: dict[int, Update] = {}
        """Updates that were taken and not finished, by id; one that was cancelled stays."""

    async def take(self, update: object, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Await the coroutine when it is the update's turn."""
        if not isinstance(update, Update):
            await super().take(update, coroutine)
            return
        self.unfinished[update.update_id] = update
        begun = perf_counter()
        with updating(update.update_id):
            await super().take(update, coroutine)
        self._observer.update_handled(kind_of(update), perf_counter() - begun)
        del self.unfinished[update.update_id]

    def drop(self, update: Update) -> None:  # noqa: ARG002 -- the base's signature
        """Let the observer know."""
        self._observer.update_refused("duplicate")


def kind_of(update: Update) -> str:
    """Return the name of the field that an update carries: "message", "callback_query" and so on."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind) is not None), "unknown")
