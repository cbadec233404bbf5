"""The Bot API behind HTTP's paths and envelopes, without a network."""

import json
import re
from dataclasses import dataclass
from typing import Final

from bot.bot_api.errors import BotApiError
from bot.bot_api.long_polling import poll
from bot.bot_api.parameters import Parameters
from bot.bot_api.server import BotApi

NOT_FOUND: Final = BotApiError(404, "Not Found")
_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)$")


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names: a `method`, or the path of a file."""

    token: str
    method: str = ""
    file_path: str = ""


def read_path(path: str) -> Target | None:
    """Return what "/bot<token>/<method>" or "/file/bot<token>/<path>" names, with any address before it."""
    match = _PATH.search(path)
    if match is None:
        return None
    if match["file"]:
        return Target(match["token"], file_path=match["rest"])
    return Target(match["token"], method=match["rest"])


async def respond(api: BotApi, path: str, parameters: Parameters) -> tuple[int, bytes]:
    """Return the HTTP status and body for a path; getUpdates waits for up to its `timeout` seconds."""
    target = read_path(path)
    if target is None:
        return NOT_FOUND.code, _encoded(NOT_FOUND.to_json())
    try:
        if target.file_path:
            return 200, api.download(target.token, target.file_path)
        if target.method.lower() == "getupdates":
            result = await poll(api, target.token, parameters)
        else:
            result = api.call(target.token, target.method, parameters)
    except BotApiError as error:
        return error.code, _encoded(error.to_json())
    return 200, _encoded({"ok": True, "result": result})


def _encoded(body: object) -> bytes:
    return json.dumps(body).encode()
