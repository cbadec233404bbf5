"""The bot as processes that a test may kill: a parent that has read everything forks one for each line it is told.

A start costs a second of reading, hence the fork; what a child opens, runs and leaves behind is the product's own:
the database, the services over it, the application, and the tick. Only the clock is set, by what the line says,
and ticks follow each other at once. The parent itself starts neither an event loop nor a thread of Python's, so
that nothing it holds is locked for ever in a child; the children never call polars, whose threads it has.

A line is `<the Bot API's address> <the time, ISO>`; the parent answers with the child's number, and when the child
has ended with another line: how.
"""

import asyncio
import gc
import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import aiosqlite  # noqa: F401 -- as below
import httpcore  # noqa: F401 -- a child would read these for itself, at each start
from PIL import PngImagePlugin  # noqa: F401 -- as above

from bot.application import build_application
from bot.bootstrap import Answering, connected, open_answering
from bot.db import open_database
from bot.jobs import tick
from bot.reporters import Reporters
from bot.settings import Settings

BETWEEN_TICKS = 0.01


async def run(settings: Settings, answering: Answering, token: str, url: str, started: datetime) -> None:
    """Tick until killed, from a time on."""
    since = time.monotonic()

    def clock() -> datetime:
        return started + timedelta(seconds=time.monotonic() - since)

    async with open_database(settings.database_url) as sessions:
        services = connected(answering, sessions, Reporters(b"key"), clock)
        await services.sent_pictures.load()
        async with build_application(services, token, api_url=url) as application:
            while True:
                await tick(application)
                await asyncio.sleep(BETWEEN_TICKS)


def serve(data_dir: Path, token: str) -> None:
    """Fork a bot for each line of the standard input, one after the other, until it ends."""
    settings = Settings(data_dir=data_dir)
    answering = open_answering(settings)
    gc.freeze()  # a collection in a child would copy every page that it shares with this process
    for line in sys.stdin:
        url, started = line.split()
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(run(settings, answering, token, url, datetime.fromisoformat(started)))
            finally:
                os._exit(1)  # whatever it was, the parent's own end is not the child's
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitpid(child, 0)[1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
