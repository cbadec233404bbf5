"""The Bot API at a loopback address: the same answers, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from aiohttp import web

from bot.bot_api.documents import MAX_SENT_BYTES
from bot.bot_api.errors import bad_request
from bot.bot_api.faults import JSON, Answered, Fault, Faults, Hanging
from bot.bot_api.parameters import Parameters, Upload
from bot.bot_api.pushing import push_updates
from bot.bot_api.responding import read_path, respond
from bot.bot_api.server import BotApi

LOOPBACK: Final = "127.0.0.1"
MAX_BODY_BYTES: Final = (
    2 * MAX_SENT_BYTES
)  # a file with what comes around it; the file's own limit is smaller
GRACE_SECONDS: Final = 1.0  # for answers under way at the end

Routes = Callable[[web.Application], None]


@asynccontextmanager
async def served(
    api: BotApi,
    host: str = LOOPBACK,
    port: int = 0,
    faults: Faults | None = None,
    more_routes: Routes | None = None,
) -> AsyncIterator[str]:
    """Serve until the block ends, and yield the address; port 0 is any that is free.

    Updates are posted to the webhook that the bot sets. Long polls that wait at the end are answered.
    `more_routes` adds paths of one's own.
    """
    site = _Site(api, faults or Faults())
    application = web.Application(client_max_size=MAX_BODY_BYTES)
    if more_routes is not None:
        more_routes(application)
    application.router.add_route("*", "/{path:.*}", site.answer)
    application.on_shutdown.append(site.let_go)
    # Cancelled handlers: a poll ends with its client.
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    pushing = asyncio.create_task(push_updates(api))
    try:
        address = web.TCPSite(runner, host, port)
        await address.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        pushing.cancel()
        with suppress(asyncio.CancelledError):
            await pushing
        await runner.cleanup()


class _Site:
    """Answers requests, or fails them as declared."""

    def __init__(self, api: BotApi, faults: Faults) -> None:
        self._api, self._faults = api, faults

    async def answer(self, request: web.Request) -> web.Response:
        """Return the answer to a call, or fail it."""
        parameters, target = await _read(request), read_path(request.path)
        fault = self._faults.meet(target.method, parameters) if target else None
        if fault is None:
            return await self._respond(request, parameters)
        if fault.performed:
            usual = await self._respond(request, parameters)
            return await _spoilt(request, fault) or usual
        return await _spoilt(request, fault) or await self._respond(request, parameters)

    async def let_go(self, _application: web.Application) -> None:
        """End the polls that wait."""
        self._api.state.updates.wake()

    async def _respond(self, request: web.Request, parameters: Parameters) -> web.Response:
        status, body = await respond(self._api, request.path, parameters)
        return web.Response(status=status, body=body, content_type=JSON)


async def _spoilt(request: web.Request, fault: Fault) -> web.Response | None:
    """Return the answer that a fault gives; None when it gives the usual one at last."""
    if isinstance(fault.failure, Answered):
        failure = fault.failure
        return web.Response(status=failure.status, body=failure.body, content_type=failure.content_type)
    if isinstance(fault.failure, Hanging):
        await asyncio.sleep(fault.failure.seconds)
        return None
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # nobody is left to read it


async def _read(request: web.Request) -> Parameters:
    """Return a call's parameters: from the address and a form with files, or from a JSON object."""
    fields: dict[str, str] = dict(request.query)
    if request.content_type == JSON:
        return Parameters(fields | await _json_fields(request))
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.file.read(), value.filename)
        else:
            fields[name] = str(value)
    return Parameters(fields, files)


async def _json_fields(request: web.Request) -> dict[str, str]:
    try:
        values = dict(await request.json())
    except (ValueError, TypeError):
        refusal = bad_request("can't parse request JSON object")
        raise web.HTTPBadRequest(text=json.dumps(refusal.to_json()), content_type=JSON) from None
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
