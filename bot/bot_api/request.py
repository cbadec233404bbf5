"""The Bot API behind python-telegram-bot's network seam."""

from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.bot_api.faults import Answered, Fault, Faults, Hanging
from bot.bot_api.parameters import Parameters, Upload
from bot.bot_api.responding import read_path, respond
from bot.bot_api.server import BotApi


class InMemoryRequest(BaseRequest):
    """python-telegram-bot's way to the network, ending in a `BotApi` of this process."""

    def __init__(self, api: BotApi, faults: Faults | None = None) -> None:
        self._api = api
        self._faults = faults or Faults()

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
        """Return the status and body of a call.

        Raises:
            TelegramError: NetworkError for a connection that a fault drops, TimedOut for one that hangs.

        """
        parameters, url = _read(request_data), unquote(url)  # a file's address has the token's colon escaped
        target = read_path(url)
        fault = self._faults.meet(target.method, parameters) if target else None
        if fault is None:
            return await respond(self._api, url, parameters)
        if fault.performed:
            await respond(self._api, url, parameters)
        return _spoilt(fault)


def _spoilt(fault: Fault) -> tuple[int, bytes]:
    if isinstance(fault.failure, Answered):
        return fault.failure.status, fault.failure.body
    if isinstance(fault.failure, Hanging):  # nobody waits in memory: it is over at once
        raise TimedOut
    raise NetworkError("the connection was dropped")


def _read(request_data: RequestData | None) -> Parameters:
    if request_data is None:
        return Parameters({})
    if not request_data.contains_files:
        return Parameters(request_data.json_parameters)
    files = {name: _upload(part) for name, part in request_data.multipart_data.items()}
    return Parameters(request_data.json_parameters, files)


def _upload(part: Any) -> Upload:  # noqa: ANN401 -- a field tuple: name, bytes or a file, type
    name, content = part[0], part[1]
    return Upload(
        bytes(content) if isinstance(content, bytes) else bytes(content.read()), PurePath(name).name
    )
