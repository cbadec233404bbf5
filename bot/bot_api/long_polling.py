"""getUpdates that waits: until there is something, the time is over, or somebody takes its place."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.bot_api.errors import conflict
from bot.bot_api.parameters import Parameters
from bot.bot_api.server import BotApi
from bot.bot_api.updates import MAX_UPDATES, UpdateQueue


async def poll(api: BotApi, token: str, parameters: Parameters) -> list[dict[str, Any]]:
    """Return what waits, or comes within the call's `timeout` seconds.

    Raises:
        BotApiError: 409 when a webhook is set or another poll comes meanwhile, and what getUpdates raises.

    """
    found: list[dict[str, Any]] = api.call(token, "getUpdates", parameters)
    timeout, queue = parameters.integer("timeout"), api.state.updates
    if found or timeout <= 0:
        return found
    turn = queue.turn
    with changes(queue) as changed:
        try:
            await asyncio.wait_for(changed.wait(), timeout)
        except TimeoutError:
            return []
    if api.state.webhook is not None:
        raise conflict("terminated by setWebhook request")
    if queue.turn != turn:
        raise conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
    return queue.pending(parameters.integer("limit", MAX_UPDATES))


@contextmanager
def changes(queue: UpdateQueue) -> Iterator[asyncio.Event]:
    """Have an event that is set whenever the queue asks to be looked at again."""
    changed = asyncio.Event()
    queue.watchers.append(changed.set)
    try:
        yield changed
    finally:
        queue.watchers.remove(changed.set)
