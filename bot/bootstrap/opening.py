"""Services opened, and closed in reverse."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial

from bot.bootstrap.answering import Answering, open_answering
from bot.bootstrap.joining import connected
from bot.bootstrap.online import asking_online, renderer_of
from bot.bootstrap.services import Services
from bot.clock import Clock, utc_now
from bot.db import (
    DatabaseGeocodingCache,
    Sessions,
    open_database,
)
from bot.logs import set_up_logs
from bot.measured import MeasuredRenderer
from bot.observing import UNOBSERVED, Observer
from bot.reporters import load_reporters
from bot.settings import Settings
from geodata.maps import DrawingProcess


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock = utc_now, *, online: bool = False, observer: Observer = UNOBSERVED
) -> AsyncIterator[Services]:
    """Open what handlers call, and close it in reverse; raises what `open_answering` does.

    `online` is for the bot that serves everybody: it also asks the geocoding services that the settings allow,
    draws on Mapbox's ground with a token, and does so in a process of its own.
    """
    answering = open_answering(settings, observer)
    async with AsyncExitStack() as closing:
        closing.callback(answering.pictures.drawing.close)
        sessions = await closing.enter_async_context(open_database(settings.database_url))
        if online:
            answering = await _online(answering, settings, sessions, clock, observer, closing)
        reporters = load_reporters(settings.reporters_key_file)
        services = connected(answering, sessions, reporters, clock, observer, settings)
        await services.sent_pictures.load()
        closing.push_async_callback(services.usage.flush)
        if services.admin is not None:
            closing.push_async_callback(services.admin.operations.close)
        if online:
            closing.enter_context(_spared_by_the_collector())
        yield services


@contextmanager
def _spared_by_the_collector() -> Iterator[None]:
    """Have Python no longer look for cycles in what is loaded, which stays: it would take a tenth of an answer's time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


async def _online(  # noqa: PLR0913, PLR0917 -- what `open_services` has at hand
    answering: Answering,
    settings: Settings,
    sessions: Sessions,
    clock: Clock,
    observer: Observer,
    closing: AsyncExitStack,
) -> Answering:
    reader = answering.reader
    if settings.online_geocoding:
        cache = DatabaseGeocodingCache(sessions, clock)
        reader = asking_online(reader, settings, cache, observer, closing)
    logs = partial(set_up_logs, settings.log_level, settings.log_format, settings.secrets)
    drawing = DrawingProcess(answering.threads, prepare=logs)
    closing.callback(drawing.close)
    renderer = MeasuredRenderer(await renderer_of(settings, drawing, closing), observer)
    pictures = replace(answering.pictures, renderer=renderer, drawing=drawing)
    return replace(answering, reader=reader, pictures=pictures)
