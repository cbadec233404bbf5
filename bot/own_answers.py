"""Telegram's own answers, told from what a proxy, a portal or a broken connection puts in their place.

python-telegram-bot goes by the status: it takes a proxy's 404 for a wrong token and its 403 for a person who
blocked the bot, and writes a body that it cannot read to the log, with what people wrote in it.
"""

import json
from http import HTTPStatus
from typing import Any, Final

from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CALL: Final = "POST"  # how methods are called; files, whose bodies are anything, are fetched

UNREADABLE: Final = "an answer that cannot be read"


class PassingRequest(BaseRequest):
    """Opens and closes another request with itself; what is done with a call is for its children."""

    def __init__(self, request: BaseRequest) -> None:
        self._request = request

    @property
    def read_timeout(self) -> float | None:
        """How long the other waits for an answer, in seconds."""
        return self._request.read_timeout

    async def initialize(self) -> None:
        """Open the other."""
        await self._request.initialize()

    async def shutdown(self) -> None:
        """Close the other."""
        await self._request.shutdown()


class OwnAnswers(PassingRequest):
    """Passes on Telegram's own answers to calls; what is none is an error without its body."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401 -- BaseRequest's own, passed on as they come
        **named_timeouts: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Return the other's status and body.

        Raises:
            NetworkError: something on the way refused the call, which most likely has not been done.
            TelegramError: the call most likely was done, and its answer cannot be read.
        """
        status, body = await self._request.do_request(url, method, request_data, *timeouts, **named_timeouts)
        if method == CALL and not _is_own(status, body):
            raise TelegramError(UNREADABLE) if _succeeded(status) else NetworkError(f"HTTP {status}")
        return status, body


def _is_own(status: int, body: bytes) -> bool:
    """Tell whether an answer is as the Bot API words it (core.telegram.org/bots/api#making-requests)."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(answer, dict):
        return False
    if _succeeded(status):
        return answer.get("ok") is True and answer.get("result") is not None
    return answer.get("ok") is False


def _succeeded(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
