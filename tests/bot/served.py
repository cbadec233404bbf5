"""A bot that serves: `serve` with services that remember, over real loopback HTTP."""

import asyncio
import inspect
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.bot_api import Fault, Faults
from bot.bot_api.faults import bad_gateway
from bot.bot_api.http import served
from bot.metrics import Metrics
from bot.serving import serve
from bot.settings import Settings
from forecasting.manifest import Manifest
from tests.bot.dialogues.driver import FakeServices

SECRET = "a-secret-of-twenty-letters"  # noqa: S105 -- made up

PATIENCE = 120.0
"""Seconds for what surely comes: it keeps a test from waiting for ever, and costs nothing on a busy machine."""

MANIFEST = Manifest(
    version="20260301T060000Z",
    created=datetime(2026, 3, 1, 6, tzinfo=UTC),
    trained_from=date(2024, 1, 1),
    trained_until=date(2026, 2, 28),
    table_from=date(2026, 3, 1),
    table_until=date(2026, 8, 31),
    zone="Europe/Madrid",
    demo=True,
    seed=1,
    code_version="test",
    series={},
)


@dataclass
class Forecasts:
    """A forecast that serves, or a stopgap for a damaged one."""

    damage: str | None = None
    manifest: Manifest = MANIFEST


@dataclass
class ServedServices(FakeServices):
    """What a bot that serves needs of its services: a database that answers, unless told not to."""

    forecasts: Forecasts = field(default_factory=Forecasts)
    broken: Exception | None = None

    async def ping(self):
        if self.broken is not None:
            raise self.broken


def telegram(api, failures=0):
    """The Bot API at a loopback address; the first calls fail as a proxy does, `failures` of them."""
    return served(api, faults=Faults(Fault(bad_gateway(), times=failures)) if failures else None)


@asynccontextmanager
async def serving(services, settings, **more):
    """The bot while the block runs; ends as SIGTERM ends it. Yields its metrics."""
    metrics, stop = Metrics(), asyncio.Event()
    task = asyncio.create_task(serve(services, settings, metrics, stop=stop, **more))
    try:
        yield metrics
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE)


def settings_of(folder, token, **more):
    """Settings for a bot with this token whose data are kept in a folder."""
    return Settings(data_dir=folder, telegram_token=token, **more)


async def until(condition):
    """Wait until a condition, sync or async, holds, and return it: what a server remembers has no event."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await _asked(condition)):  # noqa: ASYNC110 -- see above
            await asyncio.sleep(0.02)
    return found


async def happens(event, task):
    """Wait until an event is set by a task that goes on after it; raises what ended the task without it."""
    task.add_done_callback(lambda _: event.set())
    await event.wait()
    if task.done():
        raise AssertionError(f"it ended: {task.result()}")


async def _asked(condition):
    found = condition()
    return await found if inspect.isawaitable(found) else found
