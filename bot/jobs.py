"""What the bot does unasked: one ticking job, which serves a newly published forecast and asks what is due.

The database is the truth: nothing is scheduled by the hour, so nothing is lost when the bot is off,
and a late tick asks what an early one would have. Two of APScheduler's defaults would drop ticks: a
grace of one second for late ones, and a run for each that was missed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.handlers.feedback import ask_due

if TYPE_CHECKING:
    from bot.application import BotApplication

TICK_SECONDS: Final = 60
"""A question may be a minute late; a tick costs one indexed query."""


@asynccontextmanager
async def ticking(application: "BotApplication", seconds: float = TICK_SECONDS) -> AsyncIterator[None]:
    """Tick every so many seconds until the block ends; the first tick is one interval from now."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        IntervalTrigger(seconds=seconds, timezone=UTC),
        args=[application],
        misfire_grace_time=None,  # however late, once
        coalesce=True,
        max_instances=1,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def tick(application: "BotApplication") -> None:
    """Do what is due; a failure is written down as a handler's is, and the next tick comes all the same."""
    context = application.context_types.context(application)
    try:
        await asyncio.to_thread(context.services.refresh)
        await ask_due(context)
    except Exception as error:  # noqa: BLE001 -- the outermost edge: nobody above a job hears of its failure
        await application.process_error(None, error)
