"""The Bot API behind HTTP's paths, and behind python-telegram-bot's network seam."""

import asyncio
import json
import re
from typing import Any, Final

from telegram.request import BaseRequest, RequestData

from bot.bot_api.errors import BotApiError
from bot.bot_api.parameters import Parameters
from bot.bot_api.server import BotApi

POLL_SECONDS: Final = 0.02  # how often a long poll looks for updates

_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)$")


async def respond(api: BotApi, path: str, parameters: Parameters) -> tuple[int, bytes]:
    """Return the HTTP status and body for a path, "/bot<token>/<method>" or "/file/bot<token>/<path>".

    getUpdates waits for up to its `timeout` seconds.
    """
    match = _PATH.search(path)
    if match is None:
        return _refusal(BotApiError(404, "Not Found"))
    try:
        if match["file"]:
            return 200, api.download(match["token"], match["rest"])
        result = await _result(api, match["token"], match["rest"], parameters)
    except BotApiError as error:
        return _refusal(error)
    return 200, json.dumps({"ok": True, "result": result}).encode()


def _refusal(error: BotApiError) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": error.code, "description": error.description}
    return error.code, json.dumps(body).encode()


async def _result(api: BotApi, token: str, method: str, parameters: Parameters) -> Any:  # noqa: ANN401 -- any JSON
    result = api.call(token, method, parameters)
    if method.lower() == "getupdates":
        until = asyncio.get_running_loop().time() + parameters.integer("timeout")
        while not result and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(POLL_SECONDS)
            result = api.state.updates[: parameters.integer("limit", len(api.state.updates))]
    return result


class InMemoryRequest(BaseRequest):
    """python-telegram-bot's way to the network, ending in a `BotApi` of this process."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        """Nothing to wait for: None."""
        return None

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(  # noqa: PLR0913, PLR0917 -- BaseRequest's signature
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Return the status and body of a call."""
        if request_data is None:
            return await respond(self._api, url, Parameters({}))
        files = {name: _content(part) for name, part in request_data.multipart_data.items()}
        return await respond(self._api, url, Parameters(request_data.json_parameters, files))


def _content(part: Any) -> bytes:  # noqa: ANN401 -- a field tuple: name, bytes or a file, type
    content = part[1]
    return bytes(content) if isinstance(content, bytes) else bytes(content.read())
