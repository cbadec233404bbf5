"""What the bot does unasked: one ticking job, which serves a newly published forecast and sends what is due.

It also keeps how much was asked, and goes on with messages to everybody that a stop has left half sent.

The database is the truth: nothing is scheduled by the hour, so nothing is lost when the bot is off,
and a late tick asks what an early one would have. Ticks are counted in seconds that pass and not by the
clock on the wall: one that is set back an hour would keep a scheduler waiting for as long.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.handlers.operations import attend
from bot.handlers.unasked import send_due

if TYPE_CHECKING:
    from bot.application import BotApplication

TICK_SECONDS: Final = 20
"""What is due may be so late; a tick costs a few indexed queries."""

SENDING: Final = timedelta(minutes=5)
"""As long as one tick sends: then the next looks for what has become due meanwhile."""


@asynccontextmanager
async def ticking(application: "BotApplication", seconds: float = TICK_SECONDS) -> AsyncIterator[None]:
    """Tick every so many seconds until the block ends; the first tick is one interval from now."""
    ticks = asyncio.create_task(_tick_on(application, seconds))
    try:
        yield
    finally:
        ticks.cancel()
        with suppress(asyncio.CancelledError):
            await ticks


async def _tick_on(application: "BotApplication", seconds: float) -> None:
    """Tick for ever: at full intervals, and at once after a tick that took longer."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        due = max(due + seconds, loop.time())
        await asyncio.sleep(due - loop.time())
        await tick(application)


async def tick(application: "BotApplication") -> None:
    """Do what is due; a failure is written down as a handler's is, and the next tick comes all the same."""
    context = application.context_types.context(application)
    try:
        services = context.services
        await asyncio.to_thread(services.refresh)
        await services.usage.flush()
        await attend(context)
        await services.car.forget_old(services.clock())
        await services.alerts.service.tick(services.clock())
        done = await services.alerts.dispatcher.drain(services.clock, services.clock() + SENDING)
        services.observer.alerts_failed(done["failed"])
        services.observer.alerts_due(await services.alerts.dispatcher.backlog(services.clock()))
        await send_due(context)
    except Exception as error:  # noqa: BLE001 -- the outermost edge: nobody above a job hears of its failure
        await application.process_error(None, error)
