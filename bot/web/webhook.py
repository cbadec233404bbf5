"""Telegram's updates over HTTP: from Telegram only, each put into the queue that polling would fill."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from telegram import Bot, Update

from bot.observing import Observer
from bot.web.webhook_watch import WebhookWatch

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name, not its value
MAX_BODY_BYTES: Final = 1_000_000
"""An update with the longest text and all its entities takes a tenth of this."""

UNREADABLE_SHOWS_SECONDS: Final = 600
"""How long an update that cannot be read shows: Telegram tries again meanwhile, for hours."""

log = logging.getLogger(__name__)


class Webhook:
    """Takes updates at `path` from who knows the secret; what comes twice is for the queue to leave out.

    `is_set` once Telegram knows of it; from then on `watch` tells whether updates still come. Once it is closed, they
    are turned away, half-sent ones too, and Telegram brings them again later.
    """

    def __init__(  # noqa: PLR0913 -- where from, where to, who hears
        self,
        path: str,
        secret: str,
        bot: Bot,
        queue: asyncio.Queue[object],
        observer: Observer,
        *,
        watch: WebhookWatch,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self.watch = path, watch
        self.is_set = self._closed = False
        self._reading = set[asyncio.Timeout]()
        self._secret, self._bot, self._queue = secret.encode(), bot, queue
        self._observer, self._clock = observer, clock
        self._unreadable: tuple[float, int] | None = None

    def reason(self) -> str | None:
        """Return why updates do not come in as they should; None when they do."""
        if not self.is_set:
            return "Telegram does not know the webhook yet"
        return "; ".join(filter(None, (self._unreadable_update(), self.watch.reason()))) or None

    def _unreadable_update(self) -> str | None:
        """Return which update Telegram lately brought and cannot be read, None when there is none."""
        if self._unreadable is None:
            return None
        when, update_id = self._unreadable
        if self._clock() - when > UNREADABLE_SHOWS_SECONDS:
            return None
        return f"update {update_id} cannot be read, and comes again and again"

    async def receive(self, request: Request) -> Response:
        """Answer a request: 200 for an update taken, else 403, 413, 400 or 503."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return _refusal(HTTPStatus.FORBIDDEN)
        body = await self._body(request)
        if isinstance(body, HTTPStatus):
            return _refusal(body)
        update = self._read(body)
        if update is None:
            return _refusal(HTTPStatus.BAD_REQUEST)
        await self._queue.put(update)
        return PlainTextResponse("")

    def close(self) -> None:
        """Turn updates away from now on, and those whose bodies are still coming in at once."""
        self._closed = True
        for limit in self._reading:
            limit.reschedule(0)  # long ago

    async def _body(self, request: Request) -> bytes | HTTPStatus:
        """Return the body of a request, or why it is refused."""
        if self._closed:
            return HTTPStatus.SERVICE_UNAVAILABLE
        try:
            async with self._until_closed():
                body = await _body(request)
        except ClientDisconnect:  # it comes again
            return HTTPStatus.BAD_REQUEST
        except TimeoutError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if body is None else body

    @asynccontextmanager
    async def _until_closed(self) -> AsyncIterator[None]:
        """Have the block end with TimeoutError when the webhook is closed."""
        async with asyncio.timeout(None) as limit:
            self._reading.add(limit)
            try:
                yield
            finally:
                self._reading.discard(limit)

    def _read(self, body: bytes) -> Update | None:
        """Return the update in a body; None when there is none, or none that can be read."""
        try:
            content = json.loads(body)
            update_id = int(content["update_id"])
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None
        try:
            return self._parsed(content, update_id)
        except Exception:
            log.exception("update %d cannot be read", update_id)
            self._observer.update_refused("unreadable")
            self._unreadable = self._clock(), update_id
            return None

    def _parsed(self, content: dict[str, Any], update_id: int) -> Update:
        update = Update.de_json(content, self._bot)
        if self._unreadable is not None and self._unreadable[1] == update_id:
            self._unreadable = None
        return update


async def _body(request: Request) -> bytes | None:
    """Return the body, read no further than the largest that is taken; None when it is larger."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            return None
    return body


def _refusal(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status)
